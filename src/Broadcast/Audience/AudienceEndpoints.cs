using System.Security.Claims;
using Broadcast.Access;
using Broadcast.Audience.Answers;
using Broadcast.Audience.Arithmetic;
using Broadcast.Audience.History;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Audience;

/// <summary>Audiences, over HTTP. Those of a public series are open to everybody; all others to whoever is signed in.</summary>
internal static class AudienceEndpoints
{
    private static readonly ClaimsPrincipal Nobody = new(new ClaimsIdentity());
    // The year 5138: ids of that instant sort after all others.
    private const long FarAway = 100_000_000_000_000;

    public static void MapAudienceEndpoints(this IEndpointRouteBuilder app)
    {
        MapHistory(app);
        var series = app.MapGroup("/api/v1/series/{id:guid}/audience").WithTags("Audience").AllowAnonymous();
        series.MapGet("/", (Guid id, HttpRequest request, AudienceDoor door, CancellationToken ct) => Total(AudienceScope.Series(id), request, door, ct));
        series.MapGet("/timeline", (Guid id, HttpRequest request, AudienceDoor door, TimelineReader timeline, CancellationToken ct) => OverTime(AudienceScope.Series(id), request, door, timeline, ct));
        series.MapGet("/breakdown", (Guid id, HttpRequest request, AudienceDoor door, Breakdowns breakdowns, CancellationToken ct) => Split(AudienceScope.Series(id), request, door, breakdowns, ct));

        // Short-circuited: a listener stays for hours, and each step of the pipeline around it would stay in memory with it.
        series.MapGet("/stream", Listen).Gives(FileAnswers.Events).ShortCircuit();

        var interview = app.MapGroup("/api/v1/interviews/{id:guid}/audience").WithTags("Audience").AllowAnonymous();
        interview.MapGet("/", (Guid id, HttpRequest request, AudienceDoor door, CancellationToken ct) => Total(AudienceScope.Interview(id), request, door, ct));
        interview.MapGet("/timeline", (Guid id, HttpRequest request, AudienceDoor door, TimelineReader timeline, CancellationToken ct) => OverTime(AudienceScope.Interview(id), request, door, timeline, ct));
        interview.MapGet("/breakdown", (Guid id, HttpRequest request, AudienceDoor door, Breakdowns breakdowns, CancellationToken ct) => Split(AudienceScope.Interview(id), request, door, breakdowns, ct));
        interview.MapGet("/apart", Apart);
        interview.MapGet("/gaps", Gaps);
    }

    private static void MapHistory(IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1").WithApiDefaults("Audience");
        group.MapGet("/series/{id:guid}/audience/changes", (Guid id, HttpRequest request, ChangesReader changes, CancellationToken ct) => Changes(AudienceScope.Series(id), request, changes, ct));
        group.MapGet("/interviews/{id:guid}/audience/changes", (Guid id, HttpRequest request, ChangesReader changes, CancellationToken ct) => Changes(AudienceScope.Interview(id), request, changes, ct));
        group.MapGet("/broadcasts/{id:guid}/readings", Readings);
    }

    private static async Task<Results<Ok<ChangesAnswer>, ProblemHttpResult>> Changes(AudienceScope scope, HttpRequest request, ChangesReader changes, CancellationToken ct)
    {
        if (request.Instant("since") is not { } since)
        {
            return Refusal.Field("since", "Required: an ISO 8601 instant.").ToProblem();
        }

        var answer = await changes.Read(scope, since, request.Instant("until"), ct);
        return answer.IsRefused ? answer.Refusal.ToProblem() : TypedResults.Ok(answer.Value);
    }

    private static async Task<Results<Ok<Page<ReadingAnswer>>, ProblemHttpResult>> Readings(Guid id, PageRequest page, HttpRequest request, ReadingList readings, CancellationToken ct)
    {
        var (after, until) = (request.Instant("knownAfter"), request.Instant("knownUntil"));
        return await readings.Read(id, after?.ToUnixTimeMilliseconds() ?? -1, until?.ToUnixTimeMilliseconds() ?? FarAway, page, ct) is { } answer
            ? TypedResults.Ok(answer)
            : Refusal.NotFound("broadcast").ToProblem();
    }

    private static async Task<Results<Ok<AudienceAnswer>, ProblemHttpResult>> Total(AudienceScope scope, HttpRequest request, AudienceDoor door, CancellationToken ct)
    {
        var snapshot = await door.Enter(scope, request.Instant("asKnownAt"), ct);
        return snapshot.IsRefused ? snapshot.Refusal.ToProblem() : TypedResults.Ok(AudienceAnswer.Of(snapshot.Value));
    }

    private static async Task<Results<Ok<TimelineAnswer>, ProblemHttpResult>> OverTime(
        AudienceScope scope, HttpRequest request, AudienceDoor door, TimelineReader timeline, CancellationToken ct)
    {
        // Who may not look is told so first, whatever is asked for.
        var snapshot = await door.Enter(scope, ct);
        if (snapshot.IsRefused)
        {
            return snapshot.Refusal.ToProblem();
        }

        var grain = Enum.Parse<Grain>(request.Word("grain", "minute", "hour", "day") ?? "minute", ignoreCase: true);
        return TypedResults.Ok(new TimelineAnswer(await timeline.Read(snapshot.Value, grain, request.Instant("until"), ct)));
    }

    private static async Task<Results<Ok<BreakdownAnswer>, ProblemHttpResult>> Split(
        AudienceScope scope, HttpRequest request, AudienceDoor door, Breakdowns breakdowns, CancellationToken ct)
    {
        if (await door.Check(scope, ct) is { } refusal)
        {
            return refusal.ToProblem();
        }

        var by = request.Word("by", BreakdownAnswer.Ways);
        if (by is null)
        {
            return Refusal.Field("by", $"Required: one of {string.Join(", ", BreakdownAnswer.Ways)}.").ToProblem();
        }

        var asKnownAt = request.Instant("asKnownAt");
        if (asKnownAt is not null && by is ("day" or "segment"))
        {
            return Refusal.Field("asKnownAt", "Earlier totals are not split by day or segment.").ToProblem();
        }

        var snapshot = await door.Enter(scope, asKnownAt, ct);
        return snapshot.IsRefused ? snapshot.Refusal.ToProblem() : TypedResults.Ok(await breakdowns.Split(snapshot.Value, scope, by, ct));
    }

    private static async Task<Results<Ok<Page<ApartAnswer>>, ProblemHttpResult>> Apart(Guid id, PageRequest page, AudienceDoor door, ApartReader apart, CancellationToken ct) =>
        await door.Check(AudienceScope.Interview(id), ct) is { } refusal ? refusal.ToProblem() : TypedResults.Ok(page.Part(await apart.Read(id, ct), told => told.BroadcastId.ToString()));

    private static async Task<Results<Ok<Page<GapAnswer>>, ProblemHttpResult>> Gaps(Guid id, PageRequest page, AudienceDoor door, GapReader gaps, CancellationToken ct)
    {
        var entered = await door.Enter(AudienceScope.Interview(id), ct);
        return entered.IsRefused ? entered.Refusal.ToProblem()
            : TypedResults.Ok(page.Part(await gaps.Read(entered.Value.Interviews[0], entered.Value.Airings.Select(airing => airing.Row), entered.Value.At, ct), gap => $"{gap.BroadcastId}|{gap.From.ToUnixTimeMilliseconds()}"));
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
