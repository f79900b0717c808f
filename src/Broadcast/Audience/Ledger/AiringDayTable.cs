using Broadcast.Audience.Arithmetic;
using Broadcast.Data;

namespace Broadcast.Audience.Ledger;

/// <summary>Airings' sums by local day as rows.</summary>
internal static class AiringDayTable
{
    private static readonly Sql Read = "SELECT Views, LiveViews, WatchMs FROM AiringDay WHERE AiringId = @airingId AND LocalDay = @day";

    private static readonly Sql Remove = "DELETE FROM AiringDay WHERE AiringId = @airingId AND LocalDay = @day";

    private static readonly Sql RemoveAll = "DELETE FROM AiringDay WHERE AiringId = @airingId";

    private static readonly Sql Insert =
        "INSERT INTO AiringDay (AiringId, LocalDay, Views, LiveViews, WatchMs) VALUES (@airingId, @day, @views, @liveViews, @watchMs)";

    /// <summary>Adds what changed in some minutes to their days.</summary>
    public static async Task Add(Tx tx, AiringState airing, IReadOnlyList<MinuteChange<AiringMinute>> changes)
    {
        var zone = airing.Zone;
        foreach (var day in changes.GroupBy(change => LocalDay.Of(change.Minute, zone)))
        {
            var args = new { airingId = airing.AiringId, day = day.Key };
            var sums = await tx.Find<DaySums>(Read, args) ?? new DaySums();
            sums = day.Aggregate(sums, (sum, change) => sum.Exchange(change.Old ?? default, change.New ?? default));
            await tx.Execute(Remove, args);
            await tx.Execute(Insert, new { airingId = airing.AiringId, day = day.Key, views = sums.Views, liveViews = sums.LiveViews, watchMs = sums.WatchMs });
        }
    }

    /// <summary>Adds up all days anew from the minutes: the series has moved to another zone.</summary>
    public static async Task Rebuild(Tx tx, AiringState airing)
    {
        await tx.Execute(RemoveAll, new { airingId = airing.AiringId });
        var minutes = await AiringMinuteTable.Read(tx, airing.AiringId, Interval.All);
        await Add(tx, airing, [.. minutes.Select(minute => new MinuteChange<AiringMinute>(minute.Minute, null, minute))]);
    }

    private sealed record DaySums
    {
        public Int128 Views { get; init; }

        public Int128 LiveViews { get; init; }

        public Int128 WatchMs { get; init; }

        public DaySums Exchange(AiringMinute old, AiringMinute now) => new()
        {
            Views = Views + now.Views - old.Views,
            LiveViews = LiveViews + now.LiveViews - old.LiveViews,
            WatchMs = WatchMs + now.WatchMs - old.WatchMs,
        };
    }
}
