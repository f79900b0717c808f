using Broadcast.Data;

namespace Broadcast.Audience.Answers;

/// <summary>Reads what a concurrent audience was the sum of: the value that held for each of an interview's broadcasts at an instant, with the reading that told it. One seek for each broadcast, however many readings came.</summary>
internal sealed class HeldValues(Db db)
{
    private const string Latest = "r.AiringId = a.Id AND r.ObservedAt <= @at AND r.ObservedAt > @earliest AND r.Concurrent IS NOT NULL ORDER BY r.ObservedAt DESC, r.Concurrent DESC, r.DeliveryId";

    /// <summary>The newest values until <c>@at</c>, after <c>@earliest</c>, of the broadcasts of <c>@interviewId</c>; several of one broadcast where they were told for one instant.</summary>
    public static readonly Sql Newest = new(
        SqlServer:
        $"""
        SELECT b.AiringId, b.ObservedAt, b.Concurrent, b.DeliveryId FROM Airing a
        CROSS APPLY (SELECT TOP (1) r.AiringId, r.ObservedAt, r.Concurrent, r.DeliveryId FROM Reading r WHERE {Latest}) b WHERE a.InterviewId = @interviewId
        """,
        Sqlite:
        $"""
        SELECT r.AiringId, r.ObservedAt, r.Concurrent, r.DeliveryId FROM Airing a
        JOIN Reading r ON r.AiringId = a.Id AND r.ObservedAt = (SELECT r.ObservedAt FROM Reading r WHERE {Latest} LIMIT 1) AND r.Concurrent IS NOT NULL
        WHERE a.InterviewId = @interviewId
        """);

    /// <summary>The values by broadcast; one that was uncovered then has none.</summary>
    /// <param name="interviewId">The interview.</param>
    /// <param name="airings">Its broadcasts.</param>
    /// <param name="at">Milliseconds since 1970 (UTC).</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyDictionary<Guid, HeldValue>> Read(Guid interviewId, IReadOnlyCollection<AiringRow> airings, long at, CancellationToken ct)
    {
        var holds = airings.ToDictionary(airing => airing.Id, airing => airing.HoldMs);
        var args = new { interviewId, at, earliest = at - holds.Values.DefaultIfEmpty().Max() };

        // Of values told for one instant the greatest counts (audience.md, section 2).
        return (await db.Query<HeldValue>(Newest, args, ct))
            .Where(value => at - value.ObservedAt < holds.GetValueOrDefault(value.AiringId))
            .GroupBy(value => value.AiringId)
            .ToDictionary(values => values.Key, values => values.OrderByDescending(value => value.Concurrent).ThenBy(value => value.DeliveryId).First());
    }
}

/// <summary>A value that held, and where it came from.</summary>
internal sealed record HeldValue
{
    public Guid AiringId { get; init; }

    /// <summary>When it was observed, milliseconds since 1970 (UTC).</summary>
    public long ObservedAt { get; init; }

    /// <summary>Connections.</summary>
    public long Concurrent { get; init; }

    /// <summary>The message that told it.</summary>
    public Guid DeliveryId { get; init; }
}
