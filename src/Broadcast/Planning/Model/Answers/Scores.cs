namespace Broadcast.Planning.Model;

/// <summary>Counts out what a plan is worth, from the placements alone, so that it can be checked against what the solver says.</summary>
internal static class Scores
{
    public static ScoreParts Of(Problem problem, IReadOnlyList<Placement> placements)
    {
        var all = placements.Select(placement => (Placement: placement, Task: problem.Tasks[placement.Task], Slot: problem.Slots[placement.Slot])).ToList();
        var ranks = Ranks.Days(problem);
        var stuck = all.Count(each => IsStuck(problem, each.Task));
        var moved = all.Where(each => each.Task.Standing is { } standing && standing.SlotId != each.Slot.Id).ToList();
        var placed = all.Where(each => each.Task.Standing?.SlotId != each.Slot.Id).ToList();
        return new ScoreParts
        {
            Planned = all.Count - stuck,
            LeftOut = problem.Tasks.Count - all.Count,
            Stuck = stuck,
            PreferredTimes = placed.Sum(each => Sieve.Missed(each.Task, each.Slot, each.Placement.Official)),
            EvenSpread = Spread.Excess(problem, placements),
            RankOrder = placed.Count(each => !Sieve.IsInOrder(ranks, each.Task, each.Slot)),
            BestHours = placed.Count(each => !Sieve.IsBest(problem.Rules, each.Slot)),
            KeepDraft = placed.Count(each => each.Task.DraftedAt is { } drafted && drafted != each.Slot.Id),
            MoveBooked = moved.Count(each => !each.Task.Standing!.IsConfirmed),
            MoveConfirmed = moved.Count(each => each.Task.Standing!.IsConfirmed),
            WithoutHost = problem.Hosts.Count == 0 ? 0 : all.Count(each => each.Task.IsNew && each.Placement.HostId is null),
        };

        bool IsStuck(Problem problem, PlanTask task) =>
            task.Standing is { } standing && placements.Any(placement => problem.Tasks[placement.Task] == task && problem.Slots[placement.Slot].Id == standing.SlotId) && Standings.IsClashing(problem, task);
    }
}

/// <summary>Interviews that stand.</summary>
internal static class Standings
{
    /// <summary>Whether an interview cannot take place as it stands: somebody became busy since.</summary>
    public static bool IsClashing(Problem problem, PlanTask task)
    {
        var slot = problem.Slots[problem.Find(task.Standing!.SlotId)];
        return !slot.Studio.IsFree(slot.Time)
            || !task.Elsewhere.IsFree(slot.Time)
            || !task.Officials.Any(official => official.Diary.IsFree(slot.Time))
            || (task.Standing.HostId is { } id && problem.Hosts.FirstOrDefault(host => host.Id == id)?.Diary.IsFree(slot.Time) == false);
    }
}
