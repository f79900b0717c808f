using System.Runtime.InteropServices;

namespace Broadcast.Audience.Arithmetic;

/// <summary>The figures that add up, of an airing, an interview, a series or any part of a partition (audience.md, section 5).</summary>
/// <param name="Measured">Measured views, person-times.</param>
/// <param name="Live">Those of them observed until the end of their interview (section 3).</param>
/// <param name="Declared">Declared views that count (section 4).</param>
/// <param name="WatchMs">The integral of the concurrent audience over W, person-milliseconds (section 2).</param>
/// <param name="Rounding">How far the true views may lie from these, where platforms round (section 1).</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Totals(Int128 Measured, Int128 Live, Int128 Declared, Int128 WatchMs, Uncertainty Rounding = default)
{
    /// <summary>All views: measured and declared.</summary>
    public Int128 Views => Measured + Declared;

    /// <summary>Measured views after the end; negative where a platform then corrected its total downward (section 3).</summary>
    public Int128 Replay => Measured - Live;

    /// <summary>Both together.</summary>
    public static Totals operator +(Totals one, Totals other) =>
        new(one.Measured + other.Measured, one.Live + other.Live, one.Declared + other.Declared, one.WatchMs + other.WatchMs, one.Rounding + other.Rounding);

    /// <summary>All together.</summary>
    public static Totals Sum(IEnumerable<Totals> totals) => totals.Aggregate(default(Totals), (sum, next) => sum + next);
}
