using System.Text;
using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;
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
        ofInterview.MapPost("/{id:guid}:ask-again", AskAgain).RequireRole(Role.Producer);
        ofInterview.MapPost("/{id:guid}:renew-link", Renew).RequireRole(Role.Producer);
        ofInterview.MapPost("/{id:guid}:answer", Answer).RequireRole(Role.Unit);

        var byToken = app.MapGroup("/api/v1/invitations/{token}").WithApiDefaults("Invitations").AllowAnonymous();
        byToken.MapGet("/", Find);
        byToken.MapPost("/response", Respond);
        byToken.MapGet("/invite.ics", Calendar).Gives(FileAnswers.Calendar);
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
        Guid interviewId, PageRequest page, Invitations invitations, PublicAddress address, HttpContext context, CancellationToken ct) =>
        await invitations.List(interviewId, address.Of(context), context.Caller(), ct) is { } items
            ? TypedResults.Ok(page.Part(items, invitation => invitation.Id.ToString()))
            : Refusal.NotFound("interview").ToProblem();

    private static async Task<Results<Ok<InvitationView>, ProblemHttpResult>> Find(
        string token, Invitations invitations, WrongTokens wrong, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        await invitations.FindByToken(token, clock.GetUtcNow(), ct) is { } view ? TypedResults.Ok(view) : throw new RefusedException(wrong.Count(context));

    private static async Task<Results<Ok<InvitationView>, ProblemHttpResult>> Respond(
        string token, ResponseBody body, Invitations invitations, WrongTokens wrong, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var outcome = await invitations.Respond(token, body, ReplyVia.Program, clock.GetUtcNow(), ct);
        if (!outcome.IsRefused)
        {
            return TypedResults.Ok(outcome.Value);
        }

        return outcome.Refusal.Slug == Slugs.NotFound ? throw new RefusedException(wrong.Count(context)) : outcome.Refusal.ToProblem();
    }

    private static async Task<Results<Ok<Invitation>, ProblemHttpResult>> AskAgain(
        Guid interviewId, Guid id, Invitations invitations, PublicAddress address, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        ToOk(await invitations.AskAgain(interviewId, id, address.Of(context), context.Caller(), clock.GetUtcNow(), ct));

    private static async Task<Results<Ok<Invitation>, ProblemHttpResult>> Renew(
        Guid interviewId, Guid id, Invitations invitations, PublicAddress address, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        ToOk(await invitations.Renew(interviewId, id, address.Of(context), context.Caller(), clock.GetUtcNow(), ct));

    /// <summary>For a guest who told somebody by phone.</summary>
    private static async Task<Results<Ok<InvitationView>, ProblemHttpResult>> Answer(
        Guid interviewId, Guid id, ResponseBody body, Invitations invitations, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        ToOk(await invitations.Respond(interviewId, id, body, context.Caller(), clock.GetUtcNow(), ct));

    /// <summary>The entry for a calendar that the guest adds it to by hand.</summary>
    private static async Task<FileContentHttpResult> Calendar(
        string token, Invitations invitations, WrongTokens wrong, PublicAddress address, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var entry = await invitations.Entry(token, address.Of(context), clock.GetUtcNow(), ct) ?? throw new RefusedException(wrong.Count(context));
        context.Response.Headers.CacheControl = "private, no-store";
        return TypedResults.File(Encoding.UTF8.GetBytes(entry.Text), "text/calendar; charset=utf-8", "invite.ics");
    }

    private static Results<Ok<T>, ProblemHttpResult> ToOk<T>(Outcome<T> outcome) => outcome.IsRefused ? outcome.Refusal.ToProblem() : TypedResults.Ok(outcome.Value);
}
