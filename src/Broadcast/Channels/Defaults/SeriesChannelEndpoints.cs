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

    private static async Task<Results<Ok<Page<SeriesChannel>>, ProblemHttpResult>> List(Guid id, PageRequest page, SeriesChannels defaults, HttpResponse response, CancellationToken ct)
    {
        if (await defaults.List(id, ct) is not { } channels)
        {
            return Refusal.NotFound("series").ToProblem();
        }

        response.SetContentTag(channels);
        return TypedResults.Ok(page.Part(channels, channel => channel.ChannelId.ToString()));
    }

    private static async Task<Results<Ok<Page<SeriesChannel>>, ProblemHttpResult>> Set(
        Guid id, SeriesChannelsBody body, SeriesChannels defaults, Nudge<DefaultAiringsJob> nudge, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var outcome = await defaults.Set(id, body, EntityTags.TagsOf(context.Request), context.Caller(), clock.GetUtcNow(), ct);
        if (outcome.IsRefused)
        {
            return outcome.Refusal.ToProblem();
        }

        nudge.Now();
        context.Response.SetContentTag(outcome.Value);
        return TypedResults.Ok(Page<SeriesChannel>.Whole(outcome.Value));
    }
}
