using Broadcast.Audience.Arithmetic;
using Shouldly;
using Xunit;
using static Broadcast.Tests.Audience.Arithmetic.Times;

namespace Broadcast.Tests.Audience.Arithmetic;

/// <summary>What is stored by the minute.</summary>
public sealed class MinuteFiguresTests
{
    private static readonly Metering Metering = new(ViewsCounter.Latest, 90_000);
    private static readonly Window Live = new(At("10:00:00"), null);

    [Fact]
    public void A_hold_leaves_figures_in_each_minute_it_reaches() => Minutes(Live, new Reading(At("10:00:30"), 10, null)).ShouldBe(
    [
        new(At("10:00:00"), HasGauge: true, HasCounter: false, 0, 0, WatchMs: 300_000, CoveredMs: 30_000),
        new(At("10:01:00"), HasGauge: false, HasCounter: false, 0, 0, WatchMs: 600_000, CoveredMs: 60_000),
    ]);

    [Fact]
    public void Watch_and_covered_time_count_inside_the_window_only() =>
        Minutes(new(At("10:00:45"), At("10:01:15")), new Reading(At("10:00:30"), 10, null)).Select(minute => (minute.WatchMs, minute.CoveredMs))
            .ShouldBe([(150_000, 15_000), (150_000, 15_000)]);

    [Fact]
    public void An_observation_that_changes_nothing_is_kept_for_it_tells_when_was_last_read()
    {
        var minutes = Minutes(Live, new(At("10:00:00"), null, 5), new(At("10:07:00"), null, 5));
        minutes[^1].ShouldBe(new(At("10:07:00"), HasGauge: false, HasCounter: true, 0, 0, 0, 0));
    }

    [Fact]
    public void Minutes_with_nothing_in_them_are_not_kept() =>
        Minutes(new(null, null), new(At("10:00:00"), 5, null), new(At("10:30:00"), null, 5)).Select(minute => minute.Minute)
            .ShouldBe([At("10:00:00"), At("10:30:00")]);

    [Fact]
    public void Views_observed_at_the_very_end_are_live_and_a_millisecond_later_are_not()
    {
        var end = At("10:10:00");
        var minute = Minutes(new(Ten, end), new(end, null, 5), new(end + 1, null, 12)).ShouldHaveSingleItem();
        (minute.Views, minute.LiveViews).ShouldBe((12, 5));
    }

    [Fact]
    public void All_views_are_live_while_no_end_is_known() =>
        Minutes(Live, new Reading(At("23:00:00"), null, 5)).ShouldHaveSingleItem().LiveViews.ShouldBe(5);

    [Fact]
    public void A_range_alone_needs_only_the_last_points_before_it()
    {
        var points = new Points([], [new(At("10:05:10"), 8)]) { GaugeBefore = new(At("10:03:50"), 2), CounterBefore = new(At("09:00:00"), 5) };
        MinuteFigures.OfAiring(new(At("10:05:00"), At("10:06:00")), points, Metering, Live)
            .ShouldBe([new(At("10:05:00"), HasGauge: false, HasCounter: true, 3, 3, WatchMs: 40_000, CoveredMs: 20_000)]);
    }

    [Fact]
    public void What_is_held_beyond_a_range_belongs_to_another() =>
        MinuteFigures.OfAiring(new(Ten, At("10:01:00")), Of(new Reading(At("10:00:30"), 10, null)), Metering, Live)
            .ShouldHaveSingleItem().CoveredMs.ShouldBe(30_000);

    [Fact]
    public void An_interviews_minute_has_its_peak_of_the_whole_minute_and_its_greatest_inside_the_window()
    {
        var gauge = Gauge.Of(Of(new(At("09:59:50"), 9, null), new(At("10:00:20"), 4, null)), Metering.HoldMs);
        MinuteFigures.OfInterview(Interval.All, [gauge], new(At("10:00:30"), null)).ShouldBe(
        [
            new(At("09:59:00"), 9, At("09:59:50"), 0),
            new(At("10:00:00"), 9, At("10:00:00"), 4),
            new(At("10:01:00"), 4, At("10:01:00"), 4),
        ]);
    }

    [Fact]
    public void An_interviews_minute_in_which_nobody_watched_is_not_kept() =>
        MinuteFigures.OfInterview(Interval.All, [Gauge.Of(Of(new Reading(Ten, 0, null)), 90_000)], Live).ShouldBeEmpty();

    [Fact]
    public void Of_a_live_interview_what_is_held_after_now_is_clipped_and_what_was_observed_stays()
    {
        var points = Of(new(At("10:00:30"), 10, 100), new(At("10:01:30"), 20, 130));
        var gauge = Gauge.Of(points, Metering.HoldMs);
        var seen = MinuteFigures.OfAiring(Interval.All, points, Metering, Live).Select(minute => minute.ClippedAt(At("10:01:10"), gauge, Live));
        seen.ShouldBe(
        [
            new(At("10:00:00"), HasGauge: true, HasCounter: true, 100, 100, WatchMs: 300_000, CoveredMs: 30_000),
            new(At("10:01:00"), HasGauge: true, HasCounter: true, 30, 30, WatchMs: 100_000, CoveredMs: 10_000),
            new(At("10:02:00"), HasGauge: false, HasCounter: false, 0, 0, 0, 0),
        ]);
    }

    [Fact]
    public void Of_a_live_interview_the_greatest_audience_is_clipped_at_now_and_the_peak_stays()
    {
        var gauge = Gauge.Of(Of(new(At("10:00:30"), 10, null), new(At("10:01:30"), 20, null)), Metering.HoldMs);
        var seen = MinuteFigures.OfInterview(Interval.All, [gauge], Live)
            .Select(minute => minute.ClippedAt(At("10:01:10"), Concurrency.Of([gauge]), Live)).ToList();
        seen.Select(minute => minute.MaxInWindow).ShouldBe([10, 10, 0]);
        seen.Select(minute => minute.Peak).ShouldBe([10, 20, 20]);
    }

    [Fact]
    public void An_ended_interview_is_not_clipped()
    {
        var points = Of(new Reading(At("10:00:30"), 10, null));
        var ended = new Window(Ten, At("10:05:00"));
        var minutes = MinuteFigures.OfAiring(Interval.All, points, Metering, ended);
        minutes.Select(minute => minute.ClippedAt(Ten, Gauge.Of(points, Metering.HoldMs), ended)).ShouldBe(minutes);
    }

    [Fact]
    public void Minutes_before_1970_begin_before_their_instants_too() => Minute.Of(-1).ShouldBe(-Minute.Length);

    private static Points Of(params Reading[] readings) => Points.Of(readings, ViewsCounter.Latest);

    private static IReadOnlyList<AiringMinute> Minutes(Window window, params Reading[] readings) =>
        MinuteFigures.OfAiring(Interval.All, Of(readings), Metering, window);
}
