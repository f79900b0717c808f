using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Provenance;

/// <summary>How long evidence is kept, over HTTP.</summary>
internal static class EvidenceRuleEndpoints
{
    private const int MostDays = 36_500;

    public static void MapEvidenceRules(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/series/{id:guid}/evidence-rule").WithApiDefaults("Evidence");
        group.MapGet("/", Find);
        group.MapPut("/", Set).RequireRole(Role.Admin);
    }

    private static async Task<Results<Ok<EvidenceRule>, ProblemHttpResult>> Find(Guid id, EvidenceRules rules, HttpResponse response, CancellationToken ct) =>
        Answer(await rules.Find(id, ct) is { } rule ? rule : Refusal.NotFound("series"), response);

    private static async Task<Results<Ok<EvidenceRule>, ProblemHttpResult>> Set(
        Guid id, EvidenceRuleBody body, EvidenceRules rules, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var fields = new Fields();
        if (!body.EvidenceDays.IsGiven)
        {
            fields.Wrong("evidenceDays", "Required: a number of days, or null for ever.");
        }
        else if (body.EvidenceDays.Value is { } days)
        {
            fields.Number("evidenceDays", days, 1, MostDays);
        }

        if (fields.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        return Answer(await rules.Set(id, body.EvidenceDays.Value, EntityTags.TagsOf(context.Request), context.Caller(), clock.GetUtcNow(), ct), context.Response);
    }

    private static Results<Ok<EvidenceRule>, ProblemHttpResult> Answer(Outcome<EvidenceRule> outcome, HttpResponse response)
    {
        if (outcome.IsRefused)
        {
            return outcome.Refusal.ToProblem();
        }

        response.SetContentTag(outcome.Value);
        return TypedResults.Ok(outcome.Value);
    }

    /// <summary>A rule to be set.</summary>
    internal sealed record EvidenceRuleBody
    {
        public Given<int?> EvidenceDays { get; init; }
    }
}
