using Broadcast.Times;

namespace Broadcast.Scheduling;

/// <summary>A feed as iCalendar. A pure function: the same interviews give the same octets, so that a program can ask whether anything changed.</summary>
internal static class CalendarFeed
{
    public static string Write(FeedHead head, IReadOnlyList<FeedEvent> events, IReadOnlyList<FeedGuest> guests)
    {
        var text = new CalendarText()
            .Line("BEGIN", "VCALENDAR")
            .Line("VERSION", "2.0")
            .Line("PRODID", "-//Broadcast//Interviews//EN")
            .Line("CALSCALE", "GREGORIAN")
            .Text("NAME", head.Name)
            .Text("X-WR-CALNAME", head.Name)
            .Line("X-WR-TIMEZONE", head.TimeZone ?? Zones.Default)
            .Line("REFRESH-INTERVAL;VALUE=DURATION", "PT15M")
            .Line("X-PUBLISHED-TTL", "PT15M");
        if (events.Count == 0)
        {
            // A file without any component is none; the zone says nothing that matters here.
            CalendarZone.Write(text, Zones.Find(head.TimeZone ?? Zones.Default), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        }

        foreach (var sameZone in events.GroupBy(entry => entry.TimeZone, StringComparer.Ordinal))
        {
            var (first, last) = (sameZone.Min(entry => entry.PlannedStartsAt), sameZone.Max(entry => entry.PlannedEndsAt));
            CalendarZone.Write(text, Zones.Find(sameZone.Key), new DateTimeOffset(first.Year - 1, 1, 1, 0, 0, 0, TimeSpan.Zero), last.AddYears(1));
        }

        var guestsOf = guests.ToLookup(guest => guest.InterviewId);
        foreach (var entry in events)
        {
            entry.Write(text, guestsOf[entry.Id]);
        }

        return text.Line("END", "VCALENDAR").ToString();
    }
}
