using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Outbox;
using Broadcast.Outcomes;
using Broadcast.Scheduling;
using Broadcast.Times;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Confirmation;

/// <summary>What was written about an interview, to whom, and what became of it.</summary>
internal static class MessageEndpoints
{
    public static void MapMessages(this IEndpointRouteBuilder app) =>
        app.MapGroup("/api/v1/interviews/{interviewId:guid}/messages").WithApiDefaults("Invitations").MapGet("/", List).RequireRole(Role.Producer);

    private static async Task<Results<Ok<Page<Message>>, ProblemHttpResult>> List(
        Guid interviewId, PageRequest page, Interviews interviews, OutboxTable outbox, HttpContext context, CancellationToken ct)
    {
        if (await interviews.Find(interviewId, context.Caller(), ct) is not { } interview)
        {
            return Refusal.NotFound("interview").ToProblem();
        }

        var rows = page.Cut(await outbox.List(interviewId, page.AfterId, page.Take, ct), message => message.Id);
        var offset = interview.StartsAt.Offset;
        return TypedResults.Ok(rows with { Items = [.. rows.Items.Select(message => message.In(offset))] });
    }
}
