using Google.OrTools.Sat;

namespace Broadcast.Planning.Model;

/// <summary>What the rules of a plan say about studios, days and weeks, and how the wish for even weeks is weighed.</summary>
internal sealed partial class PlanModel
{
    /// <summary>
    /// The gap between two interviews of one studio. Two that stand already may stand closer, as a producer put them; nobody new comes closer.
    /// </summary>
    private void KeepGaps()
    {
        if (_problem.GapMinutes == 0)
        {
            return;
        }

        var gap = _problem.GapMinutes * 60_000L;
        foreach (var studio in Enumerable.Range(0, _onSlot.Length).Where(slot => _onSlot[slot].Count > 0).GroupBy(slot => _problem.Slots[slot].StudioId))
        {
            var times = studio.Select(slot => (slot, _problem.Slots[slot].Time with { To = _problem.Slots[slot].Time.To + gap })).ToList();
            foreach (var clique in Cliques.Of(times, least: 2))
            {
                KeepApart(clique);
            }
        }
    }

    private void KeepApart(List<int> slots)
    {
        var fresh = slots.Select(Fresh).OfType<ILiteral>().ToList();
        var stays = slots.SelectMany(slot => _onSlot[slot].Where(rival => IsStay(rival.Task, slot)).Select(rival => rival.Literal)).ToList();
        foreach (var stay in stays)
        {
            Model.AddAtMostOne([.. fresh, stay]);
        }

        if (stays.Count == 0 && fresh.Count > 1)
        {
            Model.AddAtMostOne(fresh);
        }
    }

    /// <summary>Whether a slot is used by somebody who was not there before. A pinned one is among what stands fast, and has kept the others away already.</summary>
    private BoolVar? Fresh(int slot)
    {
        if (_fresh.TryGetValue(slot, out var known))
        {
            return known;
        }

        var fresh = Used(slot, task => !IsStay(task, slot) && _problem.Tasks[task].PinnedTo is null);
        if (fresh is not null)
        {
            _fresh[slot] = fresh;
        }

        return fresh;
    }

    private void KeepLimits()
    {
        Limit(slot => slot.Day.DayNumber, PlanLimits.OfDays(_problem));
        Limit(slot => slot.Week, PlanLimits.OfWeeks(_problem));
    }

    /// <summary>At most so many in a day or week; where more stand already, these at most, and none if anybody comes.</summary>
    private void Limit(Func<SlotOption, int> partOf, PlanLimits limits)
    {
        foreach (var part in Enumerable.Range(0, _onSlot.Length).Where(slot => limits.IsSet && _onSlot[slot].Count > 0).GroupBy(slot => partOf(_problem.Slots[slot])))
        {
            var rivals = part.SelectMany(slot => _onSlot[slot].Where(rival => _problem.Tasks[rival.Task].PinnedTo is null).Select(rival => (rival.Literal, IsNew: !IsStay(rival.Task, slot)))).ToList();
            var (room, stays) = (limits.RoomOf(part.Key), limits.StaysIn(part.Key));
            if (stays > room)
            {
                var somebodyComes = Model.NewBoolVar("");
                foreach (var newcomer in rivals.Where(rival => rival.IsNew))
                {
                    Model.AddImplication(newcomer.Literal, somebodyComes);
                }

                Model.Add(LinearExpr.Sum(rivals.Select(rival => rival.Literal)) + ((stays - room) * somebodyComes) <= stays);
            }
            else if (Math.Min(rivals.Count, part.Count()) > room)
            {
                Model.AddLinearConstraint(LinearExpr.Sum(rivals.Select(rival => rival.Literal)), 0, room);
            }
        }
    }

    /// <summary>What a week has beyond its even share costs, and once more what it has beyond half as many again.</summary>
    private void SpreadOverWeeks()
    {
        var weight = _problem.Rules.Weights.EvenSpread;
        if (weight == 0)
        {
            return;
        }

        var before = Spread.Standing(_problem);
        foreach (var week in Enumerable.Range(0, _onSlot.Length).Where(slot => _onSlot[slot].Count > 0).GroupBy(slot => _problem.Slots[slot].Week))
        {
            var literals = week.SelectMany(slot => _onSlot[slot].Select(rival => rival.Literal)).ToList();
            foreach (var share in Spread.Shares(_problem))
            {
                var room = Spread.Room(share, before.GetValueOrDefault(week.Key));
                var most = Math.Min(week.Count(), literals.Count);
                if (most > room)
                {
                    var over = Model.NewIntVar(0, most - room, "");
                    Model.Add(LinearExpr.Sum(literals) - over <= room);
                    _cost.AddTerm(over, weight);
                }
            }
        }
    }
}
