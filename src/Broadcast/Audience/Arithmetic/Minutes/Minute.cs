namespace Broadcast.Audience.Arithmetic;

/// <summary>Minutes of UTC, each named by its first instant in Unix milliseconds. They are the grain figures are stored in.</summary>
internal static class Minute
{
    /// <summary>The length of a minute in milliseconds.</summary>
    public const long Length = 60_000;

    /// <summary>The minute an instant lies in.</summary>
    public static long Of(long at) => at - (((at % Length) + Length) % Length);

    /// <summary>The time a minute takes.</summary>
    public static Interval Span(long minute) => new(minute, minute + Length);

    /// <summary>An interval widened to whole minutes; without end it stays so.</summary>
    public static Interval Widen(Interval interval) =>
        new(Of(interval.From), interval.To == long.MaxValue ? long.MaxValue : Of(interval.To - 1) + Length);

    /// <summary>The minutes an interval touches, in order; the interval must have both ends.</summary>
    public static IEnumerable<long> In(Interval interval)
    {
        if (interval.IsEmpty)
            yield break;
        for (var minute = Of(interval.From); minute < interval.To; minute += Length)
            yield return minute;
    }
}
