namespace Broadcast.Audience.Arithmetic;

/// <summary>All there is to know of one airing.</summary>
/// <param name="Readings">Its readings, in any order.</param>
/// <param name="Metering">The channel's settings.</param>
/// <param name="DeclaredViews">The approved declared figure; null without one.</param>
internal sealed record AiringReadings(IReadOnlyCollection<Reading> Readings, Metering Metering, Int128? DeclaredViews);

/// <summary>What a recount found.</summary>
/// <param name="Airings">The figures of the airings, in the order they were given.</param>
/// <param name="Interview">The figures of the interview.</param>
internal sealed record Recounted(IReadOnlyList<AiringFigures> Airings, InterviewFigures Interview);

/// <summary>An interview's figures straight from the definitions of audience.md and all readings at once.</summary>
/// <remarks>It merges, holds and counts without the code behind the figures by the minute: the audit compares the two (section 5).</remarks>
internal static class Recount
{
    /// <summary>Counts all airings of one interview anew.</summary>
    /// <param name="airings">Its airings.</param>
    /// <param name="window">When it ran.</param>
    /// <param name="now">Where W ends while it is live, Unix milliseconds.</param>
    public static Recounted Of(IReadOnlyList<AiringReadings> airings, Window window, long now)
    {
        var span = window.Until(now);
        var held = airings.Select(HeldValues.Of).ToList();
        var watch = new Int128[airings.Count];
        var covered = new long[airings.Count];
        var peak = Peak.None;
        foreach (var (stretch, values) in Stretches(held, span))
        {
            var concurrent = Int128.Zero;
            foreach (var value in values)
                concurrent += value ?? 0;
            if (concurrent > peak.Value)
                peak = new(concurrent, stretch.From);
            for (var i = 0; i < values.Length && span.Contains(stretch.From); i++)
            {
                watch[i] += (Int128)(values[i] ?? 0) * stretch.Length;
                covered[i] += values[i] is null ? 0 : stretch.Length;
            }
        }

        var figures = airings.Select((airing, i) => new AiringFigures(
            Total(airing.Readings, airing.Metering.Counter),
            Total(airing.Readings.Where(reading => window.EndedAt is null || reading.At <= window.EndedAt), airing.Metering.Counter) ?? 0,
            watch[i],
            covered[i],
            airing.Readings.Any(reading => reading.Concurrent is not null),
            airing.DeclaredViews)).ToList();
        return new(figures, InterviewFigures.Of(figures, peak, span));
    }

    /// <summary>The total of some readings (section 3); null when none has views.</summary>
    private static Int128? Total(IEnumerable<Reading> readings, ViewsCounter counter)
    {
        var counted = readings.Where(reading => reading.Views is not null).ToLookup(reading => reading.At, reading => (Int128)reading.Views!.Value);
        if (counted.Count == 0)
            return null;
        var values = counted.OrderBy(instant => instant.Key).Select(instant => instant.Max()).ToList();
        return counter switch
        {
            ViewsCounter.Latest => values[^1],
            ViewsCounter.Resets => values.Zip(values.Skip(1), (before, value) => value >= before ? value - before : value).Aggregate(values[0], Plus),
            _ => counted.SelectMany(instant => instant).Aggregate(Plus),
        };
    }

    /// <summary>Between two neighbours of all instants at which anything can change, nothing does. The values are those of one stretch until the next is asked for.</summary>
    private static IEnumerable<(Interval Stretch, long?[] Values)> Stretches(List<HeldValues> held, Interval window)
    {
        long[] instants = [.. held.SelectMany(values => values.Changes()), window.From, window.To];
        Array.Sort(instants);
        var values = new long?[held.Count];
        for (var next = 1; next < instants.Length; next++)
        {
            var stretch = new Interval(instants[next - 1], instants[next]);
            if (stretch.IsEmpty)
                continue;
            for (var i = 0; i < values.Length; i++)
                values[i] = held[i].At(stretch.From);
            yield return (stretch, values);
        }
    }

    private static Int128 Plus(Int128 one, Int128 other) => one + other;

    /// <summary>A gauge as section 2 puts it: at t, the value of the latest reading that has one at or before t, for at most the hold.</summary>
    private sealed record HeldValues(long[] Instants, long[] Values, long HoldMs)
    {
        public static HeldValues Of(AiringReadings airing)
        {
            var instants = airing.Readings.Where(reading => reading.Concurrent is not null)
                .GroupBy(reading => reading.At).OrderBy(group => group.Key).ToList();
            return new(
                [.. instants.Select(group => group.Key)],
                [.. instants.Select(group => group.Max(reading => reading.Concurrent!.Value))],
                airing.Metering.HoldMs);
        }

        public IEnumerable<long> Changes() => Instants.Concat(Instants.Select(at => at + HoldMs));

        public long? At(long instant)
        {
            var index = Array.BinarySearch(Instants, instant);
            var latest = index >= 0 ? index : ~index - 1;
            return latest >= 0 && instant - Instants[latest] < HoldMs ? Values[latest] : null;
        }
    }
}
