using System.Globalization;
using Broadcast.Outcomes;
using Broadcast.Times;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Evaluation;

namespace Broadcast.Scheduling;

/// <summary>
/// The busy times of an iCalendar file: opaque events that are not cancelled, each time of a recurring one with its exceptions, and VFREEBUSY. A pure function of the text and the window.
/// </summary>
internal static class BusyCalendar
{
    public const int Most = 20_000;

    private const int MostOccurrences = 100_000;
    private const int MostStepsInVain = 5000;

    /// <param name="text">One or more VCALENDARs.</param>
    /// <param name="floating">The zone of whole days and of times without a zone, unless the file names its own.</param>
    /// <param name="from">What ended before is left out.</param>
    /// <param name="to">What begins later is left out; rules may go on for ever.</param>
    public static Outcome<IReadOnlyList<BusyTime>> Read(string text, TimeZoneInfo floating, DateTimeOffset from, DateTimeOffset to)
    {
        if (CalendarLines.Read(text, out var unknownZone) is not { } lines)
        {
            return Wrong($"The time zone “{unknownZone}” is not known here: use an IANA name such as Asia/Shanghai.");
        }

        try
        {
            return Read(lines, floating, from, to);
        }
        catch (EvaluationException)
        {
            return Wrong("A rule in the calendar names no time for too long.");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The library has no exception of its own for what it cannot read: whatever it throws is about the text.
            return Wrong($"Not a calendar that can be read: {e.Message.Split('\n')[0].Trim()}");
        }
    }

    private static Outcome<IReadOnlyList<BusyTime>> Read(IReadOnlyList<string> lines, TimeZoneInfo floating, DateTimeOffset from, DateTimeOffset to)
    {
        var calendars = CalendarCollection.Load(string.Join("\r\n", lines) + "\r\n");
        if (calendars.Count == 0)
        {
            return Wrong("Holds no VCALENDAR.");
        }

        if (calendars.SelectMany(calendar => calendar.Events).Any(RepeatsBySecondOrMinute))
        {
            return Wrong("Events that recur every second or minute are not taken.");
        }

        var times = new List<BusyTime>(FreeBusy(lines));
        foreach (var calendar in calendars)
        {
            times.AddRange(Events(calendar, ZoneOf(calendar) ?? floating, from, to));
        }

        var busy = times.Where(time => time.To > time.From && time.To > from && time.From < to).OrderBy(time => time.From).ThenBy(time => time.To).ToList();
        return busy.Count > Most ? Wrong($"More than {Most} busy times.") : busy;
    }

    private static IEnumerable<BusyTime> Events(Ical.Net.Calendar calendar, TimeZoneInfo floating, DateTimeOffset from, DateTimeOffset to)
    {
        // A day more on both sides: times without a zone are compared as if they were UTC.
        var start = new CalDateTime(from.UtcDateTime.AddDays(-1), CalDateTime.UtcTzId);
        var last = to.UtcDateTime.AddDays(1);
        return calendar.GetOccurrences<CalendarEvent>(start, new EvaluationOptions { MaxUnmatchedIncrementsLimit = MostStepsInVain })
            .TakeWhile(occurrence => occurrence.Period.StartTime.AsUtc < last)
            .Take(MostOccurrences)
            .Where(occurrence => Blocks((CalendarEvent)occurrence.Source))
            .Select(occurrence => new BusyTime(
                Instant(occurrence.Period.StartTime, floating),
                Instant(occurrence.Period.EffectiveEndTime ?? occurrence.Period.StartTime, floating),
                NoteOf((CalendarEvent)occurrence.Source)));
    }

    private static bool Blocks(CalendarEvent entry) =>
        !string.Equals(entry.Transparency, TransparencyType.Transparent, StringComparison.OrdinalIgnoreCase)
        && !string.Equals(entry.Status, EventStatus.Cancelled, StringComparison.OrdinalIgnoreCase);

    private static bool RepeatsBySecondOrMinute(CalendarEvent entry) => entry.RecurrenceRule?.Frequency is FrequencyType.Secondly or FrequencyType.Minutely;

    /// <summary>What others may read; a private event only says that it is there.</summary>
    private static string? NoteOf(CalendarEvent entry)
    {
        if (string.IsNullOrWhiteSpace(entry.Summary) || (entry.Class is { } kind && !kind.Equals("PUBLIC", StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        var text = string.Concat(entry.Summary.Trim().EnumerateRunes().Where(rune => !System.Text.Rune.IsControl(rune)));
        return text.Length <= TimeBody.LongestNote ? text : text[..(char.IsHighSurrogate(text[TimeBody.LongestNote - 1]) ? TimeBody.LongestNote - 1 : TimeBody.LongestNote)];
    }

    private static DateTimeOffset Instant(CalDateTime time, TimeZoneInfo floating) =>
        !time.HasTime ? floating.StartOf(time.Date)
        : time.IsFloating ? floating.At(time.Value)
        : new DateTimeOffset(time.AsUtc, TimeSpan.Zero);

    private static TimeZoneInfo? ZoneOf(Ical.Net.Calendar calendar) =>
        calendar.Properties["X-WR-TIMEZONE"]?.Value is string name && CalendarLines.Resolve(name.Trim()) is { } known ? Zones.Find(known) : null;

    /// <summary>The library leaves FREEBUSY lines empty, so they are read here: UTC by definition, an end or a duration, several in a line.</summary>
    private static IEnumerable<BusyTime> FreeBusy(IEnumerable<string> lines)
    {
        foreach (var line in lines.Where(line => line.StartsWith("FREEBUSY", StringComparison.OrdinalIgnoreCase)))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || line[..colon].Split(';').Any(part => part.Equals("FBTYPE=FREE", StringComparison.OrdinalIgnoreCase)))
            {
                continue;
            }

            foreach (var period in line[(colon + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                var ends = period.Trim().Split('/');
                var start = Utc(ends[0]);
                yield return new BusyTime(start, ends[1].StartsWith('P') ? start + Ical.Net.DataTypes.Duration.Parse(ends[1])!.Value.ToTimeSpanUnspecified() : Utc(ends[1]), null);
            }
        }
    }

    private static DateTimeOffset Utc(string text) =>
        DateTimeOffset.ParseExact(text, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static Refusal Wrong(string message) => Refusal.Field("body", message);
}
