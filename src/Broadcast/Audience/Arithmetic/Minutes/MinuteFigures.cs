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
        var part = range.Intersect(window.Span);
        var minutes = new MinuteSums();
        foreach (var (span, value) in Gauge.Of(points, metering.HoldMs).Holds)
            minutes.Hold(span.Intersect(part), value);
        foreach (var point in points.Gauges)
            minutes.At(point.At).HasGauge = true;
        foreach (var increment in Counter.Increments(points, metering.Counter))
            minutes.Add(increment, window.IsLive(increment.At));
        return minutes.InOrder();
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

    /// <summary>The minutes in which a value is held, several times where several are.</summary>
    private static IEnumerable<long> Held(IEnumerable<Gauge> gauges, Interval part)
    {
        foreach (var gauge in gauges)
        {
            var last = long.MinValue;
            foreach (var (span, _) in gauge.Holds)
            {
                // Most holds lie in the minute of the one before.
                foreach (var minute in Minute.In(span.Intersect(part)))
                {
                    if (minute != last)
                        yield return minute;
                    last = minute;
                }
            }
        }
    }
}
