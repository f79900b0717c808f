using Broadcast.Data;

namespace Broadcast.Ingestion;

/// <summary>The rows of deliveries: an id counts once a channel, and whoever was first with it keeps it.</summary>
internal static class DeliveryTable
{
    private static readonly string[] Names =
        ["@id", "@channelId", "@airingId", "@webhookId", "@receivedAt", "@state", "@sha256", "@headers", "@body", "@readings", "@problem", "@holds"];

    private static readonly Sql Insert = new(
        SqlServer:
        """
        INSERT INTO Delivery (Id, ChannelId, AiringId, WebhookId, ReceivedAt, State, Sha256, Headers, Body, Readings, Problem, Holds)
        SELECT @id, @channelId, @airingId, @webhookId, @receivedAt, @state, @sha256, @headers, @body, @readings, @problem, @holds
        WHERE @holds = 0 OR NOT EXISTS (SELECT 1 FROM Delivery WITH (UPDLOCK, HOLDLOCK) WHERE ChannelId = @channelId AND WebhookId = @webhookId AND Holds = 1)
        """,
        Sqlite:
        """
        INSERT INTO Delivery (Id, ChannelId, AiringId, WebhookId, ReceivedAt, State, Sha256, Headers, Body, Readings, Problem, Holds)
        VALUES (@id, @channelId, @airingId, @webhookId, @receivedAt, @state, @sha256, @headers, @body, @readings, @problem, @holds)
        ON CONFLICT (ChannelId, WebhookId) WHERE Holds = 1 DO NOTHING
        """);

    /// <summary>Adds many; of each whether it is new: 1, or 0 where its id came before.</summary>
    public static Task<int[]> Add<T>(Tx tx, IReadOnlyList<T> rows, Func<T, Delivery> deliveryOf) => tx.ExecuteMany(Insert, rows, Names, row => Values(deliveryOf(row)));

    private static object?[] Values(Delivery delivery) =>
    [
        Raw.Id(delivery.Id), Raw.Id(delivery.ChannelId), Raw.Id(delivery.AiringId), delivery.WebhookId, Raw.Instant(delivery.ReceivedAt), delivery.State, delivery.Sha256,
        delivery.Headers, delivery.Body, delivery.Readings, delivery.Problem, delivery.Holds ? 1 : 0,
    ];
}
