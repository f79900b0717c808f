namespace Broadcast.Planning.Model;

/// <summary>Names the host of each new interview: of those who are free for it, the one with the fewest so far.</summary>
internal static class HostRoster
{
    /// <summary>Hosts for a plan that was made without a thought of them, one interview after the other; null when that does not work out so simply.</summary>
    public static IReadOnlyList<Placement>? TryShare(Problem problem, IReadOnlyList<(int Task, Candidate Candidate)> found) =>
        !BoundOnesClash(problem, found) && Share(problem, found) is var shared && (problem.Hosts.Count == 0 || shared.All(placement => placement.HostId is not null || !problem.Tasks[placement.Task].IsNew))
            ? shared
            : null;

    /// <summary>The same, but who gets no host goes without one where that is allowed, and is left out where it is not.</summary>
    public static IReadOnlyList<Placement> ShareOrLeave(Problem problem, IReadOnlyList<(int Task, Candidate Candidate)> found) =>
        [.. Share(problem, found).Where(placement => placement.HostId is not null || problem.Hosts.Count == 0 || !problem.Rules.RequireHost || problem.Tasks[placement.Task] is not { IsNew: true, PinnedTo: null })];

    private static IReadOnlyList<Placement> Share(Problem problem, IReadOnlyList<(int Task, Candidate Candidate)> found)
    {
        var load = problem.Hosts.ToDictionary(host => host.Id, _ => 0);
        var busy = found.Where(each => problem.Tasks[each.Task].Standing?.HostId is not null)
            .Select(each => (Host: problem.Tasks[each.Task].Standing!.HostId!.Value, problem.Slots[each.Candidate.Slot].Time)).ToList();
        var named = new Dictionary<int, Guid>();
        foreach (var (task, candidate) in found.Where(each => problem.Tasks[each.Task].IsNew).OrderBy(each => each.Candidate.Slot))
        {
            var time = problem.Slots[candidate.Slot].Time;
            if (problem.Hosts.Where(host => host.Diary.IsFree(time) && !busy.Exists(each => each.Host == host.Id && each.Time.Overlaps(time))).MinBy(host => load[host.Id]) is { } host)
            {
                busy.Add((host.Id, time));
                load[host.Id]++;
                named[task] = host.Id;
            }
        }

        return [.. found.Select(each => new Placement(each.Task, each.Candidate.Slot, each.Candidate.Official, problem.Tasks[each.Task].Standing?.HostId ?? (named.TryGetValue(each.Task, out var id) ? id : null)))];
    }

    private static bool BoundOnesClash(Problem problem, IReadOnlyList<(int Task, Candidate Candidate)> found) =>
        found.Where(each => problem.Tasks[each.Task].Standing?.HostId is not null)
            .GroupBy(each => problem.Tasks[each.Task].Standing!.HostId)
            .Any(ofOne => Cliques.Of([.. ofOne.Select(each => (each.Task, problem.Slots[each.Candidate.Slot].Time))], least: 2).Count > 0);

    /// <param name="problem">The problem.</param>
    /// <param name="found">What was placed.</param>
    /// <param name="desks">Where hosts are shared.</param>
    /// <param name="groups">At desks where hosts are short, which of them the slot's host is taken from; without an entry it has none.</param>
    public static IReadOnlyList<Placement> Assign(
        Problem problem, IReadOnlyList<(int Task, Candidate Candidate)> found, IReadOnlyList<HostDesk> desks, IReadOnlyDictionary<int, HostGroup> groups)
    {
        var fresh = found.Where(each => problem.Tasks[each.Task].IsNew).Select(each => each.Candidate.Slot).ToHashSet();
        var named = new Dictionary<int, Guid>();
        var load = problem.Hosts.ToDictionary(host => host.Id, _ => 0);
        foreach (var desk in desks)
        {
            var until = new Dictionary<Guid, long>();
            foreach (var slot in desk.Slots.Where(fresh.Contains))
            {
                if ((desk.IsAmple ? desk.Groups[0] : groups.GetValueOrDefault(slot)) is { } group)
                {
                    var time = problem.Slots[slot].Time;
                    var host = group.Hosts.Where(id => until.GetValueOrDefault(id, long.MinValue) <= time.From).MinBy(id => load[id]);
                    (named[slot], until[host], load[host]) = (host, time.To, load[host] + 1);
                }
            }
        }

        return
        [
            .. from each in found
               let task = problem.Tasks[each.Task]
               let host = task.Standing is { } standing ? standing.HostId : named.TryGetValue(each.Candidate.Slot, out var id) ? id : null
               select new Placement(each.Task, each.Candidate.Slot, each.Candidate.Official, host),
        ];
    }
}
