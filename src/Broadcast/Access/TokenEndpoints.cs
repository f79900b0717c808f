using Broadcast.Hosting;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Access;

/// <summary>Tokens for people and programs; administrators only.</summary>
internal static class TokenEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/tokens").WithApiDefaults("Tokens").RequireRole(Role.Admin);
        group.MapPost("/", Create);
        group.MapGet("/", List);
        group.MapDelete("/{id:guid}", Revoke);
    }

    private static async Task<Results<Created<NewToken>, ProblemHttpResult>> Create(
        TokenRequest request, Tokens tokens, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var fields = new Fields();
        var name = fields.Text("name", request.Name, 200);
        var role = fields.OneOf("role", request.Role, "viewer", "unit", "producer", "admin");
        if (role == "unit" && request.UnitId is null)
        {
            fields.Wrong("unitId", "Required for the role unit.");
        }

        if (request.ExpiresAt <= now)
        {
            fields.Wrong("expiresAt", "Must lie in the future.");
        }

        if (fields.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        var made = await tokens.Create(name, Enum.Parse<Role>(role, ignoreCase: true), request.UnitId, request.ExpiresAt, context.Caller(), now, ct);
        return made.IsRefused ? made.Refusal.ToProblem() : TypedResults.Created($"/api/v1/tokens/{made.Value.Id}", made.Value);
    }

    private static async Task<Ok<Page<TokenRow>>> List(PageRequest page, Tokens tokens, CancellationToken ct) =>
        TypedResults.Ok(page.Cut(await tokens.List(page.AfterId, page.Take, ct), token => token.Id));

    private static async Task<Results<NoContent, ProblemHttpResult>> Revoke(Guid id, Tokens tokens, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var outcome = await tokens.Revoke(id, context.Caller(), clock.GetUtcNow(), ct);
        return outcome.IsRefused ? outcome.Refusal.ToProblem() : TypedResults.NoContent();
    }

    /// <summary>What a new token is to be.</summary>
    internal sealed record TokenRequest
    {
        public string? Name { get; init; }

        public string? Role { get; init; }

        public Guid? UnitId { get; init; }

        public DateTimeOffset? ExpiresAt { get; init; }
    }
}
