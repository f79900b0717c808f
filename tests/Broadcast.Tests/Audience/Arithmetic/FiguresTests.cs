using Broadcast.Audience.Arithmetic;
using Shouldly;
using Xunit;
using static Broadcast.Tests.Audience.Arithmetic.Times;

namespace Broadcast.Tests.Audience.Arithmetic;

/// <summary>Sections 2–5: from minutes to the figures of airings, interviews and series.</summary>
public sealed class FiguresTests
{
    private static readonly Interval TenMinutes = new(Ten, Ten + 600_000);

    [Fact]
    public void A_declared_figure_counts_while_nothing_is_measured() =>
        Airing(measured: null, declared: 70).Totals.ShouldBe(new(Measured: 0, Live: 0, Declared: 70, WatchMs: 0));

    [Fact]
    public void A_measured_figure_counts_before_a_declared_one_and_the_difference_is_shown()
    {
        var airing = Airing(measured: 50, declared: 70);
        (airing.Totals.Measured, airing.Totals.Declared, airing.Totals.Views).ShouldBe((50, 0, 50));
        airing.DeclaredDifference.ShouldBe(20);
    }

    [Fact]
    public void A_measured_zero_is_measured()
    {
        var minute = new AiringMinute(Ten, HasGauge: false, HasCounter: true, 0, 0, 0, 0);
        var airing = AiringFigures.Of([minute], declaredViews: 70);
        airing.MeasuredViews.ShouldBe(0);
        airing.Totals.Views.ShouldBe(0);
    }

    [Fact]
    public void Without_an_observed_counter_nothing_is_measured()
    {
        var airing = AiringFigures.Of([new(Ten, HasGauge: true, HasCounter: false, 0, 0, 100, 10)], declaredViews: 70);
        airing.MeasuredViews.ShouldBeNull();
        airing.ReportsGauge.ShouldBeTrue();
        airing.Totals.Views.ShouldBe(70);
    }

    [Fact]
    public void Measured_and_declared_add_up_to_the_views_live_and_replay_to_the_measured()
    {
        var totals = Interview(Airing(50, null, live: 60), Airing(null, 70)).Totals;
        (totals.Measured, totals.Declared, totals.Views).ShouldBe((50, 70, 120));
        (totals.Live, totals.Replay).ShouldBe((60, -10));
    }

    [Fact]
    public void Coverage_is_the_mean_over_the_airings_that_report_a_gauge() =>
        Interview(Airing(covered: 330_000), Airing(covered: 510_000), Airing(50, null)).Coverage.ShouldBe(0.7m);

    [Fact]
    public void Coverage_is_null_without_any_gauge()
    {
        Interview(Airing(50, null)).Coverage.ShouldBeNull();
        Airing(50, null).Coverage(600_000).ShouldBeNull();
    }

    [Fact]
    public void A_gauge_that_covered_nothing_of_the_window_makes_a_coverage_of_zero() => Interview(Airing(covered: 0)).Coverage.ShouldBe(0);

    [Fact]
    public void An_empty_window_has_no_coverage_and_no_average()
    {
        var interview = InterviewFigures.Of([Airing(covered: 0)], Peak.None, Interval.None);
        interview.Coverage.ShouldBeNull();
        interview.AverageAudience.ShouldBe(0);
    }

    [Fact]
    public void A_live_interviews_window_lasts_until_now()
    {
        new Window(100, null).Until(250).ShouldBe(new(100, 250));
        new Window(100, null).Until(50).ShouldBe(Interval.None);
        new Window(100, 200).Until(150).ShouldBe(new(100, 200));
        new Window(null, 200).Until(150).ShouldBe(Interval.None);
        new Window(100, 50).Until(150).ShouldBe(Interval.None);
    }

    [Fact]
    public void A_cancelled_interview_counts_nothing() =>
        SeriesFigures.Of([InterviewFigures.Nothing]).ShouldBe(new(default, Peak.None, 0, null));

    [Fact]
    public void A_series_peak_is_that_of_its_best_interview_of_equal_ones_the_earliest() =>
        SeriesFigures.Of([Held(peak: new(8, 300)), Held(peak: new(9, 200)), Held(peak: new(9, 100)), Held(peak: new(3, 50))]).Peak
            .ShouldBe(new(9, 100));

    [Fact]
    public void A_series_average_is_its_watch_time_by_its_windows_together()
    {
        var series = SeriesFigures.Of([Held(watch: 60_000, window: 600), Held(watch: 0, window: 200)]);
        series.Totals.WatchMs.ShouldBe(60_000);
        series.AverageAudience.ShouldBe(75);
    }

    [Fact]
    public void A_series_coverage_is_weighted_by_length_over_the_interviews_that_have_one() =>
        SeriesFigures.Of([Held(window: 600, covered: 300, gauges: 1), Held(window: 200, covered: 400, gauges: 2), Held(window: 900)]).Coverage
            .ShouldBe(((0.5m * 600) + (1m * 200)) / 800);

    [Fact]
    public void A_series_without_interviews_has_nothing() => SeriesFigures.Of([]).ShouldBe(new(default, Peak.None, 0, null));

    [Fact]
    public void Ratios_of_whole_results_are_whole()
    {
        Ratio.Of(60_000_000, 600_000).ShouldBe(100);
        Ratio.Of((Int128)9_007_199_254_740_991 * 600_000, 600_000).ShouldBe(9_007_199_254_740_991);
        Ratio.Of((Int128)12_345_678_901 * 3_600_000, 3_600_000).ShouldBe(12_345_678_901);
        Ratio.Of(1, 3).ShouldBe(1.0 / 3);
        Ratio.Of(5, 0).ShouldBe(0);
    }

    private static AiringFigures Airing(Int128? measured, Int128? declared, Int128? live = null) =>
        new(measured, live ?? measured ?? 0, 0, 0, false, declared);

    private static AiringFigures Airing(long covered) => new(null, 0, 0, covered, true, null);

    private static InterviewFigures Interview(params AiringFigures[] airings) => InterviewFigures.Of(airings, Peak.None, TenMinutes);

    private static InterviewFigures Held(Peak peak = default, long watch = 0, long window = 0, long covered = 0, int gauges = 0) =>
        new(new Totals(0, 0, 0, watch), peak, window, covered, gauges);
}
