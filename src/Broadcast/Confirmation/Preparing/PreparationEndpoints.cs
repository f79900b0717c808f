using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Broadcast.Confirmation;

/// <summary>What guests prepare: by the link for themselves, by interview for whoever runs it.</summary>
internal static class PreparationEndpoints
{
    private const string Path = "/api/v1/invitations/{token}";

    public static void MapPreparations(this IEndpointRouteBuilder app)
    {
        var byToken = app.MapGroup(Path).WithApiDefaults("Preparation").AllowAnonymous();
        byToken.MapGet("/preparation", Find);
        byToken.MapPut("/preparation", Write);
        byToken.MapPost("/files", Add).Accepts<UploadFields>("multipart/form-data").ProducesProblem(StatusCodes.Status413PayloadTooLarge);
        byToken.MapGet("/files/{fileId:guid}", Download).Gives(FileAnswers.AnyKind);
        byToken.MapDelete("/files/{fileId:guid}", Remove);

        var ofInterview = app.MapGroup("/api/v1/interviews/{interviewId:guid}").WithApiDefaults("Preparation").RequireRole(Role.Unit);
        ofInterview.MapGet("/preparations", List);
        ofInterview.MapGet("/files/{fileId:guid}", DownloadForDesk).Gives(FileAnswers.AnyKind);
    }

    private static async Task<Ok<Preparation>> Find(string token, Preparations preparations, WrongTokens wrong, HttpContext context, CancellationToken ct) =>
        TypedResults.Ok(await preparations.FindByToken(token, ct) ?? throw new RefusedException(wrong.Count(context)));

    private static async Task<Results<Ok<Preparation>, ProblemHttpResult>> Write(
        string token, PointsBody body, Preparations preparations, WrongTokens wrong, HttpContext context, TimeProvider clock, CancellationToken ct) => body.Points is { } points
            ? ToOk(await preparations.Write(token, points, clock.GetUtcNow(), ct), wrong, context)
            : Refusal.Field("points", "Required.").ToProblem();

    private static async Task<Results<Created<Preparation>, ProblemHttpResult>> Add(
        string token, Preparations preparations, WrongTokens wrong, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        // Nobody hands in megabytes to a link that is none.
        if (await preparations.FindByToken(token, ct) is null)
        {
            throw new RefusedException(wrong.Count(context));
        }

        var (file, unreadable) = await ReadFile(context.Request, ct);
        var upload = unreadable ?? await GuestUpload.Recognise(file, ct);
        var outcome = upload.IsRefused ? upload.Refusal : await preparations.Add(token, upload.Value, file!, clock.GetUtcNow(), ct);
        return outcome.IsRefused ? outcome.Refusal.ToProblem() : TypedResults.Created($"/api/v1/invitations/{token}/files/{outcome.Value.Files[^1].Id}", outcome.Value);
    }

    private static async Task<Results<Ok<Preparation>, ProblemHttpResult>> Remove(
        string token, Guid fileId, Preparations preparations, WrongTokens wrong, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        ToOk(await preparations.Remove(token, fileId, clock.GetUtcNow(), ct), wrong, context);

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> Download(
        string token, Guid fileId, Preparations preparations, WrongTokens wrong, HttpContext context, CancellationToken ct)
    {
        var preparation = await preparations.FindByToken(token, ct) ?? throw new RefusedException(wrong.Count(context));
        return await Send(preparation.Files.FirstOrDefault(file => file.Id == fileId), preparations, context.Response, ct);
    }

    private static async Task<Results<Ok<Page<Preparation>>, ProblemHttpResult>> List(Guid interviewId, PageRequest page, Preparations preparations, HttpContext context, CancellationToken ct) =>
        await preparations.List(interviewId, context.Caller(), ct) is { } items ? TypedResults.Ok(page.Part(items, one => one.InvitationId.ToString())) : Refusal.NotFound("interview").ToProblem();

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> DownloadForDesk(
        Guid interviewId, Guid fileId, Preparations preparations, HttpContext context, CancellationToken ct)
    {
        var all = await preparations.List(interviewId, context.Caller(), ct) ?? [];
        return await Send(all.SelectMany(one => one.Files).FirstOrDefault(file => file.Id == fileId), preparations, context.Response, ct);
    }

    /// <summary>As a download and never as a page of ours, whatever is in it.</summary>
    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> Send(GuestFile? file, Preparations preparations, HttpResponse response, CancellationToken ct)
    {
        if (file is null)
        {
            return Refusal.NotFound("file").ToProblem();
        }

        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(file.Name);
        response.ContentType = GuestUpload.MediaTypeOf(file.Kind);
        response.ContentLength = file.Bytes;
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.CacheControl = "private, no-store";
        await foreach (var part in preparations.Read(file.Id, ct))
        {
            await response.Body.WriteAsync(part, ct);
        }

        return TypedResults.Empty;
    }

    private static async Task<(IFormFile? File, Refusal? Refusal)> ReadFile(HttpRequest request, CancellationToken ct)
    {
        if (!request.HasFormContentType || request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) != true)
        {
            return (null, new Refusal(Slugs.UnsupportedMediaType, "Send multipart/form-data with the field file."));
        }

        try
        {
            var files = (await request.ReadFormAsync(ct)).Files.GetFiles("file");
            return files.Count > 1 ? (null, Refusal.Field("file", "One file.")) : (files.FirstOrDefault(), null);
        }
        catch (Exception e) when (e is (InvalidDataException or IOException) and not BadHttpRequestException)
        {
            return (null, Refusal.Field("body", "This is not a multipart form that can be read."));
        }
    }

    private static Results<Ok<Preparation>, ProblemHttpResult> ToOk(Outcome<Preparation> outcome, WrongTokens wrong, HttpContext context)
    {
        if (!outcome.IsRefused)
        {
            return TypedResults.Ok(outcome.Value);
        }

        return outcome.Refusal == Refusal.NotFound("invitation") ? throw new RefusedException(wrong.Count(context)) : outcome.Refusal.ToProblem();
    }

    /// <summary>The form's field, for the API reference.</summary>
    internal sealed record UploadFields
    {
        /// <summary>A PDF, DOCX, PNG, JPEG, GIF or WebP file of at most 10 MiB.</summary>
        public IFormFile? File { get; init; }
    }
}
