using System.Globalization;
using Broadcast.Times;

namespace Broadcast.Scheduling;

/// <summary>
/// A zone as VTIMEZONE: each change of its clocks between two instants, one by one. Exact for the times of a file that has no recurring events, whatever the zone's rules were or will be.
/// </summary>
internal static class CalendarZone
{
    private const long Day = 86_400;

    public static void Write(CalendarText text, TimeZoneInfo zone, DateTimeOffset from, DateTimeOffset to)
    {
        text.Line("BEGIN", "VTIMEZONE").Line("TZID", zone.Id);
        Observance(text, zone, from, zone.GetUtcOffset(from));
        foreach (var at in Changes(zone, from, to))
        {
            Observance(text, zone, at, zone.GetUtcOffset(at.AddSeconds(-1)));
        }

        text.Line("END", "VTIMEZONE");
    }

    private static void Observance(CalendarText text, TimeZoneInfo zone, DateTimeOffset at, TimeSpan before)
    {
        var (kind, after) = (zone.IsDaylightSavingTime(at) ? "DAYLIGHT" : "STANDARD", zone.GetUtcOffset(at));
        text.Line("BEGIN", kind)
            .Line("DTSTART", CalendarText.LocalTime(at.ToOffset(before).DateTime))
            .Line("TZOFFSETFROM", Offset(before))
            .Line("TZOFFSETTO", Offset(after))
            .Line("TZNAME", Offset(after))
            .Line("END", kind);
    }

    /// <summary>The instants from which on another offset holds.</summary>
    private static IEnumerable<DateTimeOffset> Changes(TimeZoneInfo zone, DateTimeOffset from, DateTimeOffset to)
    {
        var last = to.ToUnixTimeSeconds();
        for (var at = from.ToUnixTimeSeconds(); at < last; at += Day)
        {
            if (OffsetAt(zone, at) != OffsetAt(zone, at + Day))
            {
                yield return DateTimeOffset.FromUnixTimeSeconds(FirstSecond(zone, at, at + Day));
            }
        }
    }

    private static long FirstSecond(TimeZoneInfo zone, long before, long after)
    {
        while (after - before > 1)
        {
            var middle = before + ((after - before) / 2);
            (before, after) = OffsetAt(zone, middle) == OffsetAt(zone, before) ? (middle, after) : (before, middle);
        }

        return after;
    }

    private static TimeSpan OffsetAt(TimeZoneInfo zone, long second) => zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(second));

    private static string Offset(TimeSpan offset) =>
        (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString(offset.Seconds == 0 ? "hhmm" : "hhmmss", CultureInfo.InvariantCulture);
}
