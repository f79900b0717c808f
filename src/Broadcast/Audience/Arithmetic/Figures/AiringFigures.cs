namespace Broadcast.Audience.Arithmetic;

/// <summary>The figures of one airing.</summary>
/// <param name="MeasuredViews">The counter's total, person-times; null when no views were ever observed (audience.md, section 3).</param>
/// <param name="LiveViews">The total until the end of the interview (section 3).</param>
/// <param name="WatchMs">The integral of the held values over W, person-milliseconds (section 2).</param>
/// <param name="CoveredMs">How much of W is covered, milliseconds (section 2).</param>
/// <param name="ReportsGauge">Whether a gauge was ever observed.</param>
/// <param name="DeclaredViews">The approved declared figure, whether it counts or not; null without one (section 4).</param>
internal sealed record AiringFigures(
    Int128? MeasuredViews, Int128 LiveViews, Int128 WatchMs, long CoveredMs, bool ReportsGauge, Int128? DeclaredViews)
{
    /// <summary>What the airing adds to every total. A declared figure counts only while nothing is measured (section 4).</summary>
    public Totals Totals => new(MeasuredViews ?? 0, LiveViews, MeasuredViews is null ? DeclaredViews ?? 0 : 0, WatchMs, Rounding);

    /// <summary>How far the true views may lie from the measured ones, where the platform rounds (section 1).</summary>
    public Uncertainty Rounding { get; init; }

    /// <summary>By how much the declared figure differs from the measured one, where both exist (section 4).</summary>
    public Int128? DeclaredDifference => DeclaredViews - MeasuredViews;

    /// <summary>The covered part of W, from 0 to 1; null without a gauge or with an empty W (section 2).</summary>
    /// <param name="windowMs">The length of W, milliseconds.</param>
    public decimal? Coverage(long windowMs) => ReportsGauge && windowMs > 0 ? (decimal)CoveredMs / windowMs : null;

    /// <summary>Adds up all minutes of one airing; of a live interview, as clipped at now.</summary>
    public static AiringFigures Of(IEnumerable<AiringMinute> minutes, Int128? declaredViews) =>
        minutes.Aggregate(new AiringFigures(null, 0, 0, 0, false, declaredViews), (sum, minute) => sum.Plus(minute));

    private AiringFigures Plus(AiringMinute minute) => this with
    {
        MeasuredViews = minute.HasCounter ? (MeasuredViews ?? 0) + minute.Views : MeasuredViews,
        LiveViews = LiveViews + minute.LiveViews,
        WatchMs = WatchMs + minute.WatchMs,
        CoveredMs = CoveredMs + minute.CoveredMs,
        ReportsGauge = ReportsGauge || minute.HasGauge,
    };
}
