using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Planning.Model;
using Broadcast.Scheduling;

namespace Broadcast.Planning;

/// <summary>
/// A producer's hand in a plan. What the database could never book is refused at once; what only the plan's own rules are against is done and told, since the producer knows better.
/// </summary>
internal sealed class Pinning(ProblemReader reader, Slots slots)
{
    public async Task<Outcome<PlanRow>> Apply(Tx tx, PlanRow row, IReadOnlyList<PlanPin> pins, IReadOnlyList<Guid> unpin, DateTimeOffset now)
    {
        if (row.State is not (PlanState.Draft or PlanState.Superseded))
        {
            return Refusal.State($"The plan is {Words.Of(row.State)}: only a draft is pinned.");
        }

        var kept = row.ReadPins().Where(pin => !unpin.Contains(pin.UnitId) && pins.All(each => each.UnitId != pin.UnitId)).ToList();
        var bare = (await reader.Read(tx, row.SeriesId, row.ReadRules(), [], new Dictionary<Guid, Guid>(), now))!;
        if (await Check(tx, bare, pins, kept) is { } refusal)
        {
            return refusal;
        }

        List<PlanPin> all = [.. kept, .. pins];
        var next = row with { Pins = Json.Write(all) };
        var result = row.ReadResult();
        return IsOnlyMarks(result, pins, unpin)
            ? next with { Result = Json.Write(Marked(result, all)), Problem = null }
            : Again(next, now) with { Result = Json.Write(Preview((await reader.Read(tx, row.SeriesId, row.ReadRules(), all, new Dictionary<Guid, Guid>(), now))!, result, all)) };
    }

    private async Task<Refusal?> Check(Tx tx, PlanScene scene, IReadOnlyList<PlanPin> pins, List<PlanPin> kept)
    {
        var sieve = new Sieve(scene.Problem);
        for (var i = 0; i < pins.Count; i++)
        {
            if (kept.Exists(pin => pin.SlotId == pins[i].SlotId))
            {
                return Refusal.Field($"pin[{i}].slotId", "Another unit is pinned to it.");
            }

            if (Check(scene, sieve, pins[i], $"pin[{i}].") is { } refusal)
            {
                return refusal;
            }

            if (scene.Problem.Find(pins[i].SlotId) < 0)
            {
                return await slots.Find(tx, pins[i].SlotId) is { } slot && slot.SeriesId == scene.Series.Id
                    ? slot.State == SlotState.Open ? Refusal.Field($"pin[{i}].slotId", "The slot lies in the past.") : new Refusal(Slugs.SlotTaken, $"The slot is {Words.Of(slot.State)}.")
                    : Refusal.Field($"pin[{i}].slotId", "There is no such slot in the series.");
            }
        }

        return null;
    }

    private static Refusal? Check(PlanScene scene, Sieve sieve, PlanPin pin, string place)
    {
        if (scene.Booked.Contains(pin.UnitId))
        {
            return new Refusal(Slugs.UnitAlreadyBooked, "The unit has an interview in the series, which the plan does not move.");
        }

        var (task, slot) = (scene.Problem.Tasks.FirstOrDefault(task => task.UnitId == pin.UnitId), scene.Problem.Find(pin.SlotId));
        if (task is null)
        {
            return Refusal.Field($"{place}unitId", "The unit does not take part in the series.");
        }

        if (task.Officials.Count == 0)
        {
            return Refusal.Field($"{place}unitId", "No official of the unit is registered.");
        }

        if (slot < 0)
        {
            return null;
        }

        if (scene.Problem.Tasks.Any(other => other.UnitId != pin.UnitId && other.Standing?.SlotId == pin.SlotId))
        {
            return new Refusal(Slugs.SlotTaken, "An interview that stands has the slot.");
        }

        var time = scene.Problem.Slots[slot].Time;
        return !task.Elsewhere.IsFree(time) ? new Refusal(Slugs.UnitAlreadyBooked, "The unit has an interview in another series then.")
            : !scene.Problem.Slots[slot].Studio.IsFree(time) ? new Refusal(Slugs.StudioBusy, "The studio is not to be had then.")
            : task.Officials.All(official => !official.Diary.IsFree(time)) ? new Refusal(Slugs.OfficialBusy, "No official of the unit is free then.")
            : null;
    }

    /// <summary>Whether every unit is where it is put, and nobody who is let go breaks a rule.</summary>
    private static bool IsOnlyMarks(PlanResult result, IReadOnlyList<PlanPin> pins, IReadOnlyList<Guid> unpin) =>
        pins.All(pin => result.Assignments.Any(each => each.UnitId == pin.UnitId && each.SlotId == pin.SlotId) || result.Moves.Any(move => move.UnitId == pin.UnitId && move.ToSlotId == pin.SlotId))
        && !result.Assignments.Any(each => each.Violations.Count > 0 && unpin.Contains(each.UnitId))
        && !result.Moves.Any(move => move.Violations.Count > 0 && unpin.Contains(move.UnitId));

    private static PlanResult Marked(PlanResult result, List<PlanPin> pins) => result with
    {
        Assignments = [.. result.Assignments.Select(each => each with { Pinned = pins.Exists(pin => pin.UnitId == each.UnitId) })],
        Moves = [.. result.Moves.Select(move => move with { Pinned = pins.Exists(pin => pin.UnitId == move.UnitId) })],
    };

    private static PlanRow Again(PlanRow row, DateTimeOffset now) =>
        row with { State = PlanState.Running, Progress = 0, Attempts = 0, StartedAt = null, FinishedAt = null, IsCancelled = false, Problem = null, RequestedAt = now };

    /// <summary>The draft with the units where they were put, what that breaks, and those that had to make way, until the rest is planned again.</summary>
    private static PlanResult Preview(PlanScene scene, PlanResult before, List<PlanPin> pins)
    {
        var problem = scene.Problem;
        var sieve = new Sieve(problem);
        var placements = Enumerable.Range(0, problem.Tasks.Count).Select(Place).OfType<Placement>().ToList();
        var violations = Violations.Of(problem, placements);
        var shown = placements.Where(placement => problem.Tasks[placement.Task].IsNew).ToList();
        return before with
        {
            Assignments = [.. shown.OrderBy(placement => placement.Slot).Select(placement => PlanWriting.Assignment(scene, placement, violations[placement.Task]))],
            Unassigned =
            [
                .. problem.Tasks.Where((task, i) => task.IsNew && shown.TrueForAll(placement => placement.Task != i))
                    .Select(task => before.Unassigned.FirstOrDefault(each => each.UnitId == task.UnitId) ?? PlanWriting.Unassigned(task, [ReasonWords.BeingPlanned()])),
            ],
            Score = before.Score is null ? null : before.Score with { Optimal = false },
            Before = before,
        };

        Placement? Place(int task)
        {
            var unit = problem.Tasks[task].UnitId;
            var drafted = before.Assignments.FirstOrDefault(each => each.UnitId == unit);
            var pin = pins.Find(each => each.UnitId == unit);
            var slot = pin is not null ? problem.Find(pin.SlotId)
                : drafted is null || pins.Exists(each => each.SlotId == drafted.SlotId) ? -1
                : problem.Find(drafted.SlotId);
            return slot < 0 ? null : new Placement(task, slot, sieve.At(problem.Tasks[task], slot).Official, problem.Slots[slot].Id == drafted?.SlotId ? drafted.HostId : FreeHost(slot));
        }

        Guid? FreeHost(int slot) => problem.Hosts.FirstOrDefault(host => host.Diary.IsFree(problem.Slots[slot].Time)
            && !before.Assignments.Any(each => each.HostId == host.Id && Time(each).Overlaps(problem.Slots[slot].Time)))?.Id;

        static Period Time(PlanAssignment each) => new(each.StartsAt.ToUnixTimeMilliseconds(), each.EndsAt.ToUnixTimeMilliseconds());
    }
}
