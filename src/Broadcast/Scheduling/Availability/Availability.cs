using Broadcast.Hosting;

namespace Broadcast.Scheduling;

/// <summary>When an official, a host or a studio can't, or would rather.</summary>
public sealed record Availability : IVersioned
{
    /// <summary>Times that cannot be booked, in order.</summary>
    public IReadOnlyList<BusyTime> Busy { get; init; } = [];

    /// <summary>Times that suit best, in order.</summary>
    public IReadOnlyList<PreferredTime> Preferred { get; init; } = [];

    /// <summary>An imported calendar was read up to then, since its rules may go on for ever; null: what stands here is all there is.</summary>
    public DateTimeOffset? KnownUntil { get; init; }

    /// <inheritdoc/>
    public int Version { get; init; }
}

/// <summary>A time that cannot be booked.</summary>
/// <param name="From">From then on.</param>
/// <param name="To">Until then, not included.</param>
/// <param name="Note">Why, in a few words.</param>
public sealed record BusyTime(DateTimeOffset From, DateTimeOffset To, string? Note);

/// <summary>A time that suits well.</summary>
/// <param name="From">From then on.</param>
/// <param name="To">Until then, not included.</param>
public sealed record PreferredTime(DateTimeOffset From, DateTimeOffset To);

/// <summary>Availability that was sent, checked.</summary>
/// <param name="Busy">Takes the place of what stands there.</param>
/// <param name="Preferred">The same; null, from a calendar, which knows no preferences, leaves them as they are.</param>
/// <param name="KnownUntil">How far a calendar was read.</param>
internal sealed record AvailabilityDraft(IReadOnlyList<BusyTime> Busy, IReadOnlyList<PreferredTime>? Preferred, DateTimeOffset? KnownUntil);

/// <summary>Whose availability it is.</summary>
internal enum AvailabilityOwner
{
    Official,
    Host,
    Studio,
}
