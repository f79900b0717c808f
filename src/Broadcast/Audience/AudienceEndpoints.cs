using System.Security.Claims;
using Broadcast.Access;
using Broadcast.Audience.Answers;
using Broadcast.Audience.Arithmetic;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Audience;

/// <summary>Audiences, over HTTP. Those of a public series are open to everybody; all others to whoever is signed in.</summary>
internal static class AudienceEndpoints
{
    private static readonly ClaimsPrincipal Nobody = new(new ClaimsIdentity());

    public static void MapAudienceEndpoints(this IEndpointRouteBuilder app)
    {
        var series = app.MapGroup("/api/v1/series/{id:guid}/audience").WithTags("Audience").AllowAnonymous();
        series.MapGet("/", (Guid id, AudienceDoor door, CancellationToken ct) => Total(AudienceScope.Series(id), door, ct));
        series.MapGet("/timeline", (Guid id, HttpRequest request, AudienceDoor door, TimelineReader timeline, CancellationToken ct) => OverTime(AudienceScope.Series(id), request, door, timeline, ct));
        series.MapGet("/breakdown", (Guid id, HttpRequest request, AudienceDoor door, Breakdowns breakdowns, CancellationToken ct) => Split(AudienceScope.Series(id), request, door, breakdowns, ct));

        // Short-circuited: a listener stays for hours, and each step of the pipeline around it would stay in memory with it.
        series.MapGet("/stream", Listen).ShortCircuit();

        var interview = app.MapGroup("/api/v1/interviews/{id:guid}/audience").WithTags("Audience").AllowAnonymous();
        interview.MapGet("/", (Guid id, AudienceDoor door, CancellationToken ct) => Total(AudienceScope.Interview(id), door, ct));
        interview.MapGet("/timeline", (Guid id, HttpRequest request, AudienceDoor door, TimelineReader timeline, CancellationToken ct) => OverTime(AudienceScope.Interview(id), request, door, timeline, ct));
        interview.MapGet("/breakdown", (Guid id, HttpRequest request, AudienceDoor door, Breakdowns breakdowns, CancellationToken ct) => Split(AudienceScope.Interview(id), request, door, breakdowns, ct));
    }

    private static async Task<Results<Ok<AudienceAnswer>, ProblemHttpResult>> Total(AudienceScope scope, AudienceDoor door, CancellationToken ct)
    {
        var snapshot = await door.Enter(scope, ct);
        return snapshot.IsRefused ? snapshot.Refusal.ToProblem() : TypedResults.Ok(AudienceAnswer.Of(snapshot.Value));
    }

    private static async Task<Results<Ok<TimelineAnswer>, ProblemHttpResult>> OverTime(
        AudienceScope scope, HttpRequest request, AudienceDoor door, TimelineReader timeline, CancellationToken ct)
    {
        var grain = Enum.Parse<Grain>(request.Word("grain", "minute", "hour", "day") ?? "minute", ignoreCase: true);
        var snapshot = await door.Enter(scope, ct);
        return snapshot.IsRefused ? snapshot.Refusal.ToProblem() : TypedResults.Ok(new TimelineAnswer(await timeline.Read(snapshot.Value, scope, grain, ct)));
    }

    private static async Task<Results<Ok<BreakdownAnswer>, ProblemHttpResult>> Split(
        AudienceScope scope, HttpRequest request, AudienceDoor door, Breakdowns breakdowns, CancellationToken ct)
    {
        var by = request.Word("by", BreakdownAnswer.Ways);
        if (by is null)
        {
            return Refusal.Field("by", $"Required: one of {string.Join(", ", BreakdownAnswer.Ways)}.").ToProblem();
        }

        var snapshot = await door.Enter(scope, ct);
        return snapshot.IsRefused ? snapshot.Refusal.ToProblem() : TypedResults.Ok(await breakdowns.Split(snapshot.Value, scope, by, ct));
    }

    private static async Task Listen(Guid id, AudienceDoor door, AudienceFeed feed, HttpContext context)
    {
        var signedIn = await context.AuthenticateAsync();
        context.User = signedIn.Principal ?? Nobody;
        var refusal = await door.Check(AudienceScope.Series(id), context.RequestAborted);

        // Who it is was needed at the door and nowhere else.
        context.User = Nobody;
        if (refusal is not null)
        {
            await Problems.Write(context, refusal);
            return;
        }

        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        await feed.Listen(id, context.Response, context.RequestAborted);
    }

    /// <summary>A timeline.</summary>
    internal sealed record TimelineAnswer(IReadOnlyList<TimelineItem> Items);
}
