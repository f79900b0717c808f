using Broadcast.Access;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Outbox;

/// <summary>The ways out beside mail, over HTTP; administrators only.</summary>
internal static class WayEndpoints
{
    private const string Path = "/api/v1/message-ways";

    public static void MapWays(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(Path).WithApiDefaults("Message ways").RequireRole(Role.Admin);
        group.MapGet("/", List);
        group.MapPost("/", Create);
        group.MapGet("/{id:guid}", Find);
        group.MapPatch("/{id:guid}", Change);
        group.MapDelete("/{id:guid}", Delete);
        group.MapPost("/{id:guid}:test", Test);
    }

    private static async Task<Ok<Page<WayView>>> List(PageRequest page, MessageWays ways, WaySecrets secrets, CancellationToken ct) =>
        TypedResults.Ok(page.Part([.. (await ways.List(ct)).Select(secrets.View)], way => way.Id.ToString()));

    private static async Task<Results<Created<WayView>, ProblemHttpResult>> Create(
        WayBody body, MessageWays ways, WaySecrets secrets, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        View(await ways.Create(body, context.Caller(), clock.GetUtcNow(), ct), secrets).ToCreated(context, made => $"{Path}/{made.Id}");

    private static async Task<Results<Ok<WayView>, ProblemHttpResult>> Find(Guid id, MessageWays ways, WaySecrets secrets, HttpContext context, CancellationToken ct) =>
        View((await ways.Find(id, ct)).OrNotFound("way"), secrets).ToOk(context);

    private static async Task<Results<Ok<WayView>, ProblemHttpResult>> Change(
        Guid id, WayBody body, MessageWays ways, WaySecrets secrets, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        View(await ways.Change(id, body, context.Request.ExpectedVersion(), context.Caller(), clock.GetUtcNow(), ct), secrets).ToOk(context);

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(Guid id, MessageWays ways, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var outcome = await ways.Delete(id, context.Request.ExpectedVersion(), context.Caller(), clock.GetUtcNow(), ct);
        return outcome.IsRefused ? outcome.Refusal.ToProblem() : TypedResults.NoContent();
    }

    /// <summary>Sends a sample at once, and tells what the other side said.</summary>
    private static async Task<Results<Ok<WayTrial>, ProblemHttpResult>> Test(Guid id, MessageWays ways, WayCourier courier, TimeProvider clock, CancellationToken ct)
    {
        if (await ways.Find(id, ct) is not { } way)
        {
            return Refusal.NotFound("way").ToProblem();
        }

        var handed = await courier.Try(way, Ids.New(clock.GetUtcNow()), WayTemplate.Sample, ct);
        return TypedResults.Ok(new WayTrial(handed.Result == HandedResult.Done, handed.Answer));
    }

    private static Outcome<WayView> View(Outcome<MessageWay> way, WaySecrets secrets) => way.IsRefused ? way.Refusal : secrets.View(way.Value);

    /// <summary>How a try went.</summary>
    internal sealed record WayTrial(bool Taken, string Answer);
}
