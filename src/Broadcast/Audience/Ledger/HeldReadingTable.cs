using Broadcast.Data;

namespace Broadcast.Audience.Ledger;

/// <summary>Readings that do not count, as rows: those that came after their interview was closed, evidence and the figures they will bring when it is opened again; and those that were withdrawn.</summary>
internal static class HeldReadingTable
{
    private static readonly string[] Names = ["@airingId", "@at", "@deliveryId", "@ordinal", "@concurrent", "@views"];

    private static readonly Sql Insert = new(
        SqlServer:
        """
        INSERT INTO HeldReading (AiringId, ObservedAt, DeliveryId, Ordinal, Concurrent, Views)
        SELECT @airingId, @at, @deliveryId, @ordinal, @concurrent, @views
        WHERE NOT EXISTS (SELECT 1 FROM HeldReading WHERE AiringId = @airingId AND ObservedAt = @at AND DeliveryId = @deliveryId AND Ordinal = @ordinal)
        """,
        Sqlite:
        """
        INSERT INTO HeldReading (AiringId, ObservedAt, DeliveryId, Ordinal, Concurrent, Views)
        VALUES (@airingId, @at, @deliveryId, @ordinal, @concurrent, @views) ON CONFLICT DO NOTHING
        """);

    private static readonly Sql Delete = "DELETE FROM HeldReading WHERE AiringId = @airingId AND ObservedAt = @at AND DeliveryId = @deliveryId AND Ordinal = @ordinal";

    private static readonly Sql OfAiring = $"SELECT {ReadingRow.Columns} FROM HeldReading r {ReadingRow.Extras} WHERE r.AiringId = @airingId";

    public static Task Add(Tx tx, IReadOnlyList<TakenReading> readings) => readings.Count == 0 ? Task.CompletedTask : tx.ExecuteMany(
        Insert,
        readings,
        Names,
        reading => [Raw.Id(reading.AiringId), reading.ObservedAt, Raw.Id(reading.DeliveryId), reading.Ordinal, reading.Concurrent, reading.Views]);

    public static Task Remove(Tx tx, IReadOnlyList<TakenReading> readings) => tx.ExecuteMany(
        Delete, readings, Names[..4], reading => [Raw.Id(reading.AiringId), reading.ObservedAt, Raw.Id(reading.DeliveryId), reading.Ordinal]);

    /// <summary>All that is held of an airing.</summary>
    public static async Task<IEnumerable<TakenReading>> All(Tx tx, Guid airingId) => (await tx.Query<ReadingRow>(OfAiring, new { airingId })).Select(row => row.ToReading());

    /// <summary>What is held of an airing though it counts, as a closing has it.</summary>
    public static async Task<IEnumerable<TakenReading>> Counting(Tx tx, Guid airingId, long? closedAt) => (await All(tx, airingId)).Where(reading => reading.Counts(closedAt));
}
