using Broadcast.Data;

namespace Broadcast.Pulls;

/// <summary>The broadcasts that are to be asked for: on a pulling channel, of an interview that is near, live, or ended and not closed.</summary>
internal sealed class PullCandidates(Db db)
{
    public const string Kind = "pull";

    private const string Columns =
        """
        SELECT a.Id AS AiringId, a.InterviewId, a.ChannelId, a.ExternalId, a.Url, i.State, i.EndedAt, w.DueAt
        FROM Airing a JOIN Interview i ON i.Id = a.InterviewId LEFT JOIN DueWork w ON w.Kind = 'pull' AND w.Subject = a.Id
        """;

    private static readonly Sql Wanted =
        $"""
        {Columns}
        WHERE a.HookKey IS NULL AND (i.State IN ('live', 'ended') OR (i.State IN ('booked', 'confirmed') AND i.PlannedStartsAt < @soon AND i.PlannedEndsAt > @now))
        """;

    private static readonly Sql One = $"{Columns} WHERE a.Id = @airingId";

    public Task<IReadOnlyList<PullCandidate>> List(DateTimeOffset now, CancellationToken ct) =>
        db.Query<PullCandidate>(Wanted, new { soon = now + PullSchedule.Before, now }, ct);

    public Task<PullCandidate?> Find(Guid airingId, CancellationToken ct) => db.Find<PullCandidate>(One, new { airingId }, ct);
}

/// <summary>A broadcast to be asked for.</summary>
internal sealed record PullCandidate
{
    public Guid AiringId { get; init; }

    public Guid InterviewId { get; init; }

    public Guid ChannelId { get; init; }

    public string ExternalId { get; init; } = "";

    public string? Url { get; init; }

    public string State { get; init; } = "";

    public DateTimeOffset? EndedAt { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Whether figures are still of use.</summary>
    public bool IsWanted => State is "booked" or "confirmed" or "live" or "ended";
}
