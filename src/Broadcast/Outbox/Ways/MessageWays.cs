using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;

namespace Broadcast.Outbox;

/// <summary>The ways out beside mail, as rows. Administrators alone enter them: they lead to addresses that the service calls.</summary>
internal sealed class MessageWays(Db db, AuditLog audit, WaySecrets secrets)
{
    private const string Columns =
        "Id, Name, Format, Audience, AddressProtected, SecretProtected, Kinds, Template, ContentType, AllowsPrivate, IsRepeatable, IsActive, Version FROM MessageWay";

    private static readonly Sql All = $"SELECT {Columns} ORDER BY Id";

    private static readonly Sql Active = $"SELECT {Columns} WHERE IsActive = 1 ORDER BY Id";

    private static readonly Sql ById = $"SELECT {Columns} WHERE Id = @id";

    private static readonly Sql Lock = "UPDATE MessageWay SET Version = Version WHERE Id = @id";

    private static readonly Sql Insert =
        """
        INSERT INTO MessageWay (Id, Name, Format, Audience, AddressProtected, SecretProtected, Kinds, Template, ContentType, AllowsPrivate, IsRepeatable, IsActive, Version)
        VALUES (@id, @name, @format, @audience, @addressProtected, @secretProtected, @kinds, @template, @contentType, @allowsPrivate, @isRepeatable, @isActive, @version)
        """;

    private static readonly Sql Update =
        """
        UPDATE MessageWay SET Name = @name, Format = @format, Audience = @audience, AddressProtected = @addressProtected, SecretProtected = @secretProtected, Kinds = @kinds,
            Template = @template, ContentType = @contentType, AllowsPrivate = @allowsPrivate, IsRepeatable = @isRepeatable, IsActive = @isActive, Version = @version
        WHERE Id = @id
        """;

    private static readonly Sql Remove = "DELETE FROM MessageWay WHERE Id = @id";

    public Task<IReadOnlyList<MessageWay>> List(CancellationToken ct) => db.Query<MessageWay>(All, null, ct);

    public Task<MessageWay?> Find(Guid id, CancellationToken ct) => db.Find<MessageWay>(ById, new { id }, ct);

    /// <summary>The ways that take a kind of message now.</summary>
    public async Task<IReadOnlyList<MessageWay>> For(Tx tx, string kind) =>
        [.. (await tx.Query<MessageWay>(Active)).Where(way => way.KindList.Contains(kind, StringComparer.Ordinal))];

    public Task<Outcome<MessageWay>> Create(WayBody body, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<MessageWay>>(
        async tx =>
        {
            var fields = new Fields();
            var way = body.Over(new MessageWay { Id = Ids.New(now), Version = 0 }, secrets, fields);
            if (fields.Refusal is { } refusal)
            {
                return refusal;
            }

            await tx.Execute(Insert, Parameters(way));
            await audit.Write(tx, by, "create", "messageWay", way.Id, null, secrets.View(way), now);
            return way;
        },
        ct);

    public Task<Outcome<MessageWay>> Change(Guid id, WayBody body, int? expected, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<MessageWay>>(
        async tx =>
        {
            await tx.Execute(Lock, new { id });
            if (await tx.Find<MessageWay>(ById, new { id }) is not { } way)
            {
                return Refusal.NotFound("way");
            }

            var fields = new Fields();
            var next = body.Over(way, secrets, fields);
            if ((EntityTags.Check(expected, way.Version) ?? fields.Refusal) is { } refusal)
            {
                return refusal;
            }

            await tx.Execute(Update, Parameters(next));
            await audit.Write(tx, by, "change", "messageWay", id, secrets.View(way), secrets.View(next), now);
            return next;
        },
        ct);

    /// <summary>What still waits to leave by it is failed, with the reason.</summary>
    public Task<Outcome<bool>> Delete(Guid id, int? expected, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<bool>>(
        async tx =>
        {
            await tx.Execute(Lock, new { id });
            if (await tx.Find<MessageWay>(ById, new { id }) is not { } way)
            {
                return Refusal.NotFound("way");
            }

            if (EntityTags.Check(expected, way.Version) is { } stale)
            {
                return stale;
            }

            await tx.Execute(Remove, new { id });
            await audit.Write(tx, by, "delete", "messageWay", id, secrets.View(way), null, now);
            return true;
        },
        ct);

    private static object Parameters(MessageWay way) => new
    {
        id = way.Id,
        name = way.Name,
        format = Words.Of(way.Format),
        audience = Words.Of(way.Audience),
        addressProtected = way.AddressProtected,
        secretProtected = way.SecretProtected,
        kinds = way.Kinds,
        template = way.Template,
        contentType = way.ContentType,
        allowsPrivate = way.AllowsPrivate,
        isRepeatable = way.IsRepeatable,
        isActive = way.IsActive,
        version = way.Version,
    };
}
