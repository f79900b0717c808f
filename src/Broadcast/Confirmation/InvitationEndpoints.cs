using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Confirmation;

/// <summary>Invitations over HTTP: for producers by interview, for guests by the token of their link.</summary>
internal static class InvitationEndpoints
{
    public static void MapInvitations(this IEndpointRouteBuilder app)
    {
        var ofInterview = app.MapGroup("/api/v1/interviews/{interviewId:guid}/invitations").WithApiDefaults("Invitations");
        ofInterview.MapPost("/", Invite).RequireRole(Role.Producer);
        ofInterview.MapGet("/", List);

        var byToken = app.MapGroup("/api/v1/invitations/{token}").WithApiDefaults("Invitations").AllowAnonymous();
        byToken.MapGet("/", Find);
        byToken.MapPost("/response", Respond);
    }

    private static async Task<Results<Created<Page<Invitation>>, Ok<Page<Invitation>>, ProblemHttpResult>> Invite(
        Guid interviewId, Invitations invitations, PublicAddress address, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var outcome = await invitations.Invite(interviewId, address.Of(context), context.Caller(), clock.GetUtcNow(), ct);
        if (outcome.IsRefused)
        {
            return outcome.Refusal.ToProblem();
        }

        var page = Page<Invitation>.Whole(outcome.Value.Items);
        return outcome.Value.New > 0 ? TypedResults.Created($"/api/v1/interviews/{interviewId}/invitations", page) : TypedResults.Ok(page);
    }

    private static async Task<Results<Ok<Page<Invitation>>, ProblemHttpResult>> List(
        Guid interviewId, Invitations invitations, PublicAddress address, HttpContext context, CancellationToken ct) =>
        await invitations.List(interviewId, address.Of(context), context.Caller(), ct) is { } items
            ? TypedResults.Ok(Page<Invitation>.Whole(items))
            : Refusal.NotFound("interview").ToProblem();

    private static async Task<Results<Ok<InvitationView>, ProblemHttpResult>> Find(
        string token, Invitations invitations, WrongTokens wrong, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        await invitations.FindByToken(token, clock.GetUtcNow(), ct) is { } view ? TypedResults.Ok(view) : throw new RefusedException(wrong.Count(context));

    private static async Task<Results<Ok<InvitationView>, ProblemHttpResult>> Respond(
        string token, ResponseBody body, Invitations invitations, WrongTokens wrong, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var outcome = await invitations.Respond(token, body, clock.GetUtcNow(), ct);
        if (!outcome.IsRefused)
        {
            return TypedResults.Ok(outcome.Value);
        }

        return outcome.Refusal.Slug == Slugs.NotFound ? throw new RefusedException(wrong.Count(context)) : outcome.Refusal.ToProblem();
    }
}
