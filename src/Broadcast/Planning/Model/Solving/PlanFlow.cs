using Google.OrTools.Graph;

namespace Broadcast.Planning.Model;

/// <summary>
/// A problem without its hosts and with most of its gaps, as a flow of least cost: units flow into slots, slots into days, days into weeks. Such a flow is found fast for any number of slots, and what it costs no plan
/// can undercut; where all gaps and the hosts happen to be kept, it is the best plan itself.
/// </summary>
internal sealed class PlanFlow : IDisposable
{
    private readonly Problem _problem;
    private readonly IReadOnlyList<IReadOnlyList<Candidate>> _candidates;
    private readonly MinCostFlow _flow = new();
    private readonly List<(int Arc, int Task, Candidate Candidate)> _arcs = [];
    private readonly HashSet<Guid> _kept;
    private int _nodes;

    private PlanFlow(Problem problem, IReadOnlyList<IReadOnlyList<Candidate>> candidates)
    {
        (_problem, _candidates) = (problem, candidates);
        _kept = [.. problem.Tasks.SelectMany(task => new[] { task.PinnedTo, task.Standing?.SlotId }).OfType<Guid>()];
    }

    /// <returns>The candidate of each task that got one, and the cost, those left out included.</returns>
    public static (IReadOnlyList<(int Task, Candidate Candidate)> Found, long Cost) Solve(Problem problem, IReadOnlyList<IReadOnlyList<Candidate>> candidates, long leftOut)
    {
        using var flow = new PlanFlow(problem, candidates);
        return flow.Solve(leftOut);
    }

    public void Dispose() => _flow.Dispose();

    private (IReadOnlyList<(int Task, Candidate Candidate)> Found, long Cost) Solve(long leftOut)
    {
        var sink = _nodes++;
        var tasks = _candidates.Select(_ => _nodes++).ToArray();
        var slots = new int[_problem.Slots.Count];
        Array.Fill(slots, -1);
        for (var task = 0; task < tasks.Length; task++)
        {
            _flow.SetNodeSupply(tasks[task], 1);
            if (_problem.Tasks[task] is { IsNew: true, PinnedTo: null })
            {
                _flow.AddArcWithCapacityAndUnitCost(tasks[task], sink, 1, leftOut);
            }

            foreach (var candidate in _candidates[task])
            {
                if (slots[candidate.Slot] < 0)
                {
                    slots[candidate.Slot] = _nodes++;
                }

                _arcs.Add((_flow.AddArcWithCapacityAndUnitCost(tasks[task], slots[candidate.Slot], 1, candidate.Cost), task, candidate));
            }
        }

        _flow.SetNodeSupply(sink, -tasks.Length);
        Collect(slots, sink);
        if (_flow.Solve() != MinCostFlowBase.Status.OPTIMAL)
        {
            throw new InvalidOperationException("What stands and what is pinned always fits, and everybody else may be left out.");
        }

        return ([.. _arcs.Where(arc => _flow.Flow(arc.Arc) > 0).Select(arc => (arc.Task, arc.Candidate))], _flow.OptimalCost());
    }

    /// <summary>Slots into days, days into weeks, weeks into the sink: the first ones for nothing, those beyond the shares at a cost.</summary>
    private void Collect(int[] slots, int sink)
    {
        var used = Enumerable.Range(0, slots.Length).Where(slot => slots[slot] >= 0).ToList();
        var standing = Spread.Standing(_problem);
        int[] shares = [.. Spread.Shares(_problem).Order()];
        var (days, weeks) = (PlanLimits.OfDays(_problem), PlanLimits.OfWeeks(_problem));
        foreach (var week in used.GroupBy(slot => _problem.Slots[slot].Week))
        {
            var weekNode = _nodes++;
            foreach (var day in week.GroupBy(slot => _problem.Slots[slot].Day))
            {
                var dayNode = _nodes++;
                foreach (var (group, most) in Near([.. day]))
                {
                    var groupNode = _nodes++;
                    group.ForEach(slot => _flow.AddArcWithCapacityAndUnitCost(slots[slot], groupNode, 1, 0));
                    _flow.AddArcWithCapacityAndUnitCost(groupNode, dayNode, most, 0);
                }

                _flow.AddArcWithCapacityAndUnitCost(dayNode, weekNode, Math.Min(day.Count(), days.MostIn(day.Key.DayNumber)), 0);
            }

            var left = Math.Min(week.Count(), weeks.MostIn(week.Key));
            var gone = 0;
            for (var step = 0; step <= shares.Length; step++)
            {
                var until = step < shares.Length ? Math.Min(left, Spread.Room(shares[step], standing.GetValueOrDefault(week.Key))) : left;
                _flow.AddArcWithCapacityAndUnitCost(weekNode, sink, Math.Max(0, until - gone), step * _problem.Rules.Weights.EvenSpread);
                gone = Math.Max(gone, until);
            }
        }
    }

    /// <summary>
    /// A day's slots in groups of one studio that are too close to each other for more than one to be used. Slots may be too close to those of the next group as well, which a flow cannot say; but most of the
    /// gaps are kept so, and what it costs is nearer to what a plan costs.
    /// </summary>
    private IEnumerable<(List<int> Slots, int Most)> Near(IReadOnlyList<int> day)
    {
        foreach (var studio in day.GroupBy(slot => _problem.Slots[slot].StudioId))
        {
            List<int> group = [];
            foreach (var slot in studio.Order())
            {
                if (group.Count > 0 && !_problem.Slots[group[0]].Time.IsWithin(_problem.GapMinutes, _problem.Slots[slot].Time))
                {
                    yield return (group, MostOf(group));
                    group = [];
                }

                group.Add(slot);
            }

            yield return (group, MostOf(group));
        }
    }

    /// <summary>One; more where more are there already, or pinned.</summary>
    private int MostOf(List<int> group) => Math.Max(1, group.Count(slot => _kept.Contains(_problem.Slots[slot].Id)));
}
