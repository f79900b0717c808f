namespace Broadcast.Planning.Model;

/// <summary>How many interviews a day or a week takes of those that are placed: the limit less what stands fast, and always what is pinned. Where more stand than may, they may stay, but nobody comes.</summary>
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

    /// <summary>Whether there is a limit at all.</summary>
    public bool IsSet => _most is not null;

    /// <summary>How many that may be moved stand in it, and are not pinned.</summary>
    public int StaysIn(int part) => _stays.GetValueOrDefault(part);

    /// <summary>Room for those that are not pinned, once somebody comes who was not there before; may be less than nothing.</summary>
    public int RoomOf(int part) => (_most ?? 0) - _fast.GetValueOrDefault(part);

    /// <summary>No more than these will be there in any plan, the pinned ones included.</summary>
    public int MostIn(int part) => IsSet ? Math.Max(RoomOf(part), StaysIn(part)) + _pins.GetValueOrDefault(part) : int.MaxValue;

    /// <summary>Whether somebody may come where so many of those that are placed are already.</summary>
    public bool HasRoom(int part, int placed) => !IsSet || placed < RoomOf(part) + _pins.GetValueOrDefault(part);

    /// <summary>Whether a part with so many placed, some of whom were not there before, keeps the limit.</summary>
    public bool Keeps(int part, int placed) => !IsSet || placed <= RoomOf(part) + _pins.GetValueOrDefault(part);

    private static Dictionary<int, int> Count(Problem problem, Func<PlanTask, Guid?> slotOf, Func<DateOnly, int> partOf) =>
        problem.Tasks.Select(slotOf).OfType<Guid>().Select(problem.Find).Where(slot => slot >= 0).CountBy(slot => partOf(problem.Slots[slot].Day)).ToDictionary();
}
