using Broadcast.Audience.Arithmetic;
using Shouldly;
using Xunit;
using static Broadcast.Tests.Audience.Arithmetic.Times;

namespace Broadcast.Tests.Audience.Arithmetic;

/// <summary>Minutes, hours and days, also where clocks are set.</summary>
public sealed class GrainsTests
{
    [Fact]
    public void An_hour_begins_with_the_local_hour() =>
        new Grains(Grain.Hour, Zone("Asia/Kolkata")).Of(Utc("2026-03-01T10:10:00")).ShouldBe(Span("2026-03-01T09:30:00", "2026-03-01T10:30:00"));

    [Theory]
    [InlineData("America/New_York")]
    [InlineData("Pacific/Chatham")]
    public void Hours_reach_to_the_ends_of_the_calendar(string zone)
    {
        var hours = new Grains(Grain.Hour, Zone(zone));
        foreach (var at in new[] { DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() })
        {
            hours.Of(at).Contains(at).ShouldBeTrue();
        }
    }

    [Fact]
    public void A_day_begins_at_local_midnight() =>
        new Grains(Grain.Day, Zone("Asia/Shanghai")).Of(Utc("2026-03-01T16:00:00")).ShouldBe(Span("2026-03-01T16:00:00", "2026-03-02T16:00:00"));

    [Theory]
    [InlineData("2026-03-08", 23)]
    [InlineData("2026-03-09", 24)]
    [InlineData("2026-11-01", 25)]
    public void A_day_is_as_long_as_its_clocks_make_it(string day, int hours) =>
        LocalDay.Span(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), Zone("America/New_York")).Length
            .ShouldBe(hours * 3_600_000L);

    [Fact]
    public void An_hour_that_clocks_show_twice_is_two_hours()
    {
        var hours = new Grains(Grain.Hour, Zone("America/New_York")).Across(Utc("2026-11-01T05:10:00"), Utc("2026-11-01T07:10:00"));
        hours.ShouldBe(
        [
            Span("2026-11-01T05:00:00", "2026-11-01T06:00:00"),
            Span("2026-11-01T06:00:00", "2026-11-01T07:00:00"),
            Span("2026-11-01T07:00:00", "2026-11-01T08:00:00"),
        ]);
    }

    [Fact]
    public void Clocks_set_back_by_half_an_hour_cut_the_hour_there()
    {
        // Lord Howe Island: at 2:00 the clocks go back to 1:30.
        var hours = new Grains(Grain.Hour, Zone("Australia/Lord_Howe")).Across(Utc("2026-04-04T14:10:00"), Utc("2026-04-04T15:40:00"));
        hours.ShouldBe(
        [
            Span("2026-04-04T14:00:00", "2026-04-04T15:00:00"),
            Span("2026-04-04T15:00:00", "2026-04-04T15:30:00"),
            Span("2026-04-04T15:30:00", "2026-04-04T16:30:00"),
        ]);
    }

    [Fact]
    public void A_day_without_a_midnight_begins_when_its_clocks_do() =>
        LocalDay.Start(new(2024, 4, 26), Zone("Africa/Cairo")).ShouldBe(Utc("2024-04-25T22:00:00"));

    [Fact]
    public void A_day_with_two_midnights_begins_at_the_first() =>
        LocalDay.Start(new(2025, 11, 2), Zone("America/Havana")).ShouldBe(Utc("2025-11-02T04:00:00"));

    [Fact]
    public void Both_ends_are_included_when_going_across() =>
        new Grains(Grain.Minute, TimeZoneInfo.Utc).Across(At("10:00:59"), At("10:02:00")).Select(minute => minute.From)
            .ShouldBe([At("10:00:00"), At("10:01:00"), At("10:02:00")]);

    [Theory]
    [InlineData("Africa/Cairo")]
    [InlineData("America/Havana")]
    [InlineData("America/New_York")]
    [InlineData("America/Sao_Paulo")]
    [InlineData("America/St_Johns")]
    [InlineData("Asia/Shanghai")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Pacific/Apia")]
    public void Each_quarter_of_an_hour_of_seven_years_lies_in_the_day_and_the_hour_that_say_so(string zone)
    {
        var (end, quarter) = (Utc("2012-03-01T00:00:00"), 15 * Minute.Length);
        foreach (var grains in new[] { new Grains(Grain.Day, Zone(zone)), new Grains(Grain.Hour, Zone(zone)) })
        {
            var grain = grains.Of(Utc("2005-01-01T00:00:00"));
            for (var at = grain.From; at < end; at += quarter)
            {
                if (at >= grain.To)
                {
                    grains.Of(grain.To - 1).ShouldBe(grain);
                    grains.Of(grain.To).From.ShouldBe(grain.To);
                    grain = grains.Of(at);
                }

                if (grains.Of(at) != grain)
                    throw new InvalidOperationException($"{at} lies in {grains.Of(at)}, not in {grain}");
            }
        }
    }

    private static Interval Span(string from, string to) => new(Utc(from), Utc(to));
}
