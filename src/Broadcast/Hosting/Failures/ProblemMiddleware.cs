using System.Diagnostics;
using System.Text.Json;
using Broadcast.Data;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;

namespace Broadcast.Hosting;

/// <summary>Turns what went wrong outside an endpoint (binding, routing, a database that is away, a bug) into the contract's problems.</summary>
internal sealed class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    private static readonly Refusal ForeignForm = new(Slugs.Validation, "This form does not come from a page of ours, or it is too old: load the page again.");

    public async Task Invoke(HttpContext context)
    {
        try
        {
            await next(context);
            if (IsEmptyError(context.Response) && !HostingSlice.IsForPeople(context))
            {
                await FillStatus(context);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            var refusal = IsForeignForm(context, e) ? ForeignForm : Translate(e);
            if (refusal.Slug is Slugs.Internal or Slugs.Unavailable)
            {
                log.LogError(e, "{Method} {Path} failed (trace {TraceId})", context.Request.Method, context.Request.Path, Activity.Current?.TraceId);
            }

            context.Response.Clear();
            await (HostingSlice.IsForPeople(context) ? LeaveToPage(context, refusal) : Problems.Write(context, refusal));
        }
    }

    /// <summary>The status alone: an error page is rendered for it further out. When that failed too (the database is away, and the cookie is checked against it), plain words must do.</summary>
    private static Task LeaveToPage(HttpContext context, Refusal refusal)
    {
        context.Response.StatusCode = Slugs.Status(refusal.Slug);
        return context.Features.Get<IStatusCodeReExecuteFeature>() is null ? Task.CompletedTask : context.Response.WriteAsync(refusal.Detail);
    }

    private static bool IsEmptyError(HttpResponse response) =>
        response is { StatusCode: >= 400, HasStarted: false, ContentLength: null } && string.IsNullOrEmpty(response.ContentType);

    /// <summary>An empty error answer of the framework gets its body. Pages keep their own.</summary>
    private static Task FillStatus(HttpContext context)
    {
        var refusal = context.Response.StatusCode switch
        {
            401 => new Refusal(Slugs.Unauthorized, "Send a token: Authorization: Bearer ..."),
            403 => new Refusal(Slugs.Forbidden, "This token may not do that."),
            404 => new Refusal(Slugs.NotFound, "There is nothing at this address."),
            405 => new Refusal(Slugs.NotFound, "There is nothing at this address for this method."),
            413 => new Refusal(Slugs.PayloadTooLarge, "The body is too large."),
            415 => new Refusal(Slugs.UnsupportedMediaType, "This content type is not taken here."),
            429 => new Refusal(Slugs.RateLimited, "Too many requests: wait a little.") { RetryAfter = TimeSpan.FromSeconds(10) },
            400 => new Refusal(Slugs.Validation, "The request is not right."),
            _ => null,
        };
        return refusal is null ? Task.CompletedTask : Problems.Write(context, refusal);
    }

    /// <summary>Whoever reads a form whose token is wrong gets a plain exception; what was found out about the token stands beside.</summary>
    private static bool IsForeignForm(HttpContext context, Exception e) =>
        e is InvalidOperationException && context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false };

    private static Refusal Translate(Exception e) => e switch
    {
        RefusedException refused => refused.Refusal,
        BadHttpRequestException { InnerException: JsonException json } => OfJson(json),
        BadHttpRequestException { StatusCode: 413 } => new Refusal(Slugs.PayloadTooLarge, "The body is too large."),
        BadHttpRequestException { StatusCode: 415 } => new Refusal(Slugs.UnsupportedMediaType, "This content type is not taken here: send application/json."),
        BadHttpRequestException { StatusCode: 400 } bad when bad.Message.Contains("no body was provided", StringComparison.Ordinal) => Refusal.Field("body", "Required: JSON."),
        BadHttpRequestException bad => new Refusal(Slugs.Validation, bad.Message),
        _ when DatabaseFault.IsAway(e) => Away(),
        _ => new Refusal(Slugs.Internal, "An error of ours; it is in the log under this trace id."),
    };

    private static Refusal OfJson(JsonException json)
    {
        var field = (json.Path ?? "$").TrimStart('$').TrimStart('.');
        var isOtherKind = field.Length > 0 || json.Message.Contains("could not be converted", StringComparison.Ordinal);
        return Refusal.Field(field.Length == 0 ? "body" : field, isOtherKind ? "The value is not of the right kind." : "This is not valid JSON.");
    }

    private static Refusal Away() => new(Slugs.Unavailable, "The database does not answer right now.") { RetryAfter = TimeSpan.FromSeconds(5) };
}
