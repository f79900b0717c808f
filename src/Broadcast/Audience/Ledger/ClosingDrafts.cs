using Broadcast.Audience.Arithmetic;
using Broadcast.Data;

namespace Broadcast.Audience.Ledger;

/// <summary>
/// What following a closing, an opening or a withdrawal comes to. Which readings count goes by the closing: those that were known before it, and not withdrawn before. Mostly nothing moves when an interview is closed, and what came late
/// when it is opened again, or what was withdrawn; then all its airings are computed anew from the readings that count now, by the rules and the window they stood under. What of those has changed is followed next.
/// </summary>
internal static class ClosingDrafts
{
    /// <param name="tx">Reads.</param>
    /// <param name="closing">The closing that figures are to follow.</param>
    /// <param name="withdrawn">What was withdrawn of its airings and is followed with this.</param>
    public static async Task<LedgerDraft> Draft(Tx tx, FigureClosing closing, IReadOnlyList<WithdrawnAiring> withdrawn)
    {
        var airings = await AiringState.ReadAll(tx, closing.InterviewId);
        var (released, withheld) = (new List<TakenReading>(), new List<TakenReading>());
        foreach (var airing in airings)
        {
            released.AddRange(await HeldReadingTable.Counting(tx, airing.AiringId, closing.ClosedAt));
            withheld.AddRange(await ReadingTable.NotCounting(tx, airing.AiringId, closing.ClosedAt));
        }

        var draft = new LedgerDraft(released) { Withheld = withheld, Closing = closing, Withdrawn = withdrawn };
        if (released.Count + withheld.Count > 0)
        {
            await Rebuild(tx, draft, closing.InterviewId, airings);
        }

        return draft;
    }

    private static async Task Rebuild(Tx tx, LedgerDraft draft, Guid interviewId, IReadOnlyList<AiringState> airings)
    {
        // By what makes a reading one: a withdrawal that comes just now is read with some of them and not with others.
        var without = draft.Withheld.Select(reading => (reading.DeliveryId, reading.Ordinal)).ToHashSet();
        var gauges = new List<Gauge>();
        foreach (var airing in airings)
        {
            var readings = (await ReadingTable.All(tx, airing.AiringId)).Where(reading => !without.Contains((reading.DeliveryId, reading.Ordinal)))
                .Concat(draft.Readings.Where(reading => reading.AiringId == airing.AiringId)).ToList();
            var points = Points.Of(readings.Select(reading => new Reading(reading.ObservedAt, reading.Concurrent, reading.Views)), airing.Metering.Counter);
            draft.Add(await Rebuild(tx, airing, readings, points));
            gauges.Add(Gauge.Of(points, airing.Metering.HoldMs));
        }

        var (window, zone) = (airings[0].Window, airings[0].Zone.Id);
        var minutes = MinuteFigures.OfInterview(Interval.All, gauges, window);
        var changes = MinuteChange<InterviewMinute>.Between(await InterviewMinuteTable.ReadAll(tx, interviewId), minutes, minute => minute.Minute);
        draft.Add(new InterviewDraft(interviewId, changes, Peak.Of(minutes), window, zone));
    }

    private static async Task<AiringDraft> Rebuild(Tx tx, AiringState airing, List<TakenReading> readings, Points points)
    {
        var minutes = MinuteFigures.OfAiring(Interval.All, points, airing.Metering, airing.Window);
        var changes = MinuteChange<AiringMinute>.Between(await AiringMinuteTable.Read(tx, airing.AiringId, Interval.All), minutes, minute => minute.Minute);
        var state = changes.Aggregate(airing.Extent(readings), (sum, change) => sum.Exchange(change.Old ?? default, change.New ?? default));
        return new AiringDraft(airing, state, [], changes) { IsRebuilt = true, Rounding = await RoundingTable.Draft(tx, airing, readings) };
    }
}
