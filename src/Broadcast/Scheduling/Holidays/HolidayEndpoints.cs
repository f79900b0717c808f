using System.Globalization;
using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Scheduling;

/// <summary>The holiday calendar over HTTP, a year at a time.</summary>
internal static class HolidayEndpoints
{
    public static void MapHolidays(this IEndpointRouteBuilder app)
    {
        var all = app.MapGroup("/api/v1").WithApiDefaults("Holidays");
        all.MapGet("/holidays", List);
        all.MapPost("/holidays:import", Import).RequireRole(Role.Producer);
        var group = app.MapGroup("/api/v1/holidays/{year:int}").WithApiDefaults("Holidays");
        group.MapGet("/", Find);
        group.MapPut("/", Change).RequireRole(Role.Producer);
        group.MapDelete("/", Reset).RequireRole(Role.Producer);
    }

    private static async Task<Ok<Page<HolidayYear>>> List(PageRequest page, Holidays holidays, CancellationToken ct) =>
        TypedResults.Ok(page.Part(await holidays.List(ct), year => year.Year.ToString(CultureInfo.InvariantCulture)));

    private static async Task<Results<Ok<Page<HolidayYear>>, ProblemHttpResult>> Import(
        HolidayFileBody body, Holidays holidays, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var entered = await holidays.Import(body, context.Caller(), clock.GetUtcNow(), ct);
        return entered.IsRefused ? entered.Refusal.ToProblem() : TypedResults.Ok(Page<HolidayYear>.Whole(entered.Value));
    }

    private static async Task<Results<Ok<HolidayYear>, ProblemHttpResult>> Find(int year, Holidays holidays, HttpContext context, CancellationToken ct) =>
        (IsCountable(year) ? await holidays.Find(year, ct) : null).OrNotFound("year").ToOk(context);

    private static async Task<Results<Ok<HolidayYear>, ProblemHttpResult>> Change(
        int year, HolidayBody body, Holidays holidays, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        IsCountable(year)
            ? (await holidays.Change(year, body, context.Request.ExpectedVersion(), context.Caller(), clock.GetUtcNow(), ct)).ToOk(context)
            : Refusal.NotFound("year").ToProblem();

    private static async Task<Results<NoContent, ProblemHttpResult>> Reset(int year, Holidays holidays, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        if (!IsCountable(year))
        {
            return Refusal.NotFound("year").ToProblem();
        }

        var outcome = await holidays.Reset(year, context.Request.ExpectedVersion(), context.Caller(), clock.GetUtcNow(), ct);
        return outcome.IsRefused ? outcome.Refusal.ToProblem() : TypedResults.NoContent();
    }

    private static bool IsCountable(int year) => year is >= HolidayBody.FirstYear and <= HolidayBody.LastYear;
}
