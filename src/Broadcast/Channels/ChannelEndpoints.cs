using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Channels;

/// <summary>Channels, over HTTP.</summary>
internal static class ChannelEndpoints
{
    public static void MapChannelEndpoints(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/channels").WithApiDefaults("Channels");
        group.MapPost("/", Create).RequireRole(Role.Producer);
        group.MapGet("/", List);
        group.MapGet("/{id:guid}", Find);
        group.MapPatch("/{id:guid}", Update).RequireRole(Role.Producer);
        group.MapPost("/{id:guid}:rotate-secret", RotateSecret).RequireRole(Role.Producer);
    }

    private static async Task<Results<Created<NewChannel>, ProblemHttpResult>> Create(
        ChannelRequest request, ChannelEditor editor, PublicAddress address, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var made = await editor.Create(request, context.Caller(), clock.GetUtcNow(), ct);
        if (made.IsRefused)
        {
            return made.Refusal.ToProblem();
        }

        var (channel, secret) = made.Value;
        context.Response.SetVersion(channel.Version);
        return TypedResults.Created($"/api/v1/channels/{channel.Id}", new NewChannel(ChannelView.Of(channel, address.Of(context)), secret));
    }

    private static async Task<Ok<Page<ChannelView>>> List(PageRequest page, Channels channels, PublicAddress address, HttpContext context, CancellationToken ct)
    {
        var rows = page.Cut(await channels.List(page.AfterId, page.Take, ct), channel => channel.Id);
        return TypedResults.Ok(new Page<ChannelView>([.. rows.Items.Select(row => ChannelView.Of(row, address.Of(context)))], rows.Next));
    }

    private static async Task<Results<Ok<ChannelView>, ProblemHttpResult>> Find(
        Guid id, Channels channels, PublicAddress address, HttpContext context, CancellationToken ct)
    {
        if (await channels.Find(id, ct) is not { } channel)
        {
            return Refusal.NotFound("channel").ToProblem();
        }

        context.Response.SetVersion(channel.Version);
        return TypedResults.Ok(ChannelView.Of(channel, address.Of(context)));
    }

    private static async Task<Results<Ok<ChannelView>, ProblemHttpResult>> Update(
        Guid id, ChannelRequest request, ChannelEditor editor, PublicAddress address, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var outcome = await editor.Change(id, request, context.Request.ExpectedVersion(), context.Caller(), clock.GetUtcNow(), ct);
        if (outcome.IsRefused)
        {
            return outcome.Refusal.ToProblem();
        }

        context.Response.SetVersion(outcome.Value.Version);
        return TypedResults.Ok(ChannelView.Of(outcome.Value, address.Of(context)));
    }

    private static async Task<Results<Ok<RotatedSecret>, ProblemHttpResult>> RotateSecret(
        Guid id, ChannelEditor editor, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var outcome = await editor.RotateSecret(id, context.Caller(), clock.GetUtcNow(), ct);
        return outcome.IsRefused ? outcome.Refusal.ToProblem() : TypedResults.Ok(new RotatedSecret(outcome.Value));
    }

    /// <summary>The new secret; the old one holds for 24 h.</summary>
    internal sealed record RotatedSecret(string WebhookSecret);
}
