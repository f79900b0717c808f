using System.Runtime.InteropServices;

namespace Broadcast.Audience.Arithmetic;

/// <summary>When an interview really ran (audience.md, section 2). Instants are Unix milliseconds.</summary>
/// <param name="StartedAt">Its start; null while it has not started.</param>
/// <param name="EndedAt">Its end; null while no end is known.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Window(long? StartedAt, long? EndedAt)
{
    /// <summary>W = [startedAt, endedAt): without end while live, empty without a start.</summary>
    public Interval Span => StartedAt is { } start ? new(start, EndedAt ?? long.MaxValue) : Interval.None;

    /// <summary>W as a figure needs it: until now while the interview is live. Empty rather than reversed.</summary>
    public Interval Until(long now)
    {
        var span = EndedAt is null ? Span.Intersect(new(long.MinValue, now)) : Span;
        return span.IsEmpty ? Interval.None : span;
    }

    /// <summary>Whether views observed at an instant are live ones (section 3).</summary>
    /// <remarks>Those of the very instant of the end still are, though W leaves it out.</remarks>
    public bool IsLive(long at) => EndedAt is not { } end || at <= end;
}
