using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Registers;

/// <summary>What every register can be asked over HTTP.</summary>
internal static class RegisterEndpoints<TRegister, TRow, TBody>
    where TRegister : RegisterOf<TRow, TBody>
    where TRow : class, IEntry
    where TBody : class, new()
{
    /// <param name="app">Where to.</param>
    /// <param name="name">The register's name in addresses.</param>
    /// <param name="adds">Who makes and removes entries.</param>
    /// <param name="changes">Who changes them.</param>
    public static void Map(IEndpointRouteBuilder app, string name, Role adds, Role changes)
    {
        var group = app.MapGroup("/api/v1").WithApiDefaults(char.ToUpperInvariant(name[0]) + name[1..]);
        group.MapPost($"/{name}", Create).TakesList<TBody>().RequireRole(adds).Produces<TRow>(StatusCodes.Status201Created).Produces<TakenList<TRow>>(StatusCodes.Status201Created);
        group.MapPost($"/{name}:preview", Preview).TakesList<TBody>().RequireRole(adds);
        group.MapGet($"/{name}", List);
        group.MapGet($"/{name}.csv", WriteCsv).Gives(FileKinds.Csv);
        group.MapGet($"/{name}.xlsx", WriteXlsx).Gives(FileKinds.Xlsx);
        group.MapGet($"/{name}/{{id:guid}}", Find);
        group.MapPatch($"/{name}/{{id:guid}}", Change).RequireRole(changes);
        group.MapDelete($"/{name}/{{id:guid}}", Delete).RequireRole(adds);
    }

    private static async Task<IResult> Create(TRegister register, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var mode = ModeOf(context.Request);
        var sent = await context.Request.ReadSent(table => register.Read(table, mode), ct);
        if (sent.IsRefused)
        {
            return sent.Refusal.ToProblem();
        }

        var taken = await register.Take(sent.Value, mode, context.Caller(), clock.GetUtcNow(), ct);
        return taken.IsRefused ? taken.Refusal.ToProblem() : Answer(register, taken.Value, sent.Value.As, mode, context);
    }

    private static async Task<Results<Ok<ImportReport>, ProblemHttpResult>> Preview(TRegister register, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var mode = ModeOf(context.Request);
        var sent = await context.Request.ReadSent(table => register.Read(table, mode), ct);
        return sent.IsRefused
            ? sent.Refusal.ToProblem()
            : TypedResults.Ok(await register.Preview(sent.Value, mode, context.Caller(), clock.GetUtcNow(), ct));
    }

    private static async Task<Ok<Page<TRow>>> List(PageRequest page, TRegister register, HttpContext context, CancellationToken ct) =>
        TypedResults.Ok(page.Cut(await register.List(RegisterQuery.Of(context.Request), context.Caller(), page.AfterId, page.Take, ct), row => row.Id));

    private static async Task<Results<Ok<TRow>, ProblemHttpResult>> Find(Guid id, TRegister register, HttpContext context, CancellationToken ct) =>
        (await register.FindFor(id, context.Caller(), ct)).OrNotFound(register.Word).ToOk(context);

    private static async Task<Results<Ok<TRow>, ProblemHttpResult>> Change(
        Guid id, TBody body, TRegister register, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await register.Change(id, body, context.Request.ExpectedVersion(), context.Caller(), clock.GetUtcNow(), ct)).ToOk(context);

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(Guid id, TRegister register, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var gone = await register.Delete(id, context.Request.ExpectedVersion(), context.Caller(), clock.GetUtcNow(), ct);
        return gone.IsRefused ? gone.Refusal.ToProblem() : TypedResults.NoContent();
    }

    private static Task WriteCsv(TRegister register, HttpContext context, CancellationToken ct) => ListFile.WriteCsv(register, context, ct);

    private static Task WriteXlsx(TRegister register, HttpContext context, CancellationToken ct) => ListFile.WriteXlsx(register, context, ct);

    private static ImportMode ModeOf(HttpRequest request) => request.Word("mode", "create", "upsert") == "upsert" ? ImportMode.Upsert : ImportMode.Create;

    /// <summary>201: the object, or the list of them in the order sent; 200 where what was there could be changed.</summary>
    private static IResult Answer(TRegister register, Taken<TRow> taken, SentAs sentAs, ImportMode mode, HttpContext context)
    {
        var path = $"/api/v1/{register.Name}";
        if (sentAs != SentAs.One)
        {
            var list = new TakenList<TRow>(taken.Rows, null, taken.Report.Created, taken.Report.Updated, taken.Report.Unchanged, taken.Report.Problems);
            return mode == ImportMode.Create ? TypedResults.Created(path, list) : TypedResults.Ok(list);
        }

        var row = taken.Rows[0];
        context.Response.SetVersion(row.Version);
        return taken.Report.Created == 1 ? TypedResults.Created($"{path}/{row.Id}", row) : TypedResults.Ok(row);
    }
}

/// <summary>What became of a list that was sent.</summary>
/// <param name="Items">In the order sent.</param>
/// <param name="Next">Null: the list is whole.</param>
/// <param name="Created">How many are new.</param>
/// <param name="Updated">How many were there and are changed.</param>
/// <param name="Unchanged">How many stood so already.</param>
/// <param name="Warnings">What was left out, such as a column that nobody knows.</param>
internal sealed record TakenList<TRow>(IReadOnlyList<TRow> Items, string? Next, int Created, int Updated, int Unchanged, IReadOnlyList<ImportProblem> Warnings);
