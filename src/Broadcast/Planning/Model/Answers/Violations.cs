namespace Broadcast.Planning.Model;

/// <summary>Holds a plan against the rules, one by one and from the definitions, without anything that made the plan.</summary>
internal static class Violations
{
    /// <summary>What each placement breaks, by its task.</summary>
    public static ILookup<int, PlanReason> Of(Problem problem, IReadOnlyList<Placement> placements) =>
        placements.SelectMany(placement => Of(problem, placement, placements).Select(reason => (placement.Task, reason))).ToLookup(each => each.Task, each => each.reason);

    private static IEnumerable<PlanReason> Of(Problem problem, Placement placement, IReadOnlyList<Placement> all)
    {
        var (task, slot) = (problem.Tasks[placement.Task], problem.Slots[placement.Slot]);
        if (task.Standing?.SlotId == slot.Id && task.PinnedTo is null)
        {
            return Standings.IsClashing(problem, task) ? [ReasonWords.Breaks("stuck", "It cannot take place as it stands, and no other slot was found for it.")] : [];
        }

        var others = all.Where(other => other.Task != placement.Task).Select(other => (Placement: other, Slot: problem.Slots[other.Slot])).ToList();
        return [.. OfUnit(task, slot), .. OfPeople(problem, placement, task, slot, others), .. OfPlace(problem, slot, others)];
    }

    private static IEnumerable<PlanReason> OfUnit(PlanTask task, SlotOption slot)
    {
        if (slot.Day < task.Earliest || slot.Day > task.Latest)
        {
            yield return ReasonWords.Breaks("outside-dates", "Outside the dates of the unit.", new() { From = task.Earliest, To = task.Latest });
        }

        if ((task.Month ?? slot.Day.Month) != slot.Day.Month || (task.TopicMonth is { } theme && slot.Day.AddDays(1 - slot.Day.Day) != theme))
        {
            yield return ReasonWords.Breaks("outside-month", "Outside the month of the unit or its topic.", new() { Month = task.Month ?? task.TopicMonth?.Month });
        }

        if (!task.Elsewhere.IsFree(slot.Time))
        {
            yield return ReasonWords.Breaks("unit-elsewhere", "The unit has an interview in another series then.");
        }
    }

    private static IEnumerable<PlanReason> OfPeople(Problem problem, Placement placement, PlanTask task, SlotOption slot, List<(Placement Placement, SlotOption Slot)> others)
    {
        if (placement.Official < 0 || !task.Officials[placement.Official].Diary.IsFree(slot.Time))
        {
            yield return ReasonWords.Breaks("official-busy", task.Officials.Count == 0 ? "No official of the unit is registered." : "No official of the unit is free then.");
        }

        if (placement.HostId is { } id)
        {
            if (problem.Hosts.FirstOrDefault(host => host.Id == id)?.Diary.IsFree(slot.Time) == false || others.Exists(other => other.Placement.HostId == id && other.Slot.Time.Overlaps(slot.Time)))
            {
                yield return ReasonWords.Breaks("host-busy", "The host is busy then.");
            }
        }
        else if (problem.Hosts.Count > 0 && problem.Rules.RequireHost && task.IsNew)
        {
            yield return ReasonWords.Breaks("no-host", "No host is free then.");
        }
    }

    private static IEnumerable<PlanReason> OfPlace(Problem problem, SlotOption slot, List<(Placement Placement, SlotOption Slot)> others)
    {
        if (others.Exists(other => other.Slot.Id == slot.Id))
        {
            yield return ReasonWords.Breaks("slot-taken", "Another unit has the slot.");
        }

        if (!slot.Studio.IsFree(slot.Time))
        {
            yield return ReasonWords.Breaks("studio-busy", "The studio is not to be had then.");
        }

        if (others.Exists(other => other.Slot.StudioId == slot.StudioId && other.Slot.Time.IsWithin(problem.GapMinutes, slot.Time))
            || problem.Fixed.Any(booked => problem.IsTooClose(slot, booked)))
        {
            yield return ReasonWords.Breaks("gap", "Too close to another interview in the studio.", new() { Limit = problem.GapMinutes });
        }

        if (problem.Rules.MaxPerDay is { } perDay && Count(day => day == slot.Day) > perDay)
        {
            yield return ReasonWords.Breaks("day-full", "More interviews than a day may have.", new() { Limit = perDay });
        }

        if (problem.Rules.MaxPerWeek is { } perWeek && Count(day => PlanWeek.Of(day) == slot.Week) > perWeek)
        {
            yield return ReasonWords.Breaks("week-full", "More interviews than a week may have.", new() { Limit = perWeek });
        }

        int Count(Func<DateOnly, bool> isThen) =>
            1 + others.Count(other => isThen(other.Slot.Day)) + problem.Fixed.Count(booked => booked.Day is { } day && isThen(day));
    }
}
