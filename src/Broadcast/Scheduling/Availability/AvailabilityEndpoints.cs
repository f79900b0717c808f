using System.Text.Json;
using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Times;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Broadcast.Scheduling;

/// <summary>Availability over HTTP: as JSON, or as the calendar that somebody keeps anyway.</summary>
internal static class AvailabilityEndpoints
{
    private const string Calendar = "text/calendar";

    public static void MapAvailability(this IEndpointRouteBuilder app)
    {
        Map(app, "officials", AvailabilityOwner.Official, Role.Unit);
        Map(app, "hosts", AvailabilityOwner.Host, Role.Producer);
        Map(app, "studios", AvailabilityOwner.Studio, Role.Producer);
    }

    private static void Map(IEndpointRouteBuilder app, string register, AvailabilityOwner owner, Role editor)
    {
        var group = app.MapGroup($"/api/v1/{register}/{{id:guid}}/availability").WithApiDefaults("Availability");
        group.MapGet("/", (Guid id, Availabilities availabilities, HttpContext context, CancellationToken ct) => Find(owner, id, availabilities, context, ct));
        group.MapPut(
                "/",
                (Guid id, Availabilities availabilities, HttpContext context, TimeProvider clock, CancellationToken ct) =>
                    Change(owner, id, availabilities, context, clock.GetUtcNow(), ct))
            .RequireRole(editor)
            .Accepts<AvailabilityBody>("application/json", Calendar);
    }

    private static async Task<Results<Ok<Availability>, ProblemHttpResult>> Find(
        AvailabilityOwner owner, Guid id, Availabilities availabilities, HttpContext context, CancellationToken ct) =>
        (await availabilities.Find(owner, id, context.Caller(), ct)).ToOk(context);

    private static async Task<Results<Ok<Availability>, ProblemHttpResult>> Change(
        AvailabilityOwner owner, Guid id, Availabilities availabilities, HttpContext context, DateTimeOffset now, CancellationToken ct)
    {
        var draft = await Read(context.Request, now, ct);
        return draft.IsRefused
            ? draft.Refusal.ToProblem()
            : (await availabilities.Change(owner, id, draft.Value, context.Request.ExpectedVersion(), context.Caller(), now, ct)).ToOk(context);
    }

    private static Task<Outcome<AvailabilityDraft>> Read(HttpRequest request, DateTimeOffset now, CancellationToken ct)
    {
        if (request.HasJsonContentType())
        {
            return ReadJson(request, ct);
        }

        return MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals(Calendar, StringComparison.OrdinalIgnoreCase)
            ? ReadCalendar(request, now, ct)
            : Task.FromResult<Outcome<AvailabilityDraft>>(new Refusal(Slugs.UnsupportedMediaType, $"Send application/json or {Calendar}."));
    }

    private static async Task<Outcome<AvailabilityDraft>> ReadJson(HttpRequest request, CancellationToken ct)
    {
        try
        {
            if (await request.ReadFromJsonAsync<AvailabilityBody>(ct) is not { } body)
            {
                return Refusal.Field("body", "Required.");
            }

            var fields = new Fields();
            var draft = body.Check(fields);
            return fields.Refusal is { } refusal ? refusal : draft;
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException("The body is not right.", StatusCodes.Status400BadRequest, e);
        }
    }

    private static async Task<Outcome<AvailabilityDraft>> ReadCalendar(HttpRequest request, DateTimeOffset now, CancellationToken ct)
    {
        var zone = request.Text("timeZone") ?? Zones.Default;
        if (!Zones.TryFind(zone, out var floating))
        {
            return Refusal.Field("timeZone", "An IANA time zone, such as Asia/Shanghai.");
        }

        return await CalendarUpload.Read(request.Body, floating, now, ct);
    }
}
