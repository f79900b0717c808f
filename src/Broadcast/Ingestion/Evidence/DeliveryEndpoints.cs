using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Ingestion;

/// <summary>The evidence, over HTTP.</summary>
internal static class DeliveryEndpoints
{
    private const int MostBytes = 4 * 1024 * 1024;

    public static void MapDeliveryEndpoints(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1").WithApiDefaults("Deliveries").RequireReader();
        group.MapGet("/channels/{id:guid}/deliveries", ListOfChannel);
        group.MapGet("/deliveries", List);
        group.MapGet("/deliveries/{id:guid}", Find);
        group.MapGet("/deliveries/{id:guid}/body", Download).Gives(FileAnswers.Bytes);
        group.MapPost("/deliveries/{id:guid}:replay", Replay).RequireRole(Role.Producer);
    }

    private static async Task<Results<Ok<Page<DeliveryView>>, ProblemHttpResult>> ListOfChannel(
        Guid id, PageRequest page, EvidenceSearch search, Deliveries deliveries, Channels.Channels channels, HttpRequest request, CancellationToken ct)
    {
        var query = QueryOf(request) with { ChannelId = id };
        return await channels.Find(id, ct) is null ? Refusal.NotFound("channel").ToProblem() : TypedResults.Ok(await Cut(query, page, search, deliveries, ct));
    }

    private static async Task<Ok<Page<DeliveryView>>> List(PageRequest page, EvidenceSearch search, Deliveries deliveries, HttpRequest request, CancellationToken ct) =>
        TypedResults.Ok(await Cut(QueryOf(request) with { ChannelId = request.Id("channelId") }, page, search, deliveries, ct));

    private static EvidenceQuery QueryOf(HttpRequest request) => new()
    {
        State = request.Word("state", DeliveryState.All),
        WebhookId = request.Text("webhookId"),
        From = request.Instant("from"),
        To = request.Instant("to"),
    };

    /// <summary>Each with its body. Where those are large a page ends before it is full.</summary>
    private static async Task<Page<DeliveryView>> Cut(EvidenceQuery query, PageRequest page, EvidenceSearch search, Deliveries deliveries, CancellationToken ct)
    {
        var found = await search.Find(query, page.BeforeId, page.Take, ct);
        var (rows, bytes) = (new List<DeliveryRow>(), 0);
        foreach (var row in found.Take(page.Limit))
        {
            rows.Add(await deliveries.Find(row.Id, ct) ?? row);
            bytes += rows[^1].Body?.Length ?? 0;
            if (bytes > MostBytes)
            {
                break;
            }
        }

        return new Page<DeliveryView>([.. rows.Select(DeliveryView.Of)], rows.Count < found.Count ? PageRequest.CursorOf(rows[^1].Id) : null);
    }

    /// <summary>The bytes as they came. As a download, whatever they are: a browser must not take a platform's message for a page of ours.</summary>
    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Download(Guid id, Deliveries deliveries, HttpResponse response, CancellationToken ct)
    {
        if (await deliveries.Find(id, ct) is not { Body: { } body } row)
        {
            return Refusal.NotFound("delivery").ToProblem();
        }

        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ETag = $"\"{Convert.ToHexStringLower(row.Sha256)}\"";
        return TypedResults.File(body, "application/octet-stream", $"{id}.bin");
    }

    private static async Task<Results<Ok<DeliveryView>, ProblemHttpResult>> Find(Guid id, Deliveries deliveries, CancellationToken ct) =>
        await deliveries.Find(id, ct) is { } row ? TypedResults.Ok(DeliveryView.Of(row)) : Refusal.NotFound("delivery").ToProblem();

    private static async Task<Results<Ok<DeliveryView>, ProblemHttpResult>> Replay(
        Guid id, Deliveries deliveries, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var outcome = await deliveries.Replay(id, context.Caller(), clock.GetUtcNow(), ct);
        return outcome.IsRefused ? outcome.Refusal.ToProblem() : TypedResults.Ok(DeliveryView.Of(outcome.Value));
    }

    /// <summary>A delivery as it is told, the body in base64.</summary>
    internal sealed record DeliveryView(
        Guid Id, Guid ChannelId, string WebhookId, DateTimeOffset ReceivedAt, DateTimeOffset? ReplayedAt, string State, string Sha256, JsonNode? Headers, byte[]? Body, int Readings, string? Problem)
    {
        /// <summary>When the body was dropped by the series' rule; hash and figures are left.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public DateTimeOffset? BodyDroppedAt { get; init; }

        /// <summary>When the import whose row it is was withdrawn.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public DateTimeOffset? WithdrawnAt { get; init; }

        public static DeliveryView Of(DeliveryRow row) => new(
            row.Id, row.ChannelId, row.WebhookId, row.ReceivedAt, row.ReplayedAt, row.State, Convert.ToHexStringLower(row.Sha256), JsonNode.Parse(row.Headers), row.BodyDroppedAt is null ? row.Body : null, row.Readings, row.Problem) { BodyDroppedAt = row.BodyDroppedAt, WithdrawnAt = row.WithdrawnAt };
    }
}
