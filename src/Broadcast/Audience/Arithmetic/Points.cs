using System.Runtime.InteropServices;

namespace Broadcast.Audience.Arithmetic;

/// <summary>The one value an airing's gauge has at an instant.</summary>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Value">How many watched or listened.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct GaugePoint(long At, long Value);

/// <summary>The one value an airing's counter has at an instant.</summary>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Views">The counter, person-times; in a delta channel the sum of the instant's increments, which may pass 64 bits.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CounterPoint(long At, Int128 Views);

/// <summary>An airing's readings, or a part of them, one value an instant and in order. It forgets how often and in which order they came.</summary>
/// <param name="Gauges">The gauge, by ascending instant, no two alike.</param>
/// <param name="Counters">The counter, by ascending instant, no two alike.</param>
internal sealed record Points(IReadOnlyList<GaugePoint> Gauges, IReadOnlyList<CounterPoint> Counters)
{
    /// <summary>The last gauge before this part, whose value may still hold in it; null when this is the beginning.</summary>
    public GaugePoint? GaugeBefore { get; init; }

    /// <summary>The last counter before this part, which its first increment is measured from; null when this is the beginning.</summary>
    public CounterPoint? CounterBefore { get; init; }

    /// <summary>Merges readings of one airing, in any order and repeated at will (audience.md, section 1).</summary>
    /// <remarks>Readings of one instant merge into the greater value; only the increments of a delta channel each count.</remarks>
    public static Points Of(IEnumerable<Reading> readings, ViewsCounter counter)
    {
        var gauges = new SortedDictionary<long, long>();
        var counters = new SortedDictionary<long, Int128>();
        foreach (var reading in readings)
        {
            if (reading.Concurrent is { } concurrent)
                gauges[reading.At] = Math.Max(concurrent, gauges.GetValueOrDefault(reading.At));
            if (reading.Views is { } views)
                counters[reading.At] = Merge(counters.GetValueOrDefault(reading.At), views, counter);
        }

        return new([.. gauges.Select(g => new GaugePoint(g.Key, g.Value))], [.. counters.Select(c => new CounterPoint(c.Key, c.Value))]);
    }

    /// <summary>The points inside a range, with the last ones before it.</summary>
    public Points Within(Interval range)
    {
        var gauges = Sorted.First(Gauges, g => g.At >= range.From);
        var counters = Sorted.First(Counters, c => c.At >= range.From);
        var gaugesEnd = Sorted.First(Gauges, g => g.At >= range.To);
        var countersEnd = Sorted.First(Counters, c => c.At >= range.To);
        return new(Sorted.Part(Gauges, gauges, gaugesEnd), Sorted.Part(Counters, counters, countersEnd))
        {
            GaugeBefore = gauges > 0 ? Gauges[gauges - 1] : GaugeBefore,
            CounterBefore = counters > 0 ? Counters[counters - 1] : CounterBefore,
        };
    }

    private static Int128 Merge(Int128 known, Int128 views, ViewsCounter counter) =>
        counter is ViewsCounter.Delta ? known + views : Int128.Max(known, views);
}
