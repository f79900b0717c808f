using Broadcast.Outcomes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Hosting;

/// <summary>Outcomes as HTTP answers: the value with its <c>ETag</c>, or the problem.</summary>
internal static class Answers
{
    public static Results<Ok<T>, ProblemHttpResult> ToOk<T>(this Outcome<T> outcome, HttpContext context)
        where T : IVersioned
    {
        if (outcome.IsRefused)
        {
            return outcome.Refusal.ToProblem();
        }

        context.Response.SetVersion(outcome.Value.Version);
        return TypedResults.Ok(outcome.Value);
    }

    public static Results<Created<T>, ProblemHttpResult> ToCreated<T>(this Outcome<T> outcome, HttpContext context, Func<T, string> location)
        where T : IVersioned
    {
        if (outcome.IsRefused)
        {
            return outcome.Refusal.ToProblem();
        }

        context.Response.SetVersion(outcome.Value.Version);
        return TypedResults.Created(location(outcome.Value), outcome.Value);
    }

    /// <summary>The thing that was looked for, or 404.</summary>
    public static Outcome<T> OrNotFound<T>(this T? value, string what)
        where T : class => value is null ? Refusal.NotFound(what) : value;
}
