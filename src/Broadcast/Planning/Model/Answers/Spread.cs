namespace Broadcast.Planning.Model;

/// <summary>Interviews spread over the weeks: what a week has beyond its even share, and once more beyond half as many again.</summary>
internal static class Spread
{
    /// <summary>How many a week may have before it costs, and before it costs twice.</summary>
    public static int[] Shares(Problem problem)
    {
        var weeks = problem.Slots.Select(slot => slot.Week).Concat(Standing(problem).Keys).Distinct().Count();
        var share = (problem.Expected + weeks - 1) / Math.Max(1, weeks);
        return [share, ((3 * share) + 1) / 2];
    }

    /// <summary>How many of the series each week has that are not moved.</summary>
    public static Dictionary<int, int> Standing(Problem problem) =>
        problem.Fixed.Where(each => each.Day is not null).CountBy(each => PlanWeek.Of(each.Day!.Value)).ToDictionary();

    /// <summary>How many more a week may have before the next one costs.</summary>
    public static int Room(int share, int standing) => Math.Max(0, share - standing);

    /// <summary>How many interviews are placed beyond the shares, those twice beyond counted twice. What stood beyond them before is nobody's fault.</summary>
    public static int Excess(Problem problem, IEnumerable<Placement> placements)
    {
        var (standing, shares) = (Standing(problem), Shares(problem));
        return placements.CountBy(placement => problem.Slots[placement.Slot].Week)
            .Sum(week => shares.Sum(share => Math.Max(0, week.Value - Room(share, standing.GetValueOrDefault(week.Key)))));
    }
}
