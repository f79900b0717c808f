using System.Globalization;
using Broadcast.Outcomes;

namespace Broadcast.Hosting;

/// <summary>Query parameters, each refused by its name when it is malformed.</summary>
internal static class QueryValues
{
    /// <summary>An ISO 8601 instant, or a date (its first instant in UTC); null when missing.</summary>
    public static DateTimeOffset? Instant(this HttpRequest request, string name)
    {
        var text = request.Query[name].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        // A plus sign that was not escaped arrives as a space.
        return DateTimeOffset.TryParse(text.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : throw new RefusedException(Refusal.Field(name, "An ISO 8601 instant, such as 2026-03-12T14:30:00+08:00."));
    }

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
}
