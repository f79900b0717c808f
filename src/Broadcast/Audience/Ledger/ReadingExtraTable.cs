using Broadcast.Data;

namespace Broadcast.Audience.Ledger;

/// <summary>What readings carry beside their figures, as rows: few do.</summary>
internal static class ReadingExtraTable
{
    private static readonly string[] Names =
        ["@airingId", "@at", "@deliveryId", "@ordinal", "@knownAt", "@viewsText", "@viewsMinus", "@viewsPlus", "@displayed", "@heat", "@platformPeak"];

    private static readonly Sql Insert = new(
        SqlServer:
        """
        INSERT INTO ReadingExtra (AiringId, ObservedAt, DeliveryId, Ordinal, KnownAt, ViewsText, ViewsMinus, ViewsPlus, Displayed, Heat, PlatformPeak)
        SELECT @airingId, @at, @deliveryId, @ordinal, @knownAt, @viewsText, @viewsMinus, @viewsPlus, @displayed, @heat, @platformPeak
        WHERE NOT EXISTS (SELECT 1 FROM ReadingExtra WHERE AiringId = @airingId AND ObservedAt = @at AND DeliveryId = @deliveryId AND Ordinal = @ordinal)
        """,
        Sqlite:
        """
        INSERT INTO ReadingExtra (AiringId, ObservedAt, DeliveryId, Ordinal, KnownAt, ViewsText, ViewsMinus, ViewsPlus, Displayed, Heat, PlatformPeak)
        VALUES (@airingId, @at, @deliveryId, @ordinal, @knownAt, @viewsText, @viewsMinus, @viewsPlus, @displayed, @heat, @platformPeak) ON CONFLICT DO NOTHING
        """);

    public static async Task Add(Tx tx, IReadOnlyList<TakenReading> counting, IReadOnlyList<TakenReading> held)
    {
        var carrying = counting.Concat(held).Where(reading => reading.Withdrawn(null).Extras is not null).ToList();
        if (carrying.Count > 0)
        {
            await tx.ExecuteMany(Insert, carrying, Names, Values);
        }
    }

    private static object?[] Values(TakenReading reading)
    {
        var extras = reading.Extras!;
        return
        [
            Raw.Id(reading.AiringId), reading.ObservedAt, Raw.Id(reading.DeliveryId), reading.Ordinal, extras.KnownAt, extras.ViewsText,
            (long)extras.Rounding.Minus, (long)extras.Rounding.Plus, extras.Displayed, extras.Heat, extras.PlatformPeak,
        ];
    }
}
