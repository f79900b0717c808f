using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;
using Broadcast.Outcomes;
using Broadcast.Registers;
using Broadcast.Scheduling;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Planning;

/// <summary>Wishes over HTTP.</summary>
internal static class WishEndpoints
{
    public static void MapWishes(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/series/{seriesId:guid}").WithApiDefaults("Plans");
        group.MapGet("/wishes", List);
        group.MapPost("/wishes", Take).TakesList<WishLine>().RequireRole(Role.Producer);
        group.MapPost("/wishes:preview", Preview).TakesList<WishLine>().RequireRole(Role.Producer);
        group.MapPost("/wishes:take-back", TakeBack).RequireRole(Role.Producer);
        group.MapGet("/wishes.csv", WriteCsv).Gives(FileKinds.Csv);
        group.MapGet("/wishes.xlsx", WriteXlsx).Gives(FileKinds.Xlsx);
        group.MapGet("/units/{unitId:guid}/wishes", Find);
        group.MapPut("/units/{unitId:guid}/wishes", Change).RequireRole(Role.Producer);
    }

    private static async Task<Results<Ok<Page<UnitWish>>, ProblemHttpResult>> List(Guid seriesId, PageRequest page, Wishes wishes, HttpContext context, CancellationToken ct) =>
        await wishes.List(seriesId, context.Caller(), page.AfterId, page.Take, ct) is { } rows ? TypedResults.Ok(page.Cut(rows, wish => wish.UnitId)) : Refusal.NotFound("series").ToProblem();

    private static async Task<Results<Ok<UnitWish>, ProblemHttpResult>> Find(Guid seriesId, Guid unitId, Wishes wishes, HttpContext context, CancellationToken ct) =>
        (await wishes.Find(seriesId, unitId, context.Caller(), ct)).ToOk(context);

    private static async Task<Results<Ok<UnitWish>, ProblemHttpResult>> Change(
        Guid seriesId, Guid unitId, WishBody body, Wishes wishes, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var changed = await wishes.Change(seriesId, unitId, body, context.Request.ExpectedVersion(), context.Caller(), clock.GetUtcNow(), ct);
        Outcome<UnitWish> wish = changed.IsRefused ? changed.Refusal : changed.Value.Wish;
        return wish.ToOk(context);
    }

    private static async Task<Results<Ok<TakenWishes>, ProblemHttpResult>> Take(Guid seriesId, WishImports imports, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var sent = await context.Request.ReadSent(WishList.Read, ct);
        return sent.IsRefused ? sent.Refusal.ToProblem() : Answer(await imports.Take(seriesId, sent.Value, context.Caller(), clock.GetUtcNow(), ct));
    }

    private static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> Preview(Guid seriesId, WishImports imports, HttpContext context, CancellationToken ct)
    {
        var sent = await context.Request.ReadSent(WishList.Read, ct);
        return sent.IsRefused ? sent.Refusal.ToProblem() : Answer(await imports.Preview(seriesId, sent.Value, ct));
    }

    private static async Task<Results<Ok<WishesTakenBack>, ProblemHttpResult>> TakeBack(
        Guid seriesId, WishChangeBody body, Wishes wishes, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        Answer(await wishes.TakeBack(seriesId, body.ChangeId, context.Caller(), clock.GetUtcNow(), ct));

    private static Task<Results<EmptyHttpResult, ProblemHttpResult>> WriteCsv(Guid seriesId, WishImports imports, SeriesRegister register, HttpContext context, CancellationToken ct) =>
        Write(seriesId, register, () => ListFile.WriteCsv(new WishList(imports, seriesId), context, ct), ct);

    private static Task<Results<EmptyHttpResult, ProblemHttpResult>> WriteXlsx(Guid seriesId, WishImports imports, SeriesRegister register, HttpContext context, CancellationToken ct) =>
        Write(seriesId, register, () => ListFile.WriteXlsx(new WishList(imports, seriesId), context, ct), ct);

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> Write(Guid seriesId, SeriesRegister register, Func<Task> write, CancellationToken ct)
    {
        if (await register.Find(seriesId, ct) is null)
        {
            return Refusal.NotFound("series").ToProblem();
        }

        await write();
        return TypedResults.Empty;
    }

    private static Results<Ok<T>, ProblemHttpResult> Answer<T>(Outcome<T> outcome) => outcome.IsRefused ? outcome.Refusal.ToProblem() : TypedResults.Ok(outcome.Value);
}
