using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Scheduling;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Planning;

/// <summary>Advice over HTTP; a liaison asks for its own unit.</summary>
internal static class AdviceEndpoints
{
    public static void MapAdvice(this IEndpointRouteBuilder app) =>
        app.MapGroup("/api/v1/series/{id:guid}").WithApiDefaults("Advice").MapGet("/advice", Rank).RequireRole(Role.Unit);

    private static async Task<Results<Ok<SlotAdvices>, ProblemHttpResult>> Rank(
        Guid id, PageRequest page, AdviceReader reader, SeriesRegister register, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var (request, caller) = (context.Request, context.Caller());
        if ((request.Id("unitId") ?? caller.UnitId) is not { } unitId)
        {
            return Refusal.Field("unitId", "Required.").ToProblem();
        }

        if (!caller.MayTouchUnit(unitId))
        {
            return Refusal.Forbidden("A liaison asks for its own unit only.").ToProblem();
        }

        var zone = (await register.Find(id, ct))?.Zone;
        var query = new AdviceQuery(unitId, request.Id("officialId"), request.Id("hostId"), request.Instant("from", zone), request.Instant("to", zone));
        var facts = await reader.Read(id, query, clock.GetUtcNow(), ct);
        return facts.IsRefused ? facts.Refusal.ToProblem() : TypedResults.Ok(Ranking.Rank(facts.Value, page.Limit));
    }
}
