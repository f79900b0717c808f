using System.Text.Json.Nodes;
using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Ingestion;

/// <summary>The evidence, over HTTP.</summary>
internal static class DeliveryEndpoints
{
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

        var rows = page.Cut(await deliveries.List(id, state, page.BeforeId, page.Take, ct), row => row.Id);
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
        public static DeliveryView Of(DeliveryRow row) => new(
            row.Id, row.ChannelId, row.WebhookId, row.ReceivedAt, row.ReplayedAt, row.State, Convert.ToHexStringLower(row.Sha256), JsonNode.Parse(row.Headers), row.Body, row.Readings, row.Problem);
    }
}
