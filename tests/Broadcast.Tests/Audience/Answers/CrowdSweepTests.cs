using Broadcast.Audience.Answers;
using Microsoft.Extensions.Time.Testing;

namespace Broadcast.Tests.Audience.Answers;

/// <summary>Memory is given back after a crowd has come: once, when all are there, and not over and over.</summary>
public sealed class CrowdSweepTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 12, 10, 0, 0, TimeSpan.Zero));
    private readonly CrowdSweep _sweep;
    private int _swept;

    public CrowdSweepTests() => _sweep = new CrowdSweep(_clock, () => _swept++);

    [Fact]
    public void A_few_listeners_are_no_crowd()
    {
        Come(999);
        Look(10);
        _swept.ShouldBe(0);
        Come(1);
        Look(10);
        _swept.ShouldBe(1);
    }

    [Fact]
    public void It_waits_until_nobody_comes_any_more()
    {
        for (var second = 0; second < 5; second++)
        {
            Come(500);
            Look(1);
            _swept.ShouldBe(0);
        }

        Look(1);
        _swept.ShouldBe(1);
    }

    [Fact]
    public void The_next_crowd_is_swept_after_a_minute_at_the_earliest_and_one_that_went_and_came_again_is_a_crowd()
    {
        Come(1_500);
        Look(2);
        Come(1_000);
        Look(50);
        _swept.ShouldBe(1);
        Look(20);
        _swept.ShouldBe(2);
        Look(200);
        _swept.ShouldBe(2, "nobody has come since");
        Go(2_400);
        Look(2);
        Come(1_100);
        Look(2);
        _swept.ShouldBe(3);
    }

    private void Come(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _sweep.Joined();
        }
    }

    private void Go(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _sweep.Left();
        }
    }

    private void Look(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            _sweep.Look();
        }
    }
}
