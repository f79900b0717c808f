using Broadcast.Audience.Arithmetic;
using Shouldly;
using Xunit;

namespace Broadcast.Tests.Audience.Arithmetic;

/// <summary>Section 3: a counter in one of three modes.</summary>
public sealed class CounterTests
{
    [Fact]
    public void In_latest_mode_a_correction_downward_is_a_negative_increment() =>
        Increments(ViewsCounter.Latest, 100, 700, 690).ShouldBe([100, 600, -10]);

    [Fact]
    public void In_resets_mode_a_fall_begins_anew_and_adds_all_of_the_new_value() =>
        Increments(ViewsCounter.Resets, 50, 120, 30, 45).ShouldBe([50, 70, 30, 15]);

    [Fact]
    public void In_resets_mode_the_same_value_again_adds_nothing() => Increments(ViewsCounter.Resets, 50, 50).ShouldBe([50, 0]);

    [Fact]
    public void In_delta_mode_each_value_is_its_own_increment() => Increments(ViewsCounter.Delta, 1, 5, 1).ShouldBe([1, 5, 1]);

    [Theory]
    [InlineData("Latest", -5)]
    [InlineData("Resets", 15)]
    [InlineData("Delta", 15)]
    public void A_part_of_a_series_continues_from_the_point_before_it(string counter, int expected)
    {
        var part = new Points([], [new(9, 15)]) { CounterBefore = new(1, 20) };
        Counter.Increments(part, Enum.Parse<ViewsCounter>(counter)).ShouldBe([new(9, expected)]);
    }

    private static IEnumerable<Int128> Increments(ViewsCounter counter, params long[] views) =>
        Counter.Increments(Points.Of(views.Select((value, at) => new Reading(at, null, value)), counter), counter)
            .Select(increment => increment.Views);
}
