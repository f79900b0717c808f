using Broadcast.Audience.Arithmetic;
using Broadcast.Data;

namespace Broadcast.Audience.Ledger;

/// <summary>
/// How far airings' true totals may lie from their views, as rows. An airing without a rounded figure has none and costs nothing; one with any is repaired in the minutes that are touched, like its views.
/// </summary>
internal static class RoundingTable
{
    private static readonly Sql InRange =
        $"SELECT {ReadingRow.Columns} FROM Reading r {ReadingRow.Extras} WHERE r.AiringId = @airingId AND r.ObservedAt >= @from AND r.ObservedAt < @to AND r.Views IS NOT NULL";

    private static readonly Sql LastBefore = "SELECT MAX(ObservedAt) FROM Reading WHERE AiringId = @airingId AND ObservedAt < @from AND Views IS NOT NULL";

    private static readonly Sql Delete = "DELETE FROM AiringRounding WHERE AiringId = @airingId";

    private static readonly Sql Insert = "INSERT INTO AiringRounding (AiringId, ViewsMinus, ViewsPlus) VALUES (@airingId, @minus, @plus)";

    /// <summary>The uncertainty of an airing all of whose readings are at hand; null when none is rounded and none was.</summary>
    public static Uncertainty? Of(AiringState airing, IReadOnlyCollection<TakenReading> readings) =>
        airing.Rounding is null && !readings.Any(IsRounded) ? null : Rounding.Of(Values(readings), Interval.All, airing.Metering.Counter);

    /// <summary>The uncertainty once new readings are taken in, or other rules followed.</summary>
    public static async Task<Uncertainty?> Draft(Tx tx, AiringState before, AiringState after, IReadOnlyList<TakenReading> fresh, IReadOnlyList<Interval> ranges)
    {
        if (before.Rounding is null && !fresh.Any(IsRounded))
        {
            return null;
        }

        if (before.Metering.Counter != after.Metering.Counter)
        {
            return Rounding.Of(Values(await ReadingTable.All(tx, after.AiringId)), Interval.All, after.Metering.Counter);
        }

        var sum = before.Rounding ?? Uncertainty.None;
        foreach (var range in ranges)
        {
            var known = await Known(tx, after.AiringId, range);
            sum = sum - Rounding.Of(known, range, after.Metering.Counter) + Rounding.Of(known.Concat(Values(fresh)), range, after.Metering.Counter);
        }

        return sum;
    }

    public static async Task Write(Tx tx, AiringDraft airing)
    {
        if (airing.Rounding is { } rounding && rounding != airing.Before.Rounding)
        {
            await tx.Execute(Delete, new { airingId = airing.State.AiringId });
            await tx.Execute(Insert, new { airingId = airing.State.AiringId, minus = rounding.Minus, plus = rounding.Plus });
        }
    }

    /// <summary>The counters of some readings.</summary>
    public static IEnumerable<RoundedViews> Values(IEnumerable<TakenReading> readings) => readings.Where(reading => reading.Views is not null)
        .Select(reading => new RoundedViews(reading.ObservedAt, reading.Views!.Value, reading.Extras?.Rounding ?? Uncertainty.None));

    private static bool IsRounded(TakenReading reading) => reading.Extras is { } extras && extras.Rounding != Uncertainty.None;

    /// <summary>The counters in a range, and those of the last instant before it.</summary>
    private static async Task<List<RoundedViews>> Known(Tx tx, Guid airingId, Interval range)
    {
        var from = await tx.Find<long?>(LastBefore, new { airingId, from = range.From }) ?? range.From;
        return [.. Values((await tx.Query<ReadingRow>(InRange, new { airingId, from, to = range.To })).Select(row => row.ToReading()))];
    }
}
