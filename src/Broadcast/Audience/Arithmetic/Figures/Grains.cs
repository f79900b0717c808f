namespace Broadcast.Audience.Arithmetic;

/// <summary>How finely a timeline is divided.</summary>
internal enum Grain
{
    /// <summary>Minutes of UTC, which are minutes everywhere.</summary>
    Minute,

    /// <summary>Hours of absolute time that begin with the local hour.</summary>
    Hour,

    /// <summary>Local days.</summary>
    Day,
}

/// <summary>Divides time into grains of whole minutes that follow each other without gap or overlap, also where clocks are set.</summary>
/// <param name="grain">How finely.</param>
/// <param name="zone">The zone whose hours or days are meant.</param>
internal sealed class Grains(Grain grain, TimeZoneInfo zone)
{
    private const long HourMs = 60 * Minute.Length;
    private static readonly long Earliest = DateTimeOffset.MinValue.AddDays(2).ToUnixTimeMilliseconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.AddDays(-2).ToUnixTimeMilliseconds();

    /// <summary>The grain an instant lies in.</summary>
    /// <param name="at">Unix milliseconds.</param>
    public Interval Of(long at) => grain switch
    {
        Grain.Minute => Minute.Span(Minute.Of(at)),
        Grain.Hour => Hour(at),
        _ => LocalDay.Span(LocalDay.Of(at, zone), zone),
    };

    /// <summary>The grains from that of one instant to that of another, both included, in order.</summary>
    public IEnumerable<Interval> Across(long first, long last)
    {
        for (var next = Of(first); next.From <= last; next = Of(next.To))
            yield return next;
    }

    // Where clocks are set by half an hour the local hour is cut there: [1:00, 2:00), then, set back, [1:30, 2:00).
    private Interval Hour(long at)
    {
        var offset = Offset(at);
        var from = at - ((((at + offset) % HourMs) + HourMs) % HourMs);
        var to = from + HourMs;
        while (Offset(from) != offset)
            from += Minute.Length;
        while (Offset(to - 1) != offset)
            to -= Minute.Length;
        return new(from, to);
    }

    /// <summary>About how long a grain is, milliseconds.</summary>
    public long Length => grain switch
    {
        Grain.Minute => Minute.Length,
        Grain.Hour => HourMs,
        _ => 24 * HourMs,
    };

    /// <summary>At the very ends of the calendar the nearest instant that can be named serves.</summary>
    private long Offset(long at) => (long)zone.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(at, Earliest, Latest))).TotalMilliseconds;
}
