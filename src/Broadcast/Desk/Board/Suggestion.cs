namespace Broadcast.Desk.Board;

/// <summary>A slot that suits a unit.</summary>
/// <param name="SlotId">The slot.</param>
/// <param name="StudioId">Where.</param>
/// <param name="StartsAt">From.</param>
/// <param name="EndsAt">To.</param>
/// <param name="OfficialId">Who of the unit could speak then; null: nobody was asked.</param>
/// <param name="Reasons">Why, in the reader's language.</param>
public sealed record Suggestion(Guid SlotId, Guid StudioId, DateTimeOffset StartsAt, DateTimeOffset EndsAt, Guid? OfficialId, IReadOnlyList<string> Reasons);
