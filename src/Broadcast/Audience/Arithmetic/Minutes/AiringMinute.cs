using System.Runtime.InteropServices;

namespace Broadcast.Audience.Arithmetic;

/// <summary>What one airing had in one minute: what is stored, so that a page never reads readings.</summary>
/// <param name="Minute">The first instant of the minute of UTC, Unix milliseconds.</param>
/// <param name="HasGauge">Whether a gauge was observed in the minute.</param>
/// <param name="HasCounter">Whether views were observed in the minute; it tells a measured 0 from nothing measured.</param>
/// <param name="Views">The increments observed in the minute, person-times; negative where a total was corrected downward.</param>
/// <param name="LiveViews">Those of them observed until the end; all while no end is known (audience.md, section 3).</param>
/// <param name="WatchMs">The integral of the held values over the minute's part of W, person-milliseconds (section 2).</param>
/// <param name="CoveredMs">How much of the minute's part of W is covered, milliseconds (section 2).</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AiringMinute(
    long Minute, bool HasGauge, bool HasCounter, Int128 Views, Int128 LiveViews, Int128 WatchMs, long CoveredMs)
{
    /// <summary>Whether anything was observed in the minute. A minute without may still be there because an earlier value holds in it.</summary>
    public bool Observed => HasGauge || HasCounter;

    /// <summary>Whether there is anything to keep: without an observation only a held value can have left figures.</summary>
    public bool HasSomething => Observed || CoveredMs > 0;

    /// <summary>The minute with a part of it more.</summary>
    public AiringMinute Plus(AiringMinute part) => new(
        part.Minute, HasGauge || part.HasGauge, HasCounter || part.HasCounter, Views + part.Views, LiveViews + part.LiveViews, WatchMs + part.WatchMs, CoveredMs + part.CoveredMs);

    /// <summary>The minute with a part of it less; what was observed stays observed.</summary>
    public AiringMinute Less(AiringMinute part) => new(
        part.Minute, HasGauge, HasCounter, Views - part.Views, LiveViews - part.LiveViews, WatchMs - part.WatchMs, CoveredMs - part.CoveredMs);

    /// <summary>The minute as seen at <paramref name="now"/>: a live interview's held values, stored into the future, end there.</summary>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="gauge">The airing's gauge, at least in the minute of <paramref name="now"/>.</param>
    /// <param name="window">When the interview ran.</param>
    public AiringMinute ClippedAt(long now, Gauge gauge, Window window)
    {
        var span = Arithmetic.Minute.Span(Minute);
        if (window.EndedAt is not null || span.To <= now)
            return this;
        var part = span.Intersect(window.Until(now));
        return this with { WatchMs = gauge.WatchMs(part), CoveredMs = gauge.CoveredMs(part) };
    }
}
