using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Registers;

/// <summary>Studios over HTTP.</summary>
internal static class StudioEndpoints
{
    private const string Path = "/api/v1/studios";

    public static void MapStudios(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(Path).WithApiDefaults("Studios");
        group.MapPost("/", Create).RequireRole(Role.Producer);
        group.MapGet("/", List);
        group.MapGet("/{id:guid}", Find);
        group.MapPatch("/{id:guid}", Change).RequireRole(Role.Producer);
    }

    private static async Task<Results<Created<Studio>, Created<Page<Studio>>, ProblemHttpResult>> Create(
        OneOrMany<StudioBody> body, Studios studios, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await studios.Create(body, context.Caller(), clock.GetUtcNow(), ct)).ToAnswer(body, context, Path, studio => studio.Id);

    private static async Task<Ok<Page<Studio>>> List(PageRequest page, Studios studios, HttpRequest request, CancellationToken ct) =>
        TypedResults.Ok(page.Cut(await studios.List(request.Text("q"), page.AfterId, page.Take, ct), studio => studio.Id));

    private static async Task<Results<Ok<Studio>, ProblemHttpResult>> Find(Guid id, Studios studios, HttpContext context, CancellationToken ct) =>
        (await studios.Find(id, ct)).OrNotFound("studio").ToOk(context);

    private static async Task<Results<Ok<Studio>, ProblemHttpResult>> Change(
        Guid id, StudioBody body, Studios studios, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await studios.Change(id, body, context.Request.ExpectedVersion(), context.Caller(), clock.GetUtcNow(), ct)).ToOk(context);
}
