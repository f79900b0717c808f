using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Broadcast.Outbox;

/// <summary>A text with holes such as <c>{when}</c>. What is filled in is escaped for where it stands, so that no name can break out of its place.</summary>
internal static partial class WayTemplate
{
    /// <summary>What everybody may read.</summary>
    public static readonly string[] Open = ["subject", "text", "name", "unit", "topic", "series", "when", "where", "answer", "reason"];

    /// <summary>What only the guest gets.</summary>
    public static readonly string[] OfGuest = ["link", "phone"];

    /// <summary>For a try, and to see whether a template holds together.</summary>
    public static readonly IReadOnlyDictionary<string, string> Sample = Open.Concat(OfGuest).ToDictionary(name => name, name => name, StringComparer.Ordinal);

    public static IEnumerable<string> HolesOf(string template) => Hole().Matches(template).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal);

    /// <summary>Fills it in; a value that a message does not have is empty.</summary>
    public static string Fill(string template, IReadOnlyDictionary<string, string> values, string contentType) =>
        Hole().Replace(template, match => Escape(values.GetValueOrDefault(match.Groups["name"].Value, ""), contentType));

    public static bool IsJson(string text)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The beginning of a text, in whole characters, that fits a number of bytes.</summary>
    public static string Cut(string text, int bytes)
    {
        var (length, used) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            used += rune.Utf8SequenceLength;
            if (used > bytes)
            {
                return text[..length];
            }

            length += rune.Utf16SequenceLength;
        }

        return text;
    }

    private static string Escape(string value, string contentType) => contentType switch
    {
        MessageWay.Json => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value),
        MessageWay.Form => Uri.EscapeDataString(value),
        _ => value,
    };

    // Letters alone, so that the braces of JSON are no holes.
    [GeneratedRegex(@"\{(?<name>[a-z]+)\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hole();
}
