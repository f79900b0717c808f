using System.Globalization;

namespace Broadcast.Confirmation.Pages;

/// <summary>Sizes of files as people read them.</summary>
internal static class Sizes
{
    private const double Step = 1024;

    public static string Of(long bytes) => bytes < Step * Step
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Round(bytes / Step))} KB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / Step / Step:0.0} MB");
}
