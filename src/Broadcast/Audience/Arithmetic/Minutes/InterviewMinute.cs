using System.Runtime.InteropServices;

namespace Broadcast.Audience.Arithmetic;

/// <summary>The greatest concurrent audience of one interview in one minute. Minutes in which nobody watched are not kept.</summary>
/// <param name="Minute">The first instant of the minute of UTC, Unix milliseconds.</param>
/// <param name="Peak">The greatest K in the minute, also outside W (audience.md, section 2); above 0.</param>
/// <param name="PeakAt">The earliest instant of the minute that reaches it, Unix milliseconds.</param>
/// <param name="MaxInWindow">The greatest K in the minute's part of W.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct InterviewMinute(long Minute, Int128 Peak, long PeakAt, Int128 MaxInWindow)
{
    /// <summary>
    /// Whether what it says is reached before an instant already: then it is what its time before that instant has, whatever comes after. The greatest in W is known to be
    /// reached there where it is the peak itself, and that lies in W.
    /// </summary>
    /// <param name="at">Unix milliseconds.</param>
    /// <param name="window">When the interview ran.</param>
    public bool IsReachedBefore(long at, Window window) => PeakAt < at && (MaxInWindow == 0 || (MaxInWindow == Peak && window.Span.Contains(PeakAt)));

    /// <summary>The minute with a later part of it more.</summary>
    public InterviewMinute Plus(InterviewMinute later) => later.Peak > Peak
        ? later with { MaxInWindow = Int128.Max(MaxInWindow, later.MaxInWindow) }
        : this with { MaxInWindow = Int128.Max(MaxInWindow, later.MaxInWindow) };

    /// <summary>The minute as seen at <paramref name="now"/>: a live interview's W ends there. The peak is over all time and stays.</summary>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="concurrency">The interview's K, at least in the minute of <paramref name="now"/>.</param>
    /// <param name="window">When the interview ran.</param>
    public InterviewMinute ClippedAt(long now, Concurrency concurrency, Window window)
    {
        var span = Arithmetic.Minute.Span(Minute);
        return window.EndedAt is not null || span.To <= now
            ? this
            : this with { MaxInWindow = concurrency.Greatest(span.Intersect(window.Until(now))).Value };
    }
}
