using System.Globalization;
using System.Text;
using Broadcast.Times;

namespace Broadcast.Scheduling;

/// <summary>Writes iCalendar (RFC 5545): values escaped, lines folded at 75 octets, never within a character.</summary>
internal sealed class CalendarText
{
    private const int MostOctets = 75;

    private readonly StringBuilder _text = new();

    /// <summary>A property whose value stands as it is.</summary>
    public CalendarText Line(string name, string value)
    {
        var octets = 0;
        foreach (var rune in $"{name}:{value}".EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > MostOctets)
            {
                _text.Append("\r\n ");
                octets = 1;
            }

            _text.Append(rune);
            octets += rune.Utf8SequenceLength;
        }

        _text.Append("\r\n");
        return this;
    }

    /// <summary>A property whose value is a text; none when there is no text.</summary>
    public CalendarText Text(string name, string? value) => string.IsNullOrWhiteSpace(value) ? this : Line(name, Escape(value.Trim()));

    /// <summary>An instant in UTC.</summary>
    public CalendarText Utc(string name, DateTimeOffset at) => Line(name, at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));

    /// <summary>An instant as the local time of a zone, whose VTIMEZONE stands in the same file.</summary>
    public CalendarText Local(string name, DateTimeOffset at, TimeZoneInfo zone) => Line($"{name};TZID={zone.Id}", LocalTime(at.In(zone).DateTime));

    public static string LocalTime(DateTime local) => local.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);

    public override string ToString() => _text.ToString();

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text.ReplaceLineEndings("\n"))
        {
            _ = c switch
            {
                '\\' or ';' or ',' => escaped.Append('\\').Append(c),
                '\n' => escaped.Append("\\n"),
                _ when char.IsControl(c) => escaped,
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }
}
