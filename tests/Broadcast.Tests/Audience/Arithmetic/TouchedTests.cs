using Broadcast.Audience.Arithmetic;
using Shouldly;
using Xunit;
using static Broadcast.Tests.Audience.Arithmetic.Times;

namespace Broadcast.Tests.Audience.Arithmetic;

/// <summary>A new reading costs the minutes it touches and no others.</summary>
public sealed class TouchedTests
{
    [Fact]
    public void A_gauge_touches_what_it_holds() => Touched.ByGauge(100, null, 50).ShouldBe(new(100, 150));

    [Fact]
    public void A_gauge_touches_nothing_from_the_next_one_on() => Touched.ByGauge(100, 120, 50).ShouldBe(new(100, 120));

    [Theory]
    [InlineData("Latest")]
    [InlineData("Resets")]
    public void A_counter_touches_its_own_instant_and_the_next_counters(string counter) =>
        Touched.ByCounter(100, 900, Enum.Parse<ViewsCounter>(counter)).ShouldBe([new(100, 101), new(900, 901)]);

    [Fact]
    public void An_increment_touches_its_own_instant_only() => Touched.ByCounter(100, 900, ViewsCounter.Delta).ShouldBe([new(100, 101)]);

    [Fact]
    public void A_start_touches_everything_after_it() => ByWindow(new(null, null), new(100, null)).ShouldBe([new(100, long.MaxValue)]);

    [Fact]
    public void An_end_touches_everything_from_it_on() => ByWindow(new(100, null), new(100, 300)).ShouldBe([new(300, long.MaxValue)]);

    [Fact]
    public void A_moved_start_touches_what_lies_between() => ByWindow(new(100, null), new(70, null)).ShouldBe([new(70, 100)]);

    [Fact]
    public void A_moved_end_touches_what_lies_between_and_the_very_end() => ByWindow(new(100, 300), new(100, 400)).ShouldBe([new(300, 401)]);

    [Fact]
    public void An_end_without_a_start_touches_which_views_are_live() => ByWindow(new(null, 300), new(null, 400)).ShouldBe([new(300, 401)]);

    [Fact]
    public void An_unchanged_window_touches_nothing() => ByWindow(new(100, 300), new(100, 300)).ShouldBeEmpty();

    [Fact]
    public void Touched_times_become_whole_minutes_in_order_merged_where_they_meet() =>
        Touched.Minutes(
            [
                new(At("10:09:00"), At("10:09:00")),
                new(At("10:05:10"), At("10:05:20")),
                new(At("10:00:59"), At("10:01:01")),
                new(At("10:02:00"), At("10:03:00")),
            ])
            .ShouldBe([new(Ten, At("10:03:00")), new(At("10:05:00"), At("10:06:00"))]);

    [Fact]
    public void What_is_touched_without_end_stays_so() =>
        Touched.Minutes([new(At("10:00:59"), long.MaxValue), new(At("10:07:00"), At("10:08:00"))]).ShouldBe([new(Ten, long.MaxValue)]);

    private static IEnumerable<Interval> ByWindow(Window before, Window after) =>
        Touched.ByWindow(before, after).Where(interval => !interval.IsEmpty);
}
