using Broadcast.Data;

namespace Broadcast.Ingestion;

/// <summary>Finds deliveries, the newest first: by channel, state, time and webhook id; and the readings of a broadcast with the deliveries they came in. Every search goes by an index, however much there is.</summary>
internal sealed class EvidenceSearch(Db db)
{
    private const string Columns =
        "d.Id, d.ChannelId, d.WebhookId, d.ReceivedAt, d.ReplayedAt, d.State, d.Sha256, d.Headers, d.Readings, d.Problem FROM Delivery d";

    private const string Between = "d.Id < @before AND d.Id >= @from";

    private const string WhereOfAll = $"WHERE {Between} AND (@state IS NULL OR d.State = @state) ORDER BY d.Id DESC";

    private const string WhereOfChannel = $"WHERE d.ChannelId = @channelId AND {Between} AND (@state IS NULL OR d.State = @state) ORDER BY d.Id DESC";

    private const string WhereTroubled = $"WHERE d.ChannelId = @channelId AND d.State = @state AND d.State <> 'accepted' AND {Between} ORDER BY d.Id DESC";

    private const string Readings =
        """
        r.ObservedAt, r.DeliveryId, r.Ordinal, r.Concurrent, r.Views, d.ReceivedAt, d.State, d.Sha256 FROM Reading r JOIN Delivery d ON d.Id = r.DeliveryId
        WHERE r.AiringId = @airingId AND r.ObservedAt >= @from AND r.ObservedAt <= @at
          AND (r.ObservedAt < @at OR r.DeliveryId < @deliveryId OR (r.DeliveryId = @deliveryId AND r.Ordinal < @ordinal))
        ORDER BY r.ObservedAt DESC, r.DeliveryId DESC, r.Ordinal DESC
        """;

    private static readonly Sql OfAll = new(SqlServer: $"SELECT TOP (@take) {Columns} {WhereOfAll}", Sqlite: $"SELECT {Columns} {WhereOfAll} LIMIT @take");

    private static readonly Sql OfChannel = new(SqlServer: $"SELECT TOP (@take) {Columns} {WhereOfChannel}", Sqlite: $"SELECT {Columns} {WhereOfChannel} LIMIT @take");

    // Few deliveries are not as they should be; an index holds those alone, and serves where its own condition is said.
    private static readonly Sql Troubled = new(SqlServer: $"SELECT TOP (@take) {Columns} {WhereTroubled}", Sqlite: $"SELECT {Columns} {WhereTroubled} LIMIT @take");

    private static readonly Sql ByWebhookId = new(
        SqlServer: $"SELECT TOP (@take) {Columns} {WhereWebhookId("JOIN")}", Sqlite: $"SELECT {Columns} {WhereWebhookId("CROSS JOIN")} LIMIT @take");

    private static readonly Sql OfAiring = new(SqlServer: $"SELECT TOP (@take) {Readings}", Sqlite: $"SELECT {Readings} LIMIT @take");

    public Task<IReadOnlyList<DeliveryRow>> Find(EvidenceQuery query, Guid before, int take, CancellationToken ct)
    {
        var latest = query.To is { } to ? Ids.First(to) : before;
        var args = new
        {
            channelId = query.ChannelId,
            state = query.State,
            webhookId = query.WebhookId,
            from = query.From is { } from ? Ids.First(from) : Guid.Empty,
            before = latest.CompareTo(before) < 0 ? latest : before,
            take,
        };
        var sql = query.WebhookId is not null ? ByWebhookId
            : query.ChannelId is null ? OfAll
            : query.State is not null and not DeliveryState.Accepted ? Troubled
            : OfChannel;
        return db.Query<DeliveryRow>(sql, args, ct);
    }

    /// <summary>A broadcast's readings, the newest first.</summary>
    public Task<IReadOnlyList<ReadingRow>> Of(Guid airingId, ReadingPlace before, DateTimeOffset? from, int take, CancellationToken ct) => db.Query<ReadingRow>(
        OfAiring,
        new { airingId, at = before.At, deliveryId = before.DeliveryId, ordinal = before.Ordinal, from = from?.ToUnixTimeMilliseconds() ?? long.MinValue, take },
        ct);

    /// <summary>The few channels first, and in each the id by its index; SQLite takes tables in the order in which they are cross-joined.</summary>
    private static string WhereWebhookId(string join) =>
        $"""
        WHERE d.Id IN (
            SELECT h.Id FROM Channel c {join} Delivery h ON h.ChannelId = c.Id AND h.WebhookId = @webhookId AND h.Holds = 1 WHERE @channelId IS NULL OR c.Id = @channelId
            UNION ALL SELECT a.Id FROM Channel c {join} Delivery a ON a.ChannelId = c.Id AND a.WebhookId = @webhookId AND a.Holds = 0 WHERE @channelId IS NULL OR c.Id = @channelId)
          AND {Between} AND (@state IS NULL OR d.State = @state) ORDER BY d.Id DESC
        """;
}

/// <summary>Which deliveries are looked for; null does not narrow.</summary>
internal sealed record EvidenceQuery
{
    public Guid? ChannelId { get; init; }

    public string? State { get; init; }

    public string? WebhookId { get; init; }

    /// <summary>Arrived at this instant or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Arrived before.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>A reading's place in the list of a broadcast.</summary>
internal readonly record struct ReadingPlace(long At, Guid DeliveryId, int Ordinal)
{
    public static readonly ReadingPlace End = new(long.MaxValue, Hosting.PageRequest.AfterAll, int.MaxValue);
}

/// <summary>A reading with the delivery it came in.</summary>
internal sealed record ReadingRow
{
    public long ObservedAt { get; init; }

    public Guid DeliveryId { get; init; }

    public int Ordinal { get; init; }

    public long? Concurrent { get; init; }

    public long? Views { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    public string State { get; init; } = "";

    public byte[] Sha256 { get; init; } = [];

    public DateTimeOffset At => DateTimeOffset.FromUnixTimeMilliseconds(ObservedAt);
}
