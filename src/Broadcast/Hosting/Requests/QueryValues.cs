using System.Globalization;
using Broadcast.Outcomes;
using Broadcast.Times;

namespace Broadcast.Hosting;

/// <summary>Query parameters, each refused by its name when it is malformed.</summary>
internal static class QueryValues
{
    /// <summary>An ISO 8601 instant, or a date: its first instant in the zone (UTC when none is given); null when missing.</summary>
    public static DateTimeOffset? Instant(this HttpRequest request, string name, TimeZoneInfo? zone = null)
    {
        // A plus sign that was not escaped arrives as a space.
        var text = request.Query[name].ToString().Replace(' ', '+');
        if (text.Length == 0)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && IsCountable(day.Year))
        {
            return (zone ?? TimeZoneInfo.Utc).StartOf(day);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && IsCountable(at.Year)
            ? at
            : throw new RefusedException(Refusal.Field(name, "An ISO 8601 instant, such as 2026-03-12T14:30:00+08:00."));
    }

    /// <summary>A text; null when missing or blank.</summary>
    public static string? Text(this HttpRequest request, string name) =>
        request.Query[name].ToString().Trim() is { Length: > 0 } text ? text : null;

    public static Guid? Id(this HttpRequest request, string name)
    {
        var text = request.Query[name].ToString();
        return text.Length == 0 ? null
            : Guid.TryParse(text, out var id) ? id
            : throw new RefusedException(Refusal.Field(name, "An id."));
    }

    public static string? Word(this HttpRequest request, string name, params string[] words)
    {
        var text = request.Query[name].ToString();
        return text.Length == 0 ? null
            : words.Contains(text, StringComparer.Ordinal) ? text
            : throw new RefusedException(Refusal.Field(name, $"One of {string.Join(", ", words)}."));
    }

    /// <summary>Far from the ends of the calendar, where arithmetic fails.</summary>
    private static bool IsCountable(int year) => year is > 1 and < 9000;
}
