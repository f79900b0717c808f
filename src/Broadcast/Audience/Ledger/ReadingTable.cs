using Broadcast.Audience.Arithmetic;
using Broadcast.Data;

namespace Broadcast.Audience.Ledger;

/// <summary>Readings as a set of rows: only ever added, never twice.</summary>
internal static class ReadingTable
{
    private static readonly string[] Names = ["@airingId", "@at", "@deliveryId", "@ordinal", "@concurrent", "@views"];

    private static readonly Sql Insert = new(
        SqlServer:
        """
        INSERT INTO Reading (AiringId, ObservedAt, DeliveryId, Ordinal, Concurrent, Views)
        SELECT @airingId, @at, @deliveryId, @ordinal, @concurrent, @views
        WHERE NOT EXISTS (SELECT 1 FROM Reading WHERE AiringId = @airingId AND ObservedAt = @at AND DeliveryId = @deliveryId AND Ordinal = @ordinal)
        """,
        Sqlite:
        """
        INSERT INTO Reading (AiringId, ObservedAt, DeliveryId, Ordinal, Concurrent, Views)
        VALUES (@airingId, @at, @deliveryId, @ordinal, @concurrent, @views) ON CONFLICT DO NOTHING
        """);

    private static readonly Sql Known =
        "SELECT 1 FROM Reading WHERE AiringId = @airingId AND ObservedAt = @at AND DeliveryId = @deliveryId AND Ordinal = @ordinal";

    private static readonly Sql InRange =
        "SELECT ObservedAt AS At, Concurrent, Views FROM Reading WHERE AiringId = @airingId AND ObservedAt >= @from AND ObservedAt < @to";

    // A gauge holds for its time only, so looking further back than that finds nothing that matters.
    private static readonly Sql LastGaugeBefore = new(
        SqlServer: "SELECT TOP (1) ObservedAt FROM Reading WHERE AiringId = @airingId AND ObservedAt < @from AND ObservedAt > @earliest AND Concurrent IS NOT NULL ORDER BY ObservedAt DESC",
        Sqlite: "SELECT ObservedAt FROM Reading WHERE AiringId = @airingId AND ObservedAt < @from AND ObservedAt > @earliest AND Concurrent IS NOT NULL ORDER BY ObservedAt DESC LIMIT 1");

    private static readonly Sql LastCounterBefore = new(
        SqlServer: "SELECT TOP (1) ObservedAt FROM Reading WHERE AiringId = @airingId AND ObservedAt < @from AND Views IS NOT NULL ORDER BY ObservedAt DESC",
        Sqlite: "SELECT ObservedAt FROM Reading WHERE AiringId = @airingId AND ObservedAt < @from AND Views IS NOT NULL ORDER BY ObservedAt DESC LIMIT 1");

    private static readonly Sql NextGauge = new(
        SqlServer: "SELECT TOP (1) ObservedAt FROM Reading WHERE AiringId = @airingId AND ObservedAt > @at AND ObservedAt < @latest AND Concurrent IS NOT NULL ORDER BY ObservedAt",
        Sqlite: "SELECT ObservedAt FROM Reading WHERE AiringId = @airingId AND ObservedAt > @at AND ObservedAt < @latest AND Concurrent IS NOT NULL ORDER BY ObservedAt LIMIT 1");

    private static readonly Sql NextCounter = new(
        SqlServer: "SELECT TOP (1) ObservedAt FROM Reading WHERE AiringId = @airingId AND ObservedAt > @at AND Views IS NOT NULL ORDER BY ObservedAt",
        Sqlite: "SELECT ObservedAt FROM Reading WHERE AiringId = @airingId AND ObservedAt > @at AND Views IS NOT NULL ORDER BY ObservedAt LIMIT 1");

    // A delivery's id begins with the instant of its arrival. What counts since a replay says so beside, and what was withdrawn at its row.
    private static readonly Sql Suspects =
        $"SELECT {ReadingRow.Columns} FROM Reading r {ReadingRow.Extras} WHERE r.AiringId = @airingId AND (r.DeliveryId >= @first OR e.KnownAt >= @at OR m.WithdrawnAt < @at)";

    private static readonly Sql OfAiring = $"SELECT {ReadingRow.Columns} FROM Reading r {ReadingRow.Extras} WHERE r.AiringId = @airingId";

    private static readonly Sql Delete = "DELETE FROM Reading WHERE AiringId = @airingId AND ObservedAt = @at AND DeliveryId = @deliveryId AND Ordinal = @ordinal";

    private static readonly Sql FirstOfAiring = "SELECT MIN(ObservedAt) FROM Reading WHERE AiringId = @airingId";

    public static Task Add(Tx tx, IReadOnlyList<TakenReading> readings) => tx.ExecuteMany(
        Insert,
        readings,
        Names,
        reading => [Raw.Id(reading.AiringId), reading.ObservedAt, Raw.Id(reading.DeliveryId), reading.Ordinal, reading.Concurrent, reading.Views]);

    /// <summary>Whether a reading was taken in before.</summary>
    public static async Task<bool> Contains(Tx tx, TakenReading reading) =>
        await tx.Find<int?>(Known, new { airingId = reading.AiringId, at = reading.ObservedAt, deliveryId = reading.DeliveryId, ordinal = reading.Ordinal }) is not null;

    /// <summary>An airing's points from one instant to another, and the last ones before.</summary>
    public static async Task<Points> Points(Tx tx, AiringState airing, Interval range) => Arithmetic.Points.Of(await Rows(tx, airing.AiringId, range.From, range.To), airing.Metering.Counter) with
    {
        GaugeBefore = await GaugeBefore(tx, airing, range.From),
        CounterBefore = await CounterBefore(tx, airing, range.From),
    };

    /// <summary>When the next gauge after an instant was observed, if that is before the hold of the one at the instant runs out.</summary>
    public static Task<long?> GaugeAfter(Tx tx, AiringState airing, long at) =>
        airing.LastGaugeAt > at ? tx.Find<long?>(NextGauge, new { airingId = airing.AiringId, at, latest = at + airing.Metering.HoldMs }) : Task.FromResult<long?>(null);

    /// <summary>When the next counter after an instant was observed.</summary>
    public static Task<long?> CounterAfter(Tx tx, AiringState airing, long at) =>
        airing.LastCounterAt > at ? tx.Find<long?>(NextCounter, new { airingId = airing.AiringId, at }) : Task.FromResult<long?>(null);

    /// <summary>An airing's readings that stand among those that count and do not, as a closing has it.</summary>
    public static async Task<IEnumerable<TakenReading>> NotCounting(Tx tx, Guid airingId, long? closedAt)
    {
        var args = new { airingId, at = closedAt ?? long.MaxValue, first = closedAt is { } at ? Ids.First(DateTimeOffset.FromUnixTimeMilliseconds(at)) : Hosting.PageRequest.AfterAll };
        return (await tx.Query<ReadingRow>(Suspects, args)).Select(row => row.ToReading()).Where(reading => !reading.Counts(closedAt));
    }

    /// <summary>All readings of an airing that count.</summary>
    public static async Task<IEnumerable<TakenReading>> All(Tx tx, Guid airingId) => (await tx.Query<ReadingRow>(OfAiring, new { airingId })).Select(row => row.ToReading());

    public static Task Remove(Tx tx, IReadOnlyList<TakenReading> readings) => tx.ExecuteMany(
        Delete, readings, Names[..4], reading => [Raw.Id(reading.AiringId), reading.ObservedAt, Raw.Id(reading.DeliveryId), reading.Ordinal]);

    /// <summary>When an airing was first observed; null without a reading.</summary>
    public static Task<long?> First(Tx tx, Guid airingId) => tx.Find<long?>(FirstOfAiring, new { airingId });

    private static async Task<GaugePoint?> GaugeBefore(Tx tx, AiringState airing, long from)
    {
        var args = new { airingId = airing.AiringId, from, earliest = from - airing.Metering.HoldMs };
        var at = airing.LastGaugeAt < from ? airing.LastGaugeAt : await tx.Find<long?>(LastGaugeBefore, args);
        if (at is null || at <= args.earliest)
        {
            return null;
        }

        return Arithmetic.Points.Of(await Rows(tx, airing.AiringId, at.Value, at.Value + 1), airing.Metering.Counter).Gauges[0];
    }

    private static async Task<CounterPoint?> CounterBefore(Tx tx, AiringState airing, long from)
    {
        // Each reading of a delta channel is an increment by itself.
        if (airing.Metering.Counter == ViewsCounter.Delta || airing.LastCounterAt is null)
        {
            return null;
        }

        var at = airing.LastCounterAt < from ? airing.LastCounterAt : await tx.Find<long?>(LastCounterBefore, new { airingId = airing.AiringId, from });
        return at is null ? null : Arithmetic.Points.Of(await Rows(tx, airing.AiringId, at.Value, at.Value + 1), airing.Metering.Counter).Counters[0];
    }

    private static async Task<IEnumerable<Reading>> Rows(Tx tx, Guid airingId, long from, long to) =>
        (await tx.Query<PointRow>(InRange, new { airingId, from, to })).Select(row => new Reading(row.At, row.Concurrent, row.Views));

    private sealed record PointRow
    {
        public long At { get; init; }

        public long? Concurrent { get; init; }

        public long? Views { get; init; }
    }
}
