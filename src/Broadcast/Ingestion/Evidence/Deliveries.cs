using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Outcomes;
using Broadcast.Work;

namespace Broadcast.Ingestion;

/// <summary>The evidence, to read and to replay.</summary>
internal sealed class Deliveries(Db db, Intake intake, AuditLog audit, Nudge<DrainJob> drain)
{
    private const string Columns = "Id, ChannelId, WebhookId, ReceivedAt, ReplayedAt, State, Sha256, Headers, Readings, Problem";

    private static readonly Sql ById = $"SELECT {Columns}, Body, (SELECT k.DroppedAt FROM DroppedBody k WHERE k.DeliveryId = Delivery.Id) AS BodyDroppedAt, (SELECT m.WithdrawnAt FROM ImportedRow m WHERE m.DeliveryId = Delivery.Id) AS WithdrawnAt FROM Delivery WHERE Id = @id";

    private static readonly Sql ToReplay =
        """
        SELECT d.Id, d.ChannelId, d.AiringId, d.ReceivedAt, d.Body, CASE WHEN r.DeliveryId IS NULL THEN c.Connector ELSE 'import' END AS Connector, a.ExternalId, r.WithdrawnAt
        FROM Delivery d JOIN Channel c ON c.Id = d.ChannelId LEFT JOIN Airing a ON a.Id = d.AiringId LEFT JOIN ImportedRow r ON r.DeliveryId = d.Id
        WHERE d.Id = @id AND d.Holds = 1
        """;

    private static readonly Sql Replayed =
        "UPDATE Delivery SET ReplayedAt = @now, State = @state, Readings = @readings, Problem = @problem WHERE Id = @id";

    private static readonly Sql NoteReplay =
        "INSERT INTO DeliveryReplay (DeliveryId, At) SELECT @id, @now WHERE NOT EXISTS (SELECT 1 FROM DeliveryReplay WHERE DeliveryId = @id AND At = @now)";

    private static readonly Sql Dropped = "SELECT DeliveryId FROM DroppedBody WHERE DeliveryId = @id";

    public Task<DeliveryRow?> Find(Guid id, CancellationToken ct) => db.Find<DeliveryRow>(ById, new { id }, ct);

    /// <summary>
    /// Takes a delivery in again: what names a broadcast that has become known since counts now; what counted already is the same set and changes nothing.
    /// A duplicate, a conflict and a message that could not be read stay what they are.
    /// </summary>
    public async Task<Outcome<DeliveryRow>> Replay(Guid id, Caller by, DateTimeOffset now, CancellationToken ct)
    {
        if (await db.Find<PendingRow>(ToReplay, new { id }, ct) is { } delivery)
        {
            if (delivery.WithdrawnAt is not null)
            {
                return Refusal.State("This is a row of an import that was withdrawn: it does not count any more.");
            }

            if (await db.Find<Guid?>(Dropped, new { id }, ct) is not null)
            {
                return Refusal.State("The body of this delivery was dropped by the series' rule; its figures are kept and count as they are.");
            }

            var read = await intake.Read((delivery with { ReplayedAt = now }).ToMessage(), ct);
            var args = new
            {
                id,
                now,
                state = DeliveryState.Of(read.Taken.Count, read.Rejected.Count),
                readings = read.Taken.Count,
                problem = read.Problem,
            };
            await db.Write(
                async tx =>
                {
                    await tx.Execute(Replayed, args);
                    await tx.Execute(NoteReplay, new { id, now });
                    if (read.Taken.Count > 0)
                    {
                        await PendingDeliveries.Add(tx, [id]);
                    }

                    await audit.Write(tx, by, "replay", "delivery", id, null, new { args.state, args.readings }, now);
                },
                ct);
            drain.Now();
        }

        return await Find(id, ct) is { } row ? row : Refusal.NotFound("delivery");
    }
}

/// <summary>A delivery as a row.</summary>
internal sealed record DeliveryRow
{
    public Guid Id { get; init; }

    public Guid ChannelId { get; init; }

    public string WebhookId { get; init; } = "";

    public DateTimeOffset ReceivedAt { get; init; }

    public DateTimeOffset? ReplayedAt { get; init; }

    public string State { get; init; } = "";

    public byte[] Sha256 { get; init; } = [];

    public string Headers { get; init; } = "{}";

    public byte[]? Body { get; init; }

    public int Readings { get; init; }

    public DateTimeOffset? BodyDroppedAt { get; init; }

    public DateTimeOffset? WithdrawnAt { get; init; }

    public string? Problem { get; init; }
}
