using Broadcast.Data;

namespace Broadcast.Desk;

/// <summary>When each channel was last heard of, over all its broadcasts.</summary>
internal sealed class LastReadings(Db db)
{
    private static readonly Sql ByChannel =
        """
        SELECT a.ChannelId, MAX(t.LastReadingAt) AS LastReadingAt, SUM(CASE WHEN i.State = 'live' THEN 1 ELSE 0 END) AS LiveAirings
        FROM Airing a JOIN Interview i ON i.Id = a.InterviewId LEFT JOIN AiringTotal t ON t.AiringId = a.Id
        GROUP BY a.ChannelId
        """;

    public Task<IReadOnlyList<LastReading>> List(CancellationToken ct) => db.Query<LastReading>(ByChannel, null, ct);
}

/// <summary>When a channel was last heard of.</summary>
internal sealed record LastReading
{
    public Guid ChannelId { get; init; }

    /// <summary>When its newest figure was observed; null: never.</summary>
    public DateTimeOffset? LastReadingAt { get; init; }

    /// <summary>How many of its broadcasts are on air.</summary>
    public int LiveAirings { get; init; }
}
