using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Scheduling;
using Broadcast.Work;

namespace Broadcast.Planning;

/// <summary>Plans: asked for, looked at, pinned, compared. What books them stands in <see cref="Publication"/>.</summary>
internal sealed class Plans(Db db, PlanTable table, Pinning pinning, SeriesRegister register, Interviews interviews, AuditLog audit, Nudge<PlanJob> nudge)
{
    private static readonly Guid AfterAll = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

    /// <summary>A plan; a liaison sees of it what is its own unit's.</summary>
    public async Task<SeriesPlan?> Find(Guid id, Caller by, CancellationToken ct) => (await table.Find(db, id, ct))?.ToPlan() is { } plan ? For(plan, by) : null;

    /// <summary>A series' plans, the newest first; null when there is no such series.</summary>
    /// <param name="seriesId">The series.</param>
    /// <param name="state">In this state; null: in any.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="before">Older than this one; the empty id: from the newest on.</param>
    /// <param name="take">How many.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<SeriesPlan>?> List(Guid seriesId, PlanState? state, Caller by, Guid before, int take, CancellationToken ct) =>
        await register.Find(seriesId, ct) is null
            ? null
            : [.. (await table.List(db, seriesId, state, before == Guid.Empty ? AfterAll : before, take, ct)).Select(row => For(row.ToPlan(), by))];

    /// <summary>Asks for a plan; a worker makes it.</summary>
    public async Task<Outcome<SeriesPlan>> Start(Guid seriesId, PlanBody body, Caller by, DateTimeOffset now, CancellationToken ct)
    {
        var fields = new Fields();
        var draft = body.Check(fields);
        if (fields.Refusal is { } refusal)
        {
            return refusal;
        }

        await interviews.ExpireHolds(now, ct);
        var started = await db.Write<Outcome<SeriesPlan>>(
            async tx =>
            {
                if (await register.Find(tx, seriesId) is not { } series)
                {
                    return Refusal.NotFound("series");
                }

                var followed = draft.FollowsId is { } id ? await table.Find(tx, id) : null;
                if (draft.FollowsId is not null && followed?.SeriesId != seriesId)
                {
                    return Refusal.Field("followsId", "There is no such plan of the series.");
                }

                var row = RowOf(series, draft, followed, by, now);
                await table.Insert(tx, row);
                await audit.Write(tx, by, "plan", "series", seriesId, null, new { planId = row.Id, draft.Rules }, now);
                return (await table.Find(tx, row.Id))!.ToPlan();
            },
            ct);
        nudge.Now();
        return started;
    }

    /// <summary>Puts units on slots and lets others go. Where that changes more than the marks, the rest is planned again: the answer is then running, and shows the units where they were put already.</summary>
    public async Task<Outcome<SeriesPlan>> Pin(Guid id, PinBody body, int? expected, Caller by, DateTimeOffset now, CancellationToken ct)
    {
        var fields = new Fields();
        var pins = body.Check(fields);
        if (fields.Refusal is { } refusal)
        {
            return refusal;
        }

        var changed = await Change(id, expected, "pin", (tx, row) => pinning.Apply(tx, row, pins, body.Unpin ?? [], now), by, now, ct);
        nudge.Now();
        return changed;
    }

    /// <summary>What pinning would make of a plan, with what it breaks; nothing is changed.</summary>
    public async Task<Outcome<SeriesPlan>> Try(Guid id, PinBody body, DateTimeOffset now, CancellationToken ct)
    {
        var fields = new Fields();
        var pins = body.Check(fields);
        return fields.Refusal is { } refusal ? refusal : await db.Read<Outcome<SeriesPlan>>(
            async tx =>
            {
                if (await table.Find(tx, id) is not { } row)
                {
                    return Refusal.NotFound("plan");
                }

                var tried = await pinning.Apply(tx, row, pins, body.Unpin ?? [], now);
                return tried.IsRefused ? tried.Refusal : tried.Value.ToPlan();
            },
            ct);
    }

    /// <summary>Stops the making of a plan.</summary>
    public Task<Outcome<SeriesPlan>> Cancel(Guid id, Caller by, DateTimeOffset now, CancellationToken ct) => Change(
        id,
        null,
        "cancelPlan",
        (_, row) => Task.FromResult<Outcome<PlanRow>>(row.State != PlanState.Running
            ? Refusal.State("The plan is not being made.")
            : row.Attempts == 0 ? PlanRow.Cancelled(row) with { FinishedAt = now } : row with { IsCancelled = true }),
        by,
        now,
        ct);

    /// <summary>What two plans of a series have different.</summary>
    public async Task<Outcome<PlanComparison>> Compare(Guid id, Guid with, CancellationToken ct)
    {
        var (one, other) = (await table.Find(db, id, ct), await table.Find(db, with, ct));
        if (one is null)
        {
            return Refusal.NotFound("plan");
        }

        return other?.SeriesId == one.SeriesId ? PlanComparison.Of(one.ToPlan(), other.ToPlan()) : Refusal.Field("with", "There is no such plan of the series.");
    }

    private async Task<Outcome<SeriesPlan>> Change(
        Guid id, int? expected, string action, Func<Tx, PlanRow, Task<Outcome<PlanRow>>> change, Caller by, DateTimeOffset now, CancellationToken ct) => await db.Write<Outcome<SeriesPlan>>(
        async tx =>
        {
            if (await table.Lock(tx, id) is not { } row)
            {
                return Refusal.NotFound("plan");
            }

            if (EntityTags.Check(expected, row.Version) is { } stale)
            {
                return stale;
            }

            var next = await change(tx, row);
            if (next.IsRefused)
            {
                return next.Refusal;
            }

            await table.Save(tx, next.Value);
            await audit.Write(tx, by, action, "plan", id, new { row.State, pins = row.ReadPins() }, new { next.Value.State, pins = next.Value.ReadPins() }, now);
            return (await table.Find(tx, id))!.ToPlan();
        },
        ct);

    private static PlanRow RowOf(Series series, PlanDraft draft, PlanRow? followed, Caller by, DateTimeOffset now) => new()
    {
        Id = Ids.New(now),
        SeriesId = series.Id,
        State = PlanState.Running,
        FollowsId = followed?.Id,
        Rules = Json.Write(draft.Rules with { MaxPerDay = draft.Rules.MaxPerDay ?? series.MaxPerDay, MaxPerWeek = draft.Rules.MaxPerWeek ?? series.MaxPerWeek }),
        TimeLimitSeconds = draft.TimeLimitSeconds,
        Pins = followed?.Pins ?? "[]",
        RequestedBy = by.Name,
        RequestedAt = now,
        TimeZone = series.TimeZone,
    };

    private static SeriesPlan For(SeriesPlan plan, Caller by) => by.Role != Role.Unit ? plan : plan with
    {
        Assignments = [.. plan.Assignments.Where(each => by.MayTouchUnit(each.UnitId))],
        Unassigned = [.. plan.Unassigned.Where(each => by.MayTouchUnit(each.UnitId)).Select(each => each with { Reasons = [], Details = [] })],
        Moves = [.. plan.Moves.Where(each => by.MayTouchUnit(each.UnitId))],
        Stuck = [.. plan.Stuck.Where(each => by.MayTouchUnit(each.UnitId))],
    };
}
