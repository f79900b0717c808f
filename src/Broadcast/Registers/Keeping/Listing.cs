using System.Globalization;

namespace Broadcast.Registers;

/// <summary>What of a register stands on its page: narrowed, sorted as people here sort (Han by its sound, digits by their value), cut.</summary>
/// <param name="Lines">The lines of this page.</param>
/// <param name="Page">Which it is, from 1.</param>
/// <param name="Pages">How many there are.</param>
/// <param name="Found">How many lines match.</param>
internal sealed record Listing(IReadOnlyList<Line> Lines, int Page, int Pages, int Found)
{
    private const int LinesAPage = 50;

    private static readonly StringComparer BySound = StringComparer.Create(CultureInfo.GetCultureInfo("zh-CN"), CompareOptions.NumericOrdering | CompareOptions.IgnoreCase);

    /// <param name="lines">All of them.</param>
    /// <param name="columns">Their columns.</param>
    /// <param name="text">What some cell holds; null does not narrow.</param>
    /// <param name="unit">The code of the unit they belong to; null does not narrow.</param>
    /// <param name="sort">The field to sort by, led by <c>-</c> for the other way round; null leaves them as they were entered.</param>
    /// <param name="page">Which page.</param>
    public static Listing Of(IReadOnlyList<Line> lines, IReadOnlyList<Column> columns, string? text, string? unit, string? sort, int page)
    {
        var ofUnit = IndexOf(columns, column => column.Kind == ColumnKind.Unit);
        var found = lines.Where(line => text is null || line.Cells.Any(cell => cell?.Contains(text, StringComparison.OrdinalIgnoreCase) == true))
            .Where(line => unit is null || ofUnit < 0 || line.Cells[ofUnit] == unit);
        var sorted = Sort(found, IndexOf(columns, column => column.Field == sort?.TrimStart('-')), sort).ToList();
        var pages = Math.Max(1, (sorted.Count + LinesAPage - 1) / LinesAPage);
        var shown = Math.Clamp(page, 1, pages);
        return new Listing([.. sorted.Skip((shown - 1) * LinesAPage).Take(LinesAPage)], shown, pages, sorted.Count);
    }

    /// <summary>What is blank stands last, whichever way round.</summary>
    private static IEnumerable<Line> Sort(IEnumerable<Line> lines, int column, string? sort) => column < 0 ? lines
        : sort!.StartsWith('-') ? lines.OrderBy(line => line.Cells[column] is null).ThenByDescending(line => line.Cells[column], BySound)
        : lines.OrderBy(line => line.Cells[column] is null).ThenBy(line => line.Cells[column], BySound);

    private static int IndexOf(IReadOnlyList<Column> columns, Func<Column, bool> isIt) => columns.TakeWhile(column => !isIt(column)).Count() is var i && i < columns.Count ? i : -1;
}
