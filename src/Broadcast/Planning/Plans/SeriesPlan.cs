using Broadcast.Hosting;
using Broadcast.Planning.Model;

namespace Broadcast.Planning;

/// <summary>Where a plan is on its way.</summary>
public enum PlanState
{
    /// <summary>It is being made, or waits for a worker.</summary>
    Running,

    /// <summary>It is made, and changes nothing yet.</summary>
    Draft,

    /// <summary>All of it is booked.</summary>
    Published,

    /// <summary>It was not made; <c>problem</c> says why.</summary>
    Failed,

    /// <summary>A later draft, or a publication, took its place. It can still be published, if all of it still fits.</summary>
    Superseded,
}

/// <summary>A plan of every unit of a series that has no slot yet. Instants carry the offset of the series' zone.</summary>
public sealed record SeriesPlan : IVersioned
{
    /// <summary>The plan's id.</summary>
    public Guid Id { get; init; }

    /// <summary>The series.</summary>
    public Guid SeriesId { get; init; }

    /// <summary>Where it is on its way.</summary>
    public PlanState State { get; init; }

    /// <summary>How far it is, 0–1.</summary>
    public double Progress { get; init; }

    /// <summary>The draft it follows: what that had is kept where nothing is better.</summary>
    public Guid? FollowsId { get; init; }

    /// <summary>What it holds to.</summary>
    public PlanRules Rules { get; init; } = new();

    /// <summary>How long it may take at most.</summary>
    public double TimeLimitSeconds { get; init; }

    /// <summary>Who got which slot.</summary>
    public IReadOnlyList<PlanAssignment> Assignments { get; init; } = [];

    /// <summary>Who got none, and why.</summary>
    public IReadOnlyList<UnassignedUnit> Unassigned { get; init; } = [];

    /// <summary>Interviews that stand and would be moved.</summary>
    public IReadOnlyList<PlanMove> Moves { get; init; } = [];

    /// <summary>Interviews that stand, cannot take place as they stand, and found no other slot.</summary>
    public IReadOnlyList<UnassignedUnit> Stuck { get; init; } = [];

    /// <summary>What it is worth; null until it is made.</summary>
    public PlanScore? Score { get; init; }

    /// <summary>Why it failed, or why a draft is what it was before a change by hand; null otherwise.</summary>
    public string? Problem { get; init; }

    /// <summary>Who asked for it.</summary>
    public string RequestedBy { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>When a worker began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was made, or given up.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Who published it.</summary>
    public string? PublishedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>Who took it back.</summary>
    public string? TakenBackBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? TakenBackAt { get; init; }

    /// <inheritdoc/>
    public int Version { get; init; } = 1;
}

/// <summary>A unit on its slot.</summary>
public sealed record PlanAssignment
{
    /// <summary>The unit.</summary>
    public Guid UnitId { get; init; }

    /// <summary>Its name.</summary>
    public string UnitName { get; init; } = "";

    /// <summary>The slot.</summary>
    public Guid SlotId { get; init; }

    /// <summary>When it begins.</summary>
    public DateTimeOffset StartsAt { get; init; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset EndsAt { get; init; }

    /// <summary>Where.</summary>
    public Guid StudioId { get; init; }

    /// <summary>The studio's name.</summary>
    public string StudioName { get; init; } = "";

    /// <summary>Who will speak; null only where a pin says more than is possible.</summary>
    public Guid? OfficialId { get; init; }

    /// <summary>The official's name.</summary>
    public string? OfficialName { get; init; }

    /// <summary>Who will lead it; null where no host is registered, or none required and free.</summary>
    public Guid? HostId { get; init; }

    /// <summary>The host's name.</summary>
    public string? HostName { get; init; }

    /// <summary>What it will be about.</summary>
    public string Topic { get; init; } = "";

    /// <summary>A producer put it there.</summary>
    public bool Pinned { get; init; }

    /// <summary>The rules it breaks; only a pin can.</summary>
    public IReadOnlyList<PlanReason> Violations { get; init; } = [];

    /// <summary>The interview it became when it was published.</summary>
    public Guid? InterviewId { get; init; }
}

/// <summary>A unit without a slot.</summary>
public sealed record UnassignedUnit
{
    /// <summary>The unit.</summary>
    public Guid UnitId { get; init; }

    /// <summary>Its name.</summary>
    public string UnitName { get; init; } = "";

    /// <summary>The interview, for one that stands.</summary>
    public Guid? InterviewId { get; init; }

    /// <summary>Why, in sentences.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>The same, one for one, for programs and for other languages, with what would help.</summary>
    public IReadOnlyList<PlanReason> Details { get; init; } = [];
}

/// <summary>An interview that stands and would be moved.</summary>
public sealed record PlanMove
{
    /// <summary>The interview.</summary>
    public Guid InterviewId { get; init; }

    /// <summary>Its unit.</summary>
    public Guid UnitId { get; init; }

    /// <summary>The unit's name.</summary>
    public string UnitName { get; init; } = "";

    /// <summary>The slot it has.</summary>
    public Guid FromSlotId { get; init; }

    /// <summary>When that begins.</summary>
    public DateTimeOffset FromStartsAt { get; init; }

    /// <summary>The slot it would get.</summary>
    public Guid ToSlotId { get; init; }

    /// <summary>When that begins.</summary>
    public DateTimeOffset ToStartsAt { get; init; }

    /// <summary>The studio of that.</summary>
    public string ToStudioName { get; init; } = "";

    /// <summary>Its guests had all accepted, and would be asked again.</summary>
    public bool WasConfirmed { get; init; }

    /// <summary>A producer put it there.</summary>
    public bool Pinned { get; init; }

    /// <summary>The rules it breaks; only a pin can.</summary>
    public IReadOnlyList<PlanReason> Violations { get; init; } = [];
}

/// <summary>A unit that should stay on a slot.</summary>
/// <param name="UnitId">The unit.</param>
/// <param name="SlotId">The slot.</param>
public sealed record PlanPin(Guid UnitId, Guid SlotId);

/// <summary>What a worker made, as it is kept.</summary>
internal sealed record PlanResult
{
    public IReadOnlyList<PlanAssignment> Assignments { get; init; } = [];

    public IReadOnlyList<UnassignedUnit> Unassigned { get; init; } = [];

    public IReadOnlyList<PlanMove> Moves { get; init; } = [];

    public IReadOnlyList<UnassignedUnit> Stuck { get; init; } = [];

    public PlanScore? Score { get; init; }

    /// <summary>What it was before a unit was put elsewhere, until the rest is planned again; then, or when that is stopped or given up, it is gone.</summary>
    public PlanResult? Before { get; init; }
}
