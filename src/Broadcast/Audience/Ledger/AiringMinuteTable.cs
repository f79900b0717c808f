using Broadcast.Audience.Arithmetic;
using Broadcast.Data;

namespace Broadcast.Audience.Ledger;

/// <summary>Airings' minutes as rows.</summary>
internal static class AiringMinuteTable
{
    private static readonly string[] Names = ["@airingId", "@minute", "@hasGauge", "@hasCounter", "@views", "@liveViews", "@watchMs", "@coveredMs"];

    private static readonly Sql InRange =
        """
        SELECT Minute, HasGauge, HasCounter, Views, LiveViews, WatchMs, CoveredMs FROM AiringMinute
        WHERE AiringId = @airingId AND Minute >= @from AND Minute < @to
        """;

    private static readonly Sql Remove = "DELETE FROM AiringMinute WHERE AiringId = @airingId AND Minute = @minute";

    private static readonly Sql Insert =
        """
        INSERT INTO AiringMinute (AiringId, Minute, HasGauge, HasCounter, Views, LiveViews, WatchMs, CoveredMs)
        VALUES (@airingId, @minute, @hasGauge, @hasCounter, @views, @liveViews, @watchMs, @coveredMs)
        """;

    /// <summary>Puts the minutes of a range in the place of those that stand there; tells each that changed, with what it was.</summary>
    public static async Task<IReadOnlyList<(AiringMinute Old, AiringMinute Now)>> Replace(Tx tx, Guid airingId, Interval range, IReadOnlyList<AiringMinute> minutes)
    {
        var rows = await tx.Query<MinuteRow>(InRange, new { airingId, from = range.From, to = range.To });
        var old = rows.ToDictionary(row => row.Minute, row => row.ToFigures());
        var now = minutes.ToDictionary(minute => minute.Minute);
        var changed = old.Keys.Union(now.Keys).Select(minute => (Old: At(old, minute), Now: At(now, minute))).Where(pair => pair.Old != pair.Now).ToList();
        await tx.ExecuteMany(Remove, [.. changed.Where(pair => old.ContainsKey(pair.Old.Minute))], Names[..2], pair => [Raw.Id(airingId), pair.Old.Minute]);
        await tx.ExecuteMany(Insert, [.. changed.Where(pair => now.ContainsKey(pair.Now.Minute)).Select(pair => pair.Now)], Names, minute => Values(airingId, minute, tx.Provider));
        return changed;
    }

    private static AiringMinute At(Dictionary<long, AiringMinute> minutes, long minute) =>
        minutes.GetValueOrDefault(minute, new AiringMinute(minute, false, false, 0, 0, 0, 0));

    private static object?[] Values(Guid airingId, AiringMinute minute, DatabaseProvider provider) =>
    [
        Raw.Id(airingId), minute.Minute, minute.HasGauge ? 1 : 0, minute.HasCounter ? 1 : 0,
        Raw.Sum(minute.Views, provider), Raw.Sum(minute.LiveViews, provider), Raw.Sum(minute.WatchMs, provider), minute.CoveredMs,
    ];

    /// <summary>A minute as a row.</summary>
    internal sealed record MinuteRow
    {
        public Guid AiringId { get; init; }

        public long Minute { get; init; }

        public bool HasGauge { get; init; }

        public bool HasCounter { get; init; }

        public Int128 Views { get; init; }

        public Int128 LiveViews { get; init; }

        public Int128 WatchMs { get; init; }

        public long CoveredMs { get; init; }

        public AiringMinute ToFigures() => new(Minute, HasGauge, HasCounter, Views, LiveViews, WatchMs, CoveredMs);
    }
}
