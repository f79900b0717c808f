using System.Globalization;

namespace Broadcast.Provenance;

/// <summary>Figures as both kinds of report write them: numbers as numbers, instants in ISO 8601 with their offset.</summary>
internal static class ReportValues
{
    public static object? Plain(object? value) => value switch
    {
        Int128 sum => Data.Sums.Kept(sum),
        DateTimeOffset at => at.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFzzz", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => value,
    };
}
