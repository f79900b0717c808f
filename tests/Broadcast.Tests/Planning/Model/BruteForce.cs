using Broadcast.Planning.Model;

namespace Broadcast.Tests.Planning.Model;

/// <summary>Tries every plan there is, against the rules as <see cref="Violations"/> states them, and keeps the best.</summary>
internal static class BruteForce
{
    /// <summary>The fewest units left out or stuck, and with so many the most points.</summary>
    public static (int Left, long Value) Best(Problem problem)
    {
        var best = (Left: int.MaxValue, Value: long.MinValue);
        Try(0, []);
        return best;

        void Try(int task, List<Placement> placements)
        {
            if (task == problem.Tasks.Count)
            {
                var parts = Scores.Of(problem, placements);
                var (left, value) = (parts.LeftOut + parts.Stuck, parts.Value(problem.Rules.Weights));
                best = left < best.Left || (left == best.Left && value > best.Value) ? (left, value) : best;
                return;
            }

            var unit = problem.Tasks[task];
            foreach (var placement in Options(problem, task))
            {
                placements.Add(placement);
                if (IsAllowed(problem, placements))
                {
                    Try(task + 1, placements);
                }

                placements.RemoveAt(placements.Count - 1);
            }

            if (unit is { IsNew: true, PinnedTo: null })
            {
                Try(task + 1, placements);
            }
        }
    }

    /// <summary>What is pinned or stays may be as it is; everything else breaks no rule, counted with all that is placed so far.</summary>
    public static bool IsAllowed(Problem problem, IReadOnlyList<Placement> placements)
    {
        var violations = Violations.Of(problem, placements);
        return placements.All(placement => problem.Tasks[placement.Task].PinnedTo is not null || IsStay(problem, placement) || !violations[placement.Task].Any())
            && placements.Select(placement => placement.Slot).Distinct().Count() == placements.Count
            && placements.Where(placement => placement.HostId is not null && problem.Tasks[placement.Task].PinnedTo is null).All(placement => IsHostFree(problem, placement, placements));
    }

    private static bool IsHostFree(Problem problem, Placement placement, IReadOnlyList<Placement> placements) =>
        !placements.Any(other => other.Task != placement.Task && other.HostId == placement.HostId && problem.Slots[other.Slot].Time.Overlaps(problem.Slots[placement.Slot].Time));

    private static IEnumerable<Placement> Options(Problem problem, int number)
    {
        var task = problem.Tasks[number];
        var sieve = new Sieve(problem);
        for (var slot = 0; slot < problem.Slots.Count; slot++)
        {
            if (task.PinnedTo is { } pin && pin != problem.Slots[slot].Id)
            {
                continue;
            }

            var official = sieve.At(task, slot).Official;
            foreach (var host in task.Standing is { } standing ? [standing.HostId] : Hosts(problem, task, slot))
            {
                yield return new Placement(number, slot, official, host);
            }
        }
    }

    private static IEnumerable<Guid?> Hosts(Problem problem, PlanTask task, int slot)
    {
        foreach (var host in problem.Hosts.Where(host => host.Diary.IsFree(problem.Slots[slot].Time)))
        {
            yield return host.Id;
        }

        if (problem.Hosts.Count == 0 || !problem.Rules.RequireHost || task.PinnedTo is not null)
        {
            yield return null;
        }
    }

    private static bool IsStay(Problem problem, Placement placement) => problem.Tasks[placement.Task].Standing?.SlotId == problem.Slots[placement.Slot].Id;
}
