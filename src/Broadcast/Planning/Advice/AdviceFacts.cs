using Broadcast.Scheduling;

namespace Broadcast.Planning;

/// <summary>Everything the ranking looks at, as values.</summary>
internal sealed record AdviceFacts
{
    public required Series Series { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>The open slots, by start.</summary>
    public IReadOnlyList<AdviceSlot> Slots { get; init; } = [];

    /// <summary>Who may speak; one of them is chosen for each slot.</summary>
    public IReadOnlyList<AdvicePerson> Officials { get; init; } = [];

    /// <summary>Who may lead; one of them is chosen for each slot.</summary>
    public IReadOnlyList<AdvicePerson> Hosts { get; init; } = [];

    /// <summary>Whether the host is settled: then a slot without this host is out of the question.</summary>
    public bool IsHostSettled { get; init; }

    /// <summary>By studio.</summary>
    public IReadOnlyDictionary<Guid, AdviceStudio> Studios { get; init; } = new Dictionary<Guid, AdviceStudio>();

    /// <summary>When the unit itself speaks elsewhere.</summary>
    public TimeLine UnitElsewhere { get; init; } = TimeLine.Empty;

    /// <summary>The starts of the series' other interviews.</summary>
    public IReadOnlyList<DateTimeOffset> Booked { get; init; } = [];

    /// <summary>When guests said they could come instead.</summary>
    public IReadOnlyList<AdviceProposal> Proposals { get; init; } = [];

    /// <summary>The public holidays; null where none are kept.</summary>
    public HolidayCalendar? Holidays { get; init; }

    /// <summary>The interview that would be moved.</summary>
    public Guid? InterviewId { get; init; }
}

/// <summary>An open slot.</summary>
internal sealed record AdviceSlot
{
    public Guid Id { get; init; }

    public Guid StudioId { get; init; }

    public DateTimeOffset StartsAt { get; init; }

    public DateTimeOffset EndsAt { get; init; }
}

/// <summary>A slot that a guest proposed.</summary>
internal sealed record AdviceProposal(Guid SlotId, DateTimeOffset StartsAt);

/// <summary>An official or a host.</summary>
internal sealed record AdvicePerson(Guid Id, string Name)
{
    /// <summary>Away, or in another interview.</summary>
    public TimeLine Busy { get; init; } = TimeLine.Empty;

    public TimeLine Preferred { get; init; } = TimeLine.Empty;

    /// <summary>Whether somebody said when this person can't.</summary>
    public bool HasSpoken { get; init; }

    /// <summary>How far that was said; null: for good.</summary>
    public DateTimeOffset? KnownUntil { get; init; }
}

/// <summary>A studio, with when it cannot be had, and the interviews in it.</summary>
internal sealed record AdviceStudio(Guid Id, string Name)
{
    public TimeLine Busy { get; init; } = TimeLine.Empty;

    public TimeLine Preferred { get; init; } = TimeLine.Empty;

    /// <summary>By start; they never overlap.</summary>
    public IReadOnlyList<AdviceNeighbour> Interviews { get; init; } = [];
}

/// <summary>An interview in a studio, and what its series keeps free around it.</summary>
internal sealed record AdviceNeighbour(DateTimeOffset StartsAt, DateTimeOffset EndsAt, int SetupMinutes, int StrikeMinutes);
