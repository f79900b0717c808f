using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Work;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Channels;

/// <summary>A series' channels, over HTTP.</summary>
internal static class SeriesChannelEndpoints
{
    public static void MapSeriesChannels(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/series/{id:guid}/channels").WithApiDefaults("Channels");
        group.MapGet("/", List);
        group.MapPut("/", Set).RequireRole(Role.Producer);
    }

    private static async Task<Results<Ok<Page<SeriesChannel>>, ProblemHttpResult>> List(Guid id, SeriesChannels defaults, CancellationToken ct) =>
        await defaults.List(id, ct) is { } channels ? TypedResults.Ok(Page<SeriesChannel>.Whole(channels)) : Refusal.NotFound("series").ToProblem();

    private static async Task<Results<Ok<Page<SeriesChannel>>, ProblemHttpResult>> Set(
        Guid id, SeriesChannelsBody body, SeriesChannels defaults, Nudge<DefaultAiringsJob> nudge, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var outcome = await defaults.Set(id, body, context.Caller(), clock.GetUtcNow(), ct);
        if (outcome.IsRefused)
        {
            return outcome.Refusal.ToProblem();
        }

        nudge.Now();
        return TypedResults.Ok(Page<SeriesChannel>.Whole(outcome.Value));
    }
}
