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
    public static IReadOnlyDictionary<long, SplitFigures> Of(AiringReadings airing, Window window, Func<long, Interval> stretchAt)
    {
        var figures = new Dictionary<long, SplitFigures>();
        var before = Int128.Zero;
        foreach (var (at, total) in Totals(airing))
        {
            ref var stretch = ref CollectionsMarshal.GetValueRefOrAddDefault(figures, stretchAt(at).From, out _);
            var gained = total - before;
            stretch = stretch with { HasCounter = true, Views = stretch.Views + gained, LiveViews = stretch.LiveViews + (window.IsLive(at) ? gained : 0) };
            before = total;
        }

        foreach (var (at, value, until) in Held(airing))
        {
            ref var observed = ref CollectionsMarshal.GetValueRefOrAddDefault(figures, stretchAt(at).From, out _);
            observed = observed with { HasGauge = true };
            var part = new Interval(at, until).Intersect(window.Span);
            for (var from = part.From; from < part.To;)
            {
                var whole = stretchAt(from);
                var length = Math.Min(whole.To, part.To) - from;
                ref var stretch = ref CollectionsMarshal.GetValueRefOrAddDefault(figures, whole.From, out _);
                stretch = stretch with { WatchMs = stretch.WatchMs + ((Int128)value * length), CoveredMs = stretch.CoveredMs + length };
                from += length;
            }
        }

        return figures;
    }

    /// <summary>The running total after each instant that has views (section 3).</summary>
    private static IEnumerable<(long At, Int128 Total)> Totals(AiringReadings airing)
    {
        var (total, before) = (Int128.Zero, Int128.Zero);
        foreach (var instant in airing.Readings.Where(reading => reading.Views is not null).GroupBy(reading => reading.At).OrderBy(group => group.Key))
        {
            var value = (Int128)instant.Max(reading => reading.Views!.Value);
            total = airing.Metering.Counter switch
            {
                ViewsCounter.Latest => value,
                ViewsCounter.Resets => total + (value >= before ? value - before : value),
                _ => instant.Aggregate(total, (sum, reading) => sum + reading.Views!.Value),
            };
            before = value;
            yield return (instant.Key, total);
        }
    }

    /// <summary>Each gauge with the instant until which it holds (section 2).</summary>
    private static IEnumerable<(long At, long Value, long Until)> Held(AiringReadings airing)
    {
        var gauges = airing.Readings.Where(reading => reading.Concurrent is not null)
            .GroupBy(reading => reading.At, reading => reading.Concurrent!.Value).OrderBy(group => group.Key).Select(group => (At: group.Key, Value: group.Max())).ToList();
        for (var i = 0; i < gauges.Count; i++)
        {
            var end = gauges[i].At + airing.Metering.HoldMs;
            yield return (gauges[i].At, gauges[i].Value, i + 1 < gauges.Count ? Math.Min(end, gauges[i + 1].At) : end);
        }
    }
}
