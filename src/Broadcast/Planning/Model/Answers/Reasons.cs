namespace Broadcast.Planning.Model;

/// <summary>Why a unit was left out: what each slot of the series failed on, in the order in which people would ask, and who has the rest.</summary>
internal sealed class Reasons
{
    private readonly Problem _problem;
    private readonly Sieve _sieve;
    private readonly IReadOnlyList<Placement> _placements;
    private readonly Dictionary<int, int> _owners;
    private readonly bool _isProven;

    /// <param name="problem">The problem.</param>
    /// <param name="placements">Its plan.</param>
    /// <param name="isProven">No plan places more units.</param>
    public Reasons(Problem problem, IReadOnlyList<Placement> placements, bool isProven)
    {
        (_problem, _placements, _isProven) = (problem, placements, isProven);
        _sieve = new Sieve(problem);
        _owners = placements.ToDictionary(placement => placement.Slot, placement => placement.Task);
    }

    public IReadOnlyList<PlanReason> Of(int number)
    {
        var task = _problem.Tasks[number];
        if (task.Officials.Count == 0)
        {
            return [ReasonWords.NoOfficial()];
        }

        if (_problem.Slots.Count == 0)
        {
            return [ReasonWords.NoSlots()];
        }

        var slots = Enumerable.Range(0, _problem.Slots.Count).ToLookup(slot => _sieve.Judge(task, slot));
        var found = new List<PlanReason>();
        var left = _problem.Slots.Count;
        foreach (var obstacle in Enum.GetValues<Obstacle>().Where(obstacle => obstacle != Obstacle.None))
        {
            var count = slots[obstacle].Count();
            var isAll = count == left;
            if (count > 0 && (isAll || obstacle > Obstacle.Month))
            {
                found.Add(Say(task, obstacle, count, left, slots[obstacle]));
            }

            left -= count;
            if (left == 0)
            {
                return isAll && obstacle <= Obstacle.Month ? [found[^1]] : found;
            }
        }

        return [.. Rivals(number, [.. slots[Obstacle.None]], left), .. found];
    }

    private PlanReason Say(PlanTask task, Obstacle obstacle, int count, int of, IEnumerable<int> slots) => obstacle switch
    {
        Obstacle.Dates => ReasonWords.Dates(task, of),
        Obstacle.Month => ReasonWords.Month(task, of),
        Obstacle.UnitElsewhere => ReasonWords.UnitElsewhere(count, of),
        Obstacle.StudioAway => ReasonWords.StudioAway(count, of),
        Obstacle.OfficialsAway => ReasonWords.OfficialsAway(task, count, of, MonthOf(slots)),
        Obstacle.HostsAway => ReasonWords.HostsAway(count, of),
        Obstacle.Gap => ReasonWords.Gap(count, of, _problem.GapMinutes),
        Obstacle.DayFull => ReasonWords.DayFull(count, of, _problem.Rules.MaxPerDay ?? 0),
        Obstacle.WeekFull => ReasonWords.WeekFull(count, of, _problem.Rules.MaxPerWeek ?? 0),
        _ => ReasonWords.NoOfficial(),
    };

    /// <summary>The month all these slots lie in, if it is one.</summary>
    private int? MonthOf(IEnumerable<int> slots) => slots.Select(slot => _problem.Slots[slot].Day.Month).Distinct().ToList() is [var month] ? month : null;

    /// <summary>What keeps the unit from the slots that suit it.</summary>
    private IEnumerable<PlanReason> Rivals(int number, IReadOnlyList<int> slots, int of)
    {
        if (!_isProven)
        {
            yield return ReasonWords.NotFound();
        }

        var taken = slots.Where(_owners.ContainsKey).ToList();
        if (taken.Count == slots.Count && Competitors(number) is { } competition)
        {
            yield return ReasonWords.Competition(competition.Slots, competition.Units);
            yield break;
        }

        if (taken.Count > 0)
        {
            yield return ReasonWords.Taken(taken.Count, of, [.. taken.Select(slot => _problem.Tasks[_owners[slot]].UnitName).Distinct(StringComparer.Ordinal)]);
        }

        foreach (var reason in Crowding([.. slots.Except(taken)], of))
        {
            yield return reason;
        }
    }

    /// <summary>What the rest of the plan has against slots that nobody has.</summary>
    private IEnumerable<PlanReason> Crowding(IReadOnlyList<int> slots, int of)
    {
        var placed = _placements.Select(placement => _problem.Slots[placement.Slot]).ToList();
        var reasons = slots.Select(slot => _problem.Slots[slot]).ToLookup(slot =>
            placed.Exists(other => other.StudioId == slot.StudioId && other.Time.IsWithin(_problem.GapMinutes, slot.Time)) ? Obstacle.Gap
            : _problem.Rules.MaxPerDay is { } perDay && Count(each => each == slot.Day) >= perDay ? Obstacle.DayFull
            : _problem.Rules.MaxPerWeek is { } perWeek && Count(each => PlanWeek.Of(each) == slot.Week) >= perWeek ? Obstacle.WeekFull
            : _problem.Hosts.Count > 0 && _problem.Rules.RequireHost ? Obstacle.HostsAway
            : Obstacle.None);
        if (reasons[Obstacle.Gap].Any())
        {
            yield return ReasonWords.Gap(reasons[Obstacle.Gap].Count(), of, _problem.GapMinutes);
        }

        if (reasons[Obstacle.DayFull].Any())
        {
            yield return ReasonWords.DayFull(reasons[Obstacle.DayFull].Count(), of, _problem.Rules.MaxPerDay!.Value);
        }

        if (reasons[Obstacle.WeekFull].Any())
        {
            yield return ReasonWords.WeekFull(reasons[Obstacle.WeekFull].Count(), of, _problem.Rules.MaxPerWeek!.Value);
        }

        if (reasons[Obstacle.HostsAway].Any())
        {
            yield return ReasonWords.HostsShort(reasons[Obstacle.HostsAway].Count(), of);
        }

        int Count(Func<DateOnly, bool> isThen) => placed.Count(slot => isThen(slot.Day)) + _problem.Fixed.Count(each => each.Day is { } day && isThen(day));
    }

    /// <summary>
    /// The units that compete for the same slots: from the slots that suit this one to the units that have them, to the slots that suit those, and so on. When all of these slots are taken, there are more
    /// units than slots. Null when the chain comes to a free slot: then it was not for lack of slots.
    /// </summary>
    private (int Slots, IReadOnlyList<string> Units)? Competitors(int number)
    {
        var (units, slots) = (new List<int> { number }, new HashSet<int>());
        for (var next = 0; next < units.Count; next++)
        {
            var task = _problem.Tasks[units[next]];
            foreach (var slot in Enumerable.Range(0, _problem.Slots.Count).Where(slot => !slots.Contains(slot) && Fits(task, slot)))
            {
                if (!_owners.TryGetValue(slot, out var owner))
                {
                    return null;
                }

                slots.Add(slot);
                if (!units.Contains(owner))
                {
                    units.Add(owner);
                }
            }
        }

        return (slots.Count, [.. units.Select(unit => _problem.Tasks[unit].UnitName)]);
    }

    private bool Fits(PlanTask task, int slot) =>
        task.PinnedTo is { } pin ? _problem.Slots[slot].Id == pin : task.Standing?.SlotId == _problem.Slots[slot].Id || _sieve.Judge(task, slot) == Obstacle.None;
}
