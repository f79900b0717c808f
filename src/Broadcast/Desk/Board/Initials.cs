using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Broadcast.Desk.Board;

/// <summary>
/// The first letters of a Chinese text in pinyin, as people type them to find a name: 教育厅 is jyt. The collation of Chinese orders characters by their pinyin,
/// so a character's initial is that of the last border before it; those with two readings in names of units have both.
/// </summary>
internal static class Initials
{
    private const int MostReadings = 8;
    private const string Letters = "abcdefghjklmnopqrstwxyz";
    private const string Borders = "阿八嚓哒妸发旮哈讥咔垃妈拏噢妑七呥仨他屲夕丫帀";

    private static readonly CompareInfo Order = CultureInfo.GetCultureInfo("zh-CN").CompareInfo;

    private static readonly FrozenDictionary<char, string> TwoReadings = new Dictionary<char, string>
    {
        ['重'] = "zc", ['长'] = "cz", ['行'] = "xh", ['会'] = "hk", ['乐'] = "ly", ['厦'] = "xs", ['朝'] = "cz", ['单'] = "ds", ['曾'] = "zc", ['解'] = "jx", ['盛'] = "sc",
        ['藏'] = "zc", ['调'] = "td", ['系'] = "xj", ['降'] = "jx", ['校'] = "xj", ['传'] = "cz", ['参'] = "cs", ['区'] = "qo", ['弹'] = "dt", ['石'] = "sd", ['省'] = "sx", ['车'] = "cj",
    }.ToFrozenDictionary();

    private static readonly ConcurrentDictionary<char, string> Known = new(TwoReadings);

    /// <summary>Whether a query is a part of a text, or of its initials.</summary>
    public static bool Match(string query, string text) =>
        text.Contains(query, StringComparison.OrdinalIgnoreCase) || Of(text).Any(initials => initials.Contains(query, StringComparison.OrdinalIgnoreCase));

    /// <summary>What a script looks a name up by: the name, and its initials, in small letters.</summary>
    public static string Key(params string[] texts) =>
        string.Join(' ', texts.Concat(texts.SelectMany(Of)).Where(text => text.Length > 0).Select(text => text.ToLowerInvariant()).Distinct(StringComparer.Ordinal));

    /// <summary>The initials of a text; several where a character has two readings. Letters and digits stand for themselves, the rest is left out.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        List<StringBuilder> all = [new()];
        foreach (var letters in text.Select(c => Known.GetOrAdd(c, Find)).Where(letters => letters.Length > 0))
        {
            var second = letters.Length > 1 && all.Count < MostReadings ? all.Select(one => new StringBuilder().Append(one).Append(letters[1])).ToList() : [];
            all.ForEach(one => one.Append(letters[0]));
            all.AddRange(second);
        }

        return [.. all.Select(one => one.ToString())];
    }

    private static string Find(char character)
    {
        if (char.IsAsciiLetterOrDigit(character))
        {
            return char.ToLowerInvariant(character).ToString();
        }

        if (character is < '\u4e00' or > '\u9fff')
        {
            return "";
        }

        var border = 0;
        while (border + 1 < Borders.Length && Order.Compare(Borders[border + 1].ToString(), character.ToString()) <= 0)
        {
            border++;
        }

        return Letters[border].ToString();
    }
}
