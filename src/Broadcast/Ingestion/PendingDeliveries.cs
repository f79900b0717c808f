using Broadcast.Data;

namespace Broadcast.Ingestion;

/// <summary>Deliveries that were acknowledged and not yet taken into readings.</summary>
internal sealed class PendingDeliveries(Db db)
{
    private static readonly Sql AnyPending = new(
        SqlServer: "SELECT TOP (1) 1 FROM Delivery WHERE Pending = 1",
        Sqlite: "SELECT 1 FROM Delivery WHERE Pending = 1 LIMIT 1");

    private static readonly Sql Oldest = new(
        SqlServer:
        """
        SELECT TOP (@take) d.Id, d.ChannelId, d.AiringId, d.ReceivedAt, d.ReplayedAt, d.Body, c.Connector, a.ExternalId
        FROM Delivery d JOIN Channel c ON c.Id = d.ChannelId LEFT JOIN Airing a ON a.Id = d.AiringId
        WHERE d.Pending = 1 ORDER BY d.Id
        """,
        Sqlite:
        """
        SELECT d.Id, d.ChannelId, d.AiringId, d.ReceivedAt, d.ReplayedAt, d.Body, c.Connector, a.ExternalId
        FROM Delivery d JOIN Channel c ON c.Id = d.ChannelId LEFT JOIN Airing a ON a.Id = d.AiringId
        WHERE d.Pending = 1 ORDER BY d.Id LIMIT @take
        """);

    private static readonly Sql Done = "UPDATE Delivery SET Pending = 0 WHERE Id = @id";

    public async Task<bool> Any(CancellationToken ct) => await db.Find<int?>(AnyPending, null, ct) is not null;

    public Task<IReadOnlyList<PendingRow>> Next(int take, CancellationToken ct) => db.Query<PendingRow>(Oldest, new { take }, ct);

    public static Task Taken(Tx tx, IReadOnlyList<PendingRow> deliveries) => tx.ExecuteMany(Done, deliveries, ["@id"], delivery => [Raw.Id(delivery.Id)]);
}

/// <summary>A delivery that waits, with what it takes to read it.</summary>
internal sealed record PendingRow
{
    public Guid Id { get; init; }

    public Guid ChannelId { get; init; }

    public Guid? AiringId { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    public DateTimeOffset? ReplayedAt { get; init; }

    public byte[] Body { get; init; } = [];

    public string Connector { get; init; } = "";

    public string? ExternalId { get; init; }

    public IntakeMessage ToMessage() => new(Id, ChannelId, Connector, Body, ReceivedAt, ReplayedAt ?? ReceivedAt, AiringId, ExternalId);
}
