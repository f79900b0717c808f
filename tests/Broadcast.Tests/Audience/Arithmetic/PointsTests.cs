using Broadcast.Audience.Arithmetic;
using Shouldly;
using Xunit;

namespace Broadcast.Tests.Audience.Arithmetic;

/// <summary>Section 1: readings are a set.</summary>
public sealed class PointsTests
{
    [Theory]
    [InlineData("Latest")]
    [InlineData("Resets")]
    public void Readings_of_one_instant_merge_into_the_greater_figure_of_each_kind(string counter)
    {
        var points = Points.Of([new(5, 1, 9), new(5, 3, 7), new(5, null, 8)], Enum.Parse<ViewsCounter>(counter));
        points.Gauges.ShouldBe([new(5, 3)]);
        points.Counters.ShouldBe([new(5, 9)]);
    }

    [Fact]
    public void In_a_delta_channel_the_views_of_one_instant_each_count_and_the_gauge_merges()
    {
        var points = Points.Of([new(5, 1, 9), new(5, 3, 9), new(5, null, 1)], ViewsCounter.Delta);
        points.Gauges.ShouldBe([new(5, 3)]);
        points.Counters.ShouldBe([new(5, 19)]);
    }

    [Fact]
    public void Points_stand_in_the_order_of_their_observation() =>
        Points.Of([new(7, 1, null), new(3, 2, null), new(5, 3, null)], ViewsCounter.Latest).Gauges.ShouldBe([new(3, 2), new(5, 3), new(7, 1)]);

    [Fact]
    public void An_absent_figure_makes_no_point_and_a_zero_does()
    {
        var points = Points.Of([new(5, null, 0), new(6, 0, null)], ViewsCounter.Latest);
        points.Gauges.ShouldBe([new(6, 0)]);
        points.Counters.ShouldBe([new(5, 0)]);
    }

    [Fact]
    public void A_part_remembers_the_last_points_before_it()
    {
        Reading[] readings = [new(1, 10, 100), new(2, 20, null), new(3, null, 300), new(4, 40, 400), new(5, 50, 500)];
        var part = Points.Of(readings, ViewsCounter.Latest).Within(new(4, 5));
        (part.GaugeBefore, part.CounterBefore).ShouldBe((new GaugePoint(2, 20), new CounterPoint(3, 300)));
        part.Gauges.ShouldBe([new(4, 40)]);
        part.Counters.ShouldBe([new(4, 400)]);
    }

    [Fact]
    public void A_part_of_a_part_remembers_what_the_part_did()
    {
        var part = Points.Of([new(1, 10, 100), new(4, 40, 400)], ViewsCounter.Latest).Within(new(2, 9)).Within(new(3, 9));
        (part.GaugeBefore, part.CounterBefore).ShouldBe((new GaugePoint(1, 10), new CounterPoint(1, 100)));
    }
}
