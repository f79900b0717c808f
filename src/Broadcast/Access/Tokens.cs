using System.Security.Cryptography;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Outcomes;

namespace Broadcast.Access;

/// <summary>Tokens as rows; the secret itself is never kept.</summary>
internal sealed class Tokens(Db db, AdminToken admin, AuditLog audit)
{
    private static readonly Sql Insert =
        "INSERT INTO AccessToken (Id, Name, Role, UnitId, Hash, CreatedAt, ExpiresAt) VALUES (@id, @name, @role, @unitId, @hash, @now, @expiresAt)";

    private static readonly Sql ByHash =
        "SELECT Id, Name, Role, UnitId FROM AccessToken WHERE Hash = @hash AND RevokedAt IS NULL AND (ExpiresAt IS NULL OR ExpiresAt > @now)";

    private static readonly Sql ById =
        "SELECT Id, Name, Role, UnitId FROM AccessToken WHERE Id = @id AND RevokedAt IS NULL AND (ExpiresAt IS NULL OR ExpiresAt > @now)";

    private static readonly Sql Listing = new(
        SqlServer: "SELECT TOP (@take) Id, Name, Role, UnitId, CreatedAt, ExpiresAt, RevokedAt FROM AccessToken WHERE Id > @after ORDER BY Id",
        Sqlite: "SELECT Id, Name, Role, UnitId, CreatedAt, ExpiresAt, RevokedAt FROM AccessToken WHERE Id > @after ORDER BY Id LIMIT @take");

    private static readonly Sql RevokeOne = "UPDATE AccessToken SET RevokedAt = @now WHERE Id = @id AND RevokedAt IS NULL";

    private static readonly Sql UnitExists = "SELECT Id FROM Unit WHERE Id = @unitId";

    public async Task<Outcome<NewToken>> Create(string name, Role role, Guid? unitId, DateTimeOffset? expiresAt, Caller by, DateTimeOffset now, CancellationToken ct)
    {
        var made = new NewToken(Ids.New(now), SecretText.New());
        return await db.Write<Outcome<NewToken>>(
            async tx =>
            {
                if (unitId is not null && await tx.Find<Guid?>(UnitExists, new { unitId }) is null)
                {
                    return Refusal.Field("unitId", "There is no such unit.");
                }

                await tx.Execute(Insert, new { id = made.Id, name, role = role.ToString(), unitId, hash = SecretText.Hash(made.Token), now, expiresAt });
                await audit.Write(tx, by, "create", "token", made.Id, null, new { name, role, unitId, expiresAt }, now);
                return made;
            },
            ct);
    }

    /// <summary>The person behind a secret; null when it is unknown, expired or revoked.</summary>
    public async Task<Caller?> Recognise(string secret, DateTimeOffset now, CancellationToken ct)
    {
        var hash = SecretText.Hash(secret);
        if (CryptographicOperations.FixedTimeEquals(hash, admin.Hash))
        {
            return admin.Caller;
        }

        return (await db.Find<TokenRow>(ByHash, new { hash, now }, ct))?.ToCaller();
    }

    /// <summary>The person of a cookie, as the token stands now; null when it was revoked or ran out.</summary>
    public async Task<Caller?> Recall(Guid id, DateTimeOffset now, CancellationToken ct) =>
        id == Guid.Empty ? admin.Caller : (await db.Find<TokenRow>(ById, new { id, now }, ct))?.ToCaller();

    public Task<IReadOnlyList<TokenRow>> List(Guid after, int take, CancellationToken ct) => db.Query<TokenRow>(Listing, new { after, take }, ct);

    public Task<Outcome<bool>> Revoke(Guid id, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<bool>>(
        async tx =>
        {
            if (await tx.Execute(RevokeOne, new { id, now }) == 0)
            {
                return Refusal.NotFound("token");
            }

            await audit.Write(tx, by, "revoke", "token", id, null, null, now);
            return true;
        },
        ct);
}

/// <summary>A token as it is listed: everything but the secret.</summary>
public sealed record TokenRow
{
    /// <summary>The token's id, a person's identity in the audit log.</summary>
    public Guid Id { get; init; }

    /// <summary>Whose it is.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it may do.</summary>
    public Role Role { get; init; }

    /// <summary>The unit of a liaison.</summary>
    public Guid? UnitId { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it runs out; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked; null: it holds.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    internal Caller ToCaller() => new(Id, Name, Role, UnitId);
}

/// <summary>A token just made; the secret is shown this once.</summary>
/// <param name="Id">The token's id.</param>
/// <param name="Token">The secret to send as <c>Authorization: Bearer</c>.</param>
public sealed record NewToken(Guid Id, string Token);
