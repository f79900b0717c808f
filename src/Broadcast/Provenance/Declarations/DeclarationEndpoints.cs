using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Broadcast.Provenance;

/// <summary>Declared figures, over HTTP.</summary>
internal static class DeclarationEndpoints
{
    public const string Path = "/api/v1/declarations";

    public static void MapDeclarations(this IEndpointRouteBuilder app)
    {
        var ofBroadcast = app.MapGroup("/api/v1/broadcasts/{id:guid}/declarations").WithApiDefaults("Declarations");
        ofBroadcast.MapPost("/", Declare).RequireRole(Role.Unit).Accepts<DeclarationFields>("multipart/form-data").ProducesProblem(StatusCodes.Status413PayloadTooLarge);
        ofBroadcast.MapGet("/", ListOfBroadcast);

        var group = app.MapGroup(Path).WithApiDefaults("Declarations");
        group.MapGet("/", List);
        group.MapGet("/{id:guid}", Find);
        group.MapGet("/{id:guid}/proof", Download).Gives(FileAnswers.AnyKind);
        group.MapPost("/{id:guid}:approve", Approve).RequireRole(Role.Producer);
        group.MapPost("/{id:guid}:reject", Reject).RequireRole(Role.Producer);
    }

    private static async Task<Results<Created<Declaration>, ProblemHttpResult>> Declare(
        Guid id, Declarations declarations, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        if (await declarations.Check(id, context.Caller(), ct) is { } refusal)
        {
            return refusal.ToProblem();
        }

        var form = await DeclarationForm.Read(context.Request, ct);
        return form.IsRefused
            ? form.Refusal.ToProblem()
            : (await declarations.Declare(id, form.Value, context.Caller(), clock.GetUtcNow(), ct)).ToCreated(context, made => $"{Path}/{made.Id}");
    }

    private static async Task<Results<Ok<Page<Declaration>>, ProblemHttpResult>> ListOfBroadcast(
        Guid id, PageRequest page, Declarations declarations, HttpContext context, CancellationToken ct)
    {
        var state = context.Request.Word("state", DeclarationState.All);
        return await declarations.MaySee(id, context.Caller(), ct)
            ? TypedResults.Ok(await Cut(new DeclarationQuery(id, null, state), page, declarations, context, ct))
            : Refusal.NotFound("broadcast").ToProblem();
    }

    private static async Task<Ok<Page<Declaration>>> List(PageRequest page, Declarations declarations, HttpContext context, CancellationToken ct)
    {
        var query = new DeclarationQuery(null, context.Request.Id("seriesId"), context.Request.Word("state", DeclarationState.All));
        return TypedResults.Ok(await Cut(query, page, declarations, context, ct));
    }

    private static async Task<Page<Declaration>> Cut(DeclarationQuery query, PageRequest page, Declarations declarations, HttpContext context, CancellationToken ct) =>
        page.Cut(await declarations.List(query, context.Caller(), page.AfterId, page.Take, ct), declaration => declaration.Id);

    private static async Task<Results<Ok<Declaration>, ProblemHttpResult>> Find(Guid id, Declarations declarations, HttpContext context, CancellationToken ct) =>
        (await declarations.Find(id, context.Caller(), ct)).OrNotFound("declaration").ToOk(context);

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> Download(Guid id, Declarations declarations, HttpContext context, CancellationToken ct)
    {
        if (await declarations.Find(id, context.Caller(), ct) is not { } declaration)
        {
            return Refusal.NotFound("proof").ToProblem();
        }

        var (response, proof) = (context.Response, declaration.Proof);
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(proof.Name);
        response.ContentType = ProofFile.Kinds[proof.Kind].MediaType;
        response.ContentLength = proof.Bytes;
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.ETag = $"\"{proof.Sha256}\"";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "private, no-cache";
        await foreach (var part in declarations.Proof(id, ct))
        {
            await response.Body.WriteAsync(part, ct);
        }

        return TypedResults.Empty;
    }

    private static async Task<Results<Ok<Declaration>, ProblemHttpResult>> Approve(
        Guid id, Declarations declarations, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await declarations.Approve(id, context.Caller(), clock.GetUtcNow(), ct)).ToOk(context);

    private static async Task<Results<Ok<Declaration>, ProblemHttpResult>> Reject(
        Guid id, RejectionBody? body, Declarations declarations, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var fields = new Fields();
        var reason = fields.OptionalText("reason", body?.Reason, 1000);
        return fields.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await declarations.Reject(id, reason, context.Caller(), clock.GetUtcNow(), ct)).ToOk(context);
    }

    /// <summary>Why a figure is not believed.</summary>
    internal sealed record RejectionBody
    {
        public string? Reason { get; init; }
    }
}
