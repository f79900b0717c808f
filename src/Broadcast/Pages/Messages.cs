using System.Text.RegularExpressions;
using Microsoft.Extensions.Localization;

namespace Broadcast.Pages;

/// <summary>What the API says about a field, in the reader's language. The API speaks English; a message without a translation stands as it is.</summary>
internal static partial class Messages
{
    private const int MostPieces = 3;

    public static string InWords(string message, IStringLocalizer<Text> words) => Find(message, words) ?? message;

    /// <summary>Null where there is no translation. A message is found with its numbers left open, or with what it quotes left open as well.</summary>
    public static string? Find(string message, IStringLocalizer<Text> words) => Find(message, Number(), words) ?? Find(message, Quoted(), words);

    /// <summary>What a delivery's row says of what does not count: each reason behind its place in the message.</summary>
    public static string? OfEvidence(string? problem, IStringLocalizer<Text> words) => problem is null ? null : string.Join("; ", Reasons(problem.Split("; "), words));

    /// <summary>A reason may hold a semicolon itself: the most pieces that are one message in the dictionary are one reason.</summary>
    private static IEnumerable<string> Reasons(string[] pieces, IStringLocalizer<Text> words)
    {
        for (var begin = 0; begin < pieces.Length;)
        {
            var (told, end) = (pieces[begin], begin + 1);
            for (var until = Math.Min(pieces.Length, begin + MostPieces); until > begin; until--)
            {
                var reason = string.Join("; ", pieces[begin..until]);
                var place = Place().Match(reason).Length;
                if (Find(reason[place..], words) is { } found)
                {
                    (told, end) = (reason[..place] + found, until);
                    break;
                }
            }

            yield return told;
            begin = end;
        }
    }

    private static string? Find(string message, Regex open, IStringLocalizer<Text> words)
    {
        var left = open.Matches(message).Select(match => (object)match.Value.Trim('\'')).ToArray();
        var found = words[$"Message.{open.Replace(message, match => match.Value[0] == '\'' ? "'#'" : "#")}", left];
        return found.ResourceNotFound ? null : found.Value;
    }

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Number();

    [GeneratedRegex("'[^']*'|[0-9]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^(?:\[[0-9]+\] |[\w.\[\]]+: )", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Place();
}
