namespace Broadcast.Planning.Model;

/// <summary>
/// Rank before rank: the slots are divided among the ranks, in their order, by how many units each has, and a unit is in order within its rank's days.
/// Fixed days instead of comparing each with each: a plan can then be proven to be the best, and a producer sees what is meant.
/// </summary>
internal static class Ranks
{
    /// <summary>The days of each rank; empty when there are not two ranks.</summary>
    public static Dictionary<int, (DateOnly First, DateOnly Last)> Days(Problem problem)
    {
        var sizes = problem.Tasks.Select(task => task.Rank).Concat(problem.Fixed.Select(each => each.Rank)).OfType<int>().CountBy(rank => rank).OrderBy(pair => pair.Key).ToList();
        DateOnly[] days = [.. problem.Slots.Select(slot => slot.Day).Concat(problem.Fixed.Where(each => each is { Rank: not null, Day: not null }).Select(each => each.Day!.Value)).Order()];
        var parts = new Dictionary<int, (DateOnly First, DateOnly Last)>();
        if (sizes.Count < 2 || days.Length == 0)
        {
            return parts;
        }

        var (before, all) = (0L, sizes.Sum(size => size.Value));
        foreach (var (rank, size) in sizes)
        {
            var first = before * days.Length / all;
            var last = ((before + size) * days.Length / all) - 1;
            parts[rank] = (days[first], days[Math.Max(first, last)]);
            before += size;
        }

        return parts;
    }
}
