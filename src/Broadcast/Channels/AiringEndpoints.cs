using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Outcomes;
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
        Guid id, AiringRequest request, AiringEditor editor, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var outcome = await editor.Add(id, request, context.Caller(), clock.GetUtcNow(), ct);
        return outcome.IsRefused ? outcome.Refusal.ToProblem() : TypedResults.Created($"/api/v1/broadcasts/{outcome.Value.Id}", outcome.Value);
    }

    private static async Task<Results<Ok<Page<AiringRow>>, ProblemHttpResult>> List(Guid id, PageRequest page, Airings airings, CancellationToken ct) =>
        await airings.HasInterview(id, ct) ? TypedResults.Ok(page.Part(await airings.List(id, ct), airing => airing.Id.ToString())) : Refusal.NotFound("interview").ToProblem();

    private static async Task<Results<Ok<AiringRow>, ProblemHttpResult>> Find(Guid id, Airings airings, CancellationToken ct) =>
        await airings.Find(id, ct) is { } airing ? TypedResults.Ok(airing) : Refusal.NotFound("broadcast").ToProblem();
}
