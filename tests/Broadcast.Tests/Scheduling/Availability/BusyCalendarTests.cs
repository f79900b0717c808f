using System.Globalization;
using Broadcast.Scheduling;
using Broadcast.Times;

namespace Broadcast.Tests.Scheduling;

/// <summary>Calendar files as people's programs write them, as busy times; what has no zone is taken for Shanghai's.</summary>
public sealed class BusyCalendarTests
{
    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_event_is_busy_from_its_start_to_its_end() =>
        Busy(Event("DTSTART:20260312T063000Z", "DTEND:20260312T071000Z", "SUMMARY:常委会\\, 扩大")).ShouldBe(["03-12 06:30–03-12 07:10 常委会, 扩大"]);

    [Theory]
    [InlineData("DTSTART;TZID=Europe/Berlin:20260330T090000", "03-30 07:00–03-30 08:30")]
    [InlineData("DTSTART;TZID=\"Europe/Berlin\":20260327T090000", "03-27 08:00–03-27 09:30")]
    [InlineData("DTSTART;TZID=China Standard Time:20260312T090000", "03-12 01:00–03-12 02:30")]
    [InlineData("DTSTART;TZID=/freeassociation.sourceforge.net/Tzfile/Asia/Shanghai:20260312T090000", "03-12 01:00–03-12 02:30")]
    [InlineData("DTSTART;VALUE=DATE-TIME;TZID=America/Argentina/Salta:20260312T090000", "03-12 12:00–03-12 13:30")]
    [InlineData("DTSTART:20260312T090000", "03-12 01:00–03-12 02:30")]
    public void Times_are_those_of_their_zone(string start, string expected) => Busy(Event(start, "DURATION:PT90M")).ShouldBe([expected]);

    [Fact]
    public void A_zone_of_the_files_own_is_taken_at_its_word_when_its_clocks_never_change()
    {
        var zone = Zone("Customized Time Zone", "TZOFFSETTO:+0530");
        Busy(zone + Event("DTSTART;TZID=Customized Time Zone:20260312T090000", "DURATION:PT1H")).ShouldBe(["03-12 03:30–03-12 04:30"]);
        Busy(Zone("GMT+0800", "TZOFFSETTO:+0800") + Event("DTSTART;TZID=GMT+0800:20260312T090000", "DURATION:PT1H")).ShouldBe(["03-12 01:00–03-12 02:00"]);
        var located = Zone("Office", "X-LIC-LOCATION:Europe/Berlin", "TZOFFSETTO:+0100", "TZOFFSETTO:+0200");
        Busy(located + Event("DTSTART;TZID=Office:20260712T090000", "DURATION:PT1H")).ShouldBe(["07-12 07:00–07-12 08:00"]);
    }

    [Theory]
    [InlineData("Office")]
    [InlineData("Nowhere/Land")]
    public void A_zone_that_nobody_knows_is_refused_by_its_name(string name) =>
        Refused(Zone("Office", "TZOFFSETTO:+0100", "TZOFFSETTO:+0200") + Event($"DTSTART;TZID={name}:20260712T090000", "DURATION:PT1H")).ShouldContain($"“{name}”");

    [Fact]
    public void Whole_days_are_days_of_the_zone_of_the_file()
    {
        Busy(Event("DTSTART;VALUE=DATE:20260312", "DTEND;VALUE=DATE:20260314")).ShouldBe(["03-11 16:00–03-13 16:00"]);
        Busy(Event("DTSTART;VALUE=DATE:20260312")).ShouldBe(["03-11 16:00–03-12 16:00"]);
        Busy("X-WR-TIMEZONE:Europe/Berlin\n" + Event("DTSTART;VALUE=DATE:20260329")).ShouldBe(["03-28 23:00–03-29 22:00"]);
    }

    [Fact]
    public void What_does_not_block_is_left_out() =>
        Busy(
            Event("DTSTART:20260312T063000Z", "DTEND:20260312T071000Z", "TRANSP:TRANSPARENT")
            + Event("DTSTART:20260313T063000Z", "DTEND:20260313T071000Z", "STATUS:CANCELLED")
            + Event("DTSTART:20260314T063000Z", "DTEND:20260314T071000Z", "STATUS:TENTATIVE", "TRANSP:OPAQUE")
            + Event("DTSTART:20260315T063000Z")
            + Event("DTSTART:20200315T063000Z", "DURATION:PT1H")
            + Event("DTSTART:20300315T063000Z", "DURATION:PT1H"))
            .ShouldBe(["03-14 06:30–03-14 07:10"]);

    [Fact]
    public void A_recurring_event_is_busy_each_time_through_summer_time_but_for_its_exceptions() =>
        Busy(
            Event("UID:r", "DTSTART;TZID=Europe/Berlin:20260323T090000", "DTEND;TZID=Europe/Berlin:20260323T100000", "RRULE:FREQ=WEEKLY;COUNT=5", "EXDATE;TZID=Europe/Berlin:20260406T090000")
            + Event("UID:r", "RECURRENCE-ID;TZID=Europe/Berlin:20260330T090000", "DTSTART;TZID=Europe/Berlin:20260331T110000", "DTEND;TZID=Europe/Berlin:20260331T120000", "SUMMARY:moved")
            + Event("UID:r", "RECURRENCE-ID;TZID=Europe/Berlin:20260413T090000", "DTSTART;TZID=Europe/Berlin:20260413T090000", "DURATION:PT1H", "STATUS:CANCELLED"))
            .ShouldBe(["03-23 08:00–03-23 09:00", "03-31 09:00–03-31 10:00 moved", "04-20 07:00–04-20 08:00"]);

    [Fact]
    public void A_rule_without_an_end_is_followed_to_the_end_of_the_window()
    {
        var busy = Busy(Event("DTSTART;TZID=Asia/Shanghai:20250101T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY"));
        busy.Count.ShouldBe(365);
        busy[^1].ShouldBe("12-31 01:00–12-31 02:00");
    }

    [Fact]
    public void Free_busy_periods_end_by_time_or_by_length_and_free_ones_are_free() =>
        Busy("""
            BEGIN:VFREEBUSY
            UID:1
            DTSTAMP:20260101T000000Z
            FREEBUSY;FBTYPE=BUSY:20260110T010000Z/PT1H30M,20260111T010000Z
             /20260111T030000Z
            FREEBUSY;FBTYPE=FREE:20260112T010000Z/PT1H
            FREEBUSY:20260113T010000Z/P1D
            FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20260114T010000Z/PT1H
            END:VFREEBUSY

            """).ShouldBe(["01-10 01:00–01-10 02:30", "01-11 01:00–01-11 03:00", "01-13 01:00–01-14 01:00", "01-14 01:00–01-14 02:00"]);

    [Fact]
    public void A_private_event_only_says_that_it_is_there() =>
        Busy(Event("DTSTART:20260312T063000Z", "DURATION:PT1H", "SUMMARY:体检", "CLASS:PRIVATE")).ShouldBe(["03-12 06:30–03-12 07:30"]);

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("{}")]
    [InlineData("BEGIN:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nDTSTART:99999999T999999\nEND:VEVENT\nEND:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nDTSTART:20260101T000000Z\nRRULE:FREQ=SECONDLY\nEND:VEVENT\nEND:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nDTSTART:20260101T000000Z\nDURATION:PT1M\nRRULE:FREQ=HOURLY;BYMINUTE=0,1,2,3\nEND:VEVENT\nEND:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nDTSTART:20260101T000000Z\nDURATION:PT1H\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\nEND:VEVENT\nEND:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VFREEBUSY\nFREEBUSY:20260110T010000Z\nEND:VFREEBUSY\nEND:VCALENDAR")]
    [InlineData("BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VFREEBUSY\nFREEBUSY:20260110T010000Z/PX\nEND:VFREEBUSY\nEND:VCALENDAR")]
    public void What_cannot_be_read_is_refused_with_a_reason(string text) => BusyCalendar.Read(text, Zones.Find(Zones.Default), From, To).Refusal!.Errors!.Keys.ShouldBe(["body"]);

    private static string Event(params string[] lines)
    {
        var uid = lines[0].StartsWith("UID", StringComparison.Ordinal) ? "" : $"UID:{Guid.CreateVersion7(From)}\n";
        return $"BEGIN:VEVENT\nDTSTAMP:20260101T000000Z\n{uid}{string.Join('\n', lines)}\nEND:VEVENT\n";
    }

    private static string Zone(string name, params string[] lines) =>
        $"BEGIN:VTIMEZONE\nTZID:{name}\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0000\n{string.Join('\n', lines)}\nEND:STANDARD\nEND:VTIMEZONE\n";

    private static List<string> Busy(string body)
    {
        var outcome = Read(body);
        outcome.Refusal?.Errors!["body"].ShouldBeEmpty();
        return [.. outcome.Value!.Select(Show)];
    }

    private static string Show(BusyTime time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.From.UtcDateTime:MM-dd HH:mm}–{time.To.UtcDateTime:MM-dd HH:mm} {time.Note}").TrimEnd();

    private static string Refused(string body) => Read(body).Refusal!.Errors!["body"].ShouldHaveSingleItem();

    private static Broadcast.Outcomes.Outcome<IReadOnlyList<BusyTime>> Read(string body) =>
        BusyCalendar.Read($"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//t//t//EN\n{body}END:VCALENDAR\n", Zones.Find(Zones.Default), From, To);
}
