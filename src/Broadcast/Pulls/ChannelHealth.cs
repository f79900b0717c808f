using Broadcast.Data;

namespace Broadcast.Pulls;

/// <summary>How the pulls of a channel go, as rows: an outage survives a restart.</summary>
internal sealed class ChannelHealth(Db db)
{
    private static readonly Sql Insert = new(
        SqlServer:
        """
        INSERT INTO ChannelHealth (ChannelId)
        SELECT @channelId WHERE NOT EXISTS (SELECT 1 FROM ChannelHealth WITH (UPDLOCK, HOLDLOCK) WHERE ChannelId = @channelId)
        """,
        Sqlite: "INSERT INTO ChannelHealth (ChannelId) VALUES (@channelId) ON CONFLICT DO NOTHING");

    private static readonly Sql SetGood = "UPDATE ChannelHealth SET LastGoodAt = @now, FailingSince = NULL, Failures = 0, Problem = NULL WHERE ChannelId = @channelId";

    private static readonly Sql SetBad =
        "UPDATE ChannelHealth SET FailingSince = COALESCE(FailingSince, @now), Failures = Failures + 1, Problem = @problem WHERE ChannelId = @channelId";

    private static readonly Sql Read = "SELECT ChannelId, LastGoodAt, FailingSince, Failures, Problem FROM ChannelHealth WHERE ChannelId = @channelId";

    private static readonly Sql All = "SELECT ChannelId, LastGoodAt, FailingSince, Failures, Problem FROM ChannelHealth";

    public Task Good(Guid channelId, DateTimeOffset now, CancellationToken ct) => Set(SetGood, channelId, null, now, ct);

    /// <summary>Notes a failure; the number of failures in a row.</summary>
    public async Task<int> Bad(Guid channelId, string problem, DateTimeOffset now, CancellationToken ct)
    {
        await Set(SetBad, channelId, problem.Length > 1000 ? problem[..1000] : problem, now, ct);
        return (await Find(channelId, ct))?.Failures ?? 1;
    }

    public Task<ChannelHealthRow?> Find(Guid channelId, CancellationToken ct) => db.Find<ChannelHealthRow>(Read, new { channelId }, ct);

    public Task<IReadOnlyList<ChannelHealthRow>> List(CancellationToken ct) => db.Query<ChannelHealthRow>(All, null, ct);

    private Task Set(Sql sql, Guid channelId, string? problem, DateTimeOffset now, CancellationToken ct) => db.Write(
        async tx =>
        {
            await tx.Execute(Insert, new { channelId });
            await tx.Execute(sql, new { channelId, now, problem });
        },
        ct);
}

/// <summary>How the pulls of a channel go.</summary>
public sealed record ChannelHealthRow
{
    /// <summary>The channel.</summary>
    public Guid ChannelId { get; init; }

    /// <summary>When a pull last went well.</summary>
    public DateTimeOffset? LastGoodAt { get; init; }

    /// <summary>Since when none does; null: the last one did.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>How many in a row.</summary>
    public int Failures { get; init; }

    /// <summary>What the last failure was, for the operator.</summary>
    public string? Problem { get; init; }
}
