namespace Broadcast.Registers;

/// <summary>A table as a file holds it: texts, nothing of it understood yet.</summary>
/// <param name="Headings">The first line that is not blank.</param>
/// <param name="Rows">The lines below it that are not blank.</param>
internal sealed record Table(TableRow Headings, IReadOnlyList<TableRow> Rows);

/// <summary>A line of a table.</summary>
/// <param name="Number">Where it begins in its file, from 1.</param>
/// <param name="Cells">Its texts.</param>
/// <param name="Fault">Why it cannot be read; null when it can.</param>
internal sealed record TableRow(int Number, IReadOnlyList<string> Cells, string? Fault = null)
{
    public bool IsBlank => Fault is null && Cells.All(string.IsNullOrWhiteSpace);
}
