using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Registers;

/// <summary>Hosts over HTTP.</summary>
internal static class HostEndpoints
{
    private const string Path = "/api/v1/hosts";

    public static void MapHosts(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(Path).WithApiDefaults("Hosts");
        group.MapPost("/", Create).RequireRole(Role.Producer);
        group.MapGet("/", List);
        group.MapGet("/{id:guid}", Find);
        group.MapPatch("/{id:guid}", Change).RequireRole(Role.Producer);
    }

    private static async Task<Results<Created<Host>, Created<Page<Host>>, ProblemHttpResult>> Create(
        OneOrMany<HostBody> body, Hosts hosts, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await hosts.Create(body, context.Caller(), clock.GetUtcNow(), ct)).ToAnswer(body, context, Path, host => host.Id);

    private static async Task<Ok<Page<Host>>> List(PageRequest page, Hosts hosts, HttpRequest request, CancellationToken ct) =>
        TypedResults.Ok(page.Cut(await hosts.List(request.Text("q"), page.AfterId, page.Take, ct), host => host.Id));

    private static async Task<Results<Ok<Host>, ProblemHttpResult>> Find(Guid id, Hosts hosts, HttpContext context, CancellationToken ct) =>
        (await hosts.Find(id, ct)).OrNotFound("host").ToOk(context);

    private static async Task<Results<Ok<Host>, ProblemHttpResult>> Change(
        Guid id, HostBody body, Hosts hosts, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await hosts.Change(id, body, context.Request.ExpectedVersion(), context.Caller(), clock.GetUtcNow(), ct)).ToOk(context);
}
