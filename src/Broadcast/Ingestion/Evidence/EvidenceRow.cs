using Broadcast.Audience;
using Broadcast.Audience.Arithmetic;
using Broadcast.Data;
using Broadcast.Hosting;

namespace Broadcast.Ingestion;

/// <summary>A delivery with all it takes to read its figures again, from its body or, where a rule dropped that, from the readings that were kept of it.</summary>
internal sealed record EvidenceRow
{
    /// <summary>What is read of a delivery <c>d</c>.</summary>
    public const string Columns =
        "d.Id, d.ChannelId, d.AiringId, d.ReceivedAt, d.ReplayedAt, d.Sha256, d.Body, d.Readings, CASE WHEN r.DeliveryId IS NULL THEN c.Connector ELSE 'import' END AS Connector, a.ExternalId, k.DroppedAt, k.Readings AS KeptReadings, r.WithdrawnAt";

    /// <summary>Where it is read from.</summary>
    public const string From =
        "FROM Delivery d JOIN Channel c ON c.Id = d.ChannelId LEFT JOIN Airing a ON a.Id = d.AiringId LEFT JOIN DroppedBody k ON k.DeliveryId = d.Id LEFT JOIN ImportedRow r ON r.DeliveryId = d.Id";

    public Guid Id { get; init; }

    public Guid ChannelId { get; init; }

    public Guid? AiringId { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    public DateTimeOffset? ReplayedAt { get; init; }

    public byte[] Sha256 { get; init; } = [];

    /// <summary>Empty once it was dropped.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>How many readings count, as was said when it was taken in.</summary>
    public int Readings { get; init; }

    public string Connector { get; init; } = "";

    public string? ExternalId { get; init; }

    public DateTimeOffset? DroppedAt { get; init; }

    public string? KeptReadings { get; init; }

    /// <summary>When the import whose row it is was withdrawn.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }

    public bool IsDropped => DroppedAt is not null;

    public IntakeMessage ToMessage(IReadOnlyList<DateTimeOffset> replays) =>
        new(Id, ChannelId, Connector, Body, ReceivedAt, ReplayedAt ?? ReceivedAt, AiringId, ExternalId) { Replays = replays, WithdrawnAt = WithdrawnAt };
}

/// <summary>A reading as it is kept of a delivery whose body was dropped.</summary>
internal sealed record KeptReading(Guid Broadcast, long ObservedAt, int Index, long? Concurrent, long? Views, ReadingExtras? Extras)
{
    public static string Write(IEnumerable<TakenReading> readings) =>
        Json.Write(readings.Select(Of));

    public static KeptReading Of(TakenReading reading) => new(reading.AiringId, reading.ObservedAt, reading.Ordinal, reading.Concurrent, reading.Views, reading.Withdrawn(null).Extras);

    public static IReadOnlyList<TakenReading> Read(Guid deliveryId, string text) => [.. Json.Read<List<KeptReading>>(text).Select(kept => kept.ToReading(deliveryId))];

    public TakenReading ToReading(Guid deliveryId) => new(Broadcast, ObservedAt, deliveryId, Index, Concurrent, Views, Extras);
}

/// <summary>Reads the figures of kept deliveries again: the same that were taken in.</summary>
internal sealed class EvidenceReadings(Intake intake, Db db)
{
    private static readonly Sql ReplaysOf = "SELECT At FROM DeliveryReplay WHERE DeliveryId = @id";

    /// <summary>When a delivery was taken in again; asked of those few that ever were.</summary>
    public async Task<IReadOnlyList<DateTimeOffset>> Replays(EvidenceRow row, CancellationToken ct) =>
        row.ReplayedAt is not { } last ? [] : [.. (await db.Query<DateTimeOffset>(ReplaysOf, new { id = row.Id }, ct)).Append(last).Distinct().Order()];

    public async Task<IReadOnlyList<TakenReading>> Read(EvidenceRow row, CancellationToken ct) =>
        row.IsDropped ? [.. KeptReading.Read(row.Id, row.KeptReadings ?? "[]").Select(reading => reading.Withdrawn(row.WithdrawnAt?.ToUnixTimeMilliseconds()))] : (await intake.Read(row.ToMessage(await Replays(row, ct)), ct)).Taken;
}
