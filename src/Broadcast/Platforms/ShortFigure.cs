using System.Globalization;
using System.Text.RegularExpressions;

namespace Broadcast.Platforms;

/// <summary>How a platform shortens figures.</summary>
internal enum ShortRounding
{
    /// <summary>It cuts off: the true figure is the one told or above.</summary>
    Down,

    /// <summary>It rounds: the true figure lies half a step around the one told.</summary>
    Nearest,
}

/// <summary>
/// A figure as platforms write it for people: <c>1.2万</c>, <c>3亿</c>, <c>12.5k</c>, <c>1,234</c>. With its value goes how far the true figure may lie below and above (audience.md, section 1).
/// <c>10万+</c> is none: it says how much it is at least, and nothing of how much it is.
/// </summary>
/// <param name="Text">As it was written.</param>
/// <param name="Value">What it says.</param>
/// <param name="Minus">How far below it the true figure may lie.</param>
/// <param name="Plus">How far above.</param>
internal sealed partial record ShortFigure(string Text, long Value, long Minus, long Plus)
{
    private const int LongestText = 64;

    private static readonly Dictionary<string, long> Units = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = 1,
        ["千"] = 1_000,
        ["k"] = 1_000,
        ["万"] = 10_000,
        ["萬"] = 10_000,
        ["w"] = 10_000,
        ["十万"] = 100_000,
        ["百万"] = 1_000_000,
        ["m"] = 1_000_000,
        ["千万"] = 10_000_000,
        ["亿"] = 100_000_000,
        ["億"] = 100_000_000,
        ["b"] = 1_000_000_000,
    };

    /// <summary>The figure in a text; null when there is none, or more than one reading of it.</summary>
    /// <param name="text">As the platform wrote it; words around it ("1.2万人观看") are passed over.</param>
    /// <param name="rounding">How the platform shortens.</param>
    public static ShortFigure? Parse(string text, ShortRounding rounding)
    {
        if (text.Length > LongestText || Pattern().Match(Narrow(text.Trim())) is not { Success: true } match)
        {
            return null;
        }

        var fraction = match.Groups["fraction"].Value;
        var digits = match.Groups["whole"].Value.Replace(",", "", StringComparison.Ordinal) + fraction;
        var unit = Units[match.Groups["unit"].Value];
        var scale = (decimal)Math.Pow(10, fraction.Length);
        if (!decimal.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || (number / scale) * unit > long.MaxValue)
        {
            return null;
        }

        // What the last digit written stands for; below one the text is exact and says more than a figure can.
        var step = unit / scale;
        var value = (number / scale) * unit;
        return value != decimal.Truncate(value) || (step < 1 && fraction.Length > 0) ? null : Of(text, (long)value, (long)step, rounding);
    }

    private static ShortFigure Of(string text, long value, long step, ShortRounding rounding) => (step, rounding) switch
    {
        (1, _) => new(text, value, 0, 0),
        (_, ShortRounding.Down) => new(text, value, 0, step - 1),
        _ => new(text, value, Math.Min(value, step / 2), step / 2),
    };

    /// <summary>Full-width digits, points and letters as their narrow twins.</summary>
    private static string Narrow(string text) => string.Concat(text.Select(c => c is >= '！' and <= '～' ? (char)(c - 0xFEE0) : c));

    // Without a time-out: the same text must read the same on a busy machine too. The text is short, and no part of the pattern can take what another one takes.
    [GeneratedRegex(
        @"^[^\d.,+\-万亿千百十]*(?<whole>\d{1,3}(,\d{3}){1,5}|\d{1,19})(\.(?<fraction>\d{1,9}))?\s*(?<unit>千万|百万|十万|千|万|萬|亿|億|[kKmMbBwW])?(?![A-Za-z])[^\d.,+\-多余万亿千百十]*$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Pattern();
}
