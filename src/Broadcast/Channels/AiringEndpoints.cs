using Broadcast.Access;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Platforms;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Channels;

/// <summary>What runs where, over HTTP: the broadcasts of an interview.</summary>
internal static class AiringEndpoints
{
    public static void MapAiringEndpoints(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1").WithApiDefaults("Broadcasts");
        group.MapPost("/interviews/{id:guid}/broadcasts", Add).RequireRole(Role.Producer);
        group.MapGet("/interviews/{id:guid}/broadcasts", List);
        group.MapGet("/broadcasts/{id:guid}", Find);
    }

    private static async Task<Results<Created<AiringRow>, ProblemHttpResult>> Add(
        Guid id, AiringRequest request, Airings airings, Channels channels, Connectors connectors, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var fields = new Fields();
        var channelId = fields.Required("channelId", request.ChannelId);
        var externalId = fields.Text("externalId", request.ExternalId, 300);
        var url = fields.OptionalText("url", request.Url, 2000);
        if (url is not null && !(Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" or "rtmp" or "rtmps" or "srt"))
        {
            fields.Wrong("url", "An address, such as https://example.org/live.");
        }

        var channel = fields.AreGood ? await channels.Find(channelId, ct) : null;
        if (fields.AreGood && channel is null)
        {
            fields.Wrong("channelId", "There is no such channel.");
        }

        if (fields.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        var now = clock.GetUtcNow();
        var airing = new AiringRow { Id = Ids.New(now), InterviewId = id, ChannelId = channelId, ExternalId = externalId, Url = url, CreatedAt = now };
        var outcome = await airings.Add(airing, connectors.Of(channel!.Connector) is IPullingConnector, context.Caller(), ct);
        return outcome.IsRefused ? outcome.Refusal.ToProblem() : TypedResults.Created($"/api/v1/broadcasts/{airing.Id}", outcome.Value);
    }

    private static async Task<Ok<Page<AiringRow>>> List(Guid id, Airings airings, CancellationToken ct) =>
        TypedResults.Ok(Page<AiringRow>.Whole(await airings.List(id, ct)));

    private static async Task<Results<Ok<AiringRow>, ProblemHttpResult>> Find(Guid id, Airings airings, CancellationToken ct) =>
        await airings.Find(id, ct) is { } airing ? TypedResults.Ok(airing) : Refusal.NotFound("broadcast").ToProblem();

    /// <summary>An interview to run on a channel.</summary>
    internal sealed record AiringRequest
    {
        public Guid? ChannelId { get; init; }

        public string? ExternalId { get; init; }

        public string? Url { get; init; }
    }
}
