namespace Broadcast.Desk.Board;

/// <summary>A slot that suits a unit.</summary>
/// <param name="SlotId">The slot.</param>
/// <param name="StudioId">Where.</param>
/// <param name="StartsAt">From.</param>
/// <param name="EndsAt">To.</param>
public sealed record Suggestion(Guid SlotId, Guid StudioId, DateTimeOffset StartsAt, DateTimeOffset EndsAt)
{
    /// <summary>Who of the unit would speak; null when it has nobody.</summary>
    public Guid? OfficialId { get; init; }

    /// <summary>Who would lead; null when nobody is free.</summary>
    public Guid? HostId { get; init; }

    /// <summary>What speaks for it and against it, what weighs most first.</summary>
    public IReadOnlyList<SuggestionReason> Reasons { get; init; } = [];
}

/// <summary>Why.</summary>
/// <param name="IsAgainst">It speaks against the slot.</param>
/// <param name="Text">In the reader's language.</param>
public sealed record SuggestionReason(bool IsAgainst, string Text);
