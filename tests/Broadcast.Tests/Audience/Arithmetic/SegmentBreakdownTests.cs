using Broadcast.Audience.Arithmetic;
using Shouldly;
using Xunit;

namespace Broadcast.Tests.Audience.Arithmetic;

/// <summary>Section 5: by segment.</summary>
public sealed class SegmentBreakdownTests
{
    private static readonly Gauge Ten = Gauge.Of(new([new(0, 10)], []), 1_000);
    private static readonly Interval Whole = new(0, 100);

    [Fact]
    public void Views_fall_into_the_part_that_was_on_or_before_the_first_or_after_the_last()
    {
        var rows = Of([new(10, 20), new(20, 30)], Each(9, 10, 19, 20, 29, 30));
        rows.Before.Views.ShouldBe(1);
        rows.Parts.Select(part => part.Views).ShouldBe([2, 2]);
        rows.After.Views.ShouldBe(1);
        rows.Between.ShouldBe(default);
    }

    [Fact]
    public void Watch_time_is_split_where_the_parts_change_inside_the_window()
    {
        var rows = Of([new(10, 20), new(20, 40)], []);
        (rows.Before.WatchMs, rows.Parts[0].WatchMs, rows.Parts[1].WatchMs, rows.After.WatchMs).ShouldBe((100, 100, 200, 600));
    }

    [Fact]
    public void What_lies_between_parts_has_a_row_of_its_own()
    {
        var rows = Of([new(10, 20), new(30, 40)], Each(25));
        rows.Between.ShouldBe(new(1, 100));
    }

    [Fact]
    public void Where_parts_overlap_the_later_begun_counts() =>
        Of([new(10, 50), new(20, 30)], Each(15, 25, 35)).Parts.Select(part => part.Views).ShouldBe([2, 1]);

    [Fact]
    public void A_part_that_runs_has_no_end_and_nothing_after_it()
    {
        var rows = Of([new(10, long.MaxValue)], Each(5_000));
        rows.Parts[0].ShouldBe(new(1, 900));
        rows.After.ShouldBe(default);
    }

    [Fact]
    public void A_part_that_has_not_begun_has_nothing() =>
        Of([Interval.None, new(10, 20)], Each(0, 15)).Parts.Select(part => part.Views).ShouldBe([0, 1]);

    [Fact]
    public void While_no_part_has_begun_everything_is_before() => Of([], Each(7, 8)).Before.ShouldBe(new(2, 1_000));

    private static SegmentBreakdown Of(Interval[] parts, Increment[] increments) => SegmentBreakdown.Of(parts, increments, [Ten], Whole);

    private static Increment[] Each(params long[] instants) => [.. instants.Select(at => new Increment(at, 1))];
}
