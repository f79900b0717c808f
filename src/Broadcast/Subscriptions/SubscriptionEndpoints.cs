using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Subscriptions;

/// <summary>Outbound webhooks, over HTTP.</summary>
internal static class SubscriptionEndpoints
{
    private const string Path = "/api/v1/subscriptions";

    public static void MapSubscriptionEndpoints(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(Path).WithApiDefaults("Subscriptions").RequireRole(Role.Producer);
        group.MapPost("/", Create);
        group.MapGet("/", List);
        group.MapGet("/{id:guid}", Find);
        group.MapPatch("/{id:guid}", Change);
        group.MapDelete("/{id:guid}", Delete);
        group.MapPost("/{id:guid}:rotate-secret", RotateSecret);
        group.MapPost("/{id:guid}:test", Test);
        group.MapGet("/{id:guid}/messages", ListMessages);
        group.MapPost("/{id:guid}/messages/{messageId:guid}:replay", Replay);
    }

    private static async Task<Results<Created<NewSubscription>, ProblemHttpResult>> Create(
        SubscriptionBody body, SubscriptionRegister register, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await register.Create(body, context.Caller(), clock.GetUtcNow(), ct)).ToCreated(context, made => $"{Path}/{made.Id}");

    private static async Task<Ok<Page<Subscription>>> List(PageRequest page, SubscriptionTable table, CancellationToken ct) =>
        TypedResults.Ok(page.Cut(await table.List(page.AfterId, page.Take, ct), subscription => subscription.Id));

    private static async Task<Results<Ok<Subscription>, ProblemHttpResult>> Find(Guid id, SubscriptionTable table, HttpContext context, CancellationToken ct) =>
        (await table.Find(id, ct)).OrNotFound("subscription").ToOk(context);

    private static async Task<Results<Ok<Subscription>, ProblemHttpResult>> Change(
        Guid id, SubscriptionBody body, SubscriptionRegister register, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await register.Change(id, body, context.Request.ExpectedVersion(), context.Caller(), clock.GetUtcNow(), ct)).ToOk(context);

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        Guid id, SubscriptionRegister register, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var outcome = await register.Delete(id, context.Request.ExpectedVersion(), context.Caller(), clock.GetUtcNow(), ct);
        return outcome.IsRefused ? outcome.Refusal.ToProblem() : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<RotatedSecret>, ProblemHttpResult>> RotateSecret(
        Guid id, SubscriptionRegister register, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var outcome = await register.RotateSecret(id, context.Caller(), clock.GetUtcNow(), ct);
        return outcome.IsRefused ? outcome.Refusal.ToProblem() : TypedResults.Ok(new RotatedSecret(outcome.Value));
    }

    private static async Task<Results<Accepted<SubscriptionMessage>, ProblemHttpResult>> Test(
        Guid id, SubscriptionMessages messages, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var outcome = await messages.Test(id, context.Caller(), clock.GetUtcNow(), ct);
        return outcome.IsRefused ? outcome.Refusal.ToProblem() : TypedResults.Accepted($"{Path}/{id}/messages", outcome.Value);
    }

    private static async Task<Results<Ok<Page<SubscriptionMessage>>, ProblemHttpResult>> ListMessages(
        Guid id, PageRequest page, SubscriptionTable table, SubscriptionMessages messages, HttpRequest request, CancellationToken ct)
    {
        var state = request.Word("state", SubscriptionMessageState.All);
        return await table.Find(id, ct) is null
            ? Refusal.NotFound("subscription").ToProblem()
            : TypedResults.Ok(page.Cut(await messages.List(id, state, page.BeforeId, page.Take, ct), message => message.Id));
    }

    private static async Task<Results<Ok<SubscriptionMessage>, ProblemHttpResult>> Replay(
        Guid id, Guid messageId, SubscriptionMessages messages, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var outcome = await messages.Replay(id, messageId, context.Caller(), clock.GetUtcNow(), ct);
        return outcome.IsRefused ? outcome.Refusal.ToProblem() : TypedResults.Ok(outcome.Value);
    }

    /// <summary>The new secret; the old one signs as well for 24 h.</summary>
    internal sealed record RotatedSecret(string Secret);
}
