namespace Broadcast.Pulls;

/// <summary>When a broadcast is asked for next: often while live, more seldom before and after, ever more seldom the longer ago the end is, until the interview is closed.</summary>
internal static class PullSchedule
{
    /// <summary>How long before the planned start asking begins.</summary>
    public static readonly TimeSpan Before = TimeSpan.FromHours(1);

    private const double ShareOfTheTimeSince = 0.05;
    private static readonly TimeSpan Waiting = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Seldom = TimeSpan.FromHours(6);
    private static readonly TimeSpan LongestOutage = TimeSpan.FromMinutes(15);

    /// <summary>The time until the next pull that went well.</summary>
    /// <param name="state">The interview's state.</param>
    /// <param name="endedAt">Its end, if it has ended.</param>
    /// <param name="now">Now.</param>
    /// <param name="live">The interval while live.</param>
    public static TimeSpan Interval(string state, DateTimeOffset? endedAt, DateTimeOffset now, TimeSpan live)
    {
        if (state == "live")
        {
            return live;
        }

        if (endedAt is not { } end)
        {
            return Max(Waiting, live);
        }

        var later = (now - end) * ShareOfTheTimeSince;
        return later > Seldom ? Seldom : Max(later, live);
    }

    /// <summary>When it is asked for next after a pull that went well: counted from when that one was due, and not from when it came to it, so that the pace is kept. What was missed is not made up for.</summary>
    public static DateTimeOffset Next(DateTimeOffset due, TimeSpan interval, DateTimeOffset now) => due + interval > now ? due + interval : now + interval;

    /// <summary>The time until the next try after failures in a row: it doubles, up to a quarter of an hour; never longer than a minute while live.</summary>
    public static TimeSpan AfterFailures(int failures, string state, TimeSpan live)
    {
        var doubled = live * Math.Pow(2, Math.Min(failures - 1, 10));
        var longest = state == "live" ? Max(Waiting, live) : LongestOutage;
        return doubled > longest ? longest : doubled;
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
