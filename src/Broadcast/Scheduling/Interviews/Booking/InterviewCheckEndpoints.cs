using Broadcast.Access;
using Broadcast.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Scheduling;

/// <summary>A move tried before it is made: it answers 200 either way, and changes nothing.</summary>
internal static class InterviewCheckEndpoints
{
    public static void MapInterviewChecks(this IEndpointRouteBuilder app) =>
        app.MapGroup("/api/v1/interviews").WithApiDefaults("Interviews").MapPost("/{id:guid}:check", Check).RequireRole(Role.Producer);

    private static async Task<Results<Ok<MoveCheck>, ProblemHttpResult>> Check(Guid id, MoveBody? body, Interviews interviews, HttpContext context, CancellationToken ct)
    {
        var check = await interviews.CheckMove(id, body?.SlotId, context.Caller(), ct);
        return check.IsRefused ? check.Refusal.ToProblem() : TypedResults.Ok(check.Value);
    }
}
