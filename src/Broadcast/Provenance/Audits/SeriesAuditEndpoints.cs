using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Work;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Provenance;

/// <summary>Audits, over HTTP.</summary>
internal static class SeriesAuditEndpoints
{
    public static void MapSeriesAudits(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1").WithApiDefaults("Audits");
        group.MapPost("/series/{id:guid}/audit", Request).RequireRole(Role.Producer);
        group.MapGet("/audits/{id:guid}", Find);
    }

    private static async Task<Results<Accepted<SeriesAudit>, ProblemHttpResult>> Request(
        Guid id, SeriesAudits audits, Nudge<SeriesAuditJob> nudge, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var outcome = await audits.Request(id, context.Caller(), clock.GetUtcNow(), ct);
        if (outcome.IsRefused)
        {
            return outcome.Refusal.ToProblem();
        }

        nudge.Now();
        return TypedResults.Accepted($"/api/v1/audits/{outcome.Value.Id}", outcome.Value);
    }

    private static async Task<Results<Ok<SeriesAudit>, ProblemHttpResult>> Find(Guid id, SeriesAudits audits, CancellationToken ct)
    {
        var found = (await audits.Find(id, ct)).OrNotFound("audit");
        return found.IsRefused ? found.Refusal.ToProblem() : TypedResults.Ok(found.Value);
    }
}
