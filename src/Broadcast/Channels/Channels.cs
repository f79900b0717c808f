using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.DataProtection;

namespace Broadcast.Channels;

/// <summary>Channels as rows. Settings are encrypted at rest, since they may hold a platform's key.</summary>
internal sealed class Channels(Db db, ChannelSecrets secrets, AuditLog audit, IDataProtectionProvider protection)
{
    private const string Columns = "Id, Code, Name, Family, Connector, Settings, ViewsCounter, HoldSeconds, AllowsPrivate, Version";

    private static readonly Sql Insert = new(
        SqlServer:
        """
        INSERT INTO Channel (Id, Code, Name, Family, Connector, Settings, ViewsCounter, HoldSeconds, AllowsPrivate)
        SELECT @id, @code, @name, @family, @connector, @settings, @viewsCounter, @holdSeconds, @allowsPrivate
        WHERE NOT EXISTS (SELECT 1 FROM Channel WITH (UPDLOCK, HOLDLOCK) WHERE Code = @code)
        """,
        Sqlite:
        """
        INSERT INTO Channel (Id, Code, Name, Family, Connector, Settings, ViewsCounter, HoldSeconds, AllowsPrivate)
        VALUES (@id, @code, @name, @family, @connector, @settings, @viewsCounter, @holdSeconds, @allowsPrivate) ON CONFLICT (Code) DO NOTHING
        """);

    private static readonly Sql Change =
        """
        UPDATE Channel SET Name = @name, Family = @family, Settings = @settings, ViewsCounter = @viewsCounter, HoldSeconds = @holdSeconds,
            AllowsPrivate = @allowsPrivate, Version = Version + 1
        WHERE Id = @id AND Version = @version
        """;

    private static readonly Sql ById = $"SELECT {Columns} FROM Channel WHERE Id = @id";
    private static readonly Sql ByCode = $"SELECT {Columns} FROM Channel WHERE Code = @code";
    private static readonly Sql All = $"SELECT {Columns} FROM Channel ORDER BY Id";

    private static readonly Sql Listing = new(
        SqlServer: $"SELECT TOP (@take) {Columns} FROM Channel WHERE Id > @after ORDER BY Id",
        Sqlite: $"SELECT {Columns} FROM Channel WHERE Id > @after ORDER BY Id LIMIT @take");

    private static readonly Sql FirstRule =
        "INSERT INTO ChannelRule (ChannelId, Since, ViewsCounter, HoldSeconds) SELECT @id, 0, @viewsCounter, @holdSeconds WHERE NOT EXISTS (SELECT 1 FROM ChannelRule WHERE ChannelId = @id)";

    private static readonly Sql ForgetRule = "DELETE FROM ChannelRule WHERE ChannelId = @id AND Since = @now";

    private static readonly Sql NextRule = "INSERT INTO ChannelRule (ChannelId, Since, ViewsCounter, HoldSeconds) VALUES (@id, @now, @viewsCounter, @holdSeconds)";

    private readonly IDataProtector _protector = protection.CreateProtector("channel-settings");

    /// <summary>Makes a channel and its first secret, which is told this once.</summary>
    public Task<Outcome<(ChannelRow Channel, string Secret)>> Create(ChannelRow channel, Caller by, DateTimeOffset now, CancellationToken ct) =>
        db.Write<Outcome<(ChannelRow, string)>>(
            async tx =>
            {
                if (await tx.Execute(Insert, Arguments(channel)) == 0)
                {
                    return Refusal.Field("code", $"There is a channel '{channel.Code}' already.");
                }

                var secret = await secrets.Add(tx, channel.Id, now);
                await audit.Write(tx, by, "create", "channel", channel.Id, null, Told(channel), now);
                return (channel with { Version = 1 }, secret);
            },
            ct);

    /// <summary>Changes a channel; its code and its connector stay what they were.</summary>
    public Task<Outcome<ChannelRow>> Update(Guid id, int? expected, Func<ChannelRow, Outcome<ChannelRow>> change, Caller by, DateTimeOffset now, CancellationToken ct) =>
        db.Write<Outcome<ChannelRow>>(
            async tx =>
            {
                if (await tx.Find<ChannelRow>(ById, new { id }) is not { } row)
                {
                    return Refusal.NotFound("channel");
                }

                var old = Readable(row);
                if (expected is not null && expected != old.Version)
                {
                    return Refusal.Version();
                }

                var changed = change(old);
                if (changed.IsRefused)
                {
                    return changed.Refusal;
                }

                if (await tx.Execute(Change, Arguments(changed.Value)) == 0)
                {
                    return Refusal.Version();
                }

                await KeepRule(tx, old, changed.Value, now);
                await audit.Write(tx, by, "update", "channel", id, Told(old), Told(changed.Value), now);
                return changed.Value with { Version = old.Version + 1 };
            },
            ct);

    /// <summary>A new secret; the old one holds for another 24 h.</summary>
    public Task<Outcome<string>> RotateSecret(Guid id, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<string>>(
        async tx =>
        {
            if (await tx.Find<ChannelRow>(ById, new { id }) is null)
            {
                return Refusal.NotFound("channel");
            }

            await secrets.Retire(tx, id, now);
            var secret = await secrets.Add(tx, id, now);
            await audit.Write(tx, by, "rotate-secret", "channel", id, null, null, now);
            return secret;
        },
        ct);

    public async Task<ChannelRow?> Find(Guid id, CancellationToken ct) => Opened(await db.Find<ChannelRow>(ById, new { id }, ct));

    public async Task<ChannelRow?> Find(string code, CancellationToken ct) => Opened(await db.Find<ChannelRow>(ByCode, new { code }, ct));

    public async Task<IReadOnlyList<ChannelRow>> List(Guid after, int take, CancellationToken ct) =>
        [.. (await db.Query<ChannelRow>(Listing, new { after, take }, ct)).Select(Readable)];

    public async Task<IReadOnlyList<ChannelRow>> ListAll(CancellationToken ct) => [.. (await db.Query<ChannelRow>(All, null, ct)).Select(Readable)];

    /// <summary>Which rules held when: closed interviews keep theirs, and an earlier total is counted by those of its time.</summary>
    private static async Task KeepRule(Tx tx, ChannelRow old, ChannelRow changed, DateTimeOffset now)
    {
        if (old.ViewsCounter == changed.ViewsCounter && old.HoldSeconds == changed.HoldSeconds)
        {
            return;
        }

        await tx.Execute(FirstRule, new { id = old.Id, viewsCounter = old.ViewsCounter, holdSeconds = old.HoldSeconds });
        await tx.Execute(ForgetRule, new { id = old.Id, now });
        await tx.Execute(NextRule, new { id = old.Id, now, viewsCounter = changed.ViewsCounter, holdSeconds = changed.HoldSeconds });
    }

    private object Arguments(ChannelRow channel) => new
    {
        id = channel.Id,
        code = channel.Code,
        name = channel.Name,
        family = channel.Family,
        connector = channel.Connector,
        settings = _protector.Protect(channel.Settings),
        viewsCounter = channel.ViewsCounter,
        holdSeconds = channel.HoldSeconds,
        allowsPrivate = channel.AllowsPrivate,
        version = channel.Version,
    };

    private ChannelRow Readable(ChannelRow row) => row with { Settings = _protector.Unprotect(row.Settings) };

    private ChannelRow? Opened(ChannelRow? row) => row is null ? null : Readable(row);

    /// <summary>What the audit log is told: everything but the settings, which may hold a key.</summary>
    private static object Told(ChannelRow channel) => new { channel.Code, channel.Name, channel.Family, channel.Connector, channel.ViewsCounter, channel.HoldSeconds };
}
