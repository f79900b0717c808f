using System.Text.Json;
using Broadcast.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Audit;

/// <summary>The log of every change, to be read by whoever reads everything.</summary>
internal static class AuditSlice
{
    public static IServiceCollection AddAudit(this IServiceCollection services) => services.AddSingleton<AuditLog>();

    public static void MapAudit(this IEndpointRouteBuilder app) =>
        app.MapGroup("/api/v1/audit-log").WithApiDefaults("Audit log").MapGet("/", List).RequireReader();

    private static async Task<Ok<Page<AuditEntry>>> List(PageRequest page, HttpRequest request, AuditLog audit, CancellationToken ct)
    {
        var entity = request.Query["entity"].ToString();
        var isId = Guid.TryParse(entity, out var entityId);
        var actor = request.Query["actor"].ToString();
        var query = new AuditQuery(
            isId || entity.Length == 0 ? null : entity, isId ? entityId : null, actor.Length == 0 ? null : actor, request.Instant("from"));
        var rows = page.Cut(await audit.List(query, page.AfterId, page.Take, ct), row => row.Id);
        return TypedResults.Ok(new Page<AuditEntry>([.. rows.Items.Select(AuditEntry.Of)], rows.Next));
    }

    /// <summary>One change.</summary>
    internal sealed record AuditEntry(DateTimeOffset At, string Actor, string Action, string Entity, Guid EntityId, JsonElement? From, JsonElement? To)
    {
        public static AuditEntry Of(AuditRow row) =>
            new(row.At, row.Actor, row.Action, row.Entity, row.EntityId, Parse(row.FromValue), Parse(row.ToValue));

        private static JsonElement? Parse(string? json) => json is null ? null : JsonSerializer.Deserialize<JsonElement>(json);
    }
}
