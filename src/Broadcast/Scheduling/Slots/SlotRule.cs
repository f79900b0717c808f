using System.Globalization;
using Broadcast.Hosting;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Evaluation;

namespace Broadcast.Scheduling;

/// <summary>
/// A recurrence rule (RFC 5545) whose days and times are local ones, so that no clock change moves them. A pure value: what a zone makes of a local time is asked elsewhere.
/// </summary>
internal sealed class SlotRule
{
    private const int LongestText = 500;

    // A rule that named no day for so many of its steps is taken to name none any more; 29 February on every seventh day needs 1 461.
    private const int MostStepsInVain = 5000;

    private readonly string _text;

    private SlotRule(string text, int? count, LocalUntil? until)
    {
        _text = text;
        Count = count;
        Until = until;
    }

    /// <summary>COUNT, where the rule says it.</summary>
    public int? Count { get; }

    /// <summary>UNTIL, where the rule says it.</summary>
    public LocalUntil? Until { get; }

    /// <summary>The rule, or null when it is not right; then <paramref name="fields"/> says why.</summary>
    public static SlotRule? Parse(string field, string? text, Fields fields)
    {
        var bare = fields.Text(field, text, LongestText).ToUpperInvariant();
        if (bare.Length is 0 or > LongestText)
        {
            return null;
        }

        if (bare.StartsWith("RRULE:", StringComparison.Ordinal))
        {
            bare = bare["RRULE:".Length..];
        }

        if (SlotRuleParts.Read(bare, out var parts) is { } wrong)
        {
            fields.Wrong(field, wrong);
            return null;
        }

        var until = parts.TryGetValue("UNTIL", out var last) ? LocalUntil.Parse(last) : null;
        var count = parts.TryGetValue("COUNT", out var most) ? int.Parse(most, CultureInfo.InvariantCulture) : (int?)null;
        var endless = string.Join(';', parts.Where(part => part.Key is not "COUNT" and not "UNTIL").Select(part => $"{part.Key}={part.Value}"));
        return new SlotRule(endless, count, until);
    }

    /// <summary>The local times that the rule names, from the first day on, in order; endless for most rules.</summary>
    public IEnumerable<DateTime> Times(DateOnly first, TimeOnly time)
    {
        var entry = new CalendarEvent { DtStart = new CalDateTime(first, time), RecurrenceRule = new RecurrenceRule(_text) };
        using var occurrences = entry.GetOccurrences(null, new EvaluationOptions { MaxUnmatchedIncrementsLimit = MostStepsInVain }).GetEnumerator();
        while (MoveNext(occurrences))
        {
            yield return occurrences.Current.Period.StartTime.Value;
        }
    }

    /// <summary>A rule that names nothing more, or nothing before the calendar's own end, is at its end.</summary>
    private static bool MoveNext(IEnumerator<Occurrence> occurrences)
    {
        try
        {
            return occurrences.MoveNext();
        }
        catch (EvaluationException)
        {
            return false;
        }
    }
}

/// <summary>The last time of a rule, included: a local day, a local time, or an instant.</summary>
/// <param name="At">The day at midnight, the local time, or the instant in UTC.</param>
/// <param name="IsDay">A whole day.</param>
/// <param name="IsUtc">An instant.</param>
internal sealed record LocalUntil(DateTime At, bool IsDay, bool IsUtc)
{
    private const DateTimeStyles Styles = DateTimeStyles.None;

    public static LocalUntil? Parse(string text) =>
        DateTime.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, Styles, out var day) && IsCountable(day) ? new LocalUntil(day, true, false)
        : DateTime.TryParseExact(text, "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture, Styles, out var local) && IsCountable(local) ? new LocalUntil(local, false, false)
        : DateTime.TryParseExact(text, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, Styles, out var utc) && IsCountable(utc) ? new LocalUntil(utc, false, true)
        : null;

    private static bool IsCountable(DateTime at) => at.Year is > 1900 and < 9000;
}
