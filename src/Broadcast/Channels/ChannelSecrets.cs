using System.Security.Cryptography;
using Broadcast.Data;
using Microsoft.AspNetCore.DataProtection;

namespace Broadcast.Channels;

/// <summary>Webhook secrets in the form of Standard Webhooks (<c>whsec_</c> and base64), encrypted at rest; a rotated one holds on for a day.</summary>
internal sealed class ChannelSecrets(Db db, IDataProtectionProvider protection)
{
    private const string Prefix = "whsec_";
    private const int Bytes = 32;
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    private static readonly Sql Insert = "INSERT INTO ChannelSecret (Id, ChannelId, Protected, CreatedAt) VALUES (@id, @channelId, @sealed, @now)";

    private static readonly Sql RetireAll = "UPDATE ChannelSecret SET ExpiresAt = @until WHERE ChannelId = @channelId AND ExpiresAt IS NULL";

    private static readonly Sql Forget = "DELETE FROM ChannelSecret WHERE ChannelId = @channelId AND ExpiresAt <= @now";

    private static readonly Sql OfChannel = "SELECT Id, Protected, ExpiresAt FROM ChannelSecret WHERE ChannelId = @channelId ORDER BY Id DESC";

    private readonly IDataProtector _protector = protection.CreateProtector("channel-secret");

    /// <summary>Makes a secret; the answer is the only place that shows it.</summary>
    public async Task<string> Add(Tx tx, Guid channelId, DateTimeOffset now)
    {
        var secret = Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));
        await tx.Execute(Insert, new { id = Ids.New(now), channelId, @sealed = _protector.Protect(secret), now });
        return secret;
    }

    /// <summary>Lets the current secrets run out.</summary>
    public async Task Retire(Tx tx, Guid channelId, DateTimeOffset now)
    {
        await tx.Execute(Forget, new { channelId, now });
        await tx.Execute(RetireAll, new { channelId, until = now + Overlap });
    }

    /// <summary>The keys that may have signed a message, the newest first.</summary>
    public async Task<IReadOnlyList<ChannelKey>> Keys(Guid channelId, CancellationToken ct)
    {
        var rows = await db.Query<SecretRow>(OfChannel, new { channelId }, ct);
        return [.. rows.Select(row => new ChannelKey(Convert.FromBase64String(_protector.Unprotect(row.Protected)[Prefix.Length..]), row.ExpiresAt))];
    }

    private sealed record SecretRow
    {
        public Guid Id { get; init; }

        public string Protected { get; init; } = "";

        public DateTimeOffset? ExpiresAt { get; init; }
    }
}

/// <summary>A key that may sign a channel's messages.</summary>
/// <param name="Bytes">The key itself.</param>
/// <param name="ExpiresAt">When it stops to hold; null while it is the current one.</param>
internal sealed record ChannelKey(byte[] Bytes, DateTimeOffset? ExpiresAt)
{
    public bool HoldsAt(DateTimeOffset now) => ExpiresAt is null || ExpiresAt > now;
}
