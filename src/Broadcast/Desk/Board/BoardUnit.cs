using Broadcast.Data;
using Broadcast.Scheduling;

namespace Broadcast.Desk.Board;

/// <summary>A unit that takes part, and how far it has come.</summary>
public sealed record BoardUnit
{
    /// <summary>What a unit without an interview is called.</summary>
    public const string Unplanned = "unplanned";

    /// <summary>The unit.</summary>
    public Guid Id { get; init; }

    /// <summary>Its code.</summary>
    public string Code { get; init; } = "";

    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its interview; null while it has none.</summary>
    public Guid? InterviewId { get; init; }

    /// <summary>The slot of that interview.</summary>
    public Guid? SlotId { get; init; }

    /// <summary>Where the interview is on its way.</summary>
    public InterviewState? InterviewState { get; init; }

    /// <summary>When it is.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>The state by its word.</summary>
    public string State => InterviewState is { } state ? Words.Of(state) : Unplanned;
}
