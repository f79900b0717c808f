using Broadcast.Audience.Arithmetic;
using Broadcast.Data;

namespace Broadcast.Audience.Ledger;

/// <summary>What airings' minutes add to uncertainties, as rows: those of airings that have rounded figures, and of these only the minutes that add anything.</summary>
internal static class RoundedMinuteTable
{
    private static readonly string[] Names = ["@airingId", "@minute", "@minus", "@plus", "@widthBefore"];

    private static readonly Sql InRange =
        "SELECT Minute, ViewsMinus, ViewsPlus, WidthBefore FROM RoundedMinute WHERE AiringId = @airingId AND Minute >= @from AND Minute < @to";

    private static readonly Sql Remove = "DELETE FROM RoundedMinute WHERE AiringId = @airingId AND Minute = @minute";

    private static readonly Sql Insert =
        "INSERT INTO RoundedMinute (AiringId, Minute, ViewsMinus, ViewsPlus, WidthBefore) VALUES (@airingId, @minute, @minus, @plus, @widthBefore)";

    public static async Task<IEnumerable<RoundedRun>> Read(Tx tx, Guid airingId, Interval range) =>
        (await tx.Query<MinuteRow>(InRange, new { airingId, from = range.From, to = range.To })).Select(row => row.ToRun());

    /// <summary>Writes what changed.</summary>
    public static async Task Replace(Tx tx, Guid airingId, IReadOnlyList<MinuteChange<RoundedRun>> changes)
    {
        await tx.ExecuteMany(Remove, [.. changes.Where(change => change.Old is not null)], Names[..2], change => [Raw.Id(airingId), change.Minute]);
        await tx.ExecuteMany(Insert, [.. changes.Where(change => change.New is not null)], Names, change => Values(airingId, change.New!.Value, tx.Provider));
    }

    private static object?[] Values(Guid airingId, RoundedRun minute, DatabaseProvider provider) =>
        [Raw.Id(airingId), minute.At, Raw.Sum(minute.Rounding.Minus, provider), Raw.Sum(minute.Rounding.Plus, provider), Raw.Sum(minute.WidthBefore, provider)];

    /// <summary>A minute as a row.</summary>
    internal sealed record MinuteRow
    {
        public Guid AiringId { get; init; }

        public long Minute { get; init; }

        public Int128 ViewsMinus { get; init; }

        public Int128 ViewsPlus { get; init; }

        public Int128 WidthBefore { get; init; }

        public RoundedRun ToRun() => new(Minute, new Uncertainty(ViewsMinus, ViewsPlus), WidthBefore);
    }
}
