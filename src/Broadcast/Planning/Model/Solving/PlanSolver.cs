using System.Globalization;
using Google.OrTools.Sat;

namespace Broadcast.Planning.Model;

/// <summary>How long and how hard to search.</summary>
/// <param name="Time">At most so long; a problem that is solved sooner ends sooner.</param>
internal sealed record SolverLimits(TimeSpan Time)
{
    /// <summary>With more pairs of unit and slot than this, only the best of each unit are looked at first.</summary>
    public int MostCandidates { get; init; } = 40_000;

    /// <summary>So many of each unit then.</summary>
    public int CandidatesEach { get; init; } = 40;
}

/// <summary>A plan that was found.</summary>
/// <param name="Placements">Who got which slot; who is missing was left out.</param>
/// <param name="Score">What it is worth, and what is proven about that.</param>
/// <param name="IsFull">No plan places more units: proven.</param>
internal sealed record PlanSolution(IReadOnlyList<Placement> Placements, PlanScore Score, bool IsFull);

/// <summary>Solves a problem with CP-SAT. The same problem gives the same plan, unless time runs out.</summary>
internal static class PlanSolver
{
    /// <param name="problem">The problem.</param>
    /// <param name="limits">How long.</param>
    /// <param name="tell">Hears of each better plan: its cost, and what cannot be undercut.</param>
    /// <param name="stop">Ends the search; what was found until then is the answer.</param>
    public static PlanSolution Solve(Problem problem, SolverLimits limits, Action<double, double>? tell, CancellationToken stop)
    {
        var all = CandidatesOf(problem);
        var leftOut = Dominance(problem, all.Lists);
        Price(all.Lists, all.Stuck, leftOut);

        var flow = PlanFlow.Solve(problem, all.Lists, leftOut);
        if (KeepsGaps(problem, flow.Found) && KeepsLimits(problem, flow.Found) && HostRoster.TryShare(problem, flow.Found) is { } best)
        {
            return Judge(problem, best, flow.Cost, leftOut);
        }

        var start = Seating.Of(problem, flow.Found, all.Lists);
        var cut = Cut(all.Lists, start, limits);
        var search = Search(problem, cut ?? all.Lists, leftOut, start.ToDictionary(pair => pair.Key, pair => pair.Value.Slot), limits, tell, stop);
        var least = cut is null && search is not null ? Math.Max(flow.Cost, search.Bound) : flow.Cost;
        var first = Judge(problem, HostRoster.ShareOrLeave(problem, [.. start.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value))]), least, leftOut);
        var found = search is null ? first : Judge(problem, search.Placements, least, leftOut);
        return Rank(first).CompareTo(Rank(found)) > 0 ? first : found;

        static (int, long) Rank(PlanSolution plan) => (-plan.Score.Parts.LeftOut - plan.Score.Parts.Stuck, plan.Score.Value);
    }

    /// <summary>Whether no two of one studio, of which at least one is new there, are too close.</summary>
    private static bool KeepsGaps(Problem problem, IReadOnlyList<(int Task, Candidate Candidate)> found)
    {
        foreach (var studio in found.GroupBy(each => problem.Slots[each.Candidate.Slot].StudioId))
        {
            var inOrder = studio.OrderBy(each => problem.Slots[each.Candidate.Slot].Time.From).ToList();
            if (inOrder.Zip(inOrder.Skip(1)).Any(pair => problem.Slots[pair.First.Candidate.Slot].Time.IsWithin(problem.GapMinutes, problem.Slots[pair.Second.Candidate.Slot].Time)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether nobody came to a day or week that had too many already; the flow only sees to it that there are not more.</summary>
    private static bool KeepsLimits(Problem problem, IReadOnlyList<(int Task, Candidate Candidate)> found)
    {
        return Keeps(PlanLimits.OfDays(problem), slot => slot.Day.DayNumber) && Keeps(PlanLimits.OfWeeks(problem), slot => slot.Week);

        bool Keeps(PlanLimits limits, Func<SlotOption, int> partOf) => found.GroupBy(each => partOf(problem.Slots[each.Candidate.Slot]))
            .All(part => limits.Keeps(part.Key, part.Count()) || part.All(each => problem.Tasks[each.Task] is var task && (task.PinnedTo ?? task.Standing?.SlotId) == problem.Slots[each.Candidate.Slot].Id));
    }

    private static (List<Candidate>[] Lists, HashSet<int> Stuck) CandidatesOf(Problem problem)
    {
        var sieve = new Sieve(problem);
        var pinned = problem.Tasks.Select(task => task.PinnedTo).OfType<Guid>().ToHashSet();
        var stuck = new HashSet<int>();
        var lists = problem.Tasks.Select((task, i) => Of(task, i)).ToArray();
        return (lists, stuck);

        List<Candidate> Of(PlanTask task, int i)
        {
            if (task.PinnedTo is { } pin)
            {
                return [sieve.At(task, problem.Find(pin))];
            }

            var found = sieve.Candidates(task).Where(candidate => !pinned.Contains(problem.Slots[candidate.Slot].Id));
            if (task.Standing is not { } standing)
            {
                return [.. found];
            }

            var stay = problem.Find(standing.SlotId);
            if (Standings.IsClashing(problem, task))
            {
                stuck.Add(i);
            }

            return [new Candidate(stay, 0, 0), .. found.Where(candidate => candidate.Slot != stay)];
        }
    }

    /// <summary>To leave one unit out costs more than all wishes of all others together.</summary>
    private static long Dominance(Problem problem, List<Candidate>[] lists)
    {
        var weights = problem.Rules.Weights;
        return 1 + lists.Sum(list => list.Count == 0 ? 0L : list.Max(candidate => candidate.Cost))
            + (problem.Expected * ((2L * weights.EvenSpread) + weights.WithoutHost));
    }

    /// <summary>An interview that cannot take place as it stands is as bad as a unit left out.</summary>
    private static void Price(List<Candidate>[] lists, HashSet<int> stuck, long leftOut)
    {
        foreach (var task in stuck)
        {
            lists[task][0] = lists[task][0] with { Cost = (int)leftOut };
        }
    }

    /// <summary>
    /// The best slots of each unit and the one it starts with, those that are as good as each other mixed, so that not all units look at the same; null when all can be looked at.
    /// Who starts without one looks at all.
    /// </summary>
    private static List<Candidate>[]? Cut(List<Candidate>[] lists, IReadOnlyDictionary<int, Candidate> start, SolverLimits limits)
    {
        if (lists.Sum(list => list.Count) <= limits.MostCandidates)
        {
            return null;
        }

        return [.. lists.Select(Best)];

        List<Candidate> Best(List<Candidate> list, int task) => start.TryGetValue(task, out var seat)
            ? [.. list.OrderBy(candidate => candidate.Cost).ThenBy(candidate => Mix(task, candidate.Slot)).Take(limits.CandidatesEach).Append(seat).Distinct().OrderBy(candidate => candidate.Slot)]
            : list;
    }

    private static uint Mix(int task, int slot)
    {
        var mixed = ((uint)task * 2654435761u) ^ ((uint)slot * 2246822519u);
        mixed = (mixed ^ (mixed >> 15)) * 3266489917u;
        return mixed ^ (mixed >> 13);
    }

    private static Found? Search(
        Problem problem, IReadOnlyList<Candidate>[] candidates, long leftOut, IReadOnlyDictionary<int, int> start, SolverLimits limits, Action<double, double>? tell, CancellationToken stop)
    {
        var model = new PlanModel(problem, candidates, leftOut);
        model.Hint(start);
        using var solver = new CpSolver { StringParameters = Parameters(limits) };
        using var stopping = stop.Register(solver.StopSearch);
        using var news = new News(tell);
        var status = solver.Solve(model.Model, news);
        return status is CpSolverStatus.Optimal or CpSolverStatus.Feasible
            ? new Found(model.Read(solver), (long)Math.Ceiling(solver.BestObjectiveBound - 1e-6))
            : null;
    }

    /// <summary>One worker: the same search every time. The full linear relaxation, since most of a plan is an assignment, which that solves outright.</summary>
    private static string Parameters(SolverLimits limits) => string.Create(
        CultureInfo.InvariantCulture, $"max_time_in_seconds:{limits.Time.TotalSeconds:0.###} num_workers:1 random_seed:1 linearization_level:2");

    /// <param name="problem">The problem.</param>
    /// <param name="placements">The plan.</param>
    /// <param name="least">What every plan costs at least.</param>
    /// <param name="leftOut">What it costs to leave one out.</param>
    private static PlanSolution Judge(Problem problem, IReadOnlyList<Placement> placements, long least, long leftOut)
    {
        var parts = Scores.Of(problem, placements);
        var value = parts.Value(problem.Rules.Weights);
        var (left, wishes) = Math.DivRem(Math.Max(0, least), leftOut);
        var bound = Math.Max(value, ((problem.Tasks.Count - left) * ScoreParts.Placed) - wishes);
        return new PlanSolution(placements, new PlanScore { Value = value, Bound = bound, Optimal = bound == value, Parts = parts }, parts.LeftOut + parts.Stuck <= left);
    }

    private sealed record Found(IReadOnlyList<Placement> Placements, long Bound);

    private sealed class News(Action<double, double>? tell) : SolutionCallback
    {
        public override void OnSolutionCallback() => tell?.Invoke(ObjectiveValue(), BestObjectiveBound());
    }
}
