namespace Broadcast.Audience.Arithmetic;

/// <summary>Which time a change touches. Repairing the minutes of it, and no others, gives what computing everything anew would.</summary>
/// <remarks>"Next" is always the next point in the state after the change. Gauges and windows touch the minutes of the airing and of
/// the interview, counters those of the airing alone.</remarks>
internal static class Touched
{
    /// <summary>A new or greater gauge replaces whatever held, until the next one or the end of its own hold (audience.md, section 2).</summary>
    public static Interval ByGauge(long at, long? nextGauge, long holdMs) => new(at, Math.Min(nextGauge ?? long.MaxValue, at + holdMs));

    /// <summary>A new or changed counter changes its own increment and, unless each reading is one, the next counter's (section 3).</summary>
    public static IEnumerable<Interval> ByCounter(long at, long? nextCounter, ViewsCounter counter)
    {
        yield return new(at, at + 1);
        if (counter is not ViewsCounter.Delta && nextCounter is { } next)
            yield return new(next, next + 1);
    }

    /// <summary>A start or an end that is set, moved or taken back: where W changes, and where views turn live or replayed.</summary>
    /// <remarks>May be without end; nothing is left to repair once the hold of the last reading is over.</remarks>
    public static IEnumerable<Interval> ByWindow(Window before, Window after)
    {
        if (before.EndedAt != after.EndedAt)
            yield return Ends(before, after);
        if (before.Span.IsEmpty || after.Span.IsEmpty)
            yield return before.Span.IsEmpty ? after.Span : before.Span;
        else
            yield return new(Math.Min(before.Span.From, after.Span.From), Math.Max(before.Span.From, after.Span.From));
    }

    /// <summary>The ranges of whole minutes that some touched times lie in: in order, merged, and apart.</summary>
    public static IReadOnlyList<Interval> Minutes(IEnumerable<Interval> touched)
    {
        var ranges = new List<Interval>();
        foreach (var range in touched.Where(interval => !interval.IsEmpty).Select(Minute.Widen).OrderBy(range => range.From))
        {
            if (ranges.Count > 0 && range.From <= ranges[^1].To)
                ranges[^1] = ranges[^1] with { To = Math.Max(ranges[^1].To, range.To) };
            else
                ranges.Add(range);
        }

        return ranges;
    }

    // One millisecond past the later end: what is observed at the very end is live.
    private static Interval Ends(Window before, Window after)
    {
        var (one, other) = (before.EndedAt ?? long.MaxValue, after.EndedAt ?? long.MaxValue);
        var last = Math.Max(one, other);
        return new(Math.Min(one, other), last == long.MaxValue ? last : last + 1);
    }
}
