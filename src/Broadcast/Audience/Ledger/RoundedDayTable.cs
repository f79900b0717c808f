using Broadcast.Audience.Arithmetic;
using Broadcast.Data;

namespace Broadcast.Audience.Ledger;

/// <summary>How far from the true ones airings' views of a local day may lie, as rows; a day whose figures are exact has none.</summary>
internal static class RoundedDayTable
{
    private static readonly Sql Remove = "DELETE FROM RoundedDay WHERE AiringId = @airingId AND LocalDay = @day";

    private static readonly Sql RemoveAll = "DELETE FROM RoundedDay WHERE AiringId = @airingId";

    private static readonly Sql Insert = "INSERT INTO RoundedDay (AiringId, LocalDay, ViewsMinus, ViewsPlus) VALUES (@airingId, @day, @minus, @plus)";

    /// <summary>Adds up the days of some minutes anew: a day's uncertainty is no sum of its minutes', but follows from their rows.</summary>
    public static async Task Follow(Tx tx, AiringState airing, IReadOnlyList<MinuteChange<RoundedRun>> changes)
    {
        var zone = airing.Zone;
        foreach (var day in changes.Select(change => LocalDay.Of(change.Minute, zone)).Distinct())
        {
            await tx.Execute(Remove, new { airingId = airing.AiringId, day });
            await Add(tx, airing.AiringId, await RoundedMinuteTable.Read(tx, airing.AiringId, LocalDay.Span(day, zone)), zone);
        }
    }

    /// <summary>Adds up all days anew: the series has moved to another zone.</summary>
    public static async Task Rebuild(Tx tx, AiringState airing)
    {
        await tx.Execute(RemoveAll, new { airingId = airing.AiringId });
        await Add(tx, airing.AiringId, await RoundedMinuteTable.Read(tx, airing.AiringId, Interval.All), airing.Zone);
    }

    private static async Task Add(Tx tx, Guid airingId, IEnumerable<RoundedRun> minutes, TimeZoneInfo zone)
    {
        foreach (var (day, rounding) in Rounding.By(minutes, minute => LocalDay.Of(minute, zone)).Where(day => day.Value != Uncertainty.None))
        {
            await tx.Execute(Insert, new { airingId, day, minus = rounding.Minus, plus = rounding.Plus });
        }
    }
}
