using System.Runtime.InteropServices;

namespace Broadcast.Audience.Arithmetic;

/// <summary>A stretch of time [From, To), Unix milliseconds. <see cref="long.MaxValue"/> as its end means without end.</summary>
/// <param name="From">The first instant inside.</param>
/// <param name="To">The first instant no longer inside.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Interval(long From, long To)
{
    /// <summary>All of time.</summary>
    public static readonly Interval All = new(long.MinValue, long.MaxValue);

    /// <summary>No time at all.</summary>
    public static readonly Interval None = new(0, 0);

    /// <summary>Whether no instant lies inside.</summary>
    public bool IsEmpty => To <= From;

    /// <summary>Its length in milliseconds, 0 when empty. Only to be asked of an interval with both ends.</summary>
    public long Length => IsEmpty ? 0 : To - From;

    /// <summary>Whether an instant lies inside.</summary>
    public bool Contains(long at) => From <= at && at < To;

    /// <summary>What lies inside both.</summary>
    public Interval Intersect(Interval other) => new(Math.Max(From, other.From), Math.Min(To, other.To));
}
