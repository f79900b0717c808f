using System.Runtime.InteropServices;

namespace Broadcast.Audience.Arithmetic;

/// <summary>What one counter point adds to an airing's views.</summary>
/// <param name="At">When it was observed, Unix milliseconds.</param>
/// <param name="Views">Person-times; negative where a platform corrected its total downward.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Increment(long At, Int128 Views);

/// <summary>An airing's views as increments, so that any part of them can be computed and added alone (audience.md, section 3).</summary>
internal static class Counter
{
    /// <summary>The increment of each counter point, in order. Their sum is the total; the sum of those until the end is the live views.</summary>
    public static IReadOnlyList<Increment> Increments(Points points, ViewsCounter counter)
    {
        var before = points.CounterBefore?.Views ?? 0;
        var increments = new List<Increment>(points.Counters.Count);
        foreach (var (at, views) in points.Counters)
        {
            increments.Add(new(at, Between(before, views, counter)));
            before = views;
        }

        return increments;
    }

    private static Int128 Between(Int128 before, Int128 views, ViewsCounter counter) => counter switch
    {
        ViewsCounter.Delta => views,
        ViewsCounter.Resets when views < before => views,
        _ => views - before,
    };
}
