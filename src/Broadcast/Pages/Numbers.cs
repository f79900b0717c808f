using System.Globalization;

namespace Broadcast.Pages;

/// <summary>
/// Figures as they are read: grouped digits, and from ten thousand up the short form beside them (2.2 亿, 220.1 M). The short form is cut off and never rounded up: it must not claim what was not counted.
/// </summary>
internal static class Numbers
{
    /// <summary>From here on a figure has a short form.</summary>
    private static readonly Int128 Long = 10_000;

    private static readonly (Int128 Unit, string Word)[] Chinese = [(100_000_000, "亿"), (10_000, "万")];

    private static readonly (Int128 Unit, string Word)[] English = [(1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k")];

    /// <summary>All digits, grouped by three: 220,134,567.</summary>
    public static string Full(Int128 value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>All digits with what is behind the point, where there is anything: 1,234.5.</summary>
    public static string Exact(decimal value) => value.ToString("#,0.###", CultureInfo.InvariantCulture);

    /// <summary>With one decimal of the greatest fitting unit; null below ten thousand.</summary>
    public static string? Short(Int128 value, CultureInfo culture)
    {
        if (Int128.Abs(value) < Long)
        {
            return null;
        }

        var units = culture.TwoLetterISOLanguageName == "zh" ? Chinese : English;
        var (unit, word) = units.First(pair => Int128.Abs(value) >= pair.Unit);
        var tenths = value / (unit / 10);
        var whole = Int128.Abs(tenths) / 10;
        var sign = value < 0 ? "-" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{whole:N0}.{Int128.Abs(tenths) % 10} {word}");
    }

    /// <summary>A share of one: 41.0%. What is not whole never reads 100%.</summary>
    public static string Share(double share) => share switch
    {
        <= 0 => "0%",
        >= 1 => "100%",
        _ => Math.Min(share, 0.999).ToString("0.0%", CultureInfo.InvariantCulture),
    };
}
