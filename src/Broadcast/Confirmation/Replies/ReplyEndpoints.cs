using Broadcast.Access;
using Broadcast.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Confirmation;

/// <summary>What came back, also what was not taken, for producers to see.</summary>
internal static class ReplyEndpoints
{
    private static readonly string[] States = Data.Words.All<ReplyState>();

    public static void MapReplies(this IEndpointRouteBuilder app) =>
        app.MapGroup("/api/v1/replies").WithApiDefaults("Invitations").MapGet("/", List).RequireRole(Role.Producer);

    private static async Task<Ok<Page<GuestReply>>> List(PageRequest page, GuestReplies replies, HttpRequest request, CancellationToken ct)
    {
        var state = request.Word("state", States) is { } word ? Enum.Parse<ReplyState>(word, ignoreCase: true) : (ReplyState?)null;
        return TypedResults.Ok(page.Cut(await replies.List(request.Id("interviewId"), state, page.AfterId, page.Take, ct), reply => reply.Id));
    }
}
