namespace Broadcast.Audience.Arithmetic;

/// <summary>The figures of one interview over all its airings.</summary>
/// <param name="Totals">Views and watch time (audience.md, sections 2–4).</param>
/// <param name="Peak">The greatest K over all time, also before the start and after the end (section 2).</param>
/// <param name="WindowMs">The length of W, milliseconds; until now while the interview is live.</param>
/// <param name="CoveredMs">The covered parts of W of the airings that report a gauge, together, milliseconds.</param>
/// <param name="Gauges">How many airings report a gauge.</param>
internal sealed record InterviewFigures(Totals Totals, Peak Peak, long WindowMs, Int128 CoveredMs, int Gauges)
{
    /// <summary>What a cancelled interview counts, whatever its evidence says (section 5).</summary>
    public static readonly InterviewFigures Nothing = new(default, Peak.None, 0, 0, 0);

    /// <summary>The average-minute audience: watch time by the length of W; 0 while W is empty (section 2).</summary>
    public double AverageAudience => Ratio.Of(Totals.WatchMs, WindowMs);

    /// <summary>The mean coverage of the airings that report a gauge, from 0 to 1; null without any or with an empty W (section 2).</summary>
    public decimal? Coverage => Gauges > 0 && WindowMs > 0 ? (decimal)CoveredMs / ((decimal)WindowMs * Gauges) : null;

    /// <summary>Adds up the airings of one interview.</summary>
    /// <param name="airings">Their figures.</param>
    /// <param name="peak">The interview's peak: it does not follow from those of its airings.</param>
    /// <param name="window">W, until now while the interview is live.</param>
    public static InterviewFigures Of(IReadOnlyCollection<AiringFigures> airings, Peak peak, Interval window)
    {
        var gauges = airings.Where(airing => airing.ReportsGauge).ToList();
        var covered = gauges.Aggregate(Int128.Zero, (sum, airing) => sum + airing.CoveredMs);
        return new(Totals.Sum(airings.Select(airing => airing.Totals)), peak, window.Length, covered, gauges.Count);
    }
}
