namespace Broadcast.Audience.Arithmetic;

/// <summary>Figures by the minute, of a range of minutes alone: a new reading costs only the minutes it touches.</summary>
internal static class MinuteFigures
{
    /// <summary>The minutes of one airing that have something in them, in order.</summary>
    /// <param name="range">Whole minutes, [from, to); may be without end.</param>
    /// <param name="points">The airing's points in the range, with the last gauge and the last counter before it.</param>
    /// <param name="metering">The channel's settings.</param>
    /// <param name="window">When the interview ran. While it is live, held values are kept into the future; the reader clips them.</param>
    public static IReadOnlyList<AiringMinute> OfAiring(Interval range, Points points, Metering metering, Window window)
    {
        points = points.Within(range);
        var gauge = Gauge.Of(points, metering.HoldMs);
        var part = range.Intersect(window.Span);
        var gauges = points.Gauges.Select(point => Minute.Of(point.At)).ToHashSet();
        var increments = Counter.Increments(points, metering.Counter).ToLookup(increment => Minute.Of(increment.At));
        var minutes = Held([gauge], part).Concat(gauges).Concat(increments.Select(group => group.Key));
        return [.. minutes.Distinct().Order().Select(Figures)];

        AiringMinute Figures(long minute)
        {
            var inWindow = Minute.Span(minute).Intersect(part);
            return new(
                minute,
                HasGauge: gauges.Contains(minute),
                HasCounter: increments.Contains(minute),
                Views: Sum(increments[minute]),
                LiveViews: Sum(increments[minute].Where(increment => window.IsLive(increment.At))),
                WatchMs: gauge.WatchMs(inWindow),
                CoveredMs: gauge.CoveredMs(inWindow));
        }
    }

    /// <summary>The minutes of one interview in which anybody watched or listened, in order.</summary>
    /// <param name="range">Whole minutes, [from, to); may be without end.</param>
    /// <param name="gauges">The gauges of all its airings, at least as they are in the range.</param>
    /// <param name="window">When the interview ran.</param>
    public static IReadOnlyList<InterviewMinute> OfInterview(Interval range, IReadOnlyCollection<Gauge> gauges, Window window)
    {
        var concurrency = Concurrency.Of(gauges);
        return [.. Held(gauges, range).Distinct().Order().Select(Figures).Where(minute => minute.Peak > 0)];

        InterviewMinute Figures(long minute)
        {
            var peak = concurrency.Greatest(Minute.Span(minute));
            return new(minute, peak.Value, peak.At ?? minute, concurrency.Greatest(Minute.Span(minute).Intersect(window.Span)).Value);
        }
    }

    private static IEnumerable<long> Held(IEnumerable<Gauge> gauges, Interval part) =>
        gauges.SelectMany(gauge => gauge.Holds).SelectMany(hold => Minute.In(hold.Span.Intersect(part)));

    private static Int128 Sum(IEnumerable<Increment> increments) =>
        increments.Aggregate(Int128.Zero, (sum, increment) => sum + increment.Views);
}
