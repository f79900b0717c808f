namespace Broadcast.Registers;

/// <summary>What was written.</summary>
/// <param name="Rows">In the order sent.</param>
/// <param name="Report">What was done with each.</param>
internal sealed record Taken<TRow>(IReadOnlyList<TRow> Rows, ImportReport Report);
