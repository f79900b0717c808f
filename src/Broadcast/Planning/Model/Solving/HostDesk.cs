namespace Broadcast.Planning.Model;

/// <summary>
/// Slots that overlap each other in time, by way of others, and so share hosts. Hosts who are free for the same of these slots are alike: how many of them are busy at once is all that matters,
/// since times that are nowhere more than so many deep can always be shared out among so many.
/// </summary>
/// <param name="Slots">The slots, in order of time.</param>
/// <param name="Cliques">Which of them are at the same time.</param>
/// <param name="Groups">Hosts who are alike.</param>
/// <param name="IsAmple">One group is free for all the slots and large enough: hosts need no thought here.</param>
internal sealed record HostDesk(IReadOnlyList<int> Slots, IReadOnlyList<List<int>> Cliques, IReadOnlyList<HostGroup> Groups, bool IsAmple)
{
    public static IReadOnlyList<HostDesk> Of(Problem problem, IEnumerable<int> slots)
    {
        var bound = problem.Tasks.Select(task => task.Standing?.HostId).OfType<Guid>().ToHashSet();
        var times = slots.Select(slot => (slot, problem.Slots[slot].Time)).ToList();
        return [.. Model.Cliques.Components(times).Select(component => Of(problem, component, bound))];
    }

    private static HostDesk Of(Problem problem, List<int> slots, HashSet<Guid> bound)
    {
        var cliques = Model.Cliques.Of([.. slots.Select(slot => (slot, problem.Slots[slot].Time))], least: 1);
        var groups = new List<HostGroup>();
        foreach (var host in problem.Hosts)
        {
            int[] free = [.. slots.Where(slot => host.Diary.IsFree(problem.Slots[slot].Time))];
            var isBound = bound.Contains(host.Id);
            if (!isBound && groups.Find(group => !group.IsBound && group.Slots.SequenceEqual(free)) is { } alike)
            {
                alike.Hosts.Add(host.Id);
            }
            else if (free.Length > 0)
            {
                groups.Add(new HostGroup([host.Id], free, isBound));
            }
        }

        var always = groups.Find(group => !group.IsBound && group.Slots.Length == slots.Count);
        return always?.Hosts.Count >= cliques.Max(clique => clique.Count) ? new HostDesk(slots, cliques, [always], true) : new HostDesk(slots, cliques, groups, false);
    }
}

/// <summary>Hosts who are free for the same slots.</summary>
/// <param name="Hosts">Who.</param>
/// <param name="Slots">For which slots of the desk.</param>
/// <param name="IsBound">The one host of an interview that stands, and keeps its host when it is moved.</param>
internal sealed record HostGroup(List<Guid> Hosts, int[] Slots, bool IsBound);
