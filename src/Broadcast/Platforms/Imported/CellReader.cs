using System.Globalization;
using Broadcast.Times;

namespace Broadcast.Platforms.Imported;

/// <summary>Texts of an export as figures and instants.</summary>
internal static class CellReader
{
    private const long EarliestSeconds = 946_684_800;
    private const long LatestSeconds = 4_102_444_800;

    private static readonly string[] Nothing = ["-", "--", "—", "–", "/", "N/A", "n/a", "null", "NULL", "无", "暂无"];

    private static readonly string[] Days = ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyy年M月d日", "yyyyMMdd"];

    private static readonly string[] Times =
        [.. Days.SelectMany(day => new[] { "H:m", "H:m:s", "H:m:s.FFF", "H时m分", "H时m分s秒" }.SelectMany(time => new[] { $"{day} {time}", $"{day}'T'{time}" }))];

    /// <summary>A whole figure, its digits grouped or not; null in <paramref name="figure"/> where there is none. False for anything else: a rounded figure such as 1.2万 is none that could be counted exactly.</summary>
    public static bool TryFigure(string? text, out long? figure)
    {
        figure = null;
        if (text is null || Nothing.Contains(text, StringComparer.Ordinal))
        {
            return true;
        }

        var digits = text.Replace(",", "", StringComparison.Ordinal).Replace("，", "", StringComparison.Ordinal).Replace("\u00A0", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        figure = value;
        return true;
    }

    /// <summary>An instant, or a whole day.</summary>
    public static CellTime? Time(string text, string? format, TimeZoneInfo zone)
    {
        if (format is not null)
        {
            return DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var told) && IsCountable(told.Year)
                ? new CellTime(zone.At(told), IsDay: !format.Contains('H', StringComparison.Ordinal) && !format.Contains('h', StringComparison.Ordinal), DateOnly.FromDateTime(told))
                : null;
        }

        if (DateTime.TryParseExact(text, Days, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var day) && IsCountable(day.Year))
        {
            return new CellTime(zone.At(day), IsDay: true, DateOnly.FromDateTime(day));
        }

        return Instant(text, zone) is { } at ? new CellTime(at, IsDay: false, DateOnly.FromDateTime(at.In(zone).DateTime)) : null;
    }

    private static DateTimeOffset? Instant(string text, TimeZoneInfo zone)
    {
        if (DateTime.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var local) && IsCountable(local.Year))
        {
            return zone.At(local);
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number is >= EarliestSeconds and <= LatestSeconds ? DateTimeOffset.FromUnixTimeSeconds(number)
                : number is >= EarliestSeconds * 1000 and <= LatestSeconds * 1000 ? DateTimeOffset.FromUnixTimeMilliseconds(number)
                : null;
        }

        // Only what carries its offset: anything else would be read by the machine's own zone.
        return (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 9)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) && IsCountable(at.Year) ? Instants.Cut(at) : null;
    }

    private static bool IsCountable(int year) => year is > 1999 and < 2100;
}

/// <summary>When a figure was observed, as an export tells it.</summary>
/// <param name="At">The instant; of a day, its beginning.</param>
/// <param name="IsDay">Only the day is told.</param>
/// <param name="Day">The local day.</param>
internal readonly record struct CellTime(DateTimeOffset At, bool IsDay, DateOnly Day);
