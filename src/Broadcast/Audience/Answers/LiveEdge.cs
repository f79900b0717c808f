using Broadcast.Audience.Arithmetic;
using Broadcast.Audience.Ledger;
using Broadcast.Data;

namespace Broadcast.Audience.Answers;

/// <summary>
/// What the tables cannot say because it depends on now: the held values at this instant, and of a live interview how much of what is stored for the current minute and after has not happened yet.
/// It reads the current minute of the broadcasts that report just now, and nothing else.
/// </summary>
internal sealed class LiveEdge(Db db)
{
    private static readonly Sql PointsNow =
        """
        SELECT ObservedAt AS At, Concurrent FROM Reading
        WHERE AiringId = @airingId AND ObservedAt >= @from AND ObservedAt < @to AND Concurrent IS NOT NULL
        """;

    private static readonly Sql Before = new(
        SqlServer:
        "SELECT TOP (1) ObservedAt AS At, Concurrent FROM Reading WHERE AiringId = @airingId AND ObservedAt < @from AND ObservedAt > @earliest AND Concurrent IS NOT NULL ORDER BY ObservedAt DESC, Concurrent DESC",
        Sqlite:
        "SELECT ObservedAt AS At, Concurrent FROM Reading WHERE AiringId = @airingId AND ObservedAt < @from AND ObservedAt > @earliest AND Concurrent IS NOT NULL ORDER BY ObservedAt DESC, Concurrent DESC LIMIT 1");

    private static readonly Sql MinutesFromNow =
        "SELECT Minute, HasGauge, HasCounter, Views, LiveViews, WatchMs, CoveredMs FROM AiringMinute WHERE AiringId = @airingId AND Minute >= @from";

    /// <summary>The gauge of a broadcast in the current minute.</summary>
    public async Task<Gauge> GaugeNow(AiringRow airing, long now, CancellationToken ct)
    {
        var minute = Minute.Span(Minute.Of(now));
        var args = new { airingId = airing.Id, from = minute.From, to = minute.To, earliest = minute.From - airing.HoldMs };
        var rows = await db.Query<PointRow>(PointsNow, args, ct);
        var before = await db.Find<PointRow>(Before, args, ct);
        var points = Points.Of(rows.Select(row => new Reading(row.At, row.Concurrent, null)), ViewsCounter.Latest) with
        {
            GaugeBefore = before is null ? null : new GaugePoint(before.At, before.Concurrent),
        };
        return Gauge.Of(points, airing.HoldMs);
    }

    /// <summary>The figures of a live interview's broadcast without what lies after now.</summary>
    public async Task<AiringFigures> Clip(AiringRow airing, Window window, Gauge gauge, long now, CancellationToken ct)
    {
        var rows = await db.Query<AiringMinuteTable.MinuteRow>(MinutesFromNow, new { airingId = airing.Id, from = Minute.Of(now) }, ct);
        var figures = airing.ToFigures();
        foreach (var minute in rows.Select(row => row.ToFigures()))
        {
            var seen = minute.ClippedAt(now, gauge, window);
            figures = figures with { WatchMs = figures.WatchMs + seen.WatchMs - minute.WatchMs, CoveredMs = figures.CoveredMs + seen.CoveredMs - minute.CoveredMs };
        }

        return figures;
    }

    private sealed record PointRow
    {
        public long At { get; init; }

        public long Concurrent { get; init; }
    }
}
