using Broadcast.Audience.Arithmetic;
using Shouldly;
using Xunit;

namespace Broadcast.Tests.Audience.Arithmetic;

/// <summary>Section 2: a gauge holds.</summary>
public sealed class GaugeTests
{
    [Fact]
    public void A_value_holds_until_the_next_reading() =>
        Of(hold: 100, new(0, 5, null), new(40, 7, null)).Holds.ShouldBe([new(new(0, 40), 5), new(new(40, 140), 7)]);

    [Fact]
    public void A_value_holds_no_longer_than_the_hold()
    {
        var gauge = Of(hold: 100, new Reading(0, 5, null));
        gauge.ValueAt(-1).ShouldBeNull();
        gauge.ValueAt(0).ShouldBe(5);
        gauge.ValueAt(99).ShouldBe(5);
        gauge.ValueAt(100).ShouldBeNull();
    }

    [Fact]
    public void A_reading_without_a_gauge_neither_refreshes_nor_ends_a_hold() =>
        Of(hold: 100, new(0, 5, null), new(50, null, 3), new(120, null, 4)).Holds.ShouldBe([new(new(0, 100), 5)]);

    [Fact]
    public void A_zero_covers_and_an_uncovered_airing_counts_zero()
    {
        var gauge = Of(hold: 100, new(0, 0, null), new(200, 5, null));
        gauge.CoveredMs(new(0, 300)).ShouldBe(200);
        gauge.WatchMs(new(0, 300)).ShouldBe(500);
        gauge.ValueAt(50).ShouldBe(0);
    }

    [Fact]
    public void Watch_and_covered_time_are_those_of_the_part_asked_for()
    {
        var gauge = Of(hold: 100, new(0, 5, null), new(40, 7, null));
        gauge.WatchMs(new(30, 50)).ShouldBe((5 * 10) + (7 * 10));
        gauge.CoveredMs(new(130, 200)).ShouldBe(10);
    }

    [Fact]
    public void The_last_value_before_a_part_holds_into_it() =>
        Gauge.Of(new([new(50, 7)], []) { GaugeBefore = new(0, 5) }, 100).WatchMs(new(40, 60)).ShouldBe((5 * 10) + (7 * 10));

    [Fact]
    public void Gaps_are_what_no_value_covers() =>
        Of(hold: 10, new(0, 5, null), new(20, 0, null), new(30, 7, null)).Gaps(new(-5, 50)).ShouldBe([new(-5, 0), new(10, 20), new(40, 50)]);

    [Fact]
    public void A_fully_covered_part_has_no_gaps() => Of(hold: 10, new(0, 5, null), new(10, 5, null)).Gaps(new(2, 18)).ShouldBeEmpty();

    private static Gauge Of(long hold, params Reading[] readings) => Gauge.Of(Points.Of(readings, ViewsCounter.Latest), hold);
}
