using Broadcast.Hosting;

namespace Broadcast.Scheduling;

/// <summary>A bookable time in a studio: <c>[startsAt, endsAt)</c>.</summary>
public sealed record Slot : IVersioned
{
    /// <summary>The slot's id.</summary>
    public Guid Id { get; init; }

    /// <summary>The series it belongs to.</summary>
    public Guid SeriesId { get; init; }

    /// <summary>Where it is.</summary>
    public Guid StudioId { get; init; }

    /// <summary>When it begins, with the offset of the series' zone.</summary>
    public DateTimeOffset StartsAt { get; init; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset EndsAt { get; init; }

    /// <summary>Whether it can be booked.</summary>
    public SlotState State { get; init; }

    /// <inheritdoc/>
    public int Version { get; init; } = 1;
}

/// <summary>Whether a slot can be booked.</summary>
public enum SlotState
{
    /// <summary>It can.</summary>
    Open,

    /// <summary>An interview has it, or a request holds it.</summary>
    Booked,

    /// <summary>A producer keeps it free.</summary>
    Blocked,
}
