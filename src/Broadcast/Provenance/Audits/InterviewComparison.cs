using System.Globalization;
using System.Runtime.InteropServices;
using Broadcast.Audience;
using Broadcast.Audience.Arithmetic;
using Broadcast.Audience.Ledger;
using Broadcast.Data;

namespace Broadcast.Provenance;

/// <summary>
/// One interview's figures as they stand against those that its readings come to. No clock: of a live interview both reach as far as the last value holds.
/// It takes the evidence one broadcast at a time, and keeps its memory for the next interview; it compares one at a time.
/// </summary>
internal sealed class InterviewComparison(ReadingSpool spool)
{
    private readonly List<TakenReading> _counting = [];
    private readonly List<TakenReading> _held = [];
    private readonly List<Moments> _moments = [];

    /// <summary>Notes every figure that differs.</summary>
    /// <param name="tx">Where the figures were read: the readings must be of the same state.</param>
    /// <param name="interviewId">The interview.</param>
    /// <param name="stand">What stands, and what is to be left out of the evidence.</param>
    public async Task<ComparedInterview> Compare(Tx tx, Guid interviewId, Stand stand)
    {
        var (stored, evidence, findings, readings) = (stand.Stored, new List<AiringEvidence>(), new Findings(), 0L);
        foreach (var airing in stored.Airings)
        {
            Read(airing.State.AiringId, stand);
            readings += _counting.Count;
            evidence.Add(await Take(tx, airing, evidence.Count));
        }

        var airings = evidence.ConvertAll(each => each.Moments);
        var recounted = Recount.OfMoments(airings, stored.Window, EndOfHolds(airings));
        for (var i = 0; i < airings.Count; i++)
        {
            CompareAiring(findings, stored.Airings[i], recounted.Airings[i]);
            CompareParts(findings, stored.Airings[i], airings[i], stored.Window);
            RoundingComparison.Compare(findings, stored.Airings[i], evidence[i].Rounded);
            findings.Add(evidence[i].Differing);
        }

        var peak = recounted.Interview.Peak;
        findings.Compare($"interviews/{interviewId}.peakConcurrent.value", stored.Peak.Value, peak.Value);
        findings.Compare($"interviews/{interviewId}.peakConcurrent.at", InstantOrNull(stored.Peak.At), InstantOrNull(peak.At));
        return new ComparedInterview(
            findings,
            readings,
            stored.Counts,
            InterviewFigures.Of([.. stored.Airings.Select(airing => airing.Figures)], stored.Peak, Interval.None),
            InterviewFigures.Of([.. recounted.Airings], peak, Interval.None));
    }

    /// <summary>An instant as a finding shows it.</summary>
    public static string Instant(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string? InstantOrNull(long? at) => at is { } ms ? Instant(ms) : null;

    /// <summary>What the evidence has of a broadcast, each reading once and in the order of the tables' key: what counts as the closing has it, and what does not.</summary>
    private void Read(Guid airingId, Stand stand)
    {
        _counting.Clear();
        _held.Clear();
        spool.Read(airingId, reading =>
        {
            if (!stand.Pending.Contains(reading.DeliveryId))
            {
                var known = stand.Withdrawn.TryGetValue(reading.DeliveryId, out var at) ? reading.Withdrawn(at) : reading;
                (known.Counts(stand.Stored.Closing) ? _counting : _held).Add(known);
            }
        });
        PutInOrder(_counting);
        PutInOrder(_held);
    }

    /// <summary>Compares a broadcast's readings one by one, and keeps what its figures are counted from.</summary>
    private async Task<AiringEvidence> Take(Tx tx, StoredAiring airing, int index)
    {
        var (airingId, differing) = (airing.State.AiringId, new Findings());
        var counting = new ReadingComparison(differing, $"broadcasts/{airingId}.readings", _counting);
        await StoredReading.ScanCounting(tx, airingId, counting.Take);
        counting.End();
        var held = new ReadingComparison(differing, $"broadcasts/{airingId}.held", _held);
        await StoredReading.ScanHeld(tx, airingId, held.Take);
        held.End();

        if (index == _moments.Count)
        {
            _moments.Add(new Moments());
        }

        var moments = _moments[index];
        moments.Clear();
        _counting.ForEach(reading => moments.Add(new Reading(reading.ObservedAt, reading.Concurrent, reading.Views)));
        return new AiringEvidence(new AiringMoments(moments, airing.State.CurrentMetering, airing.Figures.DeclaredViews), Rounded(), differing);
    }

    /// <summary>Sorted, and without what was read twice: a delivery that came late, or was replayed, stands in the evidence more than once.</summary>
    private static void PutInOrder(List<TakenReading> readings)
    {
        var span = CollectionsMarshal.AsSpan(readings);
        span.Sort(Order);
        var kept = 0;
        for (var i = 0; i < span.Length; i++)
        {
            if (i == 0 || Order(span[kept - 1], span[i]) != 0)
            {
                span[kept++] = span[i];
            }
        }

        CollectionsMarshal.SetCount(readings, kept);
    }

    private static int Order(TakenReading one, TakenReading other)
    {
        var order = one.ObservedAt.CompareTo(other.ObservedAt);
        order = order == 0 ? one.DeliveryId.CompareTo(other.DeliveryId) : order;
        return order == 0 ? one.Ordinal.CompareTo(other.Ordinal) : order;
    }

    /// <summary>All values of a broadcast that has a rounded one; nearly none has.</summary>
    private IReadOnlyList<RoundedViews> Rounded() => _counting.Exists(reading => reading.Extras is { } extras && extras.Rounding != Uncertainty.None)
        ? [.. RoundingTable.Values(_counting)]
        : [];

    private static void CompareAiring(Findings findings, StoredAiring airing, AiringFigures recounted)
    {
        var (name, stored) = ($"broadcasts/{airing.State.AiringId}", airing.Figures);
        findings.Compare($"{name}.views", stored.MeasuredViews, recounted.MeasuredViews);
        findings.Compare($"{name}.liveViews", stored.LiveViews, recounted.LiveViews);
        findings.Compare($"{name}.watchMs", stored.WatchMs, recounted.WatchMs);
        findings.Compare($"{name}.coveredMs", stored.CoveredMs, recounted.CoveredMs);
        findings.Compare($"{name}.reportsGauge", stored.ReportsGauge, recounted.ReportsGauge);
    }

    private static void CompareParts(Findings findings, StoredAiring airing, AiringMoments moments, Window window)
    {
        var (name, zone) = ($"broadcasts/{airing.State.AiringId}", airing.State.Zone);
        var minutes = airing.Minutes.ToDictionary(
            minute => minute.Minute, minute => new SplitFigures(minute.HasGauge, minute.HasCounter, minute.Views, minute.LiveViews, minute.WatchMs, minute.CoveredMs));
        CompareSplit(findings, $"{name}.minutes", minutes, SplitRecount.Of(moments, window, at => Minute.Span(Minute.Of(at))), Instant);

        // The table of days keeps sums alone.
        var days = airing.Days.ToDictionary(day => LocalDay.Start(day.LocalDay, zone), day => new SplitFigures(false, false, day.Views, day.LiveViews, day.WatchMs, 0));
        var recounted = SplitRecount.Of(moments, window, LocalDays(zone))
            .ToDictionary(day => day.Key, day => day.Value with { HasGauge = false, HasCounter = false, CoveredMs = 0 });
        CompareSplit(findings, $"{name}.days", days, recounted, DayIn(zone));
    }

    /// <summary>The local day of an instant, looked up once for all instants in a row that lie in one.</summary>
    public static Func<long, Interval> LocalDays(TimeZoneInfo zone)
    {
        var latest = Interval.None;
        return at => latest.Contains(at) ? latest : latest = LocalDay.Span(LocalDay.Of(at, zone), zone);
    }

    /// <summary>A local day as a finding shows it.</summary>
    public static Func<long, string> DayIn(TimeZoneInfo zone) => at => LocalDay.Of(at, zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

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

    /// <summary>An instant after which nothing holds any more.</summary>
    private static long EndOfHolds(List<AiringMoments> airings) => (airings.Max(airing => airing.EndOfHolds) ?? 0) + 1;

    /// <summary>What the evidence says of a broadcast.</summary>
    private sealed record AiringEvidence(AiringMoments Moments, IReadOnlyList<RoundedViews> Rounded, Findings Differing);
}

/// <summary>An interview's figures as they stand, with what is to be left out of the evidence and what of it was withdrawn when.</summary>
internal sealed record Stand(StoredFigures Stored, IReadOnlySet<Guid> Pending, IReadOnlyDictionary<Guid, long> Withdrawn);

/// <summary>What a comparison came to.</summary>
/// <param name="Findings">The figures that differ.</param>
/// <param name="Readings">How many readings count.</param>
/// <param name="Counts">It is not cancelled.</param>
/// <param name="Stored">Its totals as they stand.</param>
/// <param name="Recomputed">Its totals as the readings say.</param>
internal sealed record ComparedInterview(Findings Findings, long Readings, bool Counts, InterviewFigures Stored, InterviewFigures Recomputed);
