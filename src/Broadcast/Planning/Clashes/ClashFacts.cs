using Broadcast.Scheduling;

namespace Broadcast.Planning;

/// <summary>What clashes are looked for in, as values.</summary>
internal sealed record ClashFacts
{
    /// <summary>The series that are looked at.</summary>
    public IReadOnlyDictionary<Guid, Series> Series { get; init; } = new Dictionary<Guid, Series>();

    /// <summary>The interviews that stand and are not over, those of other series too, by start.</summary>
    public IReadOnlyList<ClashInterview> Interviews { get; init; } = [];

    /// <summary>Their guests.</summary>
    public IReadOnlyList<ClashGuest> Guests { get; init; } = [];

    /// <summary>Busy times that lie across them.</summary>
    public IReadOnlyList<ClashAbsence> Absences { get; init; } = [];

    public HolidayCalendar Holidays { get; init; } = new([]);
}

/// <summary>An interview as it stands.</summary>
internal sealed record ClashInterview
{
    public Guid Id { get; init; }

    public Guid SeriesId { get; init; }

    public Guid SlotId { get; init; }

    public Guid UnitId { get; init; }

    public string UnitName { get; init; } = "";

    public string? LiaisonEmail { get; init; }

    public Guid? HostId { get; init; }

    public string? HostName { get; init; }

    public Guid StudioId { get; init; }

    public string StudioName { get; init; } = "";

    public string Topic { get; init; } = "";

    public InterviewState State { get; init; }

    public string SlotState { get; init; } = "";

    public DateTimeOffset StartsAt { get; init; }

    public DateTimeOffset EndsAt { get; init; }

    /// <summary>What the parts take together.</summary>
    public double PartMinutes { get; init; }

    public int SetupMinutes { get; init; }

    public int StrikeMinutes { get; init; }

    public bool IsAhead => State is InterviewState.Requested or InterviewState.Booked or InterviewState.Confirmed;
}

/// <summary>A guest of an interview.</summary>
internal sealed record ClashGuest
{
    public Guid InterviewId { get; init; }

    public Guid OfficialId { get; init; }

    public string Name { get; init; } = "";

    public Guid UnitId { get; init; }

    public string? Email { get; init; }

    public GuestRole Role { get; init; }

    public GuestAnswer? Answer { get; init; }

    public Guid? SubstituteOf { get; init; }

    public bool IsInvited { get; init; }

    /// <summary>How many officials of the unit have this name, this one included.</summary>
    public int Namesakes { get; init; }

    public bool Comes => Answer != GuestAnswer.Decline;
}

/// <summary>A busy time of somebody or something that an interview needs.</summary>
internal sealed record ClashAbsence
{
    public Guid InterviewId { get; init; }

    public Guid OwnerId { get; init; }

    public DateTimeOffset StartsAt { get; init; }

    public DateTimeOffset EndsAt { get; init; }

    public string? Note { get; init; }
}
