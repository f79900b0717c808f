namespace Broadcast.Audience.Arithmetic;

/// <summary>The figures of a series over its interviews (audience.md, sections 2 and 5).</summary>
/// <param name="Totals">Views and watch time.</param>
/// <param name="Peak">That of its best interview, of equal ones the earliest.</param>
/// <param name="WindowMs">The lengths of all W together, milliseconds.</param>
/// <param name="Coverage">The mean over the interviews that have one, weighted by their length; null without any.</param>
internal sealed record SeriesFigures(Totals Totals, Peak Peak, Int128 WindowMs, decimal? Coverage)
{
    /// <summary>The average-minute audience: watch time by the lengths of all W; 0 while there is none.</summary>
    public double AverageAudience => Ratio.Of(Totals.WatchMs, WindowMs);

    /// <summary>Adds up the interviews of one series, in any order. Cancelled ones are left out or count nothing.</summary>
    public static SeriesFigures Of(IReadOnlyCollection<InterviewFigures> interviews) => new(
        Totals.Sum(interviews.Select(interview => interview.Totals)),
        Peak.Best(interviews.Select(interview => interview.Peak)),
        Windows(interviews),
        MeanCoverage([.. interviews.Where(interview => interview.Coverage is not null)]));

    // Coverage by weight is covered time by number of gauges. Sums are exact; the few quotients, one a number of gauges,
    // are added in a fixed order, so that the order of the interviews cannot show in the last digit.
    private static decimal? MeanCoverage(IReadOnlyCollection<InterviewFigures> interviews)
    {
        if (interviews.Count == 0)
            return null;
        var covered = interviews.GroupBy(interview => interview.Gauges).OrderBy(group => group.Key).Sum(Share);
        return covered / (decimal)Windows(interviews);

        static decimal Share(IGrouping<int, InterviewFigures> group) =>
            (decimal)group.Aggregate(Int128.Zero, (sum, interview) => sum + interview.CoveredMs) / group.Key;
    }

    private static Int128 Windows(IEnumerable<InterviewFigures> interviews) =>
        interviews.Aggregate(Int128.Zero, (sum, interview) => sum + interview.WindowMs);
}
