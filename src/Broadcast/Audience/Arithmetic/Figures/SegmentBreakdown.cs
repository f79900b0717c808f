using System.Runtime.InteropServices;

namespace Broadcast.Audience.Arithmetic;

/// <summary>The figures of one segment of an interview.</summary>
/// <param name="Views">The increments observed in it, person-times.</param>
/// <param name="WatchMs">The integral of K over its part of W, person-milliseconds.</param>
/// <param name="Rounding">How far the true views may lie from these, where platforms round (section 1).</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SegmentFigures(Int128 Views, Int128 WatchMs, Uncertainty Rounding = default)
{
    /// <summary>Both together.</summary>
    public static SegmentFigures operator +(SegmentFigures one, SegmentFigures other) => new(one.Views + other.Views, one.WatchMs + other.WatchMs, one.Rounding + other.Rounding);
}

/// <summary>An interview's figures by the actual times of its parts (audience.md, section 5). All rows add up to the whole.</summary>
/// <param name="Before">What happened before the first part; everything, when no part has begun.</param>
/// <param name="Parts">The parts, in the order they were given.</param>
/// <param name="Between">What happened between parts: it belongs to none, and is given to none.</param>
/// <param name="After">What happened after the last part.</param>
internal sealed record SegmentBreakdown(SegmentFigures Before, IReadOnlyList<SegmentFigures> Parts, SegmentFigures Between, SegmentFigures After)
{
    private const int BeforeAll = -1;
    private const int BetweenParts = -2;
    private const int AfterAll = -3;

    /// <summary>Both together, row by row.</summary>
    public static SegmentBreakdown operator +(SegmentBreakdown one, SegmentBreakdown other) =>
        new(one.Before + other.Before, [.. one.Parts.Zip(other.Parts, (a, b) => a + b)], one.Between + other.Between, one.After + other.After);

    /// <summary>How far from the true ones the views of one airing may lie in each row.</summary>
    /// <param name="parts">The parts' actual times, as above.</param>
    /// <param name="runs">Its runs: by the instant, where a part begins or ends within a minute.</param>
    public static SegmentBreakdown OfRounding(IReadOnlyList<Interval> parts, IEnumerable<RoundedRun> runs)
    {
        var begun = parts.Where(part => !part.IsEmpty).ToList();
        var (first, last) = (begun.Select(part => part.From).DefaultIfEmpty(long.MaxValue).Min(), begun.Select(part => part.To).DefaultIfEmpty(long.MaxValue).Max());
        var rows = Rounding.By(runs, at => PartAt(parts, at) switch
        {
            >= 0 and var part => part,
            _ => at < first ? BeforeAll : at < last ? BetweenParts : AfterAll,
        });
        return new(Row(BeforeAll), [.. parts.Select((_, index) => Row(index))], Row(BetweenParts), Row(AfterAll));

        SegmentFigures Row(int row) => new(0, 0, rows.GetValueOrDefault(row));
    }

    /// <summary>Splits increments and held values.</summary>
    /// <param name="parts">The parts' actual times, in any order; empty while a part has not begun, without end while it runs.
    /// Where parts overlap, the later begun counts.</param>
    /// <param name="increments">The increments of all airings.</param>
    /// <param name="gauges">The gauges of all airings.</param>
    /// <param name="window">W, until now while the interview is live.</param>
    public static SegmentBreakdown Of(
        IReadOnlyList<Interval> parts, IEnumerable<Increment> increments, IReadOnlyCollection<Gauge> gauges, Interval window)
    {
        var begun = parts.Where(part => !part.IsEmpty).ToList();
        var bounds = begun.SelectMany(part => new[] { part.From, part.To }).Append(long.MinValue).Append(long.MaxValue).Distinct().Order().ToList();
        var pieces = bounds.Zip(bounds.Skip(1), (from, to) => new Interval(from, to)).ToList();
        var figures = pieces.ConvertAll(piece => new SegmentFigures(0, Watch(gauges, piece.Intersect(window))));
        foreach (var increment in increments)
            figures[Sorted.First(pieces, piece => piece.To > increment.At)] += new SegmentFigures(increment.Views, 0);

        var (first, last) = begun.Count > 0 ? (begun.Min(part => part.From), begun.Max(part => part.To)) : (long.MaxValue, long.MaxValue);
        var rows = pieces.Zip(figures).ToLookup(pair => PartAt(parts, pair.First.From));
        return new(
            Sum(rows[-1].Where(row => row.First.From < first)),
            [.. parts.Select((_, index) => Sum(rows[index]))],
            Sum(rows[-1].Where(row => first <= row.First.From && row.First.From < last)),
            Sum(rows[-1].Where(row => row.First.From >= last)));
    }

    private static int PartAt(IReadOnlyList<Interval> parts, long at)
    {
        var found = -1;
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i].Contains(at) && (found < 0 || parts[i].From >= parts[found].From))
                found = i;
        }

        return found;
    }

    private static Int128 Watch(IEnumerable<Gauge> gauges, Interval part) => gauges.Aggregate(Int128.Zero, (sum, gauge) => sum + gauge.WatchMs(part));

    private static SegmentFigures Sum(IEnumerable<(Interval Piece, SegmentFigures Figures)> rows) =>
        rows.Aggregate(default(SegmentFigures), (sum, row) => sum + row.Figures);
}
