using Broadcast.Audience.Arithmetic;
using Shouldly;
using Xunit;
using static Broadcast.Tests.Audience.Arithmetic.Times;

namespace Broadcast.Tests.Audience.Arithmetic;

/// <summary>Section 5: totals add up.</summary>
public sealed class PartitionTests
{
    [Fact]
    public void A_part_has_the_sum_of_what_falls_into_it()
    {
        var parts = Partition.By([("web", 1), ("app", 2), ("web", 4)], item => item.Item1, item => new Totals(item.Item2, 0, 0, 0));
        parts.Count.ShouldBe(2);
        parts["web"].Views.ShouldBe(5);
        parts["app"].Views.ShouldBe(2);
    }

    [Fact]
    public void What_has_no_region_is_unknown()
    {
        var parts = Partition.ByRegion([("north", 1), ((string?)null, 2)], item => item.Item1, item => new Totals(item.Item2, 0, 0, 0));
        parts["unknown"].Views.ShouldBe(2);
        parts["north"].Views.ShouldBe(1);
    }

    [Fact]
    public void An_increment_counts_on_the_local_day_of_its_observation()
    {
        AiringMinute[] minutes = [Observed("15:59:00", 3), Observed("16:00:00", 4)];
        var parts = Partition.ByDay([new(minutes, 0, new(2026, 3, 1))], Zone("Asia/Shanghai"));
        parts[new(2026, 3, 1)].Measured.ShouldBe(3);
        parts[new(2026, 3, 2)].Measured.ShouldBe(4);
    }

    [Fact]
    public void A_declared_figure_counts_on_the_interviews_day() =>
        Partition.ByDay([new([], 9, new(2026, 2, 27))], TimeZoneInfo.Utc).ShouldHaveSingleItem().ShouldBe(new(new(2026, 2, 27), new(0, 0, 9, 0)));

    [Fact]
    public void A_minute_of_a_live_interview_that_is_still_to_come_makes_no_day()
    {
        var clipped = new AiringMinute(At("23:59:00"), HasGauge: false, HasCounter: false, 0, 0, 0, 0);
        Partition.ByDay([new([clipped], 0, new(2026, 2, 28))], TimeZoneInfo.Utc).Keys.ShouldBe([new DateOnly(2026, 2, 28)]);
    }

    private static AiringMinute Observed(string time, long views) => new(At(time), HasGauge: false, HasCounter: true, views, views, 0, 0);
}
