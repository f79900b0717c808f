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

    private static async Task<Ok<Page<Clash>>> ListAll(PageRequest page, ClashReader reader, TimeProvider clock, CancellationToken ct) =>
        TypedResults.Ok(page.Part((await reader.Find(null, clock.GetUtcNow(), ct))!, KeyOf));

    private static async Task<Results<Ok<Page<Clash>>, ProblemHttpResult>> List(Guid id, PageRequest page, ClashReader reader, TimeProvider clock, CancellationToken ct) =>
        await reader.Find(id, clock.GetUtcNow(), ct) is { } clashes ? TypedResults.Ok(page.Part(clashes, KeyOf)) : Refusal.NotFound("series").ToProblem();

    private static string KeyOf(Clash clash) => $"{clash.Type} {clash.Message}";
}
