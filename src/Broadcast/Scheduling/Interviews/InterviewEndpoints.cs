using Broadcast.Access;
using Broadcast.Data;
using Broadcast.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Scheduling;

/// <summary>Interviews over HTTP, from approval to archive.</summary>
internal static class InterviewEndpoints
{
    private const string Path = "/api/v1/interviews";

    public static string Address(Interview interview) => $"{Path}/{interview.Id}";

    public static void MapInterviews(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(Path).WithApiDefaults("Interviews");
        group.MapGet("/", List);
        group.MapGet("/{id:guid}", Find);
        group.MapPatch("/{id:guid}", Change).RequireRole(Role.Unit);
        group.MapPost("/{id:guid}:approve", Approve).RequireRole(Role.Producer);
        group.MapPost("/{id:guid}:refuse", Refuse).RequireRole(Role.Producer);
        group.MapPost("/{id:guid}:reschedule", Reschedule).RequireRole(Role.Unit);
        group.MapPost("/{id:guid}:swap", Swap).RequireRole(Role.Producer);
        group.MapPost("/{id:guid}:cancel", Cancel).RequireRole(Role.Unit);
        group.MapPost("/{id:guid}:start", Start).RequireRole(Role.Producer);
        group.MapPost("/{id:guid}:end", End).RequireRole(Role.Producer);
        group.MapPost("/{id:guid}:close", Close).RequireRole(Role.Producer);
        group.MapPost("/{id:guid}:reopen", Reopen).RequireRole(Role.Producer);
        group.MapPost("/{id:guid}/segments/{key}:take", Take).RequireRole(Role.Producer);
        group.MapPost("/{id:guid}/segments/{key}:untake", Untake).RequireRole(Role.Producer);
    }

    private static async Task<Ok<Page<Interview>>> List(PageRequest page, Interviews interviews, SeriesRegister register, HttpContext context, CancellationToken ct)
    {
        var request = context.Request;
        var seriesId = request.Id("seriesId");
        var state = request.Word("state", Words.All<InterviewState>());
        var zone = seriesId is null ? null : (await register.Find(seriesId.Value, ct))?.Zone;
        var query = new InterviewQuery(
            seriesId,
            state is null ? null : Enum.Parse<InterviewState>(state, ignoreCase: true),
            request.Id("unitId"),
            request.Instant("from", zone),
            request.Instant("to", zone));
        var rows = await interviews.List(query, context.Caller(), page.AfterInstant, page.Take, ct);
        return TypedResults.Ok(page.Cut(rows, interview => interview.StartsAt, interview => interview.Id));
    }

    private static async Task<Results<Ok<Interview>, ProblemHttpResult>> Find(Guid id, Interviews interviews, HttpContext context, CancellationToken ct) =>
        (await interviews.Find(id, context.Caller(), ct)).OrNotFound("interview").ToOk(context);

    private static async Task<Results<Ok<Interview>, ProblemHttpResult>> Change(
        Guid id, InterviewBody body, Interviews interviews, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await interviews.Change(id, body, context.Request.ExpectedVersion(), context.Caller(), clock.GetUtcNow(), ct)).ToOk(context);

    private static async Task<Results<Ok<Interview>, ProblemHttpResult>> Approve(
        Guid id, Interviews interviews, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await interviews.Approve(id, context.Caller(), clock.GetUtcNow(), ct, context.Request.ExpectedVersion())).ToOk(context);

    private static async Task<Results<Ok<Interview>, ProblemHttpResult>> Refuse(
        Guid id, ReasonBody? body, Interviews interviews, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await interviews.Refuse(id, body?.Reason, context.Caller(), clock.GetUtcNow(), ct, context.Request.ExpectedVersion())).ToOk(context);

    private static async Task<Results<Ok<Interview>, ProblemHttpResult>> Reschedule(
        Guid id, MoveBody? body, Interviews interviews, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await interviews.Reschedule(id, body?.SlotId, context.Caller(), clock.GetUtcNow(), ct, context.Request.ExpectedVersion())).ToOk(context);

    private static async Task<Results<Ok<Interview>, ProblemHttpResult>> Swap(
        Guid id, SwapBody? body, Interviews interviews, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await interviews.Swap(id, body?.WithInterviewId, context.Caller(), clock.GetUtcNow(), ct, context.Request.ExpectedVersion())).ToOk(context);

    private static async Task<Results<Ok<Interview>, ProblemHttpResult>> Cancel(
        Guid id, ReasonBody? body, Interviews interviews, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await interviews.Cancel(id, body?.Reason, context.Caller(), clock.GetUtcNow(), ct, context.Request.ExpectedVersion())).ToOk(context);

    private static async Task<Results<Ok<Interview>, ProblemHttpResult>> Start(
        Guid id, AtBody? body, Interviews interviews, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await interviews.Start(id, body?.At, context.Caller(), clock.GetUtcNow(), ct, context.Request.ExpectedVersion())).ToOk(context);

    private static async Task<Results<Ok<Interview>, ProblemHttpResult>> End(
        Guid id, AtBody? body, Interviews interviews, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await interviews.End(id, body?.At, context.Caller(), clock.GetUtcNow(), ct, context.Request.ExpectedVersion())).ToOk(context);

    private static async Task<Results<Ok<Interview>, ProblemHttpResult>> Close(
        Guid id, Interviews interviews, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await interviews.Close(id, context.Caller(), clock.GetUtcNow(), ct, context.Request.ExpectedVersion())).ToOk(context);

    private static async Task<Results<Ok<Interview>, ProblemHttpResult>> Reopen(
        Guid id, ReasonBody? body, Interviews interviews, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await interviews.Reopen(id, body?.Reason, context.Caller(), clock.GetUtcNow(), ct, context.Request.ExpectedVersion())).ToOk(context);

    private static async Task<Results<Ok<Interview>, ProblemHttpResult>> Untake(
        Guid id, string key, Interviews interviews, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await interviews.Untake(id, key, context.Caller(), clock.GetUtcNow(), ct)).ToOk(context);

    private static async Task<Results<Ok<Interview>, ProblemHttpResult>> Take(
        Guid id, string key, AtBody? body, Interviews interviews, HttpContext context, TimeProvider clock, CancellationToken ct) =>
        (await interviews.Take(id, key, body?.At, context.Caller(), clock.GetUtcNow(), ct, context.Request.ExpectedVersion())).ToOk(context);
}
