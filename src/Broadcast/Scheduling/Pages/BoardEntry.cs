using Broadcast.Data;

namespace Broadcast.Scheduling.Pages;

/// <summary>A slot on the board, with the interview that has it.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Interview">Its interview; null when none has it, or none that the reader may see.</param>
public sealed record BoardEntry(Slot Slot, Interview? Interview)
{
    /// <summary>The state to show, by its word.</summary>
    public string State => Interview is { } interview ? Words.Of(interview.State) : Words.Of(Slot.State);
}
