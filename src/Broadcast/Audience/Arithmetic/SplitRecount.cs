using System.Runtime.InteropServices;

namespace Broadcast.Audience.Arithmetic;

/// <summary>An airing's figures in one stretch of time: a minute, a local day.</summary>
/// <param name="HasGauge">Whether a gauge was observed in it.</param>
/// <param name="HasCounter">Whether views were observed in it.</param>
/// <param name="Views">The increments observed in it, person-times.</param>
/// <param name="LiveViews">Those of them observed until the end.</param>
/// <param name="WatchMs">The integral of the held values over its part of W, person-milliseconds.</param>
/// <param name="CoveredMs">How much of its part of W is covered, milliseconds.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SplitFigures(bool HasGauge, bool HasCounter, Int128 Views, Int128 LiveViews, Int128 WatchMs, long CoveredMs);

/// <summary>An airing's figures spread over stretches of time, straight from the definitions of audience.md and all readings at once.</summary>
/// <remarks>Like <see cref="Recount"/>, it shares nothing with the code behind the figures by the minute: the audit compares the two (section 5).</remarks>
internal static class SplitRecount
{
    /// <summary>The figures by the first instant of each stretch in which there is anything.</summary>
    /// <param name="airing">All there is to know of the airing.</param>
    /// <param name="window">When the interview ran; without an end, held values reach on as far as they hold.</param>
    /// <param name="stretchAt">The stretch an instant lies in; they follow each other without gap or overlap.</param>
    public static IReadOnlyDictionary<long, SplitFigures> Of(AiringMoments airing, Window window, Func<long, Interval> stretchAt)
    {
        var figures = new Dictionary<long, SplitFigures>();
        AddViews(figures, airing, window, stretchAt);
        AddHeld(figures, airing, window, stretchAt);
        return figures;
    }

    /// <summary>What the running total gains at each instant that has views (section 3).</summary>
    private static void AddViews(Dictionary<long, SplitFigures> figures, AiringMoments airing, Window window, Func<long, Interval> stretchAt)
    {
        var before = 0L;
        foreach (var moment in airing.Moments.InOrder)
        {
            if (moment.Views is not { } views)
                continue;
            var gained = airing.Metering.Counter switch
            {
                ViewsCounter.Latest => views - before,
                ViewsCounter.Resets => views >= before ? views - before : views,
                _ => moment.Increments,
            };
            before = views;
            ref var stretch = ref CollectionsMarshal.GetValueRefOrAddDefault(figures, stretchAt(moment.At).From, out _);
            stretch = stretch with { HasCounter = true, Views = stretch.Views + gained, LiveViews = stretch.LiveViews + (window.IsLive(moment.At) ? gained : 0) };
        }
    }

    /// <summary>Each gauge for as long as it holds: until the next one, and at most the hold (section 2).</summary>
    private static void AddHeld(Dictionary<long, SplitFigures> figures, AiringMoments airing, Window window, Func<long, Interval> stretchAt)
    {
        (long At, long Value)? held = null;
        foreach (var moment in airing.Moments.InOrder)
        {
            if (moment.Concurrent is not { } concurrent)
                continue;
            ref var stretch = ref CollectionsMarshal.GetValueRefOrAddDefault(figures, stretchAt(moment.At).From, out _);
            stretch = stretch with { HasGauge = true };
            Hold(moment.At);
            held = (moment.At, concurrent);
        }

        Hold(long.MaxValue);

        void Hold(long next)
        {
            if (held is not { } gauge)
                return;
            var part = new Interval(gauge.At, Math.Min(next, gauge.At + airing.Metering.HoldMs)).Intersect(window.Span);
            for (var from = part.From; from < part.To;)
            {
                var whole = stretchAt(from);
                var length = Math.Min(whole.To, part.To) - from;
                ref var stretch = ref CollectionsMarshal.GetValueRefOrAddDefault(figures, whole.From, out _);
                stretch = stretch with { WatchMs = stretch.WatchMs + ((Int128)gauge.Value * length), CoveredMs = stretch.CoveredMs + length };
                from += length;
            }
        }
    }
}
