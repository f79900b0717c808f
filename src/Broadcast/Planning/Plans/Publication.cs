using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Planning.Model;
using Broadcast.Scheduling;

namespace Broadcast.Planning;

/// <summary>Something that keeps a plan from being published, or taken back.</summary>
/// <param name="UnitId">The unit it is about.</param>
/// <param name="SlotId">The slot it was to have.</param>
/// <param name="InterviewId">The interview, for one that stands.</param>
/// <param name="Slug">What is in the way, as in a problem's <c>type</c>.</param>
/// <param name="Detail">In a sentence.</param>
public sealed record PlanClash(Guid? UnitId, Guid? SlotId, Guid? InterviewId, string Slug, string Detail);

/// <summary>Books a plan, all of it or nothing, and takes that back again, all of it or nothing.</summary>
internal sealed class Publication(Db db, PlanTable table, ProblemReader reader, Interviews interviews, AuditLog audit)
{
    private static readonly Sql LockSeries = "UPDATE Series SET Version = Version WHERE Id = @id";

    /// <summary>Books what the plan assigns and moves what it moves, against everything as it stands now; refused with all that is in the way.</summary>
    public async Task<Outcome<SeriesPlan>> Publish(Guid id, int? expected, Caller by, DateTimeOffset now, CancellationToken ct)
    {
        await interviews.ExpireHolds(now, ct);
        return await Act(id, expected, (tx, row) => Publish(tx, row, by, now), ct);
    }

    /// <summary>Cancels what the plan booked and moves back what it moved, while none of it has begun; the plan is a draft again.</summary>
    public Task<Outcome<SeriesPlan>> TakeBack(Guid id, int? expected, Caller by, DateTimeOffset now, CancellationToken ct) => Act(id, expected, (tx, row) => TakeBack(tx, row, by, now), ct);

    private async Task<Outcome<SeriesPlan>> Act(Guid id, int? expected, Func<Tx, PlanRow, Task<Outcome<(PlanRow Row, IReadOnlyList<Guid> Changed)>>> act, CancellationToken ct)
    {
        IReadOnlyList<Guid> changed = [];
        var outcome = await db.Write<Outcome<SeriesPlan>>(
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

                await tx.Execute(LockSeries, new { id = row.SeriesId });
                var done = await act(tx, row);
                if (done.IsRefused)
                {
                    return done.Refusal;
                }

                await table.Save(tx, done.Value.Row);
                changed = done.Value.Changed;
                return (await table.Find(tx, id))!.ToPlan();
            },
            ct);
        foreach (var interview in outcome.IsRefused ? [] : changed)
        {
            interviews.Tell(interview);
        }

        return outcome;
    }

    private async Task<Outcome<(PlanRow Row, IReadOnlyList<Guid> Changed)>> Publish(Tx tx, PlanRow row, Caller by, DateTimeOffset now)
    {
        if (row.State is not (PlanState.Draft or PlanState.Superseded))
        {
            return Refusal.State($"The plan is {Words.Of(row.State)}: only a draft is published.");
        }

        var result = row.ReadResult();
        var scene = (await reader.Read(tx, row.SeriesId, row.ReadRules(), row.ReadPins(), new Dictionary<Guid, Guid>(), now))!;
        await Interviews.LockFor(tx, [.. result.Assignments.Where(each => each.OfficialId is not null).Select(each => (each.StudioId, each.UnitId, each.HostId, (IReadOnlyList<Guid>)[each.OfficialId!.Value]))]);
        var clashes = new List<PlanClash>();
        clashes.AddRange(await Move(tx, scene, result, by, now));
        var booked = await Book(tx, result, clashes, by, now);
        clashes.AddRange(Crowding(scene, result));
        if (clashes.Count > 0)
        {
            return ToRefusal("The plan no longer fits: nothing was booked.", clashes);
        }

        foreach (var move in result.Moves)
        {
            await table.Remember(tx, row.Id, move.InterviewId, move.FromSlotId);
        }

        foreach (var interview in booked)
        {
            await table.Remember(tx, row.Id, interview.InterviewId!.Value, null);
        }

        await table.Supersede(tx, row);
        await audit.Write(tx, by, "publishPlan", "plan", row.Id, new { row.State }, new { state = PlanState.Published, booked = booked.Count, moved = result.Moves.Count }, now);
        var published = row with { State = PlanState.Published, Result = Json.Write(result with { Assignments = booked }), PublishedAt = now, PublishedBy = by.Name, TakenBackAt = null, TakenBackBy = null, Problem = null };
        return (published, [.. result.Moves.Select(move => move.InterviewId), .. booked.Select(each => each.InterviewId!.Value)]);
    }

    private async Task<IReadOnlyList<PlanClash>> Move(Tx tx, PlanScene scene, PlanResult result, Caller by, DateTimeOffset now)
    {
        var elsewhere = result.Moves.Where(move => !scene.Problem.Tasks.Any(task => task.Standing?.InterviewId == move.InterviewId && task.Standing.SlotId == move.FromSlotId)).ToList();
        if (elsewhere.Count > 0)
        {
            return [.. elsewhere.Select(move => new PlanClash(move.UnitId, move.ToSlotId, move.InterviewId, Slugs.StateConflict, $"The interview of {move.UnitName} is no longer where the plan found it."))];
        }

        var refused = await interviews.MoveTogether(tx, [.. result.Moves.Select(move => (move.InterviewId, move.ToSlotId))], by, now);
        return [.. from one in refused let move = result.Moves.First(move => move.InterviewId == one.Id) select new PlanClash(move.UnitId, move.ToSlotId, one.Id, one.Refusal.Slug, one.Refusal.Detail)];
    }

    /// <summary>Books every assignment; goes on after one that does not fit, to hear of all.</summary>
    private async Task<IReadOnlyList<PlanAssignment>> Book(Tx tx, PlanResult result, List<PlanClash> clashes, Caller by, DateTimeOffset now)
    {
        var booked = new List<PlanAssignment>();
        foreach (var each in result.Assignments)
        {
            var made = each.OfficialId is { } official
                ? await interviews.Place(tx, Ids.New(now), each.SlotId, new BookingDraft(each.UnitId, each.Topic, each.HostId, [new GuestDraft(official, GuestRole.Principal)], null), InterviewState.Booked, by, now)
                : new Refusal(Slugs.OfficialBusy, $"No official of {each.UnitName} is free then.");
            if (made.IsRefused)
            {
                clashes.Add(new PlanClash(each.UnitId, each.SlotId, null, made.Refusal.Slug, made.Refusal.Detail));
                continue;
            }

            booked.Add(each with { InterviewId = made.Value.Id });
        }

        return booked;
    }

    /// <summary>The plan's own rules, which others may have used up since: gaps and limits, but for what a pin had broken from the start.</summary>
    private static IEnumerable<PlanClash> Crowding(PlanScene scene, PlanResult result)
    {
        var problem = scene.Problem;
        var tasks = problem.Tasks.Index().ToDictionary(task => task.Item.UnitId, task => task.Index);
        var slots = problem.Slots.Index().ToDictionary(slot => slot.Item.Id, slot => slot.Index);
        var placements = result.Assignments.Select(each => (each.UnitId, each.SlotId, each.HostId)).Concat(result.Moves.Select(move => (move.UnitId, SlotId: move.ToSlotId, HostId: (Guid?)null)))
            .Where(each => tasks.ContainsKey(each.UnitId) && slots.ContainsKey(each.SlotId))
            .Select(each => new Placement(tasks[each.UnitId], slots[each.SlotId], 0, each.HostId)).ToList();
        var moved = placements.Select(placement => placement.Task).ToHashSet();
        placements.AddRange(problem.Tasks.Index().Where(task => task.Item.Standing is not null && !moved.Contains(task.Index)).Select(task => new Placement(task.Index, slots[task.Item.Standing!.SlotId], 0, null)));
        var known = result.Assignments.SelectMany(each => each.Violations.Select(reason => (each.UnitId, reason.Code))).Concat(result.Moves.SelectMany(move => move.Violations.Select(reason => (move.UnitId, reason.Code)))).ToHashSet();
        return from violation in Violations.Of(problem, placements)
               from reason in violation
               let task = problem.Tasks[violation.Key]
               where moved.Contains(violation.Key) && reason.Code is "gap" or "day-full" or "week-full" && !known.Contains((task.UnitId, reason.Code))
               select new PlanClash(task.UnitId, null, task.Standing?.InterviewId, Slugs.StateConflict, $"{task.UnitName}: {reason.Text}");
    }

    private async Task<Outcome<(PlanRow Row, IReadOnlyList<Guid> Changed)>> TakeBack(Tx tx, PlanRow row, Caller by, DateTimeOffset now)
    {
        if (row.State != PlanState.Published)
        {
            return Refusal.State($"The plan is {Words.Of(row.State)}: only a published one is taken back.");
        }

        var standing = (await table.Interviews(tx, row.Id)).Where(each => each.State != Words.Of(InterviewState.Cancelled)).ToList();
        if (standing.Where(each => each.StartedAt is not null).ToList() is { Count: > 0 } begun)
        {
            return ToRefusal("Some of it has begun: nothing was taken back.", [.. begun.Select(each => new PlanClash(null, null, each.InterviewId, Slugs.StateConflict, "The interview has begun."))]);
        }

        var clashes = new List<PlanClash>();
        foreach (var each in standing.Where(each => each.FromSlotId is null))
        {
            var cancelled = await interviews.CancelIn(tx, each.InterviewId, "The plan was taken back.", by, now);
            if (cancelled.IsRefused)
            {
                clashes.Add(new PlanClash(null, null, each.InterviewId, cancelled.Refusal.Slug, cancelled.Refusal.Detail));
            }
        }

        var back = await interviews.MoveTogether(tx, [.. standing.Where(each => each.FromSlotId is not null).Select(each => (each.InterviewId, each.FromSlotId!.Value))], by, now);
        clashes.AddRange(back.Select(one => new PlanClash(null, null, one.Id, one.Refusal.Slug, one.Refusal.Detail)));
        if (clashes.Count > 0)
        {
            return ToRefusal("Not all of it can be taken back: nothing was.", clashes);
        }

        await table.Forget(tx, row.Id);
        var result = row.ReadResult();
        await audit.Write(tx, by, "takeBackPlan", "plan", row.Id, new { row.State }, new { state = PlanState.Draft, interviews = standing.Count }, now);
        var draft = row with
        {
            State = PlanState.Draft,
            TakenBackAt = now,
            TakenBackBy = by.Name,
            Result = Json.Write(result with { Assignments = [.. result.Assignments.Select(each => each with { InterviewId = null })] }),
        };
        return (draft, [.. standing.Select(each => each.InterviewId)]);
    }

    private static Refusal ToRefusal(string what, IReadOnlyList<PlanClash> clashes) =>
        new(clashes[0].Slug, $"{what} {clashes[0].Detail}") { More = new Dictionary<string, object?>(StringComparer.Ordinal) { ["clashes"] = clashes } };
}
