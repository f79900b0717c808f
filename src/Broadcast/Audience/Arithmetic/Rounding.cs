using System.Runtime.InteropServices;

namespace Broadcast.Audience.Arithmetic;

/// <summary>A counter's value as observed, perhaps rounded.</summary>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Views">The counter, or the increment of a delta channel, person-times.</param>
/// <param name="Rounding">How far the true value may lie from it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RoundedViews(long At, long Views, Uncertainty Rounding);

/// <summary>
/// The uncertainty of an airing's total. It follows the counter (section 3): that of the last value (<c>latest</c>), of the last value before each fall and of the last of all (<c>resets</c>), of all of them (<c>delta</c>).
/// Put as increments it adds up over any parts of time, as the views do, so that a new reading costs only the part it touches.
/// </summary>
/// <remarks>Whether a counter fell is decided by the values as they are told, as for the views themselves.</remarks>
internal static class Rounding
{
    /// <summary>What the values observed in a range add to the uncertainty of the total.</summary>
    /// <param name="values">All values of the range, and at least those of the last instant before it; in any order and repeated at will.</param>
    /// <param name="range">The range.</param>
    /// <param name="counter">The mode of the counter.</param>
    public static Uncertainty Of(IEnumerable<RoundedViews> values, Interval range, ViewsCounter counter)
    {
        var sum = Uncertainty.None;
        RoundedPoint? before = null;
        foreach (var instant in values.GroupBy(value => value.At).OrderBy(group => group.Key))
        {
            var point = Merge(instant, counter);
            if (range.Contains(instant.Key))
            {
                sum += Added(before, point, counter);
            }

            before = point;
        }

        return sum;
    }

    private static Uncertainty Added(RoundedPoint? before, RoundedPoint point, ViewsCounter counter) =>
        counter == ViewsCounter.Delta || before is not { } last || (counter == ViewsCounter.Resets && point.Views < last.Views)
            ? point.Rounding
            : point.Rounding - last.Rounding;

    /// <summary>Values of one instant merge into the greater one, with what all who told that one allow; the increments of a delta channel each count.</summary>
    private static RoundedPoint Merge(IEnumerable<RoundedViews> instant, ViewsCounter counter) => instant
        .Select(value => new RoundedPoint(value.Views, value.Rounding))
        .Aggregate((one, other) => counter == ViewsCounter.Delta ? new(one.Views + other.Views, one.Rounding + other.Rounding)
            : one.Views == other.Views ? one with { Rounding = one.Rounding.And(other.Rounding) }
            : one.Views > other.Views ? one : other);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct RoundedPoint(Int128 Views, Uncertainty Rounding);
}
