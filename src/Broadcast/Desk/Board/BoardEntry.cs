using Broadcast.Data;
using Broadcast.Scheduling;

namespace Broadcast.Desk.Board;

/// <summary>A slot on the board, with what is to be seen of the interview that has it.</summary>
public sealed record BoardEntry
{
    /// <summary>The slot.</summary>
    public Guid SlotId { get; init; }

    /// <summary>Where it is.</summary>
    public Guid StudioId { get; init; }

    /// <summary>When it begins.</summary>
    public DateTimeOffset StartsAt { get; init; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset EndsAt { get; init; }

    /// <summary>Whether it can be booked.</summary>
    public SlotState SlotState { get; init; }

    /// <summary>The interview that has it; null when none has, or none that the reader may see.</summary>
    public Guid? InterviewId { get; init; }

    /// <summary>The unit that speaks.</summary>
    public Guid? UnitId { get; init; }

    /// <summary>The unit's name.</summary>
    public string? UnitName { get; init; }

    /// <summary>The unit's code.</summary>
    public string? UnitCode { get; init; }

    /// <summary>What it is about.</summary>
    public string? Topic { get; init; }

    /// <summary>Where the interview is on its way.</summary>
    public InterviewState? InterviewState { get; init; }

    /// <summary>Who leads it.</summary>
    public string? HostName { get; init; }

    /// <summary>A draft would give it to the unit; nothing is booked yet.</summary>
    public bool IsDrafted { get; init; }

    /// <summary>The state to show, by its word.</summary>
    public string State => IsDrafted ? "drafted" : InterviewState is { } state ? Words.Of(state) : Words.Of(SlotState);

    /// <summary>The key of that word.</summary>
    public string StateWord => IsDrafted ? "Plan.Drafted" : InterviewState is null ? $"SlotState.{State}" : $"State.{State}";

    /// <summary>Whether the interview can go to another slot.</summary>
    public bool IsMovable => InterviewState is Scheduling.InterviewState.Requested or Scheduling.InterviewState.Booked or Scheduling.InterviewState.Confirmed;

    /// <summary>The slot as a stranger to the unit sees it: taken, and no more.</summary>
    public BoardEntry WithoutInterview() =>
        this with { InterviewId = null, UnitId = null, UnitName = null, UnitCode = null, Topic = null, InterviewState = null, HostName = null };
}
