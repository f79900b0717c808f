using Broadcast.Access;
using Broadcast.Audience;
using Broadcast.Audience.Answers;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;
using Broadcast.Outcomes;
using Broadcast.Work;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Provenance;

/// <summary>Certificates, over HTTP. One may be read by whoever may see the audience it is about, and the public keys by everybody; the evidence holds what platforms sent, and is for producers.</summary>
internal static class CertificateEndpoints
{
    public const string Path = "/api/v1/certificates";
    public const string KeysPath = "/.well-known/jwks.json";

    private static readonly Guid AfterAll = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

    public static void MapCertificates(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1").WithApiDefaults("Certificates");
        group.MapPost("/series/{id:guid}/certificates", Request).RequireRole(Role.Producer);
        group.MapGet("/series/{id:guid}/certificates", List);
        group.MapGet("/certificates/{id:guid}/evidence", Export).RequireRole(Role.Producer).Gives(EvidenceExport.ContentType);

        app.MapGet($"{Path}/{{id:guid}}", Find).WithTags("Certificates").AllowAnonymous();
        app.MapGet(KeysPath, (CertificateKey key) => TypedResults.Ok(new KeySet([key.Public]))).WithTags("Certificates").AllowAnonymous();
    }

    private static async Task<Results<Accepted<Certificate>, ProblemHttpResult>> Request(
        Guid id, Certificates certificates, Nudge<CertificateJob> nudge, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var outcome = await certificates.Request(id, context.Caller(), clock.GetUtcNow(), ct);
        if (outcome.IsRefused)
        {
            return outcome.Refusal.ToProblem();
        }

        nudge.Now();
        return TypedResults.Accepted($"{Path}/{outcome.Value.Id}", outcome.Value);
    }

    private static async Task<Results<Ok<Page<Certificate>>, ProblemHttpResult>> List(Guid id, PageRequest page, Certificates certificates, AudienceDoor door, CancellationToken ct)
    {
        if (await door.Check(AudienceScope.Series(id), ct) is { } refusal)
        {
            return refusal.ToProblem();
        }

        var before = page.Cursor is null ? AfterAll : page.AfterId;
        return TypedResults.Ok(page.Cut(await certificates.List(id, before, page.Take, ct), certificate => certificate.Id));
    }

    private static async Task<Results<Ok<Certificate>, ProblemHttpResult>> Find(Guid id, Certificates certificates, AudienceDoor door, HttpContext context, CancellationToken ct)
    {
        if (await certificates.Find(id, ct) is not { } certificate)
        {
            return (Caller.Of(context.User) is null ? AudienceDoor.SignIn : Refusal.NotFound("certificate")).ToProblem();
        }

        return await door.Check(AudienceScope.Series(certificate.SeriesId), ct) is { } refusal ? refusal.ToProblem() : TypedResults.Ok(certificate);
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> Export(Guid id, Certificates certificates, EvidenceExport export, HttpContext context, CancellationToken ct)
    {
        if (await certificates.Find(id, ct) is not { } certificate)
        {
            return Refusal.NotFound("certificate").ToProblem();
        }

        if (certificate.ToContent() is not { } content)
        {
            return Refusal.State("The certificate is not made yet.").ToProblem();
        }

        context.Response.ContentType = EvidenceExport.ContentType;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"evidence-{id}.ndjson\"";
        await export.Write(content, context.Response.Body, ct);
        return TypedResults.Empty;
    }

    /// <summary>The service's public keys (RFC 7517).</summary>
    internal sealed record KeySet(IReadOnlyList<JsonWebKey> Keys);
}
