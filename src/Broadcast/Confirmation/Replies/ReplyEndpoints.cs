using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Confirmation;

/// <summary>What came back, also what was not taken, for producers to see.</summary>
internal static class ReplyEndpoints
{
    private static readonly string[] States = Data.Words.All<ReplyState>();

    public static void MapReplies(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/replies").WithApiDefaults("Invitations").RequireRole(Role.Producer);
        group.MapGet("/", List);
        group.MapGet("/mailbox", Mailbox);
    }

    private static async Task<Ok<Page<GuestReply>>> List(PageRequest page, GuestReplies replies, HttpRequest request, CancellationToken ct)
    {
        var state = request.Word("state", States) is { } word ? Enum.Parse<ReplyState>(word, ignoreCase: true) : (ReplyState?)null;
        return TypedResults.Ok(page.Cut(await replies.List(request.Id("interviewId"), state, page.AfterId, page.Take, ct), reply => reply.Id));
    }

    private static async Task<Results<Ok<MailboxState>, ProblemHttpResult>> Mailbox(MailboxPlaces places, CancellationToken ct) =>
        await places.Current(ct) is { } place ? TypedResults.Ok(new MailboxState(place.ReadAt, place.Problem)) : Refusal.NotFound("mailbox").ToProblem();

    /// <summary>When the mailbox was last looked at, and what was in the way.</summary>
    internal sealed record MailboxState(DateTimeOffset ReadAt, string? Problem);
}
