using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Registers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Scheduling;

/// <summary>Series over HTTP.</summary>
internal static class SeriesEndpoints
{
    private const string Path = "/api/v1/series";
    private const int MostUnits = 5000;

    public static void MapSeries(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(Path).WithApiDefaults("Series");
        group.MapPost("/", Create).RequireRole(Role.Producer);
        group.MapGet("/", List);
        group.MapGet("/{id:guid}", Find);
        group.MapPatch("/{id:guid}", Change).RequireRole(Role.Producer);
        group.MapPost("/{id:guid}:rotate-calendar-key", RotateKey).RequireRole(Role.Producer);
        group.MapPost("/{id:guid}/units", AddUnits).RequireRole(Role.Producer);
        group.MapGet("/{id:guid}/units", ListUnits);
    }

    private static async Task<Results<Created<Series>, ProblemHttpResult>> Create(
        SeriesBody body, SeriesRegister register, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await register.Create(body, context.Caller(), clock.GetUtcNow(), ct)).ToCreated(context, series => $"{Path}/{series.Id}");

    private static async Task<Ok<Page<Series>>> List(PageRequest page, SeriesRegister register, HttpRequest request, CancellationToken ct) =>
        TypedResults.Ok(page.Cut(await register.List(request.Text("code"), page.AfterId, page.Take, ct), series => series.Id));

    private static async Task<Results<Ok<Series>, ProblemHttpResult>> Find(Guid id, SeriesRegister register, HttpContext context, CancellationToken ct) =>
        (await register.Find(id, ct)).OrNotFound("series").ToOk(context);

    private static async Task<Results<Ok<Series>, ProblemHttpResult>> Change(
        Guid id, SeriesBody body, SeriesRegister register, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await register.Change(id, body, context.Request.ExpectedVersion(), context.Caller(), clock.GetUtcNow(), ct)).ToOk(context);

    private static async Task<Results<Ok<Series>, ProblemHttpResult>> RotateKey(
        Guid id, SeriesRegister register, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await register.RotateKey(id, context.Caller(), clock.GetUtcNow(), ct)).ToOk(context);

    private static async Task<Results<Ok<Page<Unit>>, ProblemHttpResult>> AddUnits(
        Guid id, UnitsBody body, SeriesRegister register, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        if (body.UnitIds is not { Count: <= MostUnits } unitIds)
        {
            return Refusal.Field("unitIds", body.UnitIds is null ? "Required." : $"At most {MostUnits} at once.").ToProblem();
        }

        var outcome = await register.AddUnits(id, unitIds, context.Caller(), clock.GetUtcNow(), ct);
        return outcome.IsRefused ? outcome.Refusal.ToProblem() : TypedResults.Ok(Page<Unit>.Whole(outcome.Value));
    }

    private static async Task<Results<Ok<Page<Unit>>, ProblemHttpResult>> ListUnits(
        Guid id, PageRequest page, SeriesRegister register, CancellationToken ct)
    {
        if (await register.Find(id, ct) is null)
        {
            return Refusal.NotFound("series").ToProblem();
        }

        return TypedResults.Ok(page.Cut(await register.ListUnits(id, page.AfterId, page.Take, ct), unit => unit.Id));
    }

    /// <summary>Who is to take part.</summary>
    internal sealed record UnitsBody
    {
        public List<Guid>? UnitIds { get; init; }
    }
}
