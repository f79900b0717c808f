using Broadcast.Access;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Planning;

/// <summary>Plans over HTTP.</summary>
internal static class PlanEndpoints
{
    private const string Path = "/api/v1/plans";

    public static void MapPlans(this IEndpointRouteBuilder app)
    {
        var ofSeries = app.MapGroup("/api/v1/series/{seriesId:guid}/plans").WithApiDefaults("Plans");
        ofSeries.MapPost("/", Start).RequireRole(Role.Producer);
        ofSeries.MapGet("/", List);

        var group = app.MapGroup(Path).WithApiDefaults("Plans");
        group.MapGet("/{id:guid}", Find);
        group.MapGet("/{id:guid}/compare", Compare).RequireRole(Role.Producer);
        group.MapPatch("/{id:guid}", Pin).RequireRole(Role.Producer);
        group.MapPost("/{id:guid}:publish", Publish).RequireRole(Role.Producer);
        group.MapPost("/{id:guid}:cancel", Cancel).RequireRole(Role.Producer);
        group.MapPost("/{id:guid}:takeBack", TakeBack).RequireRole(Role.Producer);
    }

    private static async Task<Results<Accepted<SeriesPlan>, ProblemHttpResult>> Start(
        Guid seriesId, PlanBody? body, Plans plans, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var started = await plans.Start(seriesId, body ?? new PlanBody(), context.Caller(), clock.GetUtcNow(), ct);
        return started.IsRefused ? started.Refusal.ToProblem() : Accepted(context, started.Value);
    }

    private static async Task<Results<Ok<Page<SeriesPlan>>, ProblemHttpResult>> List(Guid seriesId, PageRequest page, Plans plans, HttpContext context, CancellationToken ct)
    {
        PlanState? state = context.Request.Word("state", Words.All<PlanState>()) is { } word ? Enum.Parse<PlanState>(word, ignoreCase: true) : null;
        return await plans.List(seriesId, state, context.Caller(), page.AfterId, page.Take, ct) is { } rows
            ? TypedResults.Ok(page.Cut(rows, plan => plan.Id))
            : Refusal.NotFound("series").ToProblem();
    }

    private static async Task<Results<Ok<SeriesPlan>, ProblemHttpResult>> Find(Guid id, Plans plans, HttpContext context, CancellationToken ct) =>
        (await plans.Find(id, context.Caller(), ct)).OrNotFound("plan").ToOk(context);

    private static async Task<Results<Ok<PlanComparison>, ProblemHttpResult>> Compare(Guid id, Plans plans, HttpRequest request, CancellationToken ct)
    {
        if (request.Id("with") is not { } with)
        {
            return Refusal.Field("with", "Required: the other plan.").ToProblem();
        }

        var compared = await plans.Compare(id, with, ct);
        return compared.IsRefused ? compared.Refusal.ToProblem() : TypedResults.Ok(compared.Value);
    }

    private static async Task<Results<Ok<SeriesPlan>, Accepted<SeriesPlan>, ProblemHttpResult>> Pin(
        Guid id, PinBody body, Plans plans, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var pinned = await plans.Pin(id, body, context.Request.ExpectedVersion(), context.Caller(), clock.GetUtcNow(), ct);
        if (pinned.IsRefused)
        {
            return pinned.Refusal.ToProblem();
        }

        if (pinned.Value.State == PlanState.Running)
        {
            return Accepted(context, pinned.Value);
        }

        context.Response.SetVersion(pinned.Value.Version);
        return TypedResults.Ok(pinned.Value);
    }

    private static async Task<Results<Ok<SeriesPlan>, ProblemHttpResult>> Publish(
        Guid id, Publication publication, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await publication.Publish(id, context.Request.ExpectedVersion(), context.Caller(), clock.GetUtcNow(), ct)).ToOk(context);

    private static async Task<Results<Ok<SeriesPlan>, ProblemHttpResult>> Cancel(Guid id, Plans plans, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await plans.Cancel(id, context.Caller(), clock.GetUtcNow(), ct)).ToOk(context);

    private static async Task<Results<Ok<SeriesPlan>, ProblemHttpResult>> TakeBack(
        Guid id, Publication publication, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await publication.TakeBack(id, context.Request.ExpectedVersion(), context.Caller(), clock.GetUtcNow(), ct)).ToOk(context);

    private static Accepted<SeriesPlan> Accepted(HttpContext context, SeriesPlan plan)
    {
        context.Response.SetVersion(plan.Version);
        return TypedResults.Accepted($"{Path}/{plan.Id}", plan);
    }
}
