using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Ingestion;

/// <summary>The evidence, over HTTP.</summary>
internal static class DeliveryEndpoints
{
    // Ids are 128 bits: no id sorts after this one.
    private static readonly Guid AfterAll = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

    public static void MapDeliveryEndpoints(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1").WithApiDefaults("Deliveries");
        group.MapGet("/channels/{id:guid}/deliveries", List).RequireRole(Role.Producer);
        group.MapGet("/deliveries/{id:guid}", Find).RequireRole(Role.Producer);
        group.MapPost("/deliveries/{id:guid}:replay", Replay).RequireRole(Role.Producer);
    }

    private static async Task<Results<Ok<Page<DeliveryView>>, ProblemHttpResult>> List(
        Guid id, PageRequest page, Deliveries deliveries, Channels.Channels channels, HttpRequest request, CancellationToken ct)
    {
        var state = request.Word("state", DeliveryState.All);
        if (await channels.Find(id, ct) is null)
        {
            return Refusal.NotFound("channel").ToProblem();
        }

        var before = page.Cursor is null ? AfterAll : page.AfterId;
        var rows = page.Cut(await deliveries.List(id, state, before, page.Take, ct), row => row.Id);
        return TypedResults.Ok(new Page<DeliveryView>([.. rows.Items.Select(DeliveryView.Of)], rows.Next));
    }

    private static async Task<Results<Ok<DeliveryView>, ProblemHttpResult>> Find(Guid id, Deliveries deliveries, CancellationToken ct) =>
        await deliveries.Find(id, ct) is { } row ? TypedResults.Ok(DeliveryView.Of(row)) : Refusal.NotFound("delivery").ToProblem();

    private static async Task<Results<Ok<DeliveryView>, ProblemHttpResult>> Replay(
        Guid id, Deliveries deliveries, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var outcome = await deliveries.Replay(id, context.Caller(), clock.GetUtcNow(), ct);
        return outcome.IsRefused ? outcome.Refusal.ToProblem() : TypedResults.Ok(DeliveryView.Of(outcome.Value));
    }

    /// <summary>A delivery as it is told; the body in base64, and only where one delivery is asked for.</summary>
    internal sealed record DeliveryView(
        Guid Id, Guid ChannelId, string WebhookId, DateTimeOffset ReceivedAt, DateTimeOffset? ReplayedAt, string State, string Sha256, JsonNode? Headers, byte[]? Body, int Readings, string? Problem)
    {
        /// <summary>When the body was dropped by the series' rule; hash and figures are left.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public DateTimeOffset? BodyDroppedAt { get; init; }

        public static DeliveryView Of(DeliveryRow row) => new(
            row.Id, row.ChannelId, row.WebhookId, row.ReceivedAt, row.ReplayedAt, row.State, Convert.ToHexStringLower(row.Sha256), JsonNode.Parse(row.Headers), row.BodyDroppedAt is null ? row.Body : null, row.Readings, row.Problem) { BodyDroppedAt = row.BodyDroppedAt };
    }
}
