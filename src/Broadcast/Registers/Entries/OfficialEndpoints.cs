using Broadcast.Access;
using Broadcast.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Registers;

/// <summary>What officials have beside what every register has.</summary>
internal static class OfficialEndpoints
{
    public static void MapOfficials(this IEndpointRouteBuilder app) =>
        app.MapGroup("/api/v1/officials").WithApiDefaults("Officials").MapPost("/{id:guid}:rotate-calendar-key", RotateKey).RequireRole(Role.Unit);

    private static async Task<Results<Ok<Official>, ProblemHttpResult>> RotateKey(
        Guid id, Officials officials, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await officials.RotateKey(id, context.Caller(), clock.GetUtcNow(), ct)).ToOk(context);
}
