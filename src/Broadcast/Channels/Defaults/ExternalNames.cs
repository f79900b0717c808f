namespace Broadcast.Channels;

/// <summary>What a platform calls a broadcast that was made from a series' channels: a pattern with the interview's own names in it.</summary>
internal static class ExternalNames
{
    /// <summary>When nobody says: readable, and another one for each unit.</summary>
    public const string Default = "{seriesCode}-{unitCode}";

    private const string UnitCode = "{unitCode}";
    private const string InterviewId = "{interviewId}";

    /// <summary>Whether two interviews of a series can't get the same name by it.</summary>
    public static bool IsGood(string pattern) => pattern.Contains(UnitCode, StringComparison.Ordinal) || pattern.Contains(InterviewId, StringComparison.Ordinal);

    /// <summary>The name of an interview's broadcast.</summary>
    public static string Of(MissingAiring missing) => missing.Pattern
        .Replace("{seriesCode}", missing.SeriesCode, StringComparison.Ordinal)
        .Replace(UnitCode, missing.UnitCode, StringComparison.Ordinal)
        .Replace(InterviewId, missing.InterviewId.ToString(), StringComparison.Ordinal);

    /// <summary>The name when that one is taken, as by an interview of the unit that was cancelled: with the end of the interview's id.</summary>
    public static string Another(MissingAiring missing) => $"{Of(missing)}-{missing.InterviewId.ToString("N")[^8..]}";
}
