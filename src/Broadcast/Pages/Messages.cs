using System.Text.RegularExpressions;
using Microsoft.Extensions.Localization;

namespace Broadcast.Pages;

/// <summary>What the API says about a field, in the reader's language. The API speaks English; a message without a translation stands as it is.</summary>
internal static partial class Messages
{
    public static string InWords(string message, IStringLocalizer<Text> words) => Find(message, words) ?? message;

    /// <summary>Null where there is no translation.</summary>
    public static string? Find(string message, IStringLocalizer<Text> words)
    {
        var numbers = Number().Matches(message).Select(match => (object)match.Value).ToArray();
        var key = $"Message.{Number().Replace(message, "#")}";
        var found = words[key, numbers];
        return found.ResourceNotFound ? null : found.Value;
    }

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Number();
}
