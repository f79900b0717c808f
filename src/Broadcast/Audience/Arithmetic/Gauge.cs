using System.Runtime.InteropServices;

namespace Broadcast.Audience.Arithmetic;

/// <summary>A stretch in which an airing's gauge keeps one value.</summary>
/// <param name="Span">From its reading until the next one with a gauge, at most the hold.</param>
/// <param name="Value">How many watched or listened.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Hold(Interval Span, long Value);

/// <summary>How many watch or listen on one airing, as a function of time (audience.md, section 2).</summary>
internal sealed class Gauge
{
    private Gauge(IReadOnlyList<Hold> holds) => Holds = holds;

    /// <summary>The stretches with a value, in order and apart; between them the airing is uncovered and counts 0.</summary>
    public IReadOnlyList<Hold> Holds { get; }

    /// <summary>Lets each point hold until the next one, at most <paramref name="holdMs"/> milliseconds.</summary>
    /// <remarks>Of a part of a series, the last hold may reach past the part: cut it where the part ends.</remarks>
    public static Gauge Of(Points points, long holdMs)
    {
        var holds = new List<Hold>(points.Gauges.Count + 1);
        var last = points.GaugeBefore;
        foreach (var point in points.Gauges)
        {
            if (last is { } before)
                holds.Add(new(new(before.At, Math.Min(point.At, before.At + holdMs)), before.Value));
            last = point;
        }

        if (last is { } newest)
            holds.Add(new(new(newest.At, newest.At + holdMs), newest.Value));
        return new(holds);
    }

    /// <summary>The integral of the held values over a stretch of time, person-milliseconds.</summary>
    public Int128 WatchMs(Interval part) => Within(part).Aggregate(Int128.Zero, (sum, hold) => sum + ((Int128)hold.Value * hold.Span.Length));

    /// <summary>How much of a stretch of time is covered by a held value, milliseconds. A held 0 covers.</summary>
    public long CoveredMs(Interval part) => Within(part).Sum(hold => hold.Span.Length);

    /// <summary>The held value at an instant; null where the airing is uncovered.</summary>
    public long? ValueAt(long at) => Within(new(at, at + 1)).Select(hold => (long?)hold.Value).FirstOrDefault();

    /// <summary>The uncovered stretches of a part of time with both ends, in order: what is reported as gaps.</summary>
    public IEnumerable<Interval> Gaps(Interval part)
    {
        var from = part.From;
        foreach (var (span, _) in Within(part))
        {
            if (from < span.From)
                yield return new(from, span.From);
            from = span.To;
        }

        if (from < part.To)
            yield return new(from, part.To);
    }

    private IEnumerable<Hold> Within(Interval part)
    {
        for (var i = Sorted.First(Holds, hold => hold.Span.To > part.From); i < Holds.Count && Holds[i].Span.From < part.To; i++)
            yield return Holds[i] with { Span = Holds[i].Span.Intersect(part) };
    }
}
