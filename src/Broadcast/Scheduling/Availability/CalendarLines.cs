using System.Globalization;
using System.Text.RegularExpressions;
using Broadcast.Times;

namespace Broadcast.Scheduling;

/// <summary>
/// An iCalendar text as its lines, with every time zone named so that it is known here. Programs name zones in many ways (IANA, Windows, with a path before it, or by a name of their own
/// that only the file's VTIMEZONE explains), and the library guesses at what it does not know.
/// </summary>
internal static partial class CalendarLines
{
    /// <summary>The lines, unfolded, without the definitions of zones; null, and the zone's name, when one is not known.</summary>
    public static IReadOnlyList<string>? Read(string text, out string? unknownZone)
    {
        var lines = Unfold(text);
        var defined = new Dictionary<string, string?>(StringComparer.Ordinal);
        var kept = TakeOutZones(lines, defined);
        var names = new Dictionary<string, string?>(StringComparer.Ordinal);
        string? unknown = null;
        for (var i = 0; i < kept.Count; i++)
        {
            kept[i] = ZoneOfTime().Replace(kept[i], match =>
            {
                var name = match.Groups["name"].Value.Trim('"');
                if (!names.TryGetValue(name, out var known))
                {
                    names[name] = known = Resolve(name) ?? defined.GetValueOrDefault(name);
                }

                unknown ??= known is null ? name : null;
                return $"{match.Groups["before"].Value}\"{known}\"";
            });
        }

        unknownZone = unknown;
        return unknown is null ? kept : null;
    }

    /// <summary>A zone under the name that it has here; null when it has none.</summary>
    public static string? Resolve(string name)
    {
        if (Zones.TryFind(name, out _))
        {
            return name;
        }

        if (TimeZoneInfo.TryConvertWindowsIdToIanaId(name, out var iana))
        {
            return iana;
        }

        // "/freeassociation.sourceforge.net/Tzfile/Asia/Shanghai", "/citadel.org/20210210_1/America/Argentina/Salta"
        var parts = name.Split('/');
        return name.StartsWith('/')
            ? new[] { 3, 2 }.Where(count => count < parts.Length).Select(count => string.Join('/', parts[^count..])).FirstOrDefault(last => Zones.TryFind(last, out _))
            : null;
    }

    private static List<string> Unfold(string text)
    {
        var lines = new List<string>();
        foreach (var line in text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n', '\r'))
        {
            if (lines.Count > 0 && line.Length > 0 && line[0] is ' ' or '\t')
            {
                lines[^1] += line[1..];
            }
            else if (line.Length > 0)
            {
                lines.Add(line);
            }
        }

        return lines;
    }

    /// <summary>What the file says of a zone of its own: where it lies, or an offset that never changes. Others cannot be told from here.</summary>
    private static List<string> TakeOutZones(List<string> lines, Dictionary<string, string?> defined)
    {
        var kept = new List<string>(lines.Count);
        List<string>? zone = null;
        foreach (var line in lines)
        {
            if (line.Equals("BEGIN:VTIMEZONE", StringComparison.OrdinalIgnoreCase))
            {
                zone = [];
            }
            else if (zone is not null && line.Equals("END:VTIMEZONE", StringComparison.OrdinalIgnoreCase))
            {
                defined[Value(zone, "TZID").FirstOrDefault("")] =
                    Value(zone, "X-LIC-LOCATION").Select(Resolve).FirstOrDefault(name => name is not null) ?? FixedOffset([.. Value(zone, "TZOFFSETTO").Distinct(StringComparer.Ordinal)]);
                zone = null;
            }
            else
            {
                (zone ?? kept).Add(line);
            }
        }

        return kept;
    }

    private static IEnumerable<string> Value(List<string> lines, string name) =>
        lines.Where(line => line.StartsWith(name, StringComparison.OrdinalIgnoreCase) && line.Length > name.Length && line[name.Length] is ':' or ';')
            .Select(line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());

    /// <summary>"UTC+08:00"; null when clocks change, or the offset is none.</summary>
    private static string? FixedOffset(string[] offsets) =>
        offsets is [{ Length: >= 5 } only] && only[0] is '+' or '-' && int.TryParse(only.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && int.Parse(only.AsSpan(1, 2), CultureInfo.InvariantCulture) <= 14
            ? only[1..5] == "0000" ? "UTC" : $"UTC{only[..3]}:{only[3..5]}" // as NodaTime calls it
            : null;

    [GeneratedRegex(
        "^(?<before>(DTSTART|DTEND|RDATE|EXDATE|RECURRENCE-ID)[^:\"]*;TZID=)(?<name>\"[^\"]*\"|[^;:]*)",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ZoneOfTime();
}
