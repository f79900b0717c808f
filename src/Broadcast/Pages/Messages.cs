using System.Text.RegularExpressions;
using Microsoft.Extensions.Localization;

namespace Broadcast.Pages;

/// <summary>What the API says about a field, in the reader's language. The API speaks English; a message without a translation stands as it is.</summary>
internal static partial class Messages
{
    public static string InWords(string message, IStringLocalizer<Text> words)
    {
        var numbers = Number().Matches(message).Select(match => (object)match.Value).ToArray();
        var key = $"Message.{Number().Replace(message, "#")}";
        var found = words[key, numbers];
        return found.ResourceNotFound ? message : found.Value;
    }

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Number();
}
