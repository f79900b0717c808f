using System.Runtime.InteropServices;

namespace Broadcast.Audience.Arithmetic;

/// <summary>A counter's value as observed, perhaps rounded.</summary>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Views">The counter, or the increment of a delta channel, person-times.</param>
/// <param name="Rounding">How far the true value may lie from it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RoundedViews(long At, long Views, Uncertainty Rounding);

/// <summary>What a run of an airing's counter values adds to uncertainties: its values of one minute, or its value of one instant.</summary>
/// <param name="At">The first instant of the minute, or the instant, Unix milliseconds.</param>
/// <param name="Rounding">What it adds to the uncertainty of the total; negative where an exact value follows a rounded one.</param>
/// <param name="WidthBefore">How wide the bounds are of the value that its first increment is measured from; 0 where that is exact, or where there is none.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RoundedRun(long At, Uncertainty Rounding, Int128 WidthBefore)
{
    /// <summary>Whether it adds anything.</summary>
    public bool IsNothing => Rounding == Uncertainty.None && WidthBefore == 0;
}

/// <summary>
/// The uncertainty of an airing's total, and of what it gained in any stretch of time. Both follow the counter (section 3).
/// <list type="bullet">
/// <item>The total's is that of the last value (<c>latest</c>), of the last value before each fall and of the last of all (<c>resets</c>), of all of them (<c>delta</c>).</item>
/// <item>An increment is a value less the one before it, v2 − v1: it may be too great by as much as v2 is and v1 is too small, −(a2 + b1) / +(b2 + a1). In a stretch the values in between are added once and taken off once, and what they are uncertain by
/// goes with them. <c>latest</c>: the last value in the stretch and the last one before it are left; before the first value of all the counter stood at 0, exactly. <c>resets</c>: the same between two falls; a fall begins at 0 anew, so that the last
/// value before each fall is left as well, and the one before the stretch is not where it begins with a fall. <c>delta</c>: every increment in it by itself.</item>
/// </list>
/// So the uncertainties of parts do not add up to that of the whole, as their figures do: two parts share the value that one ends and the other begins with, whose error is in both, once up and once down.
/// Only the increments of a delta channel share nothing.
/// </summary>
/// <remarks>Whether a counter fell is decided by the values as they are told, as for the views themselves. Nothing is made of a counter's never falling: bounds may be wider than they had to be, never narrower.</remarks>
internal static class Rounding
{
    /// <summary>What the values observed in a range add to the uncertainty of the total. Over any parts of time it adds up, as the views do, so that a new reading costs only the part it touches.</summary>
    /// <param name="values">All values of the range, and at least those of the last instant before it; in any order and repeated at will.</param>
    /// <param name="range">The range.</param>
    /// <param name="counter">The mode of the counter.</param>
    public static Uncertainty Of(IEnumerable<RoundedViews> values, Interval range, ViewsCounter counter) => Uncertainty.Sum(Instants(values, range, counter).Select(run => run.Rounding));

    /// <summary>The minutes of a range that add anything, in order.</summary>
    /// <param name="values">All values of the range, and at least those of the last instant before it; in any order and repeated at will.</param>
    /// <param name="range">Whole minutes.</param>
    /// <param name="counter">The mode of the counter.</param>
    public static IReadOnlyList<RoundedRun> Minutes(IEnumerable<RoundedViews> values, Interval range, ViewsCounter counter) =>
    [
        .. Instants(values, range, counter).GroupBy(run => Minute.Of(run.At))
            .Select(minute => new RoundedRun(minute.Key, Uncertainty.Sum(minute.Select(run => run.Rounding)), minute.First().WidthBefore)).Where(minute => !minute.IsNothing),
    ];

    /// <summary>Each instant of a range that has views, in order.</summary>
    /// <param name="values">All values of the range, and at least those of the last instant before it; in any order and repeated at will.</param>
    /// <param name="range">The range.</param>
    /// <param name="counter">The mode of the counter.</param>
    public static IEnumerable<RoundedRun> Instants(IEnumerable<RoundedViews> values, Interval range, ViewsCounter counter)
    {
        RoundedPoint? before = null;
        foreach (var instant in values.GroupBy(value => value.At).OrderBy(group => group.Key))
        {
            var point = Merge(instant, counter);
            if (range.Contains(instant.Key))
            {
                var from = counter == ViewsCounter.Delta || (counter == ViewsCounter.Resets && point.Views < before?.Views) ? Uncertainty.None : before?.Rounding ?? Uncertainty.None;
                yield return new RoundedRun(instant.Key, point.Rounding - from, from.Minus + from.Plus);
            }

            before = point;
        }
    }

    /// <summary>How far from the true one what an airing gained in each part of time may lie. A part need not be one stretch.</summary>
    /// <remarks>
    /// A run that adds nothing may be left out. One whose first increment is measured from a rounded value follows the run of that value, which is never left out; so where the run before it lies in another part, or there is none,
    /// the part begins with that increment, and has the bounds of the value before the other way round: −a1 becomes +b1, which is wider by a1 + b1 on either side.
    /// </remarks>
    /// <typeparam name="TPart">What names a part.</typeparam>
    /// <param name="runs">All of its runs, or all from the beginning of a part on; in any order.</param>
    /// <param name="partAt">The part that an instant lies in.</param>
    public static IReadOnlyDictionary<TPart, Uncertainty> By<TPart>(IEnumerable<RoundedRun> runs, Func<long, TPart> partAt)
        where TPart : struct
    {
        var sums = new Dictionary<TPart, Uncertainty>();
        TPart? before = null;
        foreach (var run in runs.OrderBy(run => run.At))
        {
            var part = partAt(run.At);
            var width = before is { } last && EqualityComparer<TPart>.Default.Equals(last, part) ? 0 : run.WidthBefore;
            sums[part] = sums.GetValueOrDefault(part) + run.Rounding + new Uncertainty(width, width);
            before = part;
        }

        return sums;
    }

    /// <summary>Values of one instant merge into the greater one, with what all who told that one allow; the increments of a delta channel each count.</summary>
    private static RoundedPoint Merge(IEnumerable<RoundedViews> instant, ViewsCounter counter) => instant
        .Select(value => new RoundedPoint(value.Views, value.Rounding))
        .Aggregate((one, other) => counter == ViewsCounter.Delta ? new(one.Views + other.Views, one.Rounding + other.Rounding)
            : one.Views == other.Views ? one with { Rounding = one.Rounding.And(other.Rounding) }
            : one.Views > other.Views ? one : other);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct RoundedPoint(Int128 Views, Uncertainty Rounding);
}
