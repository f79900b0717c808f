using System.Text.Json;
using Broadcast.Access;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Platforms;
using Broadcast.Platforms.StandardWebhook;
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
        ChannelRequest request, Channels channels, Connectors connectors, PublicAddress address, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var fields = new Fields();
        var caller = context.Caller();
        var row = Check(request, new ChannelRow { Code = fields.Code("code", request.Code) }, connectors, caller, fields, isNew: true);
        if (fields.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        var now = clock.GetUtcNow();
        var made = await channels.Create(row with { Id = Ids.New(now) }, caller, now, ct);
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
        Guid id, ChannelRequest request, Channels channels, ChannelDirectory directory, Connectors connectors, PublicAddress address, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var outcome = await channels.Update(id, context.Request.ExpectedVersion(), Change, context.Caller(), clock.GetUtcNow(), ct);
        if (outcome.IsRefused)
        {
            return outcome.Refusal.ToProblem();
        }

        directory.Forget(outcome.Value.Code);
        context.Response.SetVersion(outcome.Value.Version);
        return TypedResults.Ok(ChannelView.Of(outcome.Value, address.Of(context)));

        Outcome<ChannelRow> Change(ChannelRow old)
        {
            var fields = new Fields();
            var row = Check(request, old, connectors, context.Caller(), fields, isNew: false);
            return fields.Refusal is { } refusal ? refusal : row;
        }
    }

    private static async Task<Results<Ok<RotatedSecret>, ProblemHttpResult>> RotateSecret(
        Guid id, Channels channels, ChannelDirectory directory, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var outcome = await channels.RotateSecret(id, context.Caller(), clock.GetUtcNow(), ct);
        if (outcome.IsRefused)
        {
            return outcome.Refusal.ToProblem();
        }

        if (await channels.Find(id, ct) is { } channel)
        {
            directory.Forget(channel.Code);
        }

        return TypedResults.Ok(new RotatedSecret(outcome.Value));
    }

    /// <summary>The channel that a request makes of an old one; what is not named stays.</summary>
    private static ChannelRow Check(ChannelRequest request, ChannelRow old, Connectors connectors, Caller by, Fields fields, bool isNew)
    {
        var connector = isNew ? fields.OneOf("connector", request.Connector ?? StandardWebhookConnector.ConnectorName, connectors.Names) : old.Connector;
        var row = old with
        {
            Connector = connector,
            Name = isNew || request.Name is not null ? fields.Text("name", request.Name, 200) : old.Name,
            Family = isNew || request.Family is not null ? fields.OneOf("family", request.Family, "web", "screen", "app", "social") : old.Family,
            ViewsCounter = request.ViewsCounter is not null ? fields.OneOf("viewsCounter", request.ViewsCounter, "latest", "resets", "delta") : isNew ? "latest" : old.ViewsCounter,
            HoldSeconds = request.HoldSeconds is not null ? fields.Number("holdSeconds", request.HoldSeconds, 1, 86_400) : isNew ? 150 : old.HoldSeconds,
        };
        return request.Settings is { } settings ? WithSettings(row, settings, connectors, by, fields) : row;
    }

    private static ChannelRow WithSettings(ChannelRow row, JsonElement settings, Connectors connectors, Caller by, Fields fields)
    {
        if (settings.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
        {
            fields.Wrong("settings", "An object.");
            return row;
        }

        foreach (var (field, message) in connectors.Find(row.Connector)?.CheckSettings(settings) ?? [])
        {
            fields.Wrong(field, message);
        }

        return row with { Settings = settings.ValueKind == JsonValueKind.Null ? "{}" : settings.GetRawText(), AllowsPrivate = by.Role == Role.Admin };
    }

    /// <summary>A channel to be made, or what of it is to change.</summary>
    internal sealed record ChannelRequest
    {
        public string? Code { get; init; }

        public string? Name { get; init; }

        public string? Family { get; init; }

        public string? Connector { get; init; }

        public JsonElement? Settings { get; init; }

        public string? ViewsCounter { get; init; }

        public int? HoldSeconds { get; init; }
    }

    /// <summary>The new secret; the old one holds for 24 h.</summary>
    internal sealed record RotatedSecret(string WebhookSecret);
}
