using System.Globalization;
using Broadcast.Hosting;
using Broadcast.Scheduling;
using Broadcast.Times;

namespace Broadcast.Tests.Scheduling;

/// <summary>Rules as local times; the first day is Wednesday, 11 March 2026.</summary>
public sealed class SlotRuleTests
{
    private static readonly DateOnly Wednesday = new(2026, 3, 11);

    [Theory]
    [InlineData("FREQ=WEEKLY;BYDAY=MO,FR", "03-13 03-16 03-20 03-23")]
    [InlineData("RRULE:freq=weekly;byday=mo,fr;", "03-13 03-16 03-20 03-23")]
    [InlineData("FREQ=WEEKLY", "03-11 03-18 03-25 04-01")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "03-13 03-23 03-27 04-06")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,FR", "03-13 03-22 03-27 04-05")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=10", "04-10 05-10 06-10 07-10")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=31", "03-31 05-31 07-31 08-31")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=-1", "03-31 04-30 05-31 06-30")]
    [InlineData("FREQ=MONTHLY;BYDAY=-1FR", "03-27 04-24 05-29 06-26")]
    [InlineData("FREQ=MONTHLY;BYDAY=2WE", "03-11 04-08 05-13 06-10")]
    [InlineData("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "03-31 04-30 05-29 06-30")]
    [InlineData("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "03-13 11-13 08-13 10-13")]
    [InlineData("FREQ=DAILY;INTERVAL=3", "03-11 03-14 03-17 03-20")]
    [InlineData("FREQ=DAILY;BYMONTH=5", "05-01 05-02 05-03 05-04")]
    [InlineData("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "02-29 02-29 02-29 02-29")]
    [InlineData("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "05-11 05-17 05-15 05-14")]
    public void A_rule_names_its_days_from_the_first_on(string text, string days) => string.Join(' ', Days(text, 4)).ShouldBe(days);

    [Fact]
    public void Several_times_a_day_take_the_place_of_the_start_time() =>
        Parse("FREQ=DAILY;BYHOUR=9,14;BYMINUTE=0,45").Times(Wednesday, new TimeOnly(8, 0)).Take(5).Select(at => at.ToString("dd HH:mm", CultureInfo.InvariantCulture))
            .ShouldBe(["11 09:00", "11 09:45", "11 14:00", "11 14:45", "12 09:00"]);

    [Theory]
    [InlineData("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")]
    [InlineData("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")]
    [InlineData("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31;BYHOUR=1,2,3;BYSETPOS=-1")]
    public void A_rule_that_names_no_day_comes_to_its_end(string text) => Days(text, 1).ShouldBeEmpty();

    [Theory]
    [InlineData("")]
    [InlineData("RRULE:")]
    [InlineData("every Monday")]
    [InlineData("BYDAY=MO")]
    [InlineData("FREQ=HOURLY")]
    [InlineData("FREQ=MINUTELY;BYDAY=MO")]
    [InlineData("FREQ=SECONDLY")]
    [InlineData("FREQ=OFTEN")]
    [InlineData("FREQ=DAILY;FREQ=WEEKLY")]
    [InlineData("FREQ=DAILY;INTERVAL=0")]
    [InlineData("FREQ=DAILY;INTERVAL=99999999999")]
    [InlineData("FREQ=DAILY;COUNT=0")]
    [InlineData("FREQ=DAILY;COUNT=3;UNTIL=20260401")]
    [InlineData("FREQ=DAILY;UNTIL=tomorrow")]
    [InlineData("FREQ=DAILY;UNTIL=99991231")]
    [InlineData("FREQ=WEEKLY;BYDAY=XX")]
    [InlineData("FREQ=WEEKLY;BYDAY=1MO")]
    [InlineData("FREQ=WEEKLY;BYMONTHDAY=3")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=32")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=0")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=")]
    [InlineData("FREQ=MONTHLY;BYYEARDAY=3")]
    [InlineData("FREQ=MONTHLY;BYSETPOS=1")]
    [InlineData("FREQ=DAILY;BYHOUR=24")]
    [InlineData("FREQ=DAILY;WKST=MONDAY")]
    [InlineData("FREQ=DAILY;BYEASTER=1")]
    [InlineData("FREQ=DAILY;X=1\nDTSTART:20260101")]
    public void What_is_no_rule_is_refused_with_a_reason(string text)
    {
        var fields = new Fields();
        SlotRule.Parse("rrule", text, fields).ShouldBeNull();
        fields.Refusal!.Errors!.Keys.ShouldBe(["rrule"]);
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-28T02:30:00", "2026-03-28T02:30:00+01:00")]
    [InlineData("Europe/Berlin", "2026-03-29T02:30:00", "2026-03-29T03:30:00+02:00")]
    [InlineData("Europe/Berlin", "2026-10-25T02:30:00", "2026-10-25T02:30:00+02:00")]
    [InlineData("America/Havana", "2026-03-08T00:30:00", "2026-03-08T01:30:00-04:00")]
    [InlineData("Australia/Lord_Howe", "2026-10-04T02:15:00", "2026-10-04T02:45:00+11:00")]
    public void A_local_time_that_clocks_skip_or_show_twice_is_taken_as_calendars_take_it(string zone, string local, string instant) =>
        Zones.Find(zone).At(DateTime.Parse(local, CultureInfo.InvariantCulture)).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture).ShouldBe(instant);

    private static SlotRule Parse(string text)
    {
        var fields = new Fields();
        return SlotRule.Parse("rrule", text, fields) ?? throw new Xunit.Sdk.XunitException(string.Join(' ', fields.Refusal!.Errors!.Values.SelectMany(messages => messages)));
    }

    private static IEnumerable<string> Days(string text, int count) =>
        Parse(text).Times(Wednesday, new TimeOnly(9, 0)).Take(count).Select(at => at.ToString("MM-dd", CultureInfo.InvariantCulture));
}
