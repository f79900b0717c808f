using System.Text;
using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Confirmation;

/// <summary>Answers that calendar programs send by mail, handed on by whoever receives them.</summary>
internal static class CalendarReplyEndpoints
{
    private const int Longest = 256 * 1024;

    public static void MapCalendarReplies(this IEndpointRouteBuilder app) => app.MapGroup("/api/v1/calendar-replies").WithApiDefaults("Invitations")
        .MapPost("/", Apply).Accepts<string>("text/calendar").RequireRole(Role.Producer);

    private static async Task<Results<Ok<InvitationView>, ProblemHttpResult>> Apply(Invitations invitations, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        if (!"text/calendar".Equals(context.Request.GetTypedHeaders().ContentType?.MediaType.Value, StringComparison.OrdinalIgnoreCase))
        {
            return new Refusal(Slugs.UnsupportedMediaType, "An answer is text/calendar.").ToProblem();
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = Longest;
        }

        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var reply = CalendarReply.Read(await reader.ReadToEndAsync(ct));
        var outcome = reply.IsRefused ? reply.Refusal : await invitations.Respond(reply.Value, new ReplyOrigin(ReplyVia.Calendar, reply.Value.Attendee), clock.GetUtcNow(), ct);
        return outcome.IsRefused ? outcome.Refusal.ToProblem() : TypedResults.Ok(outcome.Value);
    }
}
