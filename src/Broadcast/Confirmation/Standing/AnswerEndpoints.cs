using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Scheduling;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Confirmation;

/// <summary>Where interviews stand with their guests, for whoever plans.</summary>
internal static class AnswerEndpoints
{
    public static void MapAnswers(this IEndpointRouteBuilder app)
    {
        app.MapGroup("/api/v1/series/{seriesId:guid}/answers").WithApiDefaults("Invitations").MapGet("/", ListOfSeries).RequireRole(Role.Unit);
        app.MapGroup("/api/v1/interviews/{interviewId:guid}/answers").WithApiDefaults("Invitations").MapGet("/", Find).RequireRole(Role.Unit);
    }

    private static async Task<Results<Ok<Page<InterviewAnswers>>, ProblemHttpResult>> ListOfSeries(
        Guid seriesId, PageRequest page, Standings standings, SeriesRegister register, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        if (await register.Find(seriesId, ct) is null)
        {
            return Refusal.NotFound("series").ToProblem();
        }

        var rows = await standings.OfSeriesFor(seriesId, context.Caller(), page.AfterInstant, page.Take, clock.GetUtcNow(), ct);
        return TypedResults.Ok(page.Cut(rows, row => row.StartsAt, row => row.InterviewId));
    }

    private static async Task<Results<Ok<InterviewAnswers>, ProblemHttpResult>> Find(
        Guid interviewId, Standings standings, Interviews interviews, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        await interviews.Find(interviewId, context.Caller(), ct) is { } interview
            ? TypedResults.Ok(await standings.OfOne(interview, context.Caller(), clock.GetUtcNow(), ct))
            : Refusal.NotFound("interview").ToProblem();
}
