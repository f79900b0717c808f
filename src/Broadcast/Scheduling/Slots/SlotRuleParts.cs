using System.Globalization;
using System.Text.RegularExpressions;

namespace Broadcast.Scheduling;

/// <summary>
/// The parts of a rule, <c>NAME=value</c>, each and all together checked as RFC 5545 has it; a library that passes over what it does not like would book other days than were meant.
/// </summary>
internal static partial class SlotRuleParts
{
    private const int MostTimesADayToPickFrom = 100;

    private static readonly string[] Frequencies = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
    private static readonly string[] Shorter = ["SECONDLY", "MINUTELY", "HOURLY"];
    private static readonly string[] Weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    private static readonly Dictionary<string, (int Least, int Most)> Numbers = new(StringComparer.Ordinal)
    {
        ["BYSECOND"] = (0, 59),
        ["BYMINUTE"] = (0, 59),
        ["BYHOUR"] = (0, 23),
        ["BYMONTHDAY"] = (-31, 31),
        ["BYYEARDAY"] = (-366, 366),
        ["BYWEEKNO"] = (-53, 53),
        ["BYMONTH"] = (1, 12),
        ["BYSETPOS"] = (-366, 366),
    };

    /// <summary>What is wrong with the rule, in one sentence; null when nothing is.</summary>
    public static string? Read(string text, out Dictionary<string, string> parts)
    {
        parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in text.TrimEnd(';').Split(';'))
        {
            var cut = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = cut < 0 ? (part, "") : (part[..cut].Trim(), part[(cut + 1)..].Trim());
            if ((Check(name, value) ?? (parts.TryAdd(name, value) ? null : $"{name} stands twice.")) is { } wrong)
            {
                return wrong;
            }
        }

        return Together(parts);
    }

    private static string? Check(string name, string value) => name switch
    {
        "FREQ" when Shorter.Contains(value, StringComparer.Ordinal) => "A frequency below DAILY makes no slots: use BYHOUR and BYMINUTE for several a day.",
        "FREQ" => Frequencies.Contains(value, StringComparer.Ordinal) ? null : $"FREQ is one of {string.Join(", ", Frequencies)}.",
        "INTERVAL" or "COUNT" => IsNumber(value, 1, 100_000) ? null : $"{name} is a whole number, 1 or more.",
        "UNTIL" => LocalUntil.Parse(value) is null ? "UNTIL is a date such as 20261231, or a date and time such as 20261231T160000Z." : null,
        "WKST" => Weekdays.Contains(value, StringComparer.Ordinal) ? null : $"WKST is one of {string.Join(", ", Weekdays)}.",
        "BYDAY" => value.Split(',').All(day => Weekday().IsMatch(day)) ? null : "BYDAY is a list such as MO,WE or 1MO,-1FR.",
        _ when Numbers.TryGetValue(name, out var range) => value.Split(',').All(number => IsNumber(number, range.Least, range.Most) && (range.Least >= 0 || !IsZero(number)))
            ? null
            : $"{name} is a list of whole numbers from {range.Least} to {range.Most}{(range.Least < 0 ? " without 0" : "")}.",
        _ => $"“{(name.Length > 20 ? name[..20] : name)}” is no part of a rule (RFC 5545).",
    };

    private static string? Together(Dictionary<string, string> parts)
    {
        if (!parts.TryGetValue("FREQ", out var frequency))
        {
            return "FREQ is missing: a rule such as FREQ=WEEKLY;BYDAY=MO,WE.";
        }

        var days = parts.GetValueOrDefault("BYDAY", "");
        return parts.ContainsKey("COUNT") && parts.ContainsKey("UNTIL") ? "COUNT and UNTIL contradict each other: one of them."
            : parts.ContainsKey("BYMONTHDAY") && frequency == "WEEKLY" ? "BYMONTHDAY does not go with WEEKLY."
            : parts.ContainsKey("BYYEARDAY") && frequency != "YEARLY" ? "BYYEARDAY goes with YEARLY only."
            : parts.ContainsKey("BYWEEKNO") && frequency != "YEARLY" ? "BYWEEKNO goes with YEARLY only."
            : days.Any(char.IsAsciiDigit) && (frequency is not ("MONTHLY" or "YEARLY") || parts.ContainsKey("BYWEEKNO"))
                ? "A weekday with a number goes with MONTHLY or YEARLY only, and not with BYWEEKNO."
            : parts.ContainsKey("BYSETPOS") && !parts.Keys.Any(name => name.StartsWith("BY", StringComparison.Ordinal) && name != "BYSETPOS")
                ? "BYSETPOS needs another BY part to pick from."
            : parts.ContainsKey("BYSETPOS") && TimesADay(parts) > MostTimesADayToPickFrom ? $"BYSETPOS picks from at most {MostTimesADayToPickFrom} times a day."
            : null;
    }

    private static int TimesADay(Dictionary<string, string> parts) => Length(parts, "BYHOUR") * Length(parts, "BYMINUTE") * Length(parts, "BYSECOND");

    private static int Length(Dictionary<string, string> parts, string name) => parts.TryGetValue(name, out var list) ? list.Split(',').Length : 1;

    private static bool IsNumber(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most;

    private static bool IsZero(string number) => number.Trim('0', '+', '-').Length == 0;

    [GeneratedRegex("^([+-]?[1-9][0-9]?)?(MO|TU|WE|TH|FR|SA|SU)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Weekday();
}
