using Broadcast.Desk.Board.Calendar;
using Broadcast.Scheduling;

namespace Broadcast.Desk.Board;

/// <summary>What every view of the board is drawn from.</summary>
public sealed record BoardScene
{
    /// <summary>The series.</summary>
    public required Series Series { get; init; }

    /// <summary>The days that are shown, and how.</summary>
    public required BoardPeriod Period { get; init; }

    /// <summary>The slots, in order, as far as they are asked for.</summary>
    public required IReadOnlyList<BoardEntry> Entries { get; init; }

    /// <summary>The studios' names.</summary>
    public required IReadOnlyDictionary<Guid, string> Studios { get; init; }

    /// <summary>The moment of the page.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Where a slot is opened.</summary>
    public required Func<BoardEntry, string> LinkOf { get; init; }

    /// <summary>Where a day is opened.</summary>
    public required Func<DateOnly, string> DayLink { get; init; }

    /// <summary>The slot that is open.</summary>
    public Guid? Selected { get; init; }

    /// <summary>The interview that is on its way to another slot.</summary>
    public Guid? Moving { get; init; }

    /// <summary>Whether the reader moves interviews.</summary>
    public bool CanMove { get; init; }

    /// <summary>Slots that suit the unit that is to be booked, the best first.</summary>
    public IReadOnlyList<Guid> Suggested { get; init; } = [];

    /// <summary>Interviews that cannot take place as they stand.</summary>
    public IReadOnlySet<Guid> Clashing { get; init; } = new HashSet<Guid>();

    /// <summary>The local day of now.</summary>
    public DateOnly Today => DayOf(Now);

    /// <summary>The local day of an instant.</summary>
    public DateOnly DayOf(DateTimeOffset at) => Pages.Moments.Local(at, Series.Zone);

    /// <summary>Whether a day belongs to the series.</summary>
    public bool Holds(DateOnly day) => day >= Series.StartsOn && day <= Series.EndsOn;
}
