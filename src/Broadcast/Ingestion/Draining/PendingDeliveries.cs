using Broadcast.Data;

namespace Broadcast.Ingestion;

/// <summary>Deliveries that were acknowledged and not yet taken into readings.</summary>
internal sealed class PendingDeliveries(Db db)
{
    private static readonly TimeSpan OwnTime = TimeSpan.FromSeconds(1);

    private static readonly Sql AnyPending = new(
        SqlServer: "SELECT TOP (1) 1 FROM PendingDelivery",
        Sqlite: "SELECT 1 FROM PendingDelivery LIMIT 1");

    // Those that wait are chosen first, and each is then looked up: the other way round all deliveries there are would be gone through.
    private static readonly Sql Oldest = new(
        SqlServer:
        """
        SELECT d.Id, d.ChannelId, d.AiringId, d.ReceivedAt, d.ReplayedAt, d.Body, CASE WHEN r.DeliveryId IS NULL THEN c.Connector ELSE 'import' END AS Connector, a.ExternalId, r.WithdrawnAt
        FROM (SELECT TOP (@take) DeliveryId FROM PendingDelivery WHERE DeliveryId < @before ORDER BY DeliveryId) p
            JOIN Delivery d ON d.Id = p.DeliveryId JOIN Channel c ON c.Id = d.ChannelId LEFT JOIN Airing a ON a.Id = d.AiringId LEFT JOIN ImportedRow r ON r.DeliveryId = d.Id
        ORDER BY p.DeliveryId
        """,
        Sqlite:
        """
        SELECT d.Id, d.ChannelId, d.AiringId, d.ReceivedAt, d.ReplayedAt, d.Body, CASE WHEN r.DeliveryId IS NULL THEN c.Connector ELSE 'import' END AS Connector, a.ExternalId, r.WithdrawnAt
        FROM (SELECT DeliveryId FROM PendingDelivery WHERE DeliveryId < @before ORDER BY DeliveryId LIMIT @take) p
            CROSS JOIN Delivery d ON d.Id = p.DeliveryId JOIN Channel c ON c.Id = d.ChannelId LEFT JOIN Airing a ON a.Id = d.AiringId LEFT JOIN ImportedRow r ON r.DeliveryId = d.Id
        ORDER BY p.DeliveryId
        """);

    private static readonly Sql Insert = new(
        SqlServer: "INSERT INTO PendingDelivery (DeliveryId) SELECT @id WHERE NOT EXISTS (SELECT 1 FROM PendingDelivery WITH (UPDLOCK, HOLDLOCK) WHERE DeliveryId = @id)",
        Sqlite: "INSERT INTO PendingDelivery (DeliveryId) VALUES (@id) ON CONFLICT DO NOTHING");

    private static readonly Sql Remove = "DELETE FROM PendingDelivery WHERE DeliveryId = @id";

    private static readonly Sql ReplaysOf = "SELECT At FROM DeliveryReplay WHERE DeliveryId = @id";

    /// <summary>When a delivery was taken in again.</summary>
    public Task<IReadOnlyList<DateTimeOffset>> Replays(Guid id, CancellationToken ct) => db.Query<DateTimeOffset>(ReplaysOf, new { id }, ct);

    public async Task<bool> Any(CancellationToken ct) => await db.Find<int?>(AnyPending, null, ct) is not null;

    /// <summary>
    /// The oldest of those that nobody has taken in for a while. Those that came just now are left to the process that received them, which has them in memory;
    /// ids begin with the time they were made, so the age is read off the id.
    /// </summary>
    public Task<IReadOnlyList<PendingRow>> NextLeftOver(int take, DateTimeOffset now, CancellationToken ct) =>
        db.Query<PendingRow>(Oldest, new { take, before = Ids.First(now - OwnTime) }, ct);

    /// <summary>Writes that deliveries are to be taken in, in the transaction that keeps or replays them.</summary>
    public static Task Add(Tx tx, IReadOnlyList<Guid> deliveries) => tx.ExecuteMany(Insert, deliveries, ["@id"], id => [Raw.Id(id)]);

    /// <summary>Writes that deliveries were taken in.</summary>
    /// <exception cref="AlreadyTakenException">One of them was taken in before: its readings must not count again.</exception>
    public static async Task Taken(Tx tx, IReadOnlyList<Guid> deliveries)
    {
        var changed = await tx.ExecuteMany(Remove, deliveries, ["@id"], id => [Raw.Id(id)]);
        if (Array.Exists(changed, rows => rows != 1))
        {
            throw new AlreadyTakenException();
        }
    }
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

    /// <summary>When the import whose row it is was withdrawn.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }

    public IntakeMessage ToMessage() => new(Id, ChannelId, Connector, Body, ReceivedAt, ReplayedAt ?? ReceivedAt, AiringId, ExternalId) { WithdrawnAt = WithdrawnAt };
}

/// <summary>A delivery was taken into readings by somebody else meanwhile.</summary>
internal sealed class AlreadyTakenException() : Exception("A delivery was taken in before.");
