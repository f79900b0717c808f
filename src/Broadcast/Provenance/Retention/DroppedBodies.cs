using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Broadcast.Audience;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Ingestion;

namespace Broadcast.Provenance;

/// <summary>Drops bodies by the rule of their series, and keeps what figures need of them: hash, readings, and the few headers that say what it was.</summary>
internal sealed class DroppedBodies(Db db, EvidenceReadings evidence, ILogger<DroppedBodies> log)
{
    private static readonly string[] HeadersLeft = ["content-type", "user-agent", "webhook-id", "webhook-timestamp", "date", "server"];

    // What arrived before is named by ids that sort before; the readings of an airing say which deliveries they came in.
    private const string Candidates =
        """
        SELECT x.DeliveryId FROM (
            SELECT r.DeliveryId FROM Reading r WHERE r.AiringId = @airingId AND r.DeliveryId > @after AND r.DeliveryId < @end
            UNION SELECT h.DeliveryId FROM HeldReading h WHERE h.AiringId = @airingId AND h.DeliveryId > @after AND h.DeliveryId < @end) x
        WHERE NOT EXISTS (SELECT 1 FROM DroppedBody k WHERE k.DeliveryId = x.DeliveryId)
        """;

    private static readonly Sql Next = new(
        SqlServer: $"SELECT TOP (@take) y.DeliveryId FROM ({Candidates}) y ORDER BY y.DeliveryId",
        Sqlite: $"{Candidates} ORDER BY x.DeliveryId LIMIT @take");

    private static readonly Sql ById = $"SELECT {EvidenceRow.Columns} {EvidenceRow.From} WHERE d.Id = @id";

    private static readonly Sql HeadersOf = "SELECT Headers FROM Delivery WHERE Id = @id";

    private static readonly Sql Waiting = "SELECT DeliveryId FROM PendingDelivery WHERE DeliveryId = @id";

    // Closed, of a series with a rule, by which what arrived before an instant is let go of.
    private static readonly Sql Released =
        """
        SELECT i.Id FROM Airing a JOIN Interview i ON i.Id = a.InterviewId JOIN Closing z ON z.InterviewId = i.Id AND z.ReopenedAt IS NULL JOIN EvidenceRule r ON r.SeriesId = i.SeriesId
        WHERE a.Id = @airingId AND i.State = 'closed' AND z.ClosedAt <= @now AND @receivedAt < @now - r.Days * @day
        """;

    private static readonly Sql Empty = new(
        SqlServer: "UPDATE Delivery SET Body = 0x, Headers = @headers WHERE Id = @id",
        Sqlite: "UPDATE Delivery SET Body = x'', Headers = @headers WHERE Id = @id");

    private static readonly Sql Keep = "INSERT INTO DroppedBody (DeliveryId, DroppedAt, Bytes, Readings) VALUES (@id, @now, @bytes, @kept)";

    /// <summary>Deliveries of a broadcast that arrived before an instant and still have their bodies, in order.</summary>
    public Task<IReadOnlyList<Guid>> ListCandidates(Guid airingId, Guid after, DateTimeOffset before, int take, CancellationToken ct) =>
        db.Query<Guid>(Next, new { airingId, after, end = Ids.First(before), take }, ct);

    /// <summary>
    /// Drops one body, if the rules of all interviews it is about allow it. One that is not what its hash says stays: it is what an audit has to show.
    /// </summary>
    /// <returns>Whether it was dropped.</returns>
    public async Task<bool> Drop(Guid id, DateTimeOffset now, CancellationToken ct)
    {
        if (await db.Find<EvidenceRow>(ById, new { id }, ct) is not { IsDropped: false } row)
        {
            return false;
        }

        if (!SHA256.HashData(row.Body).AsSpan().SequenceEqual(row.Sha256))
        {
            log.LogWarning("The body of delivery {Delivery} is not what its hash says; it is kept", id);
            return false;
        }

        var readings = await evidence.Read(row, ct);
        return readings.Count == row.Readings && await db.Write(tx => Drop(tx, row, readings, now), ct);
    }

    private static async Task<bool> Drop(Tx tx, EvidenceRow row, IReadOnlyList<TakenReading> readings, DateTimeOffset now)
    {
        foreach (var airingId in readings.Select(reading => reading.AiringId).Distinct())
        {
            var args = new { airingId, now, receivedAt = row.ReceivedAt, day = (long)TimeSpan.FromDays(1).TotalMilliseconds };
            if (await tx.Find<Guid?>(Released, args) is null)
            {
                return false;
            }
        }

        if (await tx.Find<Guid?>(Waiting, new { id = row.Id }) is not null)
        {
            return false;
        }

        var headers = Json.Read<JsonObject>(await tx.Find<string>(HeadersOf, new { id = row.Id }) ?? "{}");
        var left = headers.Where(header => HeadersLeft.Contains(header.Key, StringComparer.OrdinalIgnoreCase)).ToDictionary(header => header.Key, header => header.Value?.DeepClone());
        await tx.Execute(Empty, new { id = row.Id, headers = Json.Write(left) });
        await tx.Execute(Keep, new { id = row.Id, now, bytes = row.Body.Length, kept = KeptReading.Write(readings) });
        return true;
    }
}
