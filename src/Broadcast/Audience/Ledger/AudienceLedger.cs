using Broadcast.Audience.Arithmetic;
using Broadcast.Data;

namespace Broadcast.Audience.Ledger;

/// <summary>
/// Takes readings into figures. Readings are a set; minutes, days and totals follow from it. A reading repairs the minutes it touches and no others, so its cost does not grow with how many came before;
/// whatever the order of arrival, the figures come out the same.
/// </summary>
internal sealed class AudienceLedger(Db db)
{
    // New instants of one airing that lie closer together than this are repaired as one stretch.
    private const long StretchGapMs = 5 * Minute.Length;

    private static readonly Sql StaleInterviews =
        """
        SELECT i.Id FROM Interview i JOIN InterviewTotal t ON t.InterviewId = i.Id JOIN Series s ON s.Id = i.SeriesId
        WHERE COALESCE(i.StartedAt, -1) <> COALESCE(t.WindowStart, -1) OR COALESCE(i.EndedAt, -1) <> COALESCE(t.WindowEnd, -1) OR s.TimeZone <> t.TimeZone
        UNION
        SELECT t.InterviewId FROM AiringTotal t JOIN Airing a ON a.Id = t.AiringId JOIN Channel c ON c.Id = a.ChannelId
        LEFT JOIN Closing z ON z.InterviewId = a.InterviewId AND z.ReopenedAt IS NULL
        LEFT JOIN ChannelRule q ON q.ChannelId = c.Id AND q.Since = (SELECT MAX(r.Since) FROM ChannelRule r WHERE r.ChannelId = c.Id AND r.Since <= z.ClosedAt)
        WHERE t.ViewsCounter <> COALESCE(q.ViewsCounter, c.ViewsCounter) OR t.HoldSeconds <> COALESCE(q.HoldSeconds, c.HoldSeconds)
        UNION
        SELECT z.InterviewId FROM Closing z LEFT JOIN FigureClosing f ON f.InterviewId = z.InterviewId
        WHERE z.ReopenedAt IS NULL AND (f.ClosedAt IS NULL OR f.ClosedAt <> z.ClosedAt)
        UNION
        SELECT f.InterviewId FROM FigureClosing f LEFT JOIN Closing z ON z.InterviewId = f.InterviewId AND z.ReopenedAt IS NULL
        WHERE z.InterviewId IS NULL
        UNION
        SELECT a.InterviewId FROM WithdrawnAiring w JOIN Airing a ON a.Id = w.AiringId WHERE w.IsFollowed = 0
        """;

    private readonly RecentPoints _recent = new();

    /// <summary>The interviews whose closing, start, end, time zone or channels' rules are others than their figures were computed by, or of whose figures some were withdrawn.</summary>
    public Task<IReadOnlyList<Guid>> FindStale(CancellationToken ct) => db.Query<Guid>(StaleInterviews, null, ct);

    /// <summary>What adding readings to the set comes to. Those of a replay that are in the set already are left out.</summary>
    /// <param name="readings">New ones.</param>
    /// <param name="replayed">Ones that may have been taken in before.</param>
    /// <param name="ct">Cancels.</param>
    public Task<LedgerDraft> DraftReadings(IReadOnlyList<TakenReading> readings, IReadOnlyList<TakenReading> replayed, CancellationToken ct) => db.Read(
        async tx =>
        {
            var all = new List<TakenReading>(readings);
            foreach (var reading in replayed)
            {
                if (!await ReadingTable.Contains(tx, reading))
                {
                    all.Add(reading);
                }
            }

            var touched = new List<TouchedAiring>();
            var (counting, held) = (new List<TakenReading>(all.Count), new List<TakenReading>());
            foreach (var ofAiring in all.GroupBy(reading => reading.AiringId))
            {
                if (await AiringState.Read(tx, ofAiring.Key) is not { } state)
                {
                    continue;
                }

                // What came after the closing is put by, and counts once the interview is opened again; so is what was withdrawn before it was taken in.
                var inOrder = ofAiring.Where(state.Counts).OrderBy(reading => reading.ObservedAt).ToList();
                held.AddRange(ofAiring.Where(reading => !state.Counts(reading)));
                if (inOrder.Count > 0)
                {
                    counting.AddRange(inOrder);
                    touched.Add(await Touch(tx, state, inOrder));
                }
            }

            return await Draft(tx, new LedgerDraft(counting) { Held = held }, touched);
        },
        ct);

    /// <summary>What following an interview's closing and withdrawals, or else its new start, end or rules comes to.</summary>
    public Task<LedgerDraft> DraftFollowing(Guid interviewId, CancellationToken ct) => db.Read(
        async tx =>
        {
            var touched = new List<TouchedAiring>();
            var closing = await FigureClosingTable.Read(tx, interviewId);
            var withdrawn = await WithdrawnAiringTable.Open(tx, interviewId);
            if (closing.Known != closing.Current || withdrawn.Count > 0)
            {
                return await ClosingDrafts.Draft(tx, new FigureClosing(interviewId, closing.Current), withdrawn);
            }

            foreach (var airing in await AiringState.ReadAll(tx, interviewId))
            {
                if (await ReadingTable.First(tx, airing.AiringId) is { } first)
                {
                    var extent = new Interval(first, airing.LastReadingAt!.Value + airing.LongestHoldMs + 1);
                    var changed = airing.Metering != airing.CurrentMetering ? [extent] : Touched.ByWindow(airing.Window, airing.CurrentWindow).Select(extent.Intersect);
                    touched.Add(new TouchedAiring(airing, airing.Followed(), [], Touched.Minutes(changed)));
                }
                else if (airing.KnownCounter is not null)
                {
                    // All it had came after the closing: nothing to compute, but its row follows.
                    touched.Add(new TouchedAiring(airing, airing.Followed(), [], []));
                }
            }

            return await Draft(tx, new LedgerDraft([]), touched);
        },
        ct);

    /// <summary>A draft was committed, or it was not: what is kept in memory goes along, or is dropped.</summary>
    public void Settle(LedgerDraft draft, bool isCommitted)
    {
        if (!isCommitted)
        {
            _recent.Clear();
            return;
        }

        foreach (var airing in draft.Airings)
        {
            // By other rules, values of one instant merge in another way, and an earlier one may hold further than was looked back.
            if (airing.IsRebuilt || airing.Before.Metering != airing.State.Metering)
            {
                _recent.Forget(airing.Before.AiringId);
            }
            else
            {
                _recent.Committed(airing.Before, airing.Fresh);
            }
        }
    }

    /// <summary>What new readings of one airing, in order of time, touch.</summary>
    private static async Task<TouchedAiring> Touch(Tx tx, AiringState before, IReadOnlyList<TakenReading> fresh)
    {
        var touched = new List<Interval>();
        foreach (var stretch in Stretches(fresh))
        {
            touched.Add(new Interval(stretch[0].ObservedAt, stretch[^1].ObservedAt + 1));
            if (LastOf(stretch, reading => reading.Concurrent is not null) is { } gauge)
            {
                touched.Add(Touched.ByGauge(gauge, await ReadingTable.GaugeAfter(tx, before, gauge), before.Metering.HoldMs));
            }

            if (LastOf(stretch, reading => reading.Views is not null) is { } counter)
            {
                touched.AddRange(Touched.ByCounter(counter, await ReadingTable.CounterAfter(tx, before, counter), before.Metering.Counter));
            }
        }

        return new TouchedAiring(before, before.Observed(fresh), fresh, Touched.Minutes(touched));
    }

    private async Task<LedgerDraft> Draft(Tx tx, LedgerDraft draft, IReadOnlyList<TouchedAiring> touched)
    {
        foreach (var ofInterview in touched.GroupBy(airing => airing.Before.InterviewId))
        {
            foreach (var airing in ofInterview)
            {
                draft.Add(await DraftAiring(tx, airing));
            }

            draft.Add(await DraftInterview(tx, ofInterview.Key, [.. ofInterview]));
        }

        return draft;
    }

    private async Task<AiringDraft> DraftAiring(Tx tx, TouchedAiring airing)
    {
        var changes = new List<MinuteChange<AiringMinute>>();
        foreach (var range in airing.Ranges)
        {
            var known = (await AiringMinuteTable.Read(tx, airing.After.AiringId, range)).ToList();
            var minutes = airing.Fresh.Count > 0 ? await Repaired(tx, airing, range, known) : MinuteFigures.OfAiring(range, await PointsIn(tx, airing, range), airing.After.Metering, airing.After.Window);
            changes.AddRange(MinuteChange<AiringMinute>.Between(known, minutes, minute => minute.Minute));
        }

        var state = changes.Aggregate(airing.After, (sum, change) => sum.Exchange(change.Old ?? default, change.New ?? default));
        return new AiringDraft(airing.Before, state, airing.Fresh, changes) { Rounding = await RoundingTable.Draft(tx, airing.Before, airing.After, airing.Fresh, airing.Ranges) };
    }

    /// <summary>Minutes' sums add up over time, so of what stands only the part from the first new reading on is exchanged: however many readings a minute has, those before are not looked at again.</summary>
    private async Task<IReadOnlyList<AiringMinute>> Repaired(Tx tx, TouchedAiring airing, Interval range, IReadOnlyList<AiringMinute> known)
    {
        var part = range with { From = Math.Max(range.From, airing.Fresh[0].ObservedAt) };
        var old = MinuteFigures.OfAiring(part, await _recent.Read(tx, airing.Before, part, []), airing.Before.Metering, airing.Before.Window);
        var now = MinuteFigures.OfAiring(part, await _recent.Read(tx, airing.Before, part, airing.Fresh), airing.Before.Metering, airing.Before.Window);
        return MinuteFigures.Exchange(known, old, now);
    }

    /// <summary>The sum of all gauges in what was touched; the peak is looked for among all minutes only when the minute that carried it lost it.</summary>
    private async Task<InterviewDraft> DraftInterview(Tx tx, Guid interviewId, IReadOnlyList<TouchedAiring> touched)
    {
        var all = await WithUntouched(tx, interviewId, touched);
        var known = (await InterviewTotalTable.Find(tx, interviewId))?.ToPeak() ?? Peak.None;
        var window = touched[0].After.Window;
        var changes = new List<MinuteChange<InterviewMinute>>();
        foreach (var range in Touched.Minutes(touched.SelectMany(airing => airing.Ranges)))
        {
            var minutes = (await InterviewMinuteTable.Read(tx, interviewId, range)).ToList();
            var part = PartToSumUp(range, minutes, touched);
            var gauges = new List<Gauge>();
            foreach (var airing in all.Where(airing => airing.After.ReportsGauge))
            {
                gauges.Add(Gauge.Of(await GaugeIn(tx, airing, part), airing.After.Metering.HoldMs));
            }

            var later = MinuteFigures.OfInterview(part, gauges, window);
            changes.AddRange(MinuteChange<InterviewMinute>.Between(minutes, MinuteFigures.Exchange(minutes, part.From, later), minute => minute.Minute));
        }

        return new InterviewDraft(interviewId, changes, await PeakAfter(tx, interviewId, known, changes), window, touched[0].After.Zone.Id);
    }

    /// <summary>
    /// Nothing changes before the first new reading. Unless the minute it lies in has its greatest sum after it, that minute need not be looked at from its beginning,
    /// and taking in readings in order costs the same however many the minute has.
    /// </summary>
    private static Interval PartToSumUp(Interval range, IReadOnlyList<InterviewMinute> known, IReadOnlyList<TouchedAiring> touched)
    {
        var from = touched.Min(airing => airing.Fresh.Count == 0 ? range.From : airing.Fresh[0].ObservedAt);
        return from > range.From && known.Where(minute => minute.Minute == Minute.Of(from)).All(minute => minute.IsReachedBefore(from, touched[0].After.Window))
            ? range with { From = from }
            : range;
    }

    private static async Task<Peak> PeakAfter(Tx tx, Guid interviewId, Peak known, IReadOnlyList<MinuteChange<InterviewMinute>> changes)
    {
        var come = changes.Where(change => change.New is not null).Select(change => change.New!.Value);
        if (!changes.Any(change => change.Old is { } old && old.Peak == known.Value && old.PeakAt == known.At))
        {
            return Peak.Best([known, Peak.Of(come)]);
        }

        var replaced = changes.Select(change => change.Minute).ToHashSet();
        var stay = (await InterviewMinuteTable.ReadAll(tx, interviewId)).Where(minute => !replaced.Contains(minute.Minute));
        return Peak.Of(stay.Concat(come));
    }

    private static async Task<IReadOnlyList<TouchedAiring>> WithUntouched(Tx tx, Guid interviewId, IReadOnlyList<TouchedAiring> touched)
    {
        var known = touched.Select(airing => airing.Before.AiringId).ToHashSet();
        var others = (await AiringState.ReadAll(tx, interviewId)).Where(airing => !known.Contains(airing.AiringId));
        return [.. touched, .. others.Select(airing => new TouchedAiring(airing, airing, [], []))];
    }

    /// <summary>An airing's points; in memory only by the rules that its sums stand under.</summary>
    private Task<Points> PointsIn(Tx tx, TouchedAiring airing, Interval range) => airing.Before.Metering == airing.After.Metering
        ? _recent.Read(tx, airing.Before, range, airing.Fresh)
        : ReadingTable.Points(tx, airing.After, range);

    private Task<Points> GaugeIn(Tx tx, TouchedAiring airing, Interval range) => airing.Before.Metering == airing.After.Metering
        ? _recent.ReadGauge(tx, airing.Before, range, airing.Fresh)
        : ReadingTable.Points(tx, airing.After, range);

    private static IEnumerable<List<TakenReading>> Stretches(IReadOnlyList<TakenReading> inOrder)
    {
        var stretch = new List<TakenReading>();
        foreach (var reading in inOrder)
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

    /// <summary>An airing before and after, its new readings, and the whole minutes of it that have to be computed again.</summary>
    private sealed record TouchedAiring(AiringState Before, AiringState After, IReadOnlyList<TakenReading> Fresh, IReadOnlyList<Interval> Ranges);
}
