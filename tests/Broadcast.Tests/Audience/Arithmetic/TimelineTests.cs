using Broadcast.Audience.Arithmetic;
using Shouldly;
using Xunit;
using static Broadcast.Tests.Audience.Arithmetic.Times;

namespace Broadcast.Tests.Audience.Arithmetic;

/// <summary>Section 2: the timeline.</summary>
public sealed class TimelineTests
{
    private static readonly long Now = At("12:00:00");
    private static readonly Window Ended = new(At("10:00:30"), At("10:02:30"));

    [Fact]
    public void It_runs_from_the_grain_of_the_start_to_that_of_the_end_with_empty_grains_between() =>
        Minutes(Of(Ended)).Select(entry => entry.Span.From).ShouldBe([At("10:00:00"), At("10:01:00"), At("10:02:00")]);

    [Fact]
    public void It_runs_to_the_last_reading_when_that_is_later() =>
        Minutes(Of(Ended, Observed("10:05:00", 0)))[^1].Span.From.ShouldBe(At("10:05:00"));

    [Fact]
    public void Of_a_live_interview_it_runs_until_now() =>
        Timeline.Of([Of(new(Ten, null))], new(Grain.Minute, TimeZoneInfo.Utc), At("10:03:20")).Count.ShouldBe(4);

    [Fact]
    public void What_is_held_but_not_yet_observed_does_not_lengthen_it()
    {
        var held = new AiringMinute(At("10:09:00"), HasGauge: false, HasCounter: false, 0, 0, 0, 0);
        Minutes(Of(Ended, held)).Count.ShouldBe(3);
    }

    [Fact]
    public void What_was_observed_before_the_first_grain_counts_in_it() =>
        Minutes(Of(Ended, Observed("09:00:00", 5), Observed("10:00:00", 2))).Select(entry => entry.Views).ShouldBe([7, 0, 0]);

    [Fact]
    public void Without_a_start_it_runs_over_what_was_observed() =>
        Minutes(Of(new(null, null), Observed("09:00:00", 5), Observed("09:02:00", 1))).Select(entry => entry.Views).ShouldBe([5, 0, 1]);

    [Fact]
    public void Without_a_start_it_runs_over_a_month_at_most_and_what_lies_before_counts_in_the_first_entry()
    {
        var early = new AiringMinute(Ten - (40 * 24 * 3_600_000L), HasGauge: false, HasCounter: true, 5, 5, 0, 0);
        var entries = Minutes(Of(new(null, null), early, Observed("10:00:00", 2)));
        entries.Count.ShouldBe((31 * 24 * 60) + 1);
        (entries[0].Views, entries[^1].Views).ShouldBe((5, 2));
    }

    [Fact]
    public void Of_a_start_that_is_decades_wrong_the_last_million_entries_are_told_and_the_first_stands_for_what_lies_before()
    {
        var began = Ten - (1_000_005 * 60_000L);
        var watched = new AiringMinute(began, HasGauge: true, HasCounter: true, 5, 5, WatchMs: 12 * (Ten - began), CoveredMs: Ten - began);
        var entries = Timeline.Of([Of(new(began, Ten), watched, Observed("10:00:00", 2))], new(Grain.Minute, TimeZoneInfo.Utc), Now);
        entries.Count.ShouldBe(1_000_001);
        (entries[0].Views, entries[^1].Views).ShouldBe((5, 2));
        entries.Sum(entry => (long)entry.WindowMs).ShouldBe(Ten - began);
    }

    [Fact]
    public void Where_nothing_is_there_is_no_timeline() => Minutes(Of(new(null, null))).ShouldBeEmpty();

    [Fact]
    public void The_average_is_over_the_grains_part_of_the_window_and_zero_outside()
    {
        var watched = new AiringMinute(At("10:00:00"), HasGauge: true, HasCounter: false, 0, 0, WatchMs: 300_000, CoveredMs: 30_000);
        Minutes(Of(Ended, watched, Observed("10:05:00", 1))).Select(entry => entry.AverageConcurrent).ShouldBe([10, 0, 0, 0, 0, 0]);
    }

    [Fact]
    public void A_coarser_grain_has_the_sum_and_the_greatest_of_its_minutes()
    {
        var interview = Of(new(Ten, At("11:00:00")), Observed("10:00:00", 5), Observed("10:59:00", 2)) with
        {
            Minutes = [new(At("10:00:00"), 9, At("10:00:00"), 9), new(At("10:30:00"), 11, At("10:30:00"), 11)],
        };
        var hours = Timeline.Of([interview], new(Grain.Hour, TimeZoneInfo.Utc), Now);
        hours.ShouldBe(
        [
            new(new(Ten, At("11:00:00")), WatchMs: 0, WindowMs: 3_600_000, MaxConcurrent: 11, Views: 7),
            new(new(At("11:00:00"), At("12:00:00")), 0, 0, 0, 0),
        ]);
    }

    [Fact]
    public void A_series_adds_integrals_and_lengths_and_views_and_takes_the_greatest_audience()
    {
        var one = Of(new(Ten, At("10:01:00")), Watched("10:00:00", 600_000, 3)) with { Minutes = [new(Ten, 10, Ten, 10)] };
        var other = Of(new(At("10:00:30"), At("10:01:00")), Watched("10:00:00", 900_000, 4)) with { Minutes = [new(Ten, 30, Ten, 30)] };
        var entry = Timeline.Of([one, other], new(Grain.Minute, TimeZoneInfo.Utc), Now)[0];
        entry.AverageConcurrent.ShouldBe(1_500_000 / 90_000.0);
        entry.MaxConcurrent.ShouldBe(30);
        entry.Views.ShouldBe(7);
    }

    [Fact]
    public void A_series_has_the_empty_grains_between_its_interviews_too() =>
        Timeline.Of([Of(Ended), Of(new(At("10:09:00"), At("10:10:00")))], new(Grain.Minute, TimeZoneInfo.Utc), Now).Count.ShouldBe(11);

    [Fact]
    public void What_an_interview_had_before_its_start_counts_in_its_own_first_grain()
    {
        var later = Of(new(At("10:05:00"), At("10:06:00")), Observed("10:00:00", 8));
        Timeline.Of([Of(Ended), later], new(Grain.Minute, TimeZoneInfo.Utc), Now).Select(entry => entry.Views).ShouldBe([0, 0, 0, 0, 0, 8, 0]);
    }

    private static IReadOnlyList<TimelineEntry> Minutes(InterviewMinutes interview) =>
        Timeline.Of([interview], new(Grain.Minute, TimeZoneInfo.Utc), Now);

    private static InterviewMinutes Of(Window window, params AiringMinute[] minutes) => new(window, minutes, []);

    private static AiringMinute Observed(string time, long views) => new(At(time), HasGauge: false, HasCounter: true, views, views, 0, 0);

    private static AiringMinute Watched(string time, long watch, long views) =>
        new(At(time), HasGauge: true, HasCounter: true, views, views, watch, 0);
}
