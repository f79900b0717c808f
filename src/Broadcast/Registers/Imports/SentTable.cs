namespace Broadcast.Registers;

/// <summary>The rows of a file as bodies.</summary>
internal static class SentTable
{
    public static Sent<TBody> Read<TRow, TBody>(Table table, IReadOnlyList<Column<TRow, TBody>> layout, ImportMode mode)
        where TBody : class, new()
    {
        var headings = Headings.Read(table.Headings, layout, mode);
        var rows = table.Rows.Select(row => row.Fault is { } fault ? new SentRow<TBody>(row.Number, null, fault)
            : row.Cells.Skip(headings.Columns.Count).Any(cell => !string.IsNullOrWhiteSpace(cell)) ? new SentRow<TBody>(row.Number, null, "More cells than there are headings.")
            : new SentRow<TBody>(row.Number, BodyOf(row, headings.Columns, layout)));
        return new Sent<TBody>(SentAs.File, [.. rows]) { Problems = headings.Problems, Columns = headings.Columns };
    }

    private static TBody BodyOf<TRow, TBody>(TableRow row, IReadOnlyList<ImportColumn> headings, IReadOnlyList<Column<TRow, TBody>> layout)
        where TBody : class, new()
    {
        var body = new TBody();
        for (var i = 0; i < headings.Count; i++)
        {
            var column = layout.FirstOrDefault(column => column.Field == headings[i].Field);
            body = column?.Write?.Invoke(body, i < row.Cells.Count ? row.Cells[i] : null) ?? body;
        }

        return body;
    }
}
