namespace Broadcast.Audience.Arithmetic;

/// <summary>Adds up an airing's minutes in one pass over its holds, points and increments.</summary>
internal sealed class MinuteSums
{
    private readonly Dictionary<long, Sum> sums = [];
    private Sum? latest;

    /// <summary>The sums of the minute an instant lies in.</summary>
    public Sum At(long at)
    {
        // What comes next mostly lies in the same minute.
        var minute = Minute.Of(at);
        if (latest?.Minute == minute)
            return latest;
        if (!sums.TryGetValue(minute, out latest))
            sums[minute] = latest = new(minute);
        return latest;
    }

    /// <summary>A value that is held over a stretch of time.</summary>
    public void Hold(Interval span, long value)
    {
        for (var from = span.From; from < span.To;)
        {
            var minute = At(from);
            var to = Math.Min(span.To, minute.Minute + Minute.Length);
            minute.WatchMs += (Int128)value * (to - from);
            minute.CoveredMs += to - from;
            from = to;
        }
    }

    /// <summary>An increment of views.</summary>
    public void Add(Increment increment, bool isLive)
    {
        var minute = At(increment.At);
        minute.HasCounter = true;
        minute.Views += increment.Views;
        if (isLive)
            minute.LiveViews += increment.Views;
    }

    /// <summary>The minutes that have something in them, in order.</summary>
    public IReadOnlyList<AiringMinute> InOrder() => [.. sums.Values.OrderBy(sum => sum.Minute).Select(sum => sum.Figures)];

    /// <summary>One minute's sums.</summary>
    internal sealed class Sum(long minute)
    {
        public long Minute { get; } = minute;

        public bool HasGauge { get; set; }

        public bool HasCounter { get; set; }

        public Int128 Views { get; set; }

        public Int128 LiveViews { get; set; }

        public Int128 WatchMs { get; set; }

        public long CoveredMs { get; set; }

        public AiringMinute Figures => new(Minute, HasGauge, HasCounter, Views, LiveViews, WatchMs, CoveredMs);
    }
}
