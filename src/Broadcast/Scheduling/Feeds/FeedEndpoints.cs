using System.Security.Cryptography;
using System.Text;
using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Broadcast.Scheduling;

/// <summary>Calendar feeds over HTTP: no account, the key in the address is the permission.</summary>
internal static class FeedEndpoints
{
    public static void MapFeeds(this IEndpointRouteBuilder app)
    {
        MapFeed(app, "/api/v1/series/{id:guid}", FeedOwner.Series);
        MapFeed(app, "/api/v1/officials/{id:guid}", FeedOwner.Official);
        MapFeed(app, "/api/v1/studios/{id:guid}", FeedOwner.Studio);
        MapFeed(app, "/api/v1/units/{id:guid}", FeedOwner.Unit);
        MapRotate(app, "/api/v1/studios", FeedOwner.Studio).RequireRole(Role.Producer);
        MapRotate(app, "/api/v1/units", FeedOwner.Unit).RequireRole(Role.Unit);
    }

    private static void MapFeed(IEndpointRouteBuilder app, string path, FeedOwner owner) =>
        app.MapGroup(path).WithApiDefaults("Calendar feeds")
            .MapGet("/calendar.ics", (Guid id, CalendarFeeds feeds, HttpContext context, CancellationToken ct) => Show(owner, id, feeds, context, ct))
            .Gives(FileAnswers.Calendar).AllowAnonymous();

    private static RouteHandlerBuilder MapRotate(IEndpointRouteBuilder app, string path, FeedOwner owner) =>
        app.MapGroup(path).WithApiDefaults("Calendar feeds").MapPost(
            "/{id:guid}:rotate-calendar-key",
            (Guid id, CalendarFeeds feeds, HttpContext context, TimeProvider clock, CancellationToken ct) => Rotate(owner, id, feeds, context, clock.GetUtcNow(), ct));

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Show(FeedOwner owner, Guid id, CalendarFeeds feeds, HttpContext context, CancellationToken ct)
    {
        if (await feeds.Find(owner, id, context.Request.Text("key"), ct) is not { } text)
        {
            return new Refusal(Slugs.NotFound, "There is nothing at this address.").ToProblem();
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}\"");
        context.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.File(bytes, "text/calendar; charset=utf-8", entityTag: tag);
    }

    private static async Task<Results<Ok<CalendarAddress>, ProblemHttpResult>> Rotate(
        FeedOwner owner, Guid id, CalendarFeeds feeds, HttpContext context, DateTimeOffset now, CancellationToken ct)
    {
        var address = await feeds.Rotate(owner, id, context.Caller(), now, ct);
        return address.IsRefused ? address.Refusal.ToProblem() : TypedResults.Ok(address.Value);
    }
}
