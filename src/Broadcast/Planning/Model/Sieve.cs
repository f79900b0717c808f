namespace Broadcast.Planning.Model;

/// <summary>Why a slot does not suit a unit, whatever the rest of the plan is; in the order in which it is asked.</summary>
internal enum Obstacle
{
    None,
    Dates,
    Month,
    UnitElsewhere,
    StudioAway,
    NoOfficial,
    OfficialsAway,
    HostsAway,
    Gap,
    DayFull,
    WeekFull,
}

/// <summary>A slot that suits a unit: with which official, and what of the wishes is not met.</summary>
internal readonly record struct Candidate(int Slot, int Official, int Cost);

/// <summary>Which slots suit which unit, before anybody competes with anybody.</summary>
internal sealed class Sieve
{
    private readonly Problem _problem;
    private readonly bool[] _hasHost;
    private readonly Obstacle[] _crowded;
    private readonly bool[] _isBest;
    private readonly Dictionary<int, (DateOnly First, DateOnly Last)> _ranks;

    public Sieve(Problem problem)
    {
        _problem = problem;
        var fast = problem.FixedAndPinned();
        var days = fast.Where(each => each.Day is not null).CountBy(each => each.Day!.Value).ToDictionary();
        var weeks = fast.Where(each => each.Day is not null).CountBy(each => PlanWeek.Of(each.Day!.Value)).ToDictionary();
        var booked = fast.ToLookup(each => each.StudioId);
        _hasHost = [.. problem.Slots.Select(slot => problem.Hosts.Any(host => host.Diary.IsFree(slot.Time)))];
        _crowded = [.. problem.Slots.Select(slot => Crowded(slot, booked[slot.StudioId], days, weeks))];
        _ranks = Ranks.Days(problem);
        _isBest = [.. problem.Slots.Select(slot => IsBest(problem.Rules, slot))];
    }

    public static bool IsBest(PlanRules rules, SlotOption slot) =>
        rules.BestHours.Count == 0 || rules.BestHours.Any(hours => hours.Holds(TimeOnly.FromDateTime(slot.Local)));

    public static bool IsInOrder(Dictionary<int, (DateOnly First, DateOnly Last)> ranks, PlanTask task, SlotOption slot) =>
        task.Rank is not { } rank || !ranks.TryGetValue(rank, out var days) || (slot.Day >= days.First && slot.Day <= days.Last);

    /// <summary>The first thing that keeps a slot from a unit.</summary>
    public Obstacle Judge(PlanTask task, int slot)
    {
        var option = _problem.Slots[slot];
        return InTime(task, option) is var early and not Obstacle.None ? early
            : !task.Elsewhere.IsFree(option.Time) ? Obstacle.UnitElsewhere
            : !option.Studio.IsFree(option.Time) ? Obstacle.StudioAway
            : task.Officials.Count == 0 ? Obstacle.NoOfficial
            : !task.Officials.Any(official => official.Diary.IsFree(option.Time)) ? Obstacle.OfficialsAway
            : IsWithoutHost(task, slot) ? Obstacle.HostsAway
            : _crowded[slot];
    }

    /// <summary>The slots that suit a unit, each with the free official who likes it best.</summary>
    public List<Candidate> Candidates(PlanTask task)
    {
        var found = new List<Candidate>();
        for (var slot = 0; slot < _problem.Slots.Count; slot++)
        {
            if (Judge(task, slot) == Obstacle.None)
            {
                found.Add(At(task, slot));
            }
        }

        return found;
    }

    /// <summary>A unit on a slot, whether it suits or not.</summary>
    public Candidate At(PlanTask task, int slot)
    {
        var time = _problem.Slots[slot].Time;
        var official = -1;
        for (var i = 0; i < task.Officials.Count; i++)
        {
            var diary = task.Officials[i].Diary;
            if (diary.IsFree(time) && (official < 0 || (diary.Suits(time) && !task.Officials[official].Diary.Suits(time))))
            {
                official = i;
            }
        }

        return new Candidate(slot, official, Cost(task, slot, official));
    }

    private int Cost(PlanTask task, int slot, int official)
    {
        var (option, weights) = (_problem.Slots[slot], _problem.Rules.Weights);
        if (task.Standing?.SlotId == option.Id)
        {
            return 0;
        }

        return (task.Standing is not { } standing ? 0 : standing.IsConfirmed ? weights.MoveConfirmed : weights.MoveBooked)
            + (Missed(task, option, official) * weights.PreferredTimes)
            + (_isBest[slot] ? 0 : weights.BestHours)
            + (IsInOrder(_ranks, task, option) ? 0 : weights.RankOrder)
            + (task.DraftedAt is { } drafted && drafted != option.Id ? weights.KeepDraft : 0);
    }

    /// <summary>How many of official and studio would rather have another time.</summary>
    public static int Missed(PlanTask task, SlotOption slot, int official) =>
        (official >= 0 && !task.Officials[official].Diary.Suits(slot.Time) ? 1 : 0) + (slot.Studio.Suits(slot.Time) ? 0 : 1);

    public static Obstacle InTime(PlanTask task, SlotOption slot) =>
        slot.Day < task.Earliest || slot.Day > task.Latest ? Obstacle.Dates
        : (task.Month is { } month && month != slot.Day.Month) || (task.TopicMonth is { } theme && (theme.Year, theme.Month) != (slot.Day.Year, slot.Day.Month)) ? Obstacle.Month
        : Obstacle.None;

    private bool IsWithoutHost(PlanTask task, int slot) => task.Standing is { } standing
        ? standing.HostId is { } id && _problem.Hosts.FirstOrDefault(host => host.Id == id)?.Diary.IsFree(_problem.Slots[slot].Time) == false
        : _problem.Rules.RequireHost && _problem.Hosts.Count > 0 && !_hasHost[slot];

    private Obstacle Crowded(SlotOption slot, IEnumerable<FixedInterview> booked, Dictionary<DateOnly, int> days, Dictionary<int, int> weeks) =>
        booked.Any(each => _problem.IsTooClose(slot, each)) ? Obstacle.Gap
        : _problem.Rules.MaxPerDay is { } perDay && days.GetValueOrDefault(slot.Day) >= perDay ? Obstacle.DayFull
        : _problem.Rules.MaxPerWeek is { } perWeek && weeks.GetValueOrDefault(slot.Week) >= perWeek ? Obstacle.WeekFull
        : Obstacle.None;
}
