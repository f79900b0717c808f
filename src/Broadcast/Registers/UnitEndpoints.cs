using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Registers;

/// <summary>Units over HTTP.</summary>
internal static class UnitEndpoints
{
    private const string Path = "/api/v1/units";

    public static void MapUnits(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(Path).WithApiDefaults("Units");
        group.MapPost("/", Create).RequireRole(Role.Producer);
        group.MapGet("/", List);
        group.MapGet("/{id:guid}", Find);
        group.MapPatch("/{id:guid}", Change).RequireRole(Role.Unit);
    }

    private static async Task<Results<Created<Unit>, Created<Page<Unit>>, ProblemHttpResult>> Create(
        OneOrMany<UnitBody> body, Units units, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await units.Create(body, context.Caller(), clock.GetUtcNow(), ct)).ToAnswer(body, context, Path, unit => unit.Id);

    private static async Task<Ok<Page<Unit>>> List(PageRequest page, Units units, HttpContext context, CancellationToken ct)
    {
        var request = context.Request;
        var query = new UnitQuery(null, request.Text("code"), request.Text("region"), request.Text("level"), request.Text("q"));
        return TypedResults.Ok(page.Cut(await units.List(query, context.Caller(), page.AfterId, page.Take, ct), unit => unit.Id));
    }

    private static async Task<Results<Ok<Unit>, ProblemHttpResult>> Find(Guid id, Units units, HttpContext context, CancellationToken ct) =>
        (await units.Find(id, context.Caller(), ct)).OrNotFound("unit").ToOk(context);

    private static async Task<Results<Ok<Unit>, ProblemHttpResult>> Change(
        Guid id, UnitBody body, Units units, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await units.Change(id, body, context.Request.ExpectedVersion(), context.Caller(), clock.GetUtcNow(), ct)).ToOk(context);
}
