using System.Runtime.InteropServices;

namespace Broadcast.Audience.Arithmetic;

/// <summary>How a channel's counter of views is to be read (audience.md, section 3).</summary>
internal enum ViewsCounter
{
    /// <summary>A running total the platform may correct: the latest value is the total.</summary>
    Latest,

    /// <summary>A running total that falls back when a stream or server restarts.</summary>
    Resets,

    /// <summary>Each reading is an increment.</summary>
    Delta,
}

/// <summary>How the readings of a channel become figures: two settings of the channel.</summary>
/// <param name="Counter">The mode of its counter of views (section 3).</param>
/// <param name="HoldMs">How long a gauge's value holds without a new one, milliseconds, 1 000–86 400 000 (section 2).</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Metering(ViewsCounter Counter, long HoldMs)
{
    /// <summary>The hold of a channel that says nothing else: 150 seconds, in milliseconds (section 2).</summary>
    public const long DefaultHoldMs = 150_000;
}
