namespace Broadcast.Planning.Model;

/// <summary>
/// Seats one task after the other, each where every rule is kept with those before it. Turns a flow that breaks some gaps into a whole plan to start the search from, and into an answer when the search
/// has no time to find one.
/// </summary>
internal sealed class Seating
{
    private readonly Problem _problem;
    private readonly PlanLimits _days;
    private readonly PlanLimits _weeks;
    private readonly Dictionary<int, int> _onDay = [];
    private readonly Dictionary<int, int> _inWeek = [];
    private readonly Dictionary<Guid, List<Period>> _studios = [];
    private readonly List<(Guid Host, Period Time)> _hosts = [];
    private readonly HashSet<int> _taken = [];
    private readonly Dictionary<int, Candidate> _seated = [];

    private Seating(Problem problem)
    {
        _problem = problem;
        (_days, _weeks) = (PlanLimits.OfDays(problem), PlanLimits.OfWeeks(problem));
    }

    /// <param name="problem">The problem.</param>
    /// <param name="wanted">Where each would go by itself.</param>
    /// <param name="candidates">Where each may go.</param>
    public static IReadOnlyDictionary<int, Candidate> Of(Problem problem, IReadOnlyList<(int Task, Candidate Candidate)> wanted, IReadOnlyList<IReadOnlyList<Candidate>> candidates)
    {
        var seating = new Seating(problem);
        for (var task = 0; task < problem.Tasks.Count; task++)
        {
            if (problem.Tasks[task] is { PinnedTo: not null } or { IsNew: false })
            {
                seating.Sit(task, candidates[task][0], null);
            }
        }

        foreach (var (task, candidate) in wanted.Where(each => !seating._seated.ContainsKey(each.Task)))
        {
            seating.TrySit(task, candidate);
        }

        var missing = Enumerable.Range(0, problem.Tasks.Count).Where(task => !seating._seated.ContainsKey(task));
        foreach (var task in missing.OrderBy(task => candidates[task].Count))
        {
            _ = candidates[task].OrderBy(candidate => candidate.Cost).ThenBy(candidate => seating._inWeek.GetValueOrDefault(problem.Slots[candidate.Slot].Week)).Any(candidate => seating.TrySit(task, candidate));
        }

        return seating._seated;
    }

    private bool TrySit(int task, Candidate candidate)
    {
        var slot = _problem.Slots[candidate.Slot];
        if (_taken.Contains(candidate.Slot)
            || !_days.HasRoom(slot.Day.DayNumber, _onDay.GetValueOrDefault(slot.Day.DayNumber))
            || !_weeks.HasRoom(slot.Week, _inWeek.GetValueOrDefault(slot.Week))
            || (_studios.TryGetValue(slot.StudioId, out var times) && times.Exists(time => slot.Time.IsWithin(_problem.GapMinutes, time))))
        {
            return false;
        }

        var host = _problem.Hosts.FirstOrDefault(host => host.Diary.IsFree(slot.Time) && !_hosts.Exists(each => each.Host == host.Id && each.Time.Overlaps(slot.Time)));
        if (host is null && _problem.Hosts.Count > 0 && _problem.Rules.RequireHost)
        {
            return false;
        }

        Sit(task, candidate, host?.Id);
        return true;
    }

    private void Sit(int task, Candidate candidate, Guid? host)
    {
        var slot = _problem.Slots[candidate.Slot];
        _seated[task] = candidate;
        _taken.Add(candidate.Slot);
        _onDay[slot.Day.DayNumber] = _onDay.GetValueOrDefault(slot.Day.DayNumber) + 1;
        _inWeek[slot.Week] = _inWeek.GetValueOrDefault(slot.Week) + 1;
        if (!_studios.TryGetValue(slot.StudioId, out var times))
        {
            _studios[slot.StudioId] = times = [];
        }

        times.Add(slot.Time);
        if ((host ?? _problem.Tasks[task].Standing?.HostId) is { } led)
        {
            _hosts.Add((led, slot.Time));
        }
    }
}
