using System.Runtime.InteropServices;

namespace Broadcast.Audience.Arithmetic;

/// <summary>One grain of a timeline (audience.md, section 2).</summary>
/// <param name="Span">The grain.</param>
/// <param name="WatchMs">The integral of K over the grain's part of W, person-milliseconds.</param>
/// <param name="WindowMs">The length of that part, milliseconds; of several interviews, their parts together.</param>
/// <param name="MaxConcurrent">The greatest K in that part; of several interviews, the greatest of theirs.</param>
/// <param name="Views">The measured views observed in the grain; in an interview's first one, also those observed before it.</param>
/// <param name="Rounding">How far the true views may lie from these, where platforms round (section 1).</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TimelineEntry(Interval Span, Int128 WatchMs, Int128 WindowMs, Int128 MaxConcurrent, Int128 Views, Uncertainty Rounding = default)
{
    /// <summary>The average concurrent audience over the grain's part of W; 0 outside W.</summary>
    public double AverageConcurrent => Ratio.Of(WatchMs, WindowMs);
}

/// <summary>What a timeline needs of one interview. Of a live one, minutes as clipped at now.</summary>
/// <param name="Window">When it ran.</param>
/// <param name="Airings">The minutes of all its airings, in any order, or their sums.</param>
/// <param name="Minutes">Its own minutes, in any order.</param>
internal sealed record InterviewMinutes(Window Window, IReadOnlyCollection<AiringMinute> Airings, IReadOnlyCollection<InterviewMinute> Minutes)
{
    private const long LongestWithoutStart = 31 * 24 * 60 * Minute.Length;

    /// <summary>What the minutes of each of its airings add to uncertainties; those without a rounded figure may be left out.</summary>
    public IReadOnlyCollection<IReadOnlyCollection<RoundedRun>> Rounded { get; init; } = [];

    /// <summary>Where its timeline begins and ends: from the start to the end, now while live, or the last reading, whichever is later.</summary>
    /// <remarks>
    /// Without a start, from the first reading to the last, so that views add up all the same, over 31 days at most: a sender whose clock is years wrong must not make a line of millions of entries.
    /// What lies before counts in the first entry. Null when there is nothing at all.
    /// </remarks>
    /// <param name="now">Unix milliseconds.</param>
    public (long First, long Last)? Reach(long now)
    {
        var observed = Airings.Where(minute => minute.Observed).Select(minute => minute.Minute).ToList();
        if (Window.StartedAt is { } start)
            return (start, Math.Max(Math.Max(start, Window.EndedAt ?? now), observed.DefaultIfEmpty(start).Max()));
        return observed.Count > 0 ? (Math.Max(observed.Min(), observed.Max() - LongestWithoutStart), observed.Max()) : null;
    }
}

/// <summary>An audience over time (audience.md, section 2): of one interview, or of a series as the sum of its interviews' timelines.</summary>
internal static class Timeline
{
    // Nearly two years of minutes. A start that is decades wrong must not ask for a line without end: what lies before counts in the first entry.
    private const long MostEntries = 1_000_000;

    /// <summary>One entry a grain without gaps, empty ones included. Their views add up to the measured views.</summary>
    /// <param name="interviews">The interviews.</param>
    /// <param name="grains">How time is divided.</param>
    /// <param name="now">Where a live interview's W ends, Unix milliseconds.</param>
    public static IReadOnlyList<TimelineEntry> Of(IEnumerable<InterviewMinutes> interviews, Grains grains, long now)
    {
        var reaching = interviews.Select(interview => (Interview: interview, Reach: interview.Reach(now)))
            .Where(each => each.Reach is not null).Select(each => (each.Interview, Reach: each.Reach!.Value)).ToList();
        if (reaching.Count == 0)
            return [];
        var last = reaching.Max(each => each.Reach.Last);
        var entries = grains.Across(Math.Max(reaching.Min(each => each.Reach.First), last - (MostEntries * grains.Length)), last)
            .Select(span => new TimelineEntry(span, 0, 0, 0, 0)).ToArray();
        foreach (var (interview, reach) in reaching)
            Add(entries, interview, reach, now);
        return entries;
    }

    private static void Add(TimelineEntry[] entries, InterviewMinutes interview, (long First, long Last) reach, long now)
    {
        // What was observed before the first grain counts in it; what is held beyond the last is clipped and 0.
        var (first, last) = (IndexOf(entries, reach.First), IndexOf(entries, reach.Last));
        foreach (var minute in interview.Airings)
        {
            ref var entry = ref entries[Math.Clamp(IndexOf(entries, minute.Minute), first, last)];
            entry = entry with { Views = entry.Views + minute.Views, WatchMs = entry.WatchMs + minute.WatchMs };
        }

        foreach (var airing in interview.Rounded)
        {
            foreach (var (index, rounding) in Rounding.By(airing, minute => Math.Clamp(IndexOf(entries, minute), first, last)))
                entries[index] = entries[index] with { Rounding = entries[index].Rounding + rounding };
        }

        foreach (var minute in interview.Minutes)
        {
            ref var entry = ref entries[Math.Clamp(IndexOf(entries, minute.Minute), first, last)];
            entry = entry with { MaxConcurrent = Int128.Max(entry.MaxConcurrent, minute.MaxInWindow) };
        }

        var window = interview.Window.Until(now);
        for (var i = first; i <= last; i++)
            entries[i] = entries[i] with { WindowMs = entries[i].WindowMs + Covered(entries[i].Span, i == 0 ? reach.First : long.MaxValue).Intersect(window).Length };
    }

    /// <summary>A grain, and in the first one also what lies before it.</summary>
    private static Interval Covered(Interval span, long from) => span with { From = Math.Min(span.From, from) };

    private static int IndexOf(TimelineEntry[] entries, long at) => Sorted.First(entries, entry => entry.Span.To > at);
}
