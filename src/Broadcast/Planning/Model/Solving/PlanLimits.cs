namespace Broadcast.Planning.Model;

/// <summary>How many interviews a day or a week still takes: the limit less what stands fast; where more stand that could be moved, these; and always what is pinned.</summary>
internal sealed class PlanLimits
{
    private readonly int? _most;
    private readonly Dictionary<int, int> _fast;
    private readonly Dictionary<int, int> _stays;
    private readonly Dictionary<int, int> _pins;

    private PlanLimits(Problem problem, int? most, Func<DateOnly, int> partOf)
    {
        _most = most;
        _fast = problem.FixedAndPinned().Where(each => each.Day is not null).CountBy(each => partOf(each.Day!.Value)).ToDictionary();
        _stays = Count(problem, task => task.PinnedTo is null ? task.Standing?.SlotId : null, partOf);
        _pins = Count(problem, task => task.PinnedTo, partOf);
    }

    public static PlanLimits OfDays(Problem problem) => new(problem, problem.Rules.MaxPerDay, day => day.DayNumber);

    public static PlanLimits OfWeeks(Problem problem) => new(problem, problem.Rules.MaxPerWeek, PlanWeek.Of);

    /// <summary>Room for all tasks, the pinned ones included.</summary>
    public int RoomOf(int part) => _most is null ? int.MaxValue : RoomBesidePins(part) + _pins.GetValueOrDefault(part);

    /// <summary>Room for those that are not pinned.</summary>
    public int RoomBesidePins(int part) =>
        _most is { } most ? Math.Max(most - _fast.GetValueOrDefault(part), _stays.GetValueOrDefault(part)) : int.MaxValue;

    private static Dictionary<int, int> Count(Problem problem, Func<PlanTask, Guid?> slotOf, Func<DateOnly, int> partOf) =>
        problem.Tasks.Select(slotOf).OfType<Guid>().Select(problem.Find).Where(slot => slot >= 0).CountBy(slot => partOf(problem.Slots[slot].Day)).ToDictionary();
}
