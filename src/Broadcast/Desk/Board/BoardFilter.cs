using Broadcast.Data;
using Broadcast.Scheduling;

namespace Broadcast.Desk.Board;

/// <summary>What of the board is asked for; null does not narrow.</summary>
/// <param name="Studio">In this studio.</param>
/// <param name="State">In this state, of the slot or of the interview.</param>
/// <param name="Text">A part of the unit's name, its code, its initials in pinyin, or the topic.</param>
public sealed record BoardFilter(Guid? Studio, string? State, string? Text)
{
    /// <summary>The states there are to choose from.</summary>
    public static IReadOnlyList<string> States { get; } =
        [Words.Of(SlotState.Open), Words.Of(SlotState.Blocked), .. Words.All<InterviewState>().Where(state => state != Words.Of(InterviewState.Cancelled))];

    /// <summary>Whether a slot is asked for.</summary>
    public bool Holds(BoardEntry entry) =>
        (Studio is null || entry.StudioId == Studio)
        && (State is null || entry.State == State)
        && (Text is null || (entry.UnitName is { } name && (Initials.Match(Text, name) || Contains(entry.UnitCode) || Contains(entry.Topic))));

    private bool Contains(string? text) => text?.Contains(Text!, StringComparison.OrdinalIgnoreCase) == true;
}
