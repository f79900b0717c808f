namespace Broadcast.Audience.Arithmetic;

/// <summary>Figures by the minute, of a range of minutes alone: a new reading costs only the minutes it touches.</summary>
internal static class MinuteFigures
{
    /// <summary>The minutes of one airing that have something in them, in order.</summary>
    /// <param name="range">Whole minutes, [from, to), or a part of them, whose sums are then those of the part; may be without end.</param>
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

    /// <summary>An airing's minutes with what some part of their time had exchanged for what it has now.</summary>
    /// <param name="known">The whole minutes as they stand.</param>
    /// <param name="old">What the part had in each of its minutes.</param>
    /// <param name="now">What it has in each: nothing that was observed has gone.</param>
    public static IReadOnlyList<AiringMinute> Exchange(IEnumerable<AiringMinute> known, IEnumerable<AiringMinute> old, IEnumerable<AiringMinute> now)
    {
        var minutes = known.ToDictionary(minute => minute.Minute);
        foreach (var minute in old)
            minutes[minute.Minute] = minutes.GetValueOrDefault(minute.Minute).Less(minute);
        foreach (var minute in now)
            minutes[minute.Minute] = minutes.GetValueOrDefault(minute.Minute).Plus(minute);
        return [.. minutes.Values.Where(minute => minute.HasSomething).OrderBy(minute => minute.Minute)];
    }

    /// <summary>The minutes of one interview in which anybody watched or listened, in order.</summary>
    /// <param name="range">Whole minutes, [from, to), or a part of them, whose greatest are those of the part; may be without end.</param>
    /// <param name="gauges">The gauges of all its airings, at least as they are in the range.</param>
    /// <param name="window">When the interview ran.</param>
    public static IReadOnlyList<InterviewMinute> OfInterview(Interval range, IReadOnlyCollection<Gauge> gauges, Window window)
    {
        var concurrency = Concurrency.Of(gauges);
        return [.. Held(gauges, range).Select(Figures).Where(minute => minute.Peak > 0)];

        InterviewMinute Figures(long minute)
        {
            var part = Minute.Span(minute).Intersect(range);
            var peak = concurrency.Greatest(part);
            return new(minute, peak.Value, peak.At ?? minute, concurrency.Greatest(part.Intersect(window.Span)).Value);
        }
    }

    /// <summary>An interview's minutes with what they have from some instant on exchanged for what is there now.</summary>
    /// <param name="known">The whole minutes as they stand; the one the instant lies in must have reached before what it says.</param>
    /// <param name="from">The instant.</param>
    /// <param name="now">What the minutes have from it on.</param>
    public static IReadOnlyList<InterviewMinute> Exchange(IReadOnlyList<InterviewMinute> known, long from, IReadOnlyList<InterviewMinute> now)
    {
        var before = known.Where(minute => minute.Minute < from).ToList();
        return before.Count > 0 && now.Count > 0 && before[^1].Minute == now[0].Minute
            ? [.. before.SkipLast(1), before[^1].Plus(now[0]), .. now.Skip(1)]
            : [.. before, .. now];
    }

    /// <summary>The minutes in which a value is held, in order.</summary>
    private static SortedSet<long> Held(IEnumerable<Gauge> gauges, Interval part)
    {
        var minutes = new SortedSet<long>();
        foreach (var gauge in gauges)
        {
            // Most holds lie in the minute of the one before.
            var latest = Interval.None;
            foreach (var (span, _) in gauge.Holds)
            {
                var held = span.Intersect(part);
                if (held.From >= latest.From && held.To <= latest.To)
                    continue;
                foreach (var minute in Minute.In(held))
                {
                    minutes.Add(minute);
                    latest = Minute.Span(minute);
                }
            }
        }

        return minutes;
    }
}
