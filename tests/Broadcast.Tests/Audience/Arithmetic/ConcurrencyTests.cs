using Broadcast.Audience.Arithmetic;
using Shouldly;
using Xunit;

namespace Broadcast.Tests.Audience.Arithmetic;

/// <summary>Section 2: K(t) and its peak.</summary>
public sealed class ConcurrencyTests
{
    [Fact]
    public void The_peak_of_a_sum_is_not_the_sum_of_the_peaks() =>
        Of([new(0, 10), new(10, 1)], [new(0, 1), new(10, 8)]).Greatest(Interval.All).ShouldBe(new(11, 0));

    [Fact]
    public void The_peak_is_at_the_earliest_instant_that_reaches_it() =>
        Of([new(0, 3), new(5, 7), new(6, 1), new(8, 7)]).Greatest(Interval.All).ShouldBe(new(7, 5));

    [Fact]
    public void Airings_that_change_places_at_one_instant_make_no_peak_there() =>
        Of([new(0, 5), new(10, 0)], [new(0, 0), new(10, 5)]).Greatest(Interval.All).ShouldBe(new(5, 0));

    [Fact]
    public void A_hold_that_ends_where_another_begins_does_not_add_to_it() =>
        Of([new(0, 5)], [new(100, 4)]).Greatest(Interval.All).ShouldBe(new(5, 0));

    [Fact]
    public void With_zeros_only_the_peak_is_nothing_at_no_time() => Of([new(0, 0)], [new(7, 0)]).Greatest(Interval.All).ShouldBe(new(0, null));

    [Fact]
    public void Without_a_gauge_the_peak_is_nothing_at_no_time() => Of([]).Greatest(Interval.All).ShouldBe(Peak.None);

    [Fact]
    public void A_part_that_begins_within_a_hold_reaches_its_value_at_once() => Of([new(0, 5)]).Greatest(new(30, 60)).ShouldBe(new(5, 30));

    [Fact]
    public void What_begins_where_a_part_ends_is_not_in_it() => Of([new(0, 5), new(60, 9)]).Greatest(new(30, 60)).ShouldBe(new(5, 30));

    [Fact]
    public void An_empty_part_has_no_peak() => Of([new(0, 5)]).Greatest(new(30, 30)).ShouldBe(Peak.None);

    [Fact]
    public void Of_equal_peaks_the_earliest_is_the_best()
    {
        Peak.Best([new(5, 30), Peak.None, new(5, 20), new(4, 10)]).ShouldBe(new(5, 20));
        Peak.Best([]).ShouldBe(Peak.None);
    }

    private static Concurrency Of(GaugePoint[] one, GaugePoint[]? other = null) =>
        Concurrency.Of(new[] { one, other ?? [] }.Select(points => Gauge.Of(new(points, []), 100)));
}
