using System.Runtime.InteropServices;

namespace Broadcast.Audience.Arithmetic;

/// <summary>The greatest concurrent audience and when it was first reached.</summary>
/// <param name="Value">How many connections; not people.</param>
/// <param name="At">The earliest instant that reaches it, Unix milliseconds; null when the value is 0.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Peak(Int128 Value, long? At)
{
    /// <summary>The peak where there is no gauge, or only zeros.</summary>
    public static readonly Peak None = new(0, null);

    /// <summary>The best of several: the greatest, of equal ones the earliest (audience.md, section 2).</summary>
    public static Peak Best(IEnumerable<Peak> peaks) => peaks.Aggregate(None, (best, peak) => peak.Beats(best) ? peak : best);

    /// <summary>An interview's peak from its minutes.</summary>
    public static Peak Of(IEnumerable<InterviewMinute> minutes) => Best(minutes.Select(minute => new Peak(minute.Peak, minute.PeakAt)));

    private bool Beats(Peak other) => Value > other.Value || (Value == other.Value && At < other.At);
}

/// <summary>K(t), the sum of the held values of an interview's airings (audience.md, section 2).</summary>
/// <remarks>The peak of a sum is not the sum of the peaks.</remarks>
internal sealed class Concurrency
{
    // K is Value from At until the next step.
    private readonly List<(long At, Int128 Value)> steps;

    private Concurrency(List<(long At, Int128 Value)> steps) => this.steps = steps;

    /// <summary>Adds up the gauges of all airings of one interview.</summary>
    public static Concurrency Of(IEnumerable<Gauge> gauges)
    {
        var changes = Merged(gauges.Select(Changes));
        var sums = new List<(long At, Int128 Value)>(changes.Count);
        var value = Int128.Zero;
        foreach (var (at, by) in changes)
        {
            value += by;
            if (sums.Count > 0 && sums[^1].At == at)
                sums[^1] = (at, value);
            else
                sums.Add((at, value));
        }

        return new(sums);
    }

    /// <summary>K at an instant.</summary>
    public Int128 ValueAt(long at)
    {
        var next = FirstAfter(at);
        return next > 0 ? steps[next - 1].Value : 0;
    }

    /// <summary>The greatest K in a stretch of time, with the earliest instant of it that reaches it.</summary>
    public Peak Greatest(Interval part)
    {
        if (part.IsEmpty)
            return Peak.None;
        var best = new Peak(ValueAt(part.From), part.From);
        for (var i = FirstAfter(part.From); i < steps.Count && steps[i].At < part.To; i++)
        {
            if (steps[i].Value > best.Value)
                best = new(steps[i].Value, steps[i].At);
        }

        return best.Value > 0 ? best : Peak.None;
    }

    /// <summary>Where an airing's held value changes, and by how much, in order. Values are not negative, so their difference fits.</summary>
    private static List<(long At, long By)> Changes(Gauge gauge)
    {
        var holds = gauge.Holds;
        var changes = new List<(long At, long By)>(holds.Count + 1);
        var (until, held) = (long.MinValue, 0L);
        foreach (var (span, value) in holds)
        {
            if (until < span.From && held != 0)
                changes.Add((until, -held));
            changes.Add((span.From, until == span.From ? value - held : value));
            (until, held) = (span.To, value);
        }

        if (held != 0)
            changes.Add((until, -held));
        return changes;
    }

    /// <summary>Lists that are in order, merged two by two until one is left: what comes in order need not be sorted.</summary>
    private static List<(long At, long By)> Merged(IEnumerable<List<(long At, long By)>> lists)
    {
        var waiting = new Queue<List<(long At, long By)>>(lists);
        while (waiting.Count > 1)
            waiting.Enqueue(Merged(waiting.Dequeue(), waiting.Dequeue()));
        return waiting.Count > 0 ? waiting.Dequeue() : [];
    }

    private static List<(long At, long By)> Merged(List<(long At, long By)> one, List<(long At, long By)> other)
    {
        var merged = new List<(long At, long By)>(one.Count + other.Count);
        var (i, j) = (0, 0);
        while (i < one.Count && j < other.Count)
            merged.Add(one[i].At <= other[j].At ? one[i++] : other[j++]);
        for (; i < one.Count; i++)
            merged.Add(one[i]);
        for (; j < other.Count; j++)
            merged.Add(other[j]);
        return merged;
    }

    private int FirstAfter(long at) => Sorted.First(steps, step => step.At > at);
}
