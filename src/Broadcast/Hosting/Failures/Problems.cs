using System.Diagnostics;
using System.Globalization;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Broadcast.Hosting;

/// <summary>Refusals as RFC 9457 <c>application/problem+json</c>.</summary>
internal static class Problems
{
    public static ProblemHttpResult ToProblem(this Refusal refusal)
    {
        var details = new ProblemDetails
        {
            Type = $"/problems/{refusal.Slug}",
            Title = Title(refusal.Slug),
            Status = Slugs.Status(refusal.Slug),
            Detail = refusal.Detail,
        };
        details.Extensions["traceId"] = (Activity.Current?.TraceId ?? ActivityTraceId.CreateRandom()).ToString();
        if (refusal.Errors is not null)
        {
            details.Extensions["errors"] = refusal.Errors;
        }

        foreach (var (name, value) in refusal.More ?? new Dictionary<string, object?>())
        {
            details.Extensions[name] = value;
        }

        return TypedResults.Problem(details);
    }

    /// <summary>Writes a refusal as the response, for code that is not an endpoint.</summary>
    public static Task Write(HttpContext context, Refusal refusal)
    {
        if (refusal.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        return refusal.ToProblem().ExecuteAsync(context);
    }

    public static string Title(string slug) => slug switch
    {
        Slugs.Validation => "Something in the request is not right",
        Slugs.Unauthorized => "Sign in first",
        Slugs.Forbidden => "Not allowed",
        Slugs.NotFound => "Not found",
        Slugs.SlotTaken => "The slot is taken",
        Slugs.OfficialBusy => "The official is busy then",
        Slugs.HostBusy => "The host is busy then",
        Slugs.StudioBusy => "The studio is in use then",
        Slugs.UnitAlreadyBooked => "The unit has a booking already",
        Slugs.StateConflict => "Its state does not allow that",
        Slugs.VersionConflict => "Somebody was faster",
        Slugs.PayloadTooLarge => "Too large",
        Slugs.UnsupportedMediaType => "Not a content type this takes",
        Slugs.RateLimited => "Too many requests",
        Slugs.Unavailable => "Not available right now",
        _ => "Something went wrong here",
    };
}
