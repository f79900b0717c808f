using System.Globalization;
using Microsoft.Extensions.Localization;

namespace Broadcast.Pages;

/// <summary>Instants as people of a series read them: in its time zone, in their language, with the year only where it is another one.</summary>
internal static class Moments
{
    /// <summary>Day and time: 3月12日 周四 14:30.</summary>
    public static string Moment(DateTimeOffset at, TimeZoneInfo zone, DateTimeOffset now, IStringLocalizer<Text> words) =>
        Write(at, zone, words[SameYear(at, zone, now) ? "Pattern.Moment" : "Pattern.MomentYear"]);

    /// <summary>The day: 3月12日 周四.</summary>
    public static string Day(DateTimeOffset at, TimeZoneInfo zone, DateTimeOffset now, IStringLocalizer<Text> words) =>
        Write(at, zone, words[SameYear(at, zone, now) ? "Pattern.Day" : "Pattern.DayYear"]);

    /// <summary>A local day: 3月12日 周四, always with its year.</summary>
    public static string Day(DateOnly day, IStringLocalizer<Text> words) => day.ToString(words["Pattern.DayYear"], CultureInfo.CurrentUICulture);

    /// <summary>A month: 2026年3月.</summary>
    public static string Month(DateOnly month, IStringLocalizer<Text> words) => month.ToString(words["Pattern.Month"], CultureInfo.CurrentUICulture);

    /// <summary>The time of day: 14:30.</summary>
    public static string Clock(DateTimeOffset at, TimeZoneInfo zone) => Write(at, zone, "HH:mm");

    /// <summary>The time of day to the second: 14:30:05.</summary>
    public static string Seconds(DateTimeOffset at, TimeZoneInfo zone) => Write(at, zone, "HH:mm:ss");

    /// <summary>Day, beginning and end: 3月12日 周四 14:30–15:10.</summary>
    public static string Range(DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone, DateTimeOffset now, IStringLocalizer<Text> words) =>
        $"{Moment(from, zone, now, words)}–{Clock(to, zone)}";

    /// <summary>The local day of an instant.</summary>
    public static DateOnly Local(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    /// <summary>As a <c>datetime-local</c> field holds it.</summary>
    public static string Field(DateTimeOffset at, TimeZoneInfo zone) => Write(at, zone, "yyyy-MM-ddTHH:mm");

    /// <summary>How long ago: 3 分钟前.</summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now, IStringLocalizer<Text> words) => (now - at) switch
    {
        { TotalSeconds: < 2 } => words["Age.Now"],
        { TotalSeconds: < 120 } age => words["Age.Seconds", (int)age.TotalSeconds],
        { TotalMinutes: < 120 } age => words["Age.Minutes", (int)age.TotalMinutes],
        { TotalHours: < 48 } age => words["Age.Hours", (int)age.TotalHours],
        var age => words["Age.Days", (int)age.TotalDays],
    };

    /// <summary>A length of time: 8:05, 1:08:05, or 64:00:00.</summary>
    public static string Length(TimeSpan length) => length.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)length.TotalHours}:{length:mm\\:ss}")
        : length.ToString(@"m\:ss", CultureInfo.InvariantCulture);

    /// <summary>A length of time to the millisecond where it has any: 1:08:05.250.</summary>
    public static string Exact(TimeSpan length) => length.Milliseconds == 0 ? Length(length) : string.Create(CultureInfo.InvariantCulture, $"{Length(length)}.{length.Milliseconds:000}");

    private static bool SameYear(DateTimeOffset at, TimeZoneInfo zone, DateTimeOffset now) => Local(at, zone).Year == Local(now, zone).Year;

    private static string Write(DateTimeOffset at, TimeZoneInfo zone, string pattern) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString(pattern, CultureInfo.CurrentUICulture);
}
