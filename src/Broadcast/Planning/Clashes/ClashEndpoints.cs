using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Planning;

/// <summary>Clashes over HTTP, for those who plan.</summary>
internal static class ClashEndpoints
{
    public static void MapClashes(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1").WithApiDefaults("Clashes").RequireRole(Role.Producer);
        group.MapGet("/clashes", ListAll);
        group.MapGet("/series/{id:guid}/clashes", List);
    }

    private static async Task<Ok<Page<Clash>>> ListAll(ClashReader reader, TimeProvider clock, CancellationToken ct) =>
        TypedResults.Ok(Page<Clash>.Whole((await reader.Find(null, clock.GetUtcNow(), ct))!));

    private static async Task<Results<Ok<Page<Clash>>, ProblemHttpResult>> List(Guid id, ClashReader reader, TimeProvider clock, CancellationToken ct) =>
        await reader.Find(id, clock.GetUtcNow(), ct) is { } clashes ? TypedResults.Ok(Page<Clash>.Whole(clashes)) : Refusal.NotFound("series").ToProblem();
}
