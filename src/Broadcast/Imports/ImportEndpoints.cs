using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;
using Broadcast.Outcomes;
using Broadcast.Platforms.Imported;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Broadcast.Imports;

/// <summary>Imports of platforms' exports, over HTTP.</summary>
internal static class ImportEndpoints
{
    public const string Path = "/api/v1/imports";

    public static void MapImportEndpoints(this IEndpointRouteBuilder app)
    {
        var ofChannel = app.MapGroup("/api/v1/channels/{id:guid}").WithApiDefaults("Imports").RequireRole(Role.Producer);
        ofChannel.MapGet("/import-mapping", FindMapping);
        ofChannel.MapPut("/import-mapping", SaveMapping);
        ofChannel.MapGet("/imports", List);
        ofChannel.MapPost("/imports", Import).Accepts<ImportFields>("multipart/form-data").ProducesProblem(StatusCodes.Status413PayloadTooLarge);
        ofChannel.MapPost("/imports:preview", Preview).Accepts<ImportFields>("multipart/form-data").ProducesProblem(StatusCodes.Status413PayloadTooLarge);

        var group = app.MapGroup(Path).WithApiDefaults("Imports").RequireRole(Role.Producer);
        group.MapGet("/{id:guid}", Find);
        group.MapGet("/{id:guid}/file", Download).Gives(FileAnswers.Bytes);
        group.MapPost("/{id:guid}:withdraw", Withdraw);
    }

    private static async Task<Results<Ok<ImportMapping>, ProblemHttpResult>> FindMapping(Guid id, ImportMappings mappings, HttpContext context, CancellationToken ct)
    {
        if (await mappings.Find(id, ct) is not { } row)
        {
            return Refusal.NotFound("mapping").ToProblem();
        }

        context.Response.SetVersion(row.Version);
        return TypedResults.Ok(row.Parsed);
    }

    private static async Task<Results<Ok<ImportMapping>, ProblemHttpResult>> SaveMapping(
        Guid id, ImportMapping mapping, ImportMappings mappings, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var saved = await mappings.Save(id, mapping, context.Request.ExpectedVersion(), context.Caller(), clock.GetUtcNow(), ct);
        if (saved.IsRefused)
        {
            return saved.Refusal.ToProblem();
        }

        context.Response.SetVersion(saved.Value.Version);
        return TypedResults.Ok(saved.Value.Parsed);
    }

    private static async Task<Results<Ok<Page<FigureImport>>, ProblemHttpResult>> List(Guid id, PageRequest page, ImportTable table, Channels.Channels channels, CancellationToken ct)
    {
        if (await channels.Find(id, ct) is null)
        {
            return Refusal.NotFound("channel").ToProblem();
        }

        var rows = page.Cut(await table.List(id, page.BeforeId, page.Take, ct), row => row.Id);
        return TypedResults.Ok(new Page<FigureImport>([.. rows.Items.Select(row => row.ToImport())], rows.Next));
    }

    private static async Task<Results<Created<FigureImport>, Ok<FigureImport>, ProblemHttpResult>> Import(
        Guid id, FigureImports imports, HttpContext context, CancellationToken ct)
    {
        var upload = await ImportUpload.Read(context.Request, ct);
        if (upload.IsRefused)
        {
            return upload.Refusal.ToProblem();
        }

        var (file, mapping, broadcastId) = upload.Value;
        var outcome = await imports.Import(id, file, mapping, broadcastId, context.Caller(), ct);
        return outcome.IsRefused ? outcome.Refusal.ToProblem()
            : outcome.Value.Duplicate ? TypedResults.Ok(outcome.Value)
            : TypedResults.Created($"{Path}/{outcome.Value.Id}", outcome.Value);
    }

    private static async Task<Results<Ok<ImportPreview>, ProblemHttpResult>> Preview(Guid id, FigureImports imports, Channels.Channels channels, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        if (await channels.Find(id, ct) is null)
        {
            return Refusal.NotFound("channel").ToProblem();
        }

        var upload = await ImportUpload.Read(context.Request, ct);
        if (upload.IsRefused)
        {
            return upload.Refusal.ToProblem();
        }

        var preview = await imports.Preview(id, upload.Value.File, upload.Value.Mapping, upload.Value.BroadcastId, clock.GetUtcNow(), ct);
        return preview.IsRefused ? preview.Refusal.ToProblem() : TypedResults.Ok(preview.Value);
    }

    private static async Task<Results<Ok<FigureImport>, ProblemHttpResult>> Find(Guid id, ImportTable table, CancellationToken ct) =>
        await table.Find(id, ct) is { } row ? TypedResults.Ok(row.ToImport()) : Refusal.NotFound("import").ToProblem();

    private static async Task<Results<Ok<FigureImport>, ProblemHttpResult>> Withdraw(Guid id, WithdrawBody? body, FigureImports imports, HttpContext context, CancellationToken ct)
    {
        var outcome = await imports.Withdraw(id, body?.Reason, context.Caller(), ct);
        return outcome.IsRefused ? outcome.Refusal.ToProblem() : TypedResults.Ok(outcome.Value);
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> Download(Guid id, ImportTable table, HttpResponse response, CancellationToken ct)
    {
        if (await table.Find(id, ct) is not { } row)
        {
            return Refusal.NotFound("import").ToProblem();
        }

        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(row.Name);
        response.ContentType = "application/octet-stream";
        response.ContentLength = row.Bytes;
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.ETag = $"\"{Convert.ToHexStringLower(row.Sha256)}\"";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "private, no-cache";
        await foreach (var part in table.Parts(id, ct))
        {
            await response.Body.WriteAsync(part, ct);
        }

        return TypedResults.Empty;
    }

    /// <summary>Why an import is withdrawn.</summary>
    /// <param name="Reason">At most 1 000 characters.</param>
    internal sealed record WithdrawBody(string? Reason);

    /// <summary>The form's fields, for the API reference.</summary>
    internal sealed record ImportFields
    {
        /// <summary>A CSV or XLSX file of at most 20 MiB.</summary>
        public IFormFile? File { get; init; }

        /// <summary>How it is to be read, as JSON; otherwise as the channel says.</summary>
        public string? Mapping { get; init; }

        /// <summary>The broadcast it is about; otherwise each row says.</summary>
        public Guid? BroadcastId { get; init; }
    }
}
