using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Planning;

/// <summary>Wishes over HTTP.</summary>
internal static class WishEndpoints
{
    public static void MapWishes(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/series/{seriesId:guid}").WithApiDefaults("Plans");
        group.MapGet("/wishes", List);
        group.MapGet("/units/{unitId:guid}/wishes", Find);
        group.MapPut("/units/{unitId:guid}/wishes", Change).RequireRole(Role.Producer);
    }

    private static async Task<Results<Ok<Page<UnitWish>>, ProblemHttpResult>> List(Guid seriesId, PageRequest page, Wishes wishes, HttpContext context, CancellationToken ct) =>
        await wishes.List(seriesId, context.Caller(), page.AfterId, page.Take, ct) is { } rows ? TypedResults.Ok(page.Cut(rows, wish => wish.UnitId)) : Refusal.NotFound("series").ToProblem();

    private static async Task<Results<Ok<UnitWish>, ProblemHttpResult>> Find(Guid seriesId, Guid unitId, Wishes wishes, HttpContext context, CancellationToken ct) =>
        (await wishes.Find(seriesId, unitId, context.Caller(), ct)).ToOk(context);

    private static async Task<Results<Ok<UnitWish>, ProblemHttpResult>> Change(
        Guid seriesId, Guid unitId, WishBody body, Wishes wishes, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await wishes.Change(seriesId, unitId, body, context.Request.ExpectedVersion(), context.Caller(), clock.GetUtcNow(), ct)).ToOk(context);
}
