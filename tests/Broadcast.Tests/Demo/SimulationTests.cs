using Broadcast.Demo;

namespace Broadcast.Tests.Demo;

/// <summary>The plain functions behind the demonstration.</summary>
public sealed class SimulationTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 12, 15, 0, 20, TimeSpan.FromHours(8));
    private static readonly DateTimeOffset End = Start.AddMinutes(DemoSeries.Minutes);

    public static TheoryData<string> PushingChannels => [.. DemoChannels.All.Where(channel => !channel.IsPulled).Select(channel => channel.Code)];

    [Theory]
    [InlineData("2026-03-12T14:30:00+08:00")]
    [InlineData("2026-03-14T23:59:59+08:00")]
    [InlineData("2026-03-15T00:00:00+08:00")]
    [InlineData("2026-12-31T03:10:00+08:00")]
    [InlineData("2027-01-01T09:55:00+08:00")]
    public void The_calendar_gives_each_unit_one_interview_and_each_studio_one_at_a_time(string at)
    {
        var now = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture);
        var entries = DemoCalendar.Around(now).ToList();
        entries.Select(entry => entry.Unit.Code).Distinct().Count().ShouldBe(64);
        entries.Count(entry => entry.StartsAt <= now && now < entry.StartsAt.AddMinutes(DemoSeries.Minutes)).ShouldBe(2);
        entries.Where(entry => entry.IsRequest).ShouldAllBe(entry => entry.StartsAt > now.AddDays(7));
        entries.ShouldAllBe(entry => entry.StartsAt > now.AddDays(-DemoCalendar.DaysBefore) && entry.StartsAt < now.AddDays(DemoCalendar.DaysAfter - 1));
        foreach (var studio in entries.GroupBy(entry => entry.Studio))
        {
            var inOrder = studio.OrderBy(entry => entry.StartsAt).ToList();
            inOrder.Zip(inOrder.Skip(1)).ShouldAllBe(pair => pair.First.StartsAt.AddMinutes(DemoSeries.Minutes) <= pair.Second.StartsAt);
        }
    }

    [Fact]
    public void There_are_64_units_and_none_twice()
    {
        DemoUnits.All.Select(unit => unit.Code).Distinct().Count().ShouldBe(64);
        DemoUnits.All.Select(unit => unit.Name).Distinct().Count().ShouldBe(64);
        DemoUnits.All.ShouldAllBe(unit => unit.Level.Length > 0 && unit.Region.Length > 0);
    }

    [Fact]
    public void The_matrix_has_every_family_and_every_way_of_counting()
    {
        DemoChannels.All.Select(channel => channel.Family).Distinct().Count().ShouldBe(4);
        DemoChannels.All.Select(channel => channel.ViewsCounter).Distinct().Count().ShouldBe(3);
        DemoChannels.All.Where(channel => !channel.IsPulled).Sum(channel => channel.Share).ShouldBe(1, 0.001);
        DemoChannels.All.Where(channel => channel.ViewsCounter == "delta").ShouldAllBe(channel => channel.Habits.Strays == 0 && channel.Habits.Contradicts == 0);
    }

    [Fact]
    public void Views_never_fall_and_come_to_the_whole()
    {
        var airing = Airing("portal");
        var views = Enumerable.Range(-10, 20_000).Select(minute => airing.Views(Start.AddMinutes(minute))).ToList();
        views.Zip(views.Skip(1)).ShouldAllBe(pair => pair.First <= pair.Second);
        views[0].ShouldBe(0);
        new AudienceCurve(7, Start).LiveShare(End.AddHours(1), End).ShouldBe(1, 0.001);
    }

    [Fact]
    public void An_audience_gathers_stays_and_leaves()
    {
        var curve = new AudienceCurve(7, Start);
        curve.Level(Start.AddMinutes(-6), End).ShouldBe(0);
        curve.Level(Start, End).ShouldBeInRange(0.1, 0.4);
        curve.Level(Start.AddMinutes(20), End).ShouldBeInRange(0.7, 1.4);
        curve.Level(End.AddMinutes(10), End).ShouldBeLessThan(0.1);
        curve.Level(End.AddHours(1), End).ShouldBe(0);
    }

    /// <summary>Whatever is told in pieces, at any pause, adds up to what happened: a restart neither loses nor doubles.</summary>
    [Theory]
    [InlineData("short-video")]
    [InlineData("street-screens")]
    public void Increments_add_up_over_pauses(string code)
    {
        var airing = Airing(code);
        var (told, sum) = (airing.OpensAt, 0L);
        foreach (var minute in new[] { 3, 7, 31, 32, 70, 300, 5000 })
        {
            var now = Start.AddMinutes(minute);
            foreach (var reading in airing.Readings(told, now, now))
            {
                (told, sum) = (reading.ObservedAt, sum + reading.Views!.Value);
            }
        }

        sum.ShouldBe(airing.Views(told));
    }

    [Theory]
    [MemberData(nameof(PushingChannels))]
    public void What_is_told_is_in_order_and_never_negative(string code)
    {
        var airing = Airing(code);
        var now = Start.AddDays(9);
        var readings = airing.Readings(airing.OpensAt, now, now);
        readings.Count.ShouldBeInRange(60, 200);
        readings.ShouldAllBe(reading => reading.Views >= 0 && (reading.Concurrent == null || reading.Concurrent >= 0));
        readings.Zip(readings.Skip(1)).ShouldAllBe(pair => pair.First.ObservedAt < pair.Second.ObservedAt);
    }

    [Theory]
    [InlineData("cable-tv")]
    [InlineData("law-app")]
    public void A_counter_that_restarts_falls_twice_and_loses_little(string code)
    {
        var airing = Airing(code);
        var now = Start.AddDays(2);
        var views = airing.Readings(airing.OpensAt, now, now).ConvertAll(reading => reading.Views!.Value);
        views.Zip(views.Skip(1)).Count(pair => pair.Second < pair.First).ShouldBe(2);
        var total = views.Zip(views.Skip(1), (before, after) => after >= before ? after - before : after).Sum() + views[0];
        ((double)total / airing.Views(now)).ShouldBeInRange(0.98, 1);
    }

    private static SimulatedAiring Airing(string code)
    {
        var channel = DemoChannels.All.Single(channel => channel.Code == code);
        return new SimulatedAiring(channel, new AudienceCurve(7, Start), channel.ExternalId(Guid.Empty), 1, Start, End);
    }
}
