using Broadcast.Access;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Scheduling;

/// <summary>Slots over HTTP, and what is done with one.</summary>
internal static class SlotEndpoints
{
    private const string Path = "/api/v1/slots";

    public static void MapSlots(this IEndpointRouteBuilder app)
    {
        var ofSeries = app.MapGroup("/api/v1/series/{seriesId:guid}/slots").WithApiDefaults("Slots");
        ofSeries.MapPost("/", Create).RequireRole(Role.Producer);
        ofSeries.MapGet("/", List);
        var batches = app.MapGroup("/api/v1/series/{seriesId:guid}").WithApiDefaults("Slots").RequireRole(Role.Producer);
        batches.MapPost("/slots:generate", Generate);
        batches.MapPost("/slots:block", BlockMany);
        batches.MapPost("/slots:unblock", UnblockMany);
        batches.MapPost("/slots:remove", RemoveMany);
        batches.MapPost("/slots:take-back", TakeBack);

        var group = app.MapGroup(Path).WithApiDefaults("Slots");
        group.MapGet("/{id:guid}", Find);
        group.MapDelete("/{id:guid}", Remove).RequireRole(Role.Producer);
        group.MapPost("/{id:guid}:restore", Restore).RequireRole(Role.Producer);
        group.MapPost("/{id:guid}:block", Block).RequireRole(Role.Producer);
        group.MapPost("/{id:guid}:unblock", Unblock).RequireRole(Role.Producer);
        group.MapPost("/{id:guid}/booking", Book).RequireRole(Role.Producer);
        group.MapPost("/{id:guid}/request", Request).RequireRole(Role.Unit);
    }

    private static async Task<Results<Created<Slot>, ProblemHttpResult>> Create(
        Guid seriesId, SlotBody body, Slots slots, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await slots.Create(seriesId, body, context.Caller(), clock.GetUtcNow(), ct)).ToCreated(context, slot => $"{Path}/{slot.Id}");

    private static async Task<Results<Created<GeneratedSlots>, Ok<SlotPreview>, ProblemHttpResult>> Generate(
        Guid seriesId, GenerateBody body, SlotGenerator generator, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        if (context.Request.Word("preview", "true", "false") == "true")
        {
            var preview = await generator.Preview(seriesId, body, clock.GetUtcNow(), ct);
            return preview.IsRefused ? preview.Refusal.ToProblem() : TypedResults.Ok(SlotPreview.Of(preview.Value));
        }

        var made = await generator.Generate(seriesId, body, context.Caller(), clock.GetUtcNow(), ct);
        return made.IsRefused ? made.Refusal.ToProblem() : TypedResults.Created($"/api/v1/series/{seriesId}/slots", made.Value);
    }

    private static async Task<Results<Ok<SlotBatch>, ProblemHttpResult>> BlockMany(
        Guid seriesId, SlotIdsBody body, SlotBatches batches, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        Batch(await batches.Block(seriesId, body, context.Caller(), clock.GetUtcNow(), ct));

    private static async Task<Results<Ok<SlotBatch>, ProblemHttpResult>> UnblockMany(
        Guid seriesId, SlotIdsBody body, SlotBatches batches, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        Batch(await batches.Unblock(seriesId, body, context.Caller(), clock.GetUtcNow(), ct));

    private static async Task<Results<Ok<SlotBatch>, ProblemHttpResult>> RemoveMany(
        Guid seriesId, SlotIdsBody body, SlotBatches batches, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        Batch(await batches.Remove(seriesId, body, context.Caller(), clock.GetUtcNow(), ct));

    private static async Task<Results<Ok<SlotBatch>, ProblemHttpResult>> TakeBack(
        Guid seriesId, BatchBody body, SlotBatches batches, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        Batch(await batches.TakeBack(seriesId, body.BatchId, context.Caller(), clock.GetUtcNow(), ct));

    private static Results<Ok<SlotBatch>, ProblemHttpResult> Batch(Outcome<SlotBatch> done) => done.IsRefused ? done.Refusal.ToProblem() : TypedResults.Ok(done.Value);

    private static async Task<Results<Ok<Page<Slot>>, ProblemHttpResult>> List(
        Guid seriesId, PageRequest page, Slots slots, SeriesRegister register, HttpRequest request, CancellationToken ct)
    {
        if (await register.Find(seriesId, ct) is not { } series)
        {
            return Refusal.NotFound("series").ToProblem();
        }

        var zone = series.Zone;
        var query = new SlotQuery(
            seriesId, request.Word("state", Words.All<SlotState>()), request.Instant("from", zone), request.Instant("to", zone), request.Id("studioId"));
        return TypedResults.Ok(page.Cut(await slots.List(query, page.AfterInstant, page.Take, ct), slot => slot.StartsAt, slot => slot.Id));
    }

    private static async Task<Results<Ok<Slot>, ProblemHttpResult>> Find(Guid id, Slots slots, HttpContext context, CancellationToken ct) =>
        (await slots.Find(id, ct)).OrNotFound("slot").ToOk(context);

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(
        Guid id, Slots slots, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var outcome = await slots.Remove(id, context.Request.ExpectedVersion(), context.Caller(), clock.GetUtcNow(), ct);
        return outcome.IsRefused ? outcome.Refusal.ToProblem() : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<Slot>, ProblemHttpResult>> Restore(Guid id, Slots slots, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await slots.Restore(id, context.Caller(), clock.GetUtcNow(), ct)).ToOk(context);

    private static async Task<Results<Ok<Slot>, ProblemHttpResult>> Block(Guid id, Slots slots, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await slots.Block(id, context.Caller(), clock.GetUtcNow(), ct, context.Request.ExpectedVersion())).ToOk(context);

    private static async Task<Results<Ok<Slot>, ProblemHttpResult>> Unblock(Guid id, Slots slots, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await slots.Unblock(id, context.Caller(), clock.GetUtcNow(), ct, context.Request.ExpectedVersion())).ToOk(context);

    private static async Task<Results<Created<Interview>, ProblemHttpResult>> Book(
        Guid id, BookingBody body, Interviews interviews, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await interviews.Book(id, body, context.Caller(), clock.GetUtcNow(), ct)).ToCreated(context, InterviewEndpoints.Address);

    private static async Task<Results<Created<Interview>, ProblemHttpResult>> Request(
        Guid id, BookingBody body, Interviews interviews, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await interviews.Request(id, body, context.Caller(), clock.GetUtcNow(), ct)).ToCreated(context, InterviewEndpoints.Address);
}
