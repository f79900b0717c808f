namespace Broadcast.Provenance;

/// <summary>A table of a report. Rows come as they are asked for, so that a long one is never in memory whole.</summary>
/// <param name="Title">The name of its sheet.</param>
/// <param name="Columns">The names of its columns.</param>
/// <param name="Rows">The cells: texts, numbers, instants with their offset, days; null is empty.</param>
internal sealed record ReportTable(string Title, IReadOnlyList<string> Columns, IAsyncEnumerable<object?[]> Rows);
