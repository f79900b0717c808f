using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Registers;

/// <summary>Officials over HTTP.</summary>
internal static class OfficialEndpoints
{
    private const string Path = "/api/v1/officials";

    public static void MapOfficials(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(Path).WithApiDefaults("Officials");
        group.MapPost("/", Create).RequireRole(Role.Unit);
        group.MapGet("/", List);
        group.MapGet("/{id:guid}", Find);
        group.MapPatch("/{id:guid}", Change).RequireRole(Role.Unit);
        group.MapPost("/{id:guid}:rotate-calendar-key", RotateKey).RequireRole(Role.Unit);
    }

    private static async Task<Results<Created<Official>, Created<Page<Official>>, ProblemHttpResult>> Create(
        OneOrMany<OfficialBody> body, Officials officials, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await officials.Create(body, context.Caller(), clock.GetUtcNow(), ct)).ToAnswer(body, context, Path, official => official.Id);

    private static async Task<Ok<Page<Official>>> List(PageRequest page, Officials officials, HttpContext context, CancellationToken ct)
    {
        var request = context.Request;
        var rows = await officials.List(request.Id("unitId"), request.Text("q"), context.Caller(), page.AfterId, page.Take, ct);
        return TypedResults.Ok(page.Cut(rows, official => official.Id));
    }

    private static async Task<Results<Ok<Official>, ProblemHttpResult>> Find(Guid id, Officials officials, HttpContext context, CancellationToken ct) =>
        (await officials.Find(id, context.Caller(), ct)).OrNotFound("official").ToOk(context);

    private static async Task<Results<Ok<Official>, ProblemHttpResult>> Change(
        Guid id, OfficialBody body, Officials officials, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await officials.Change(id, body, context.Request.ExpectedVersion(), context.Caller(), clock.GetUtcNow(), ct)).ToOk(context);

    private static async Task<Results<Ok<Official>, ProblemHttpResult>> RotateKey(
        Guid id, Officials officials, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await officials.RotateKey(id, context.Caller(), clock.GetUtcNow(), ct)).ToOk(context);
}
