using System.Globalization;
using System.Resources;
using Broadcast.Pages;
using Broadcast.Times;
using Microsoft.Extensions.Localization;

namespace Broadcast.Planning;

/// <summary>
/// What advice and clashes say to people: a stable code, and its values in the order of the holes in the text. The words stand with those of the pages, in both languages.
/// A value is a text, a number, an instant with the offset of its series, or a local day.
/// </summary>
internal static class Sentences
{
    private static readonly ResourceManager Words = new(typeof(Text));
    private static readonly CultureInfo Language = CultureInfo.GetCultureInfo("en");

    /// <summary>As the API says it.</summary>
    public static string English(string key, IReadOnlyDictionary<string, object> values) =>
        string.Format(CultureInfo.InvariantCulture, Words.GetString(key, Language) ?? key, [.. values.Values.Select(Plain)]);

    /// <summary>As a page says it to its reader.</summary>
    public static string InWords(string key, IReadOnlyDictionary<string, object> values, IStringLocalizer<Text> words, DateTimeOffset now) =>
        words[key, [.. values.Values.Select(value => Local(value, words, now))]];

    private static object Plain(object value) => value switch
    {
        DateTimeOffset at => at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => value,
    };

    private static object Local(object value, IStringLocalizer<Text> words, DateTimeOffset now) => value switch
    {
        DateTimeOffset at => Moments.Moment(at, TimeZoneInfo.CreateCustomTimeZone("offset", at.Offset, null, null), now, words),
        DateOnly day => Moments.Day(day, words),
        _ => value,
    };
}
