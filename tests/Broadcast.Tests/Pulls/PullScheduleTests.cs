using Broadcast.Pulls;

namespace Broadcast.Tests.Pulls;

/// <summary>When a platform is asked next: at an even pace while live, ever more seldom after the end, and with patience when it fails.</summary>
public sealed class PullScheduleTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 12, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Live = TimeSpan.FromSeconds(15);

    [Fact]
    public void The_pace_is_kept_however_late_a_job_comes_to_each_pull()
    {
        var (due, now) = (Noon, Noon);
        for (var pull = 0; pull < 100; pull++)
        {
            // A sweep every two seconds, and an answer that takes half a second.
            now = Noon.AddSeconds(Math.Ceiling((due - Noon).TotalSeconds / 2) * 2).AddSeconds(0.5);
            due = PullSchedule.Next(due, Live, now);
        }

        due.ShouldBe(Noon.AddSeconds(100 * 15));
    }

    [Fact]
    public void What_was_missed_is_not_made_up_for()
    {
        PullSchedule.Next(Noon, Live, Noon.AddMinutes(10)).ShouldBe(Noon.AddMinutes(10).Add(Live));
        PullSchedule.Next(Noon, Live, Noon.Add(Live)).ShouldBe(Noon.Add(Live).Add(Live));
    }

    [Theory]
    [InlineData("confirmed", null, 60)]
    [InlineData("live", null, 15)]
    [InlineData("ended", 60, 15)]
    [InlineData("ended", 3_600, 180)]
    [InlineData("ended", 864_000, 21_600)]
    public void It_is_asked_often_while_live_and_more_seldom_before_and_after(string state, int? secondsSinceTheEnd, int seconds) =>
        PullSchedule.Interval(state, secondsSinceTheEnd is { } since ? Noon.AddSeconds(-since) : null, Noon, Live).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData(1, "live", 15)]
    [InlineData(2, "live", 30)]
    [InlineData(30, "live", 60)]
    [InlineData(3, "ended", 60)]
    [InlineData(30, "ended", 900)]
    public void After_failures_in_a_row_it_waits_longer_and_never_long_while_live(int failures, string state, int seconds) =>
        PullSchedule.AfterFailures(failures, state, Live).ShouldBe(TimeSpan.FromSeconds(seconds));
}
