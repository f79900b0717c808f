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

    public static async Task<IEnumerable<AiringMinute>> Read(Tx tx, Guid airingId, Interval range) =>
        (await tx.Query<MinuteRow>(InRange, new { airingId, from = range.From, to = range.To })).Select(row => row.ToFigures());

    /// <summary>Writes what changed.</summary>
    public static async Task Replace(Tx tx, Guid airingId, IReadOnlyList<MinuteChange<AiringMinute>> changes)
    {
        await tx.ExecuteMany(Remove, [.. changes.Where(change => change.Old is not null)], Names[..2], change => [Raw.Id(airingId), change.Minute]);
        await tx.ExecuteMany(Insert, [.. changes.Where(change => change.New is not null)], Names, change => Values(airingId, change.New!.Value, tx.Provider));
    }

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
