using System.Globalization;
using Broadcast.Audience;
using Broadcast.Audience.Arithmetic;
using Broadcast.Audience.Ledger;

namespace Broadcast.Provenance;

/// <summary>One interview's figures as they stand against those that its readings come to. No clock: of a live interview both reach as far as the last value holds.</summary>
internal static class InterviewComparison
{
    /// <summary>Notes every figure that differs; the answer is both interviews' totals, for the series'.</summary>
    public static (InterviewFigures Stored, InterviewFigures Recomputed) Compare(
        Findings findings, Guid interviewId, StoredFigures stored, IReadOnlyList<TakenReading> readings, IReadOnlyList<TakenReading> held)
    {
        var (byAiring, heldByAiring) = (readings.ToLookup(reading => reading.AiringId), held.ToLookup(reading => reading.AiringId));
        var airings = stored.Airings.Select(airing => new AiringReadings(
            [.. byAiring[airing.State.AiringId].Select(reading => new Reading(reading.ObservedAt, reading.Concurrent, reading.Views))],
            airing.State.CurrentMetering,
            airing.Figures.DeclaredViews)).ToList();
        var window = stored.Airings.Count > 0 ? stored.Airings[0].State.CurrentWindow : default;
        var recounted = Recount.Of(airings, window, EndOfHolds(airings));
        for (var i = 0; i < airings.Count; i++)
        {
            CompareAiring(findings, stored.Airings[i], recounted.Airings[i]);
            CompareParts(findings, stored.Airings[i], airings[i], window);
            var airingId = stored.Airings[i].State.AiringId;
            CompareRounding(findings, stored.Airings[i], [.. RoundingTable.Values(byAiring[airingId])]);
            CompareReadings(findings, $"broadcasts/{airingId}.readings", stored.Airings[i].Readings, byAiring[airingId]);
            CompareReadings(findings, $"broadcasts/{airingId}.held", stored.Airings[i].Held, heldByAiring[airingId]);
        }

        var peak = recounted.Interview.Peak;
        findings.Compare($"interviews/{interviewId}.peakConcurrent.value", stored.Peak.Value, peak.Value);
        findings.Compare($"interviews/{interviewId}.peakConcurrent.at", Instant(stored.Peak.At), Instant(peak.At));
        return (InterviewFigures.Of([.. stored.Airings.Select(airing => airing.Figures)], stored.Peak, Interval.None),
            InterviewFigures.Of([.. recounted.Airings], peak, Interval.None));
    }

    private static void CompareAiring(Findings findings, StoredAiring airing, AiringFigures recounted)
    {
        var (name, stored) = ($"broadcasts/{airing.State.AiringId}", airing.Figures);
        findings.Compare($"{name}.views", stored.MeasuredViews, recounted.MeasuredViews);
        findings.Compare($"{name}.liveViews", stored.LiveViews, recounted.LiveViews);
        findings.Compare($"{name}.watchMs", stored.WatchMs, recounted.WatchMs);
        findings.Compare($"{name}.coveredMs", stored.CoveredMs, recounted.CoveredMs);
        findings.Compare($"{name}.reportsGauge", stored.ReportsGauge, recounted.ReportsGauge);
    }

    private static void CompareParts(Findings findings, StoredAiring airing, AiringReadings readings, Window window)
    {
        var (name, zone) = ($"broadcasts/{airing.State.AiringId}", airing.State.Zone);
        var minutes = airing.Minutes.ToDictionary(
            minute => minute.Minute, minute => new SplitFigures(minute.HasGauge, minute.HasCounter, minute.Views, minute.LiveViews, minute.WatchMs, minute.CoveredMs));
        CompareSplit(findings, $"{name}.minutes", minutes, SplitRecount.Of(readings, window, at => Minute.Span(Minute.Of(at))), at => Instant(at)!);

        // The table of days keeps sums alone.
        var days = airing.Days.ToDictionary(day => LocalDay.Start(day.LocalDay, zone), day => new SplitFigures(false, false, day.Views, day.LiveViews, day.WatchMs, 0));
        var recounted = SplitRecount.Of(readings, window, Remembered(at => LocalDay.Span(LocalDay.Of(at, zone), zone)))
            .ToDictionary(day => day.Key, day => day.Value with { HasGauge = false, HasCounter = false, CoveredMs = 0 });
        CompareSplit(findings, $"{name}.days", days, recounted, at => LocalDay.Of(at, zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    /// <summary>The same stretches, looked up once for all instants in a row that lie in one.</summary>
    private static Func<long, Interval> Remembered(Func<long, Interval> stretchAt)
    {
        var latest = Interval.None;
        return at => latest.Contains(at) ? latest : latest = stretchAt(at);
    }

    private static void CompareSplit(
        Findings findings, string name, IReadOnlyDictionary<long, SplitFigures> stored, IReadOnlyDictionary<long, SplitFigures> recounted, Func<long, string> label)
    {
        foreach (var at in stored.Keys.Union(recounted.Keys).Order())
        {
            var (one, other) = (stored.GetValueOrDefault(at), recounted.GetValueOrDefault(at));
            if (one != other)
            {
                var part = $"{name}/{label(at)}";
                findings.Compare($"{part}.views", one.Views, other.Views);
                findings.Compare($"{part}.liveViews", one.LiveViews, other.LiveViews);
                findings.Compare($"{part}.watchMs", one.WatchMs, other.WatchMs);
                findings.Compare($"{part}.coveredMs", one.CoveredMs, other.CoveredMs);
                findings.Compare($"{part}.hasGauge", one.HasGauge, other.HasGauge);
                findings.Compare($"{part}.hasViews", one.HasCounter, other.HasCounter);
            }
        }
    }

    private static void CompareRounding(Findings findings, StoredAiring airing, IReadOnlyList<RoundedViews> values)
    {
        var (name, zone, counter) = ($"broadcasts/{airing.State.AiringId}", airing.State.Zone, airing.State.CurrentMetering.Counter);
        Compare(name, airing.State.Rounding ?? Uncertainty.None, Uncertainty.Sum(RoundingRecount.Of(values, counter, _ => 0).Values.Select(whole => whole.Gained)));
        if (airing.RoundedMinutes.Count + airing.RoundedDays.Count == 0 && values.All(value => value.Rounding == Uncertainty.None))
        {
            return;
        }

        // Every minute by itself: what it gained, and by how much it made the total less certain.
        var minutes = airing.RoundedMinutes.ToDictionary(minute => minute.At, minute => new RoundedPart(minute.Rounding + new Uncertainty(minute.WidthBefore, minute.WidthBefore), minute.Rounding));
        CompareParts($"{name}.minutes", minutes, RoundingRecount.Of(values, counter, Minute.Of), at => Instant(at)!);
        var days = airing.RoundedDays.ToDictionary(day => LocalDay.Start(day.LocalDay, zone), day => new RoundedPart(new Uncertainty(day.ViewsMinus, day.ViewsPlus), default));
        var dayAt = Remembered(at => LocalDay.Span(LocalDay.Of(at, zone), zone));
        var recounted = RoundingRecount.Of(values, counter, at => dayAt(at).From).ToDictionary(day => day.Key, day => day.Value with { Grown = default });
        CompareParts($"{name}.days", days, recounted, at => LocalDay.Of(at, zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

        void CompareParts(string parts, IReadOnlyDictionary<long, RoundedPart> stored, IReadOnlyDictionary<long, RoundedPart> recomputed, Func<long, string> label)
        {
            foreach (var at in stored.Keys.Union(recomputed.Keys).Order())
            {
                var (one, other) = (stored.GetValueOrDefault(at), recomputed.GetValueOrDefault(at));
                if (one != other)
                {
                    Compare($"{parts}/{label(at)}", one.Gained, other.Gained);
                    findings.Compare($"{parts}/{label(at)}.uncertainty.minusGrown", one.Grown.Minus, other.Grown.Minus);
                    findings.Compare($"{parts}/{label(at)}.uncertainty.plusGrown", one.Grown.Plus, other.Grown.Plus);
                }
            }
        }

        void Compare(string figure, Uncertainty stored, Uncertainty recomputed)
        {
            findings.Compare($"{figure}.uncertainty.minus", stored.Minus, recomputed.Minus);
            findings.Compare($"{figure}.uncertainty.plus", stored.Plus, recomputed.Plus);
        }
    }

    /// <summary>The same readings, each saying the same; words are only made of those that differ, since there may be millions.</summary>
    private static void CompareReadings(Findings findings, string name, IEnumerable<StoredReading> rows, IEnumerable<TakenReading> evidence)
    {
        var stored = rows.ToDictionary(reading => (reading.DeliveryId, reading.Ordinal));
        foreach (var said in evidence)
        {
            if (!stored.Remove((said.DeliveryId, said.Ordinal), out var row) || (row.ObservedAt, row.Concurrent, row.Views) != (said.ObservedAt, said.Concurrent, said.Views))
            {
                Note(said.DeliveryId, said.Ordinal, row is null ? null : new Told(Instant(row.ObservedAt)!, row.Concurrent, row.Views), new Told(Instant(said.ObservedAt)!, said.Concurrent, said.Views));
            }
        }

        foreach (var row in stored.Values)
        {
            Note(row.DeliveryId, row.Ordinal, new Told(Instant(row.ObservedAt)!, row.Concurrent, row.Views), null);
        }

        void Note(Guid deliveryId, int ordinal, Told? stands, Told? said) =>
            findings.Compare($"{name}/{deliveryId}/{ordinal.ToString(CultureInfo.InvariantCulture)}", stands, said);
    }

    /// <summary>An instant after which nothing holds any more.</summary>
    private static long EndOfHolds(List<AiringReadings> airings) =>
        airings.SelectMany(airing => airing.Readings.Select(reading => reading.At + airing.Metering.HoldMs)).DefaultIfEmpty(0).Max() + 1;

    private static string? Instant(long? at) =>
        at is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) : null;

    /// <summary>What a reading says.</summary>
    private sealed record Told(string ObservedAt, long? Concurrent, long? Views);
}
