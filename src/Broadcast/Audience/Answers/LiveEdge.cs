using Broadcast.Audience.Arithmetic;
using Broadcast.Audience.Ledger;
using Broadcast.Data;

namespace Broadcast.Audience.Answers;

/// <summary>
/// What the tables cannot say because it depends on now: the held values at this instant, and of a live interview how much of what is stored for the current minute and after has not happened yet.
/// It reads the current minute of the interviews whose broadcasts report just now, and nothing else.
/// </summary>
internal sealed class LiveEdge(Db db)
{
    private static readonly Sql PointsNow =
        """
        SELECT r.AiringId, r.ObservedAt AS At, r.Concurrent FROM Airing a JOIN Reading r ON r.AiringId = a.Id
        WHERE a.InterviewId = @interviewId AND r.ObservedAt >= @from AND r.ObservedAt < @to AND r.Concurrent IS NOT NULL
        """;

    private static readonly Sql MinutesFromNow =
        """
        SELECT m.AiringId, m.Minute, m.HasGauge, m.HasCounter, m.Views, m.LiveViews, m.WatchMs, m.CoveredMs FROM Airing a JOIN AiringMinute m ON m.AiringId = a.Id
        WHERE a.InterviewId = @interviewId AND m.Minute >= @minute
        """;

    /// <summary>The edge of an interview.</summary>
    /// <param name="interview">The interview.</param>
    /// <param name="airings">Its broadcasts.</param>
    /// <param name="now">Milliseconds since 1970 (UTC).</param>
    /// <param name="ct">Cancels.</param>
    public Task<InterviewEdge> Read(InterviewRow interview, IEnumerable<AiringRow> airings, long now, CancellationToken ct) => Read(interview, airings, now, null, ct);

    /// <summary>The same; what was read of the minute stays in memory as long as the tables do that the broadcasts are from.</summary>
    public async Task<InterviewEdge> Read(InterviewRow interview, IEnumerable<AiringRow> airings, long now, EdgeMemory? memory, CancellationToken ct)
    {
        var span = Minute.Span(Minute.Of(now));

        // Those whose last value reaches into this minute, whether it holds still or not.
        var reporting = airings.Where(airing => airing.MayHoldAt(span.From)).ToList();
        if (reporting.Count == 0)
        {
            return InterviewEdge.None;
        }

        var minute = memory is null ? await ReadMinute(interview, reporting, span, ct) : await memory.Read(interview.Id, span.From, () => ReadMinute(interview, reporting, span, CancellationToken.None), ct);
        return new InterviewEdge(now, interview.Window, minute.Gauges, minute.Minutes);
    }

    private async Task<EdgeMinute> ReadMinute(InterviewRow interview, IReadOnlyList<AiringRow> reporting, Interval span, CancellationToken ct)
    {
        var args = new { interviewId = interview.Id, from = span.From, to = span.To, at = span.From - 1, earliest = span.From - reporting.Max(airing => airing.HoldMs), minute = span.From };
        return await db.Read(
            async tx =>
            {
                var points = (await tx.Query<PointRow>(PointsNow, args)).ToLookup(row => row.AiringId);
                var before = (await tx.Query<HeldValue>(HeldValues.Newest, args)).ToLookup(row => row.AiringId);
                var minutes = interview.IsLive ? await tx.Query<AiringMinuteTable.MinuteRow>(MinutesFromNow, args) : [];
                return new EdgeMinute(reporting.ToDictionary(airing => airing.Id, airing => GaugeOf(airing, points, before)), minutes.ToLookup(row => row.AiringId));
            },
            ct);
    }

    private static Gauge GaugeOf(AiringRow airing, ILookup<Guid, PointRow> now, ILookup<Guid, HeldValue> before)
    {
        var points = Points.Of(now[airing.Id].Select(row => new Reading(row.At, row.Concurrent, null)), ViewsCounter.Latest) with
        {
            GaugeBefore = before[airing.Id].Select(row => (GaugePoint?)new GaugePoint(row.ObservedAt, row.Concurrent)).MaxBy(point => point!.Value.Value),
        };
        return Gauge.Of(points, airing.HoldMs);
    }

    private sealed record PointRow
    {
        public Guid AiringId { get; init; }

        public long At { get; init; }

        public long Concurrent { get; init; }
    }
}

/// <summary>An interview's edge at an instant.</summary>
/// <param name="now">Milliseconds since 1970 (UTC).</param>
/// <param name="window">When the interview ran.</param>
/// <param name="gauges">The gauges of the broadcasts that report, in the current minute.</param>
/// <param name="minutes">What is stored for the current minute and after; nothing unless the interview is live.</param>
internal sealed class InterviewEdge(long now, Window window, IReadOnlyDictionary<Guid, Gauge> gauges, ILookup<Guid, AiringMinuteTable.MinuteRow> minutes)
{
    /// <summary>Nothing reports.</summary>
    public static readonly InterviewEdge None = new(0, default, new Dictionary<Guid, Gauge>(), Enumerable.Empty<AiringMinuteTable.MinuteRow>().ToLookup(row => row.AiringId));

    private static readonly Gauge Nothing = Gauge.Of(new Points([], []), 0);

    /// <summary>A broadcast's gauge in the current minute; without any value when it reports none.</summary>
    public Gauge GaugeOf(AiringRow airing) => gauges.GetValueOrDefault(airing.Id, Nothing);

    /// <summary>A broadcast's figures without what lies after now.</summary>
    public AiringFigures Clip(AiringRow airing)
    {
        var figures = airing.ToFigures();
        foreach (var (_, watchMs, coveredMs) in Beyond(airing))
        {
            figures = figures with { WatchMs = figures.WatchMs - watchMs, CoveredMs = figures.CoveredMs - coveredMs };
        }

        return figures;
    }

    /// <summary>What of a broadcast's figures lies after now, minute by minute.</summary>
    public IEnumerable<(long Minute, Int128 WatchMs, long CoveredMs)> Beyond(AiringRow airing)
    {
        foreach (var minute in minutes[airing.Id].Select(row => row.ToFigures()))
        {
            var seen = minute.ClippedAt(now, GaugeOf(airing), window);
            yield return (minute.Minute, minute.WatchMs - seen.WatchMs, minute.CoveredMs - seen.CoveredMs);
        }
    }
}
