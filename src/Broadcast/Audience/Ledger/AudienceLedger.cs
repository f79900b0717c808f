using Broadcast.Audience.Arithmetic;
using Broadcast.Data;

namespace Broadcast.Audience.Ledger;

/// <summary>
/// Takes readings into figures. Readings are a set; minutes, days and totals follow from it. A reading repairs the minutes it touches and no others, so its cost does not grow with how many came before;
/// whatever the order of arrival, the figures come out the same. All of it happens in the caller's transaction.
/// </summary>
internal sealed class AudienceLedger(Db db)
{
    // New instants of one airing that lie closer together than this are repaired as one stretch.
    private const long StretchGapMs = 5 * Minute.Length;

    private static readonly Sql StaleInterviews =
        """
        SELECT i.Id FROM Interview i JOIN InterviewTotal t ON t.InterviewId = i.Id
        WHERE COALESCE(i.StartedAt, -1) <> COALESCE(t.WindowStart, -1) OR COALESCE(i.EndedAt, -1) <> COALESCE(t.WindowEnd, -1)
        UNION
        SELECT t.InterviewId FROM AiringTotal t JOIN Airing a ON a.Id = t.AiringId JOIN Channel c ON c.Id = a.ChannelId
        WHERE t.ViewsCounter <> c.ViewsCounter OR t.HoldSeconds <> c.HoldSeconds
        """;

    /// <summary>The interviews whose start, end or channels' rules are others than their figures were computed by.</summary>
    public Task<IReadOnlyList<Guid>> FindStale(CancellationToken ct) => db.Query<Guid>(StaleInterviews, null, ct);

    /// <summary>Adds readings to the set and repairs what they touch.</summary>
    public async Task Take(Tx tx, IReadOnlyList<TakenReading> readings, DateTimeOffset now)
    {
        var byAiring = readings.ToLookup(reading => reading.AiringId);
        var airings = await CurrentStates(tx, byAiring.Select(group => group.Key), now);
        await ReadingTable.Add(tx, readings);
        foreach (var ofInterview in airings.GroupBy(airing => airing.InterviewId))
        {
            var repairs = new List<AiringRepair>();
            foreach (var airing in ofInterview)
            {
                repairs.Add(await Touch(tx, airing, [.. byAiring[airing.AiringId]]));
            }

            await Repair(tx, ofInterview.Key, repairs, now);
        }
    }

    /// <summary>Repairs an interview whose start, end or rules changed, where that makes a difference.</summary>
    public async Task Follow(Tx tx, Guid interviewId, DateTimeOffset now)
    {
        var repairs = new List<AiringRepair>();
        var known = await InterviewTotalTable.Find(tx, interviewId);
        foreach (var airing in await AiringState.ReadAll(tx, interviewId))
        {
            if (await ReadingTable.First(tx, airing.AiringId) is { } first)
            {
                var extent = new Interval(first, airing.LastReadingAt!.Value + airing.LongestHoldMs + 1);
                var touched = airing.HasOtherRules ? [extent] : Touched.ByWindow(known?.ToWindow() ?? default, airing.Window).Select(extent.Intersect);
                repairs.Add(new AiringRepair(airing, Touched.Minutes(touched)));
            }
        }

        await Repair(tx, interviewId, repairs, now);
    }

    /// <summary>
    /// The airings' states. Where an interview's start or end has changed since its minutes were computed, they are brought up to date first: repairing some of them by the new window would hide that the others are stale.
    /// </summary>
    private async Task<IReadOnlyList<AiringState>> CurrentStates(Tx tx, IEnumerable<Guid> airingIds, DateTimeOffset now)
    {
        var states = new List<AiringState>();
        var checkedInterviews = new HashSet<Guid>();
        foreach (var airingId in airingIds)
        {
            var state = await AiringState.Read(tx, airingId);
            if (state is not null && checkedInterviews.Add(state.InterviewId)
                && await InterviewTotalTable.Find(tx, state.InterviewId) is { } known && known.ToWindow() != state.Window)
            {
                await Follow(tx, state.InterviewId, now);
                state = await AiringState.Read(tx, airingId);
            }

            if (state is not null)
            {
                states.Add(state);
            }
        }

        return states;
    }

    /// <summary>What new readings of one airing touch.</summary>
    private static async Task<AiringRepair> Touch(Tx tx, AiringState before, IReadOnlyList<TakenReading> readings)
    {
        var airing = before.Observed(readings);
        if (airing.HasOtherRules)
        {
            var first = await ReadingTable.First(tx, airing.AiringId) ?? 0;
            return new AiringRepair(airing, Touched.Minutes([new Interval(first, airing.LastReadingAt!.Value + airing.LongestHoldMs + 1)]));
        }

        var touched = new List<Interval>();
        foreach (var stretch in Stretches(readings))
        {
            touched.Add(new Interval(stretch[0].ObservedAt, stretch[^1].ObservedAt + 1));
            if (LastOf(stretch, reading => reading.Concurrent is not null) is { } gauge)
            {
                touched.Add(Touched.ByGauge(gauge, await ReadingTable.GaugeAfter(tx, airing, gauge), airing.Metering.HoldMs));
            }

            if (LastOf(stretch, reading => reading.Views is not null) is { } counter)
            {
                touched.AddRange(Touched.ByCounter(counter, await ReadingTable.CounterAfter(tx, airing, counter), airing.Metering.Counter));
            }
        }

        return new AiringRepair(airing, Touched.Minutes(touched));
    }

    private static async Task Repair(Tx tx, Guid interviewId, IReadOnlyList<AiringRepair> repairs, DateTimeOffset now)
    {
        foreach (var (airing, ranges) in repairs)
        {
            await RepairAiring(tx, airing, ranges);
        }

        await RepairInterview(tx, interviewId, Touched.Minutes(repairs.SelectMany(repair => repair.Ranges)), now);
    }

    private static async Task RepairAiring(Tx tx, AiringState airing, IReadOnlyList<Interval> ranges)
    {
        var changed = new List<(AiringMinute Old, AiringMinute Now)>();
        foreach (var range in ranges)
        {
            var points = await ReadingTable.Points(tx, airing, range);
            var minutes = MinuteFigures.OfAiring(range, points, airing.Metering, airing.Window);
            changed.AddRange(await AiringMinuteTable.Replace(tx, airing.AiringId, range, minutes));
        }

        await AiringDayTable.Add(tx, airing, changed);
        await changed.Aggregate(airing, (state, pair) => state.Exchange(pair.Old, pair.Now)).Write(tx);
    }

    /// <summary>The sum of all gauges in what was touched; the peak is looked for among all minutes only when the minute that carried it lost it.</summary>
    private static async Task RepairInterview(Tx tx, Guid interviewId, IReadOnlyList<Interval> ranges, DateTimeOffset now)
    {
        var airings = await AiringState.ReadAll(tx, interviewId);
        var peak = (await InterviewTotalTable.Find(tx, interviewId))?.ToPeak() ?? Peak.None;
        var window = airings[0].Window;
        var isLost = false;
        foreach (var range in ranges)
        {
            var gauges = new List<Gauge>();
            foreach (var airing in airings.Where(airing => airing.ReportsGauge))
            {
                gauges.Add(await ReadingTable.GaugeIn(tx, airing, range));
            }

            var minutes = MinuteFigures.OfInterview(range, gauges, window);
            isLost |= await InterviewMinuteTable.Replace(tx, interviewId, range, minutes, peak);
            peak = Peak.Best([peak, Peak.Of(minutes)]);
        }

        await InterviewTotalTable.Write(tx, interviewId, isLost ? await InterviewMinuteTable.PeakOfAll(tx, interviewId) : peak, window, now);
    }

    private static IEnumerable<List<TakenReading>> Stretches(IReadOnlyList<TakenReading> readings)
    {
        var stretch = new List<TakenReading>();
        foreach (var reading in readings.OrderBy(reading => reading.ObservedAt))
        {
            if (stretch.Count > 0 && reading.ObservedAt - stretch[^1].ObservedAt > StretchGapMs)
            {
                yield return stretch;
                stretch = [];
            }

            stretch.Add(reading);
        }

        yield return stretch;
    }

    private static long? LastOf(List<TakenReading> stretch, Predicate<TakenReading> has)
    {
        var index = stretch.FindLastIndex(has);
        return index < 0 ? null : stretch[index].ObservedAt;
    }

    /// <summary>An airing and the whole minutes of it that have to be computed again.</summary>
    private sealed record AiringRepair(AiringState Airing, IReadOnlyList<Interval> Ranges);
}
