using Google.OrTools.Sat;

namespace Broadcast.Planning.Model;

/// <summary>Who leads what: new interviews share the hosts, moved ones keep theirs.</summary>
internal sealed partial class PlanModel
{
    private void ShareHosts()
    {
        if (_problem.Hosts.Count == 0)
        {
            return;
        }

        _hostDesks = HostDesk.Of(_problem, Enumerable.Range(0, _onSlot.Length).Where(slot => _onSlot[slot].Count > 0));
        for (var desk = 0; desk < _hostDesks.Count; desk++)
        {
            KeepBound(_hostDesks[desk]);
            if (!_hostDesks[desk].IsAmple)
            {
                Share(desk, _hostDesks[desk]);
            }
        }
    }

    /// <summary>A host of interviews that stand is in one of them at a time.</summary>
    private void KeepBound(HostDesk desk)
    {
        foreach (var clique in desk.Cliques)
        {
            foreach (var ofOne in Bound(clique).GroupBy(each => each.Host).Where(group => group.Skip(1).Any()))
            {
                Model.AddAtMostOne(ofOne.Select(each => (ILiteral)each.Literal));
            }
        }
    }

    private IEnumerable<(Guid Host, BoolVar Literal)> Bound(IEnumerable<int> slots) =>
        from slot in slots
        from rival in _onSlot[slot]
        let task = _problem.Tasks[rival.Task]
        where task.PinnedTo is null && task.Standing?.HostId is not null
        select (task.Standing!.HostId!.Value, rival.Literal);

    private void Share(int number, HostDesk desk)
    {
        foreach (var slot in desk.Slots)
        {
            if (Used(slot, task => _problem.Tasks[task].IsNew) is { } used)
            {
                Seat(number, desk, slot, used);
            }
        }

        foreach (var clique in desk.Cliques)
        {
            for (var group = 0; group < desk.Groups.Count; group++)
            {
                var seats = clique.Where(slot => _desks.ContainsKey((slot, number, group))).Select(slot => _desks[(slot, number, group)]);
                var bound = desk.Groups[group].IsBound ? Bound(clique).Where(each => each.Host == desk.Groups[group].Hosts[0]).Select(each => each.Literal) : [];
                List<BoolVar> busy = [.. seats, .. bound];
                if (busy.Count > desk.Groups[group].Hosts.Count)
                {
                    Model.AddLinearConstraint(LinearExpr.Sum(busy), 0, desk.Groups[group].Hosts.Count);
                }
            }
        }
    }

    /// <summary>A slot that is used has a host of one of the groups that are free then, or none, where that is allowed.</summary>
    private void Seat(int number, HostDesk desk, int slot, BoolVar used)
    {
        var seats = new List<ILiteral> { used.Not() };
        for (var group = 0; group < desk.Groups.Count; group++)
        {
            if (desk.Groups[group].Slots.Contains(slot))
            {
                seats.Add(_desks[(slot, number, group)] = Model.NewBoolVar(""));
            }
        }

        if (!_problem.Rules.RequireHost || _onSlot[slot].Exists(rival => _problem.Tasks[rival.Task].PinnedTo is not null))
        {
            var nobody = Model.NewBoolVar("");
            seats.Add(nobody);
            _cost.AddTerm(nobody, _problem.Rules.Weights.WithoutHost);
        }

        Model.AddExactlyOne(seats);
    }
}
