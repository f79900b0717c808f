using Broadcast.Hosting;

namespace Broadcast.Scheduling;

/// <summary>One unit, one topic, one slot. Instants carry the offset of the series' zone.</summary>
public sealed record Interview : IVersioned
{
    /// <summary>The interview's id.</summary>
    public Guid Id { get; init; }

    /// <summary>The series it belongs to.</summary>
    public Guid SeriesId { get; init; }

    /// <summary>The slot it has; a cancelled one keeps the id of the slot it had.</summary>
    public Guid SlotId { get; init; }

    /// <summary>The unit that speaks.</summary>
    public Guid UnitId { get; init; }

    /// <summary>The unit's name.</summary>
    public string UnitName { get; init; } = "";

    /// <summary>Who leads it; null while nobody is named.</summary>
    public Guid? HostId { get; init; }

    /// <summary>The host's name.</summary>
    public string? HostName { get; init; }

    /// <summary>Where it is.</summary>
    public Guid StudioId { get; init; }

    /// <summary>The studio's name.</summary>
    public string StudioName { get; init; } = "";

    /// <summary>What it is about.</summary>
    public string Topic { get; init; } = "";

    /// <summary>Where it is on its way.</summary>
    public InterviewState State { get; init; }

    /// <summary>Planned start: that of the slot.</summary>
    public DateTimeOffset StartsAt { get; init; }

    /// <summary>Planned end.</summary>
    public DateTimeOffset EndsAt { get; init; }

    /// <summary>When it really began; null: not yet.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it really ended; null: not yet.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Until when a request holds the slot.</summary>
    public DateTimeOffset? HoldUntil { get; init; }

    /// <summary>Why it was cancelled or refused.</summary>
    public string? Reason { get; init; }

    /// <summary>How often it was moved.</summary>
    public int Sequence { get; init; }

    /// <summary>Who speaks.</summary>
    public IReadOnlyList<InterviewGuest> Guests { get; init; } = [];

    /// <summary>Its parts, in order.</summary>
    public IReadOnlyList<InterviewSegment> Segments { get; init; } = [];

    /// <inheritdoc/>
    public int Version { get; init; } = 1;
}

/// <summary>Who speaks in an interview.</summary>
public sealed record InterviewGuest
{
    /// <summary>The official.</summary>
    public Guid OfficialId { get; init; }

    /// <summary>The official's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The official's office.</summary>
    public string Title { get; init; } = "";

    /// <summary>As what.</summary>
    public GuestRole Role { get; init; }

    /// <summary>The answer to the invitation for the time as it stands; null: none yet.</summary>
    public GuestAnswer? Answer { get; init; }

    /// <summary>The official who named this one.</summary>
    public Guid? SubstituteOf { get; init; }
}

/// <summary>A part of an interview: planned and actual times are both kept.</summary>
public sealed record InterviewSegment
{
    /// <summary>Unique within the interview.</summary>
    public string Key { get; init; } = "";

    /// <summary>As people see it.</summary>
    public string Title { get; init; } = "";

    /// <summary>Planned length.</summary>
    public double Minutes { get; init; }

    /// <summary>Planned start: what comes before it, after the start of the slot.</summary>
    public DateTimeOffset PlannedStartsAt { get; init; }

    /// <summary>When it really began; null: not taken.</summary>
    public DateTimeOffset? ActualStartsAt { get; init; }

    /// <summary>When the next one began, or the interview ended.</summary>
    public DateTimeOffset? ActualEndsAt { get; init; }
}

/// <summary>As what an official speaks.</summary>
public enum GuestRole
{
    /// <summary>The interview needs this guest's acceptance.</summary>
    Principal,

    /// <summary>Speaks too.</summary>
    Guest,

    /// <summary>Stands in for another.</summary>
    Substitute,
}

/// <summary>The answer to an invitation.</summary>
public enum GuestAnswer
{
    /// <summary>Comes.</summary>
    Accept,

    /// <summary>Does not come.</summary>
    Decline,

    /// <summary>Cannot say yet, or would rather come another time.</summary>
    Tentative,
}
