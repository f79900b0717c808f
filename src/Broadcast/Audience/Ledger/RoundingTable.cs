using Broadcast.Audience.Arithmetic;
using Broadcast.Data;

namespace Broadcast.Audience.Ledger;

/// <summary>
/// How far airings' true totals may lie from their views, as rows; what minutes and days of them add stands in tables of their own. An airing without a rounded figure has none and costs nothing; one with any is repaired in the minutes that are touched, like its views.
/// </summary>
internal static class RoundingTable
{
    private static readonly Sql InRange =
        $"SELECT {ReadingRow.Columns} FROM Reading r {ReadingRow.Extras} WHERE r.AiringId = @airingId AND r.ObservedAt >= @from AND r.ObservedAt < @to AND r.Views IS NOT NULL";

    private static readonly Sql LastBefore = "SELECT MAX(ObservedAt) FROM Reading WHERE AiringId = @airingId AND ObservedAt < @from AND Views IS NOT NULL";

    private static readonly Sql Delete = "DELETE FROM AiringRounding WHERE AiringId = @airingId";

    private static readonly Sql Insert = "INSERT INTO AiringRounding (AiringId, ViewsMinus, ViewsPlus) VALUES (@airingId, @minus, @plus)";

    /// <summary>The uncertainty of an airing all of whose readings are at hand; null when none is rounded and none was.</summary>
    public static async Task<RoundingDraft?> Draft(Tx tx, AiringState airing, IReadOnlyCollection<TakenReading> readings) =>
        airing.Rounding is null && !readings.Any(IsRounded) ? null : await Anew(tx, airing, Values(readings));

    /// <summary>The uncertainty once new readings are taken in, or other rules followed.</summary>
    public static async Task<RoundingDraft?> Draft(Tx tx, AiringState before, AiringState after, IReadOnlyList<TakenReading> fresh, IReadOnlyList<Interval> ranges)
    {
        if (before.Rounding is null && !fresh.Any(IsRounded))
        {
            return null;
        }

        if (before.Metering != after.Metering)
        {
            return await Anew(tx, after, Values(await ReadingTable.All(tx, after.AiringId)));
        }

        // Where an interview began and ended changes nothing about it.
        var changes = new List<MinuteChange<RoundedRun>>();
        foreach (var range in fresh.Count > 0 ? ranges : [])
        {
            var minutes = Rounding.Minutes((await Known(tx, after.AiringId, range)).Concat(Values(fresh)), range, after.Metering.Counter);
            changes.AddRange(MinuteChange<RoundedRun>.Between(await RoundedMinuteTable.Read(tx, after.AiringId, range), minutes, minute => minute.At));
        }

        return new RoundingDraft(changes.Aggregate(before.Rounding ?? Uncertainty.None, (sum, change) => sum - (change.Old?.Rounding ?? default) + (change.New?.Rounding ?? default)), changes);
    }

    public static async Task Write(Tx tx, AiringDraft airing)
    {
        if (airing.Rounding is not { } rounding)
        {
            return;
        }

        if (rounding.Total != airing.Before.Rounding)
        {
            await tx.Execute(Delete, new { airingId = airing.State.AiringId });
            await tx.Execute(Insert, new { airingId = airing.State.AiringId, minus = rounding.Total.Minus, plus = rounding.Total.Plus });
        }

        await RoundedMinuteTable.Replace(tx, airing.State.AiringId, rounding.Minutes);
        await (airing.Before.Zone.Id == airing.State.Zone.Id ? RoundedDayTable.Follow(tx, airing.State, rounding.Minutes) : RoundedDayTable.Rebuild(tx, airing.State));
    }

    /// <summary>The counters of some readings.</summary>
    public static IEnumerable<RoundedViews> Values(IEnumerable<TakenReading> readings) => readings.Where(reading => reading.Views is not null)
        .Select(reading => new RoundedViews(reading.ObservedAt, reading.Views!.Value, reading.Extras?.Rounding ?? Uncertainty.None));

    /// <summary>The counters in a range, and those of the last instant before it.</summary>
    public static async Task<List<RoundedViews>> Known(Tx tx, Guid airingId, Interval range)
    {
        var from = await tx.Find<long?>(LastBefore, new { airingId, from = range.From }) ?? range.From;
        return [.. Values((await tx.Query<ReadingRow>(InRange, new { airingId, from, to = range.To })).Select(row => row.ToReading()))];
    }

    private static async Task<RoundingDraft> Anew(Tx tx, AiringState airing, IEnumerable<RoundedViews> values)
    {
        var minutes = Rounding.Minutes(values, Interval.All, airing.Metering.Counter);
        var changes = MinuteChange<RoundedRun>.Between(await RoundedMinuteTable.Read(tx, airing.AiringId, Interval.All), minutes, minute => minute.At);
        return new RoundingDraft(Uncertainty.Sum(minutes.Select(minute => minute.Rounding)), changes);
    }

    private static bool IsRounded(TakenReading reading) => reading.Extras is { } extras && extras.Rounding != Uncertainty.None;
}

/// <summary>What the uncertainty of an airing's views comes to.</summary>
/// <param name="Total">How far the true total may lie from the views.</param>
/// <param name="Minutes">Each minute that changes.</param>
internal sealed record RoundingDraft(Uncertainty Total, IReadOnlyList<MinuteChange<RoundedRun>> Minutes);
