using System.Globalization;
using System.Resources;
using System.Text;
using Broadcast.Hosting;
using Broadcast.Pages;

namespace Broadcast.Registers;

/// <summary>The headings of a file: those of the pages in every language, the API's names, and what else people write. Capitals, spaces and dashes do not matter.</summary>
/// <param name="Columns">What each of them is taken for.</param>
/// <param name="Problems">What is wrong with them.</param>
internal sealed record Headings(IReadOnlyList<ImportColumn> Columns, IReadOnlyList<ImportProblem> Problems)
{
    private static readonly ResourceManager Words = new(typeof(Text));

    private static readonly CultureInfo[] Languages = [.. HostingSlice.Languages.Select(CultureInfo.GetCultureInfo)];

    /// <summary>A column's heading in a language; the API's name when there is none.</summary>
    public static string Of(Column column, CultureInfo? language) => language is null ? column.Field : Words.GetString(column.Word, language) ?? column.Field;

    public static Headings Read(TableRow line, IReadOnlyList<Column> known, ImportMode mode)
    {
        var places = known.SelectMany(column => NamesOf(column).Select(name => (Name: Bare(name), Column: column)))
            .DistinctBy(pair => pair.Name, StringComparer.Ordinal).ToDictionary(pair => pair.Name, pair => pair.Column, StringComparer.Ordinal);
        List<ImportColumn> columns = [.. TrimEnd(line.Cells).Select(heading => new ImportColumn(heading.Trim(), places.GetValueOrDefault(Bare(heading))?.Field))];
        return new Headings(columns, [.. Check(columns, known, mode, line.Number)]);
    }

    private static IEnumerable<ImportProblem> Check(List<ImportColumn> columns, IReadOnlyList<Column> known, ImportMode mode, int line)
    {
        if (columns.TrueForAll(column => column.Field is null))
        {
            yield return new ImportProblem(line, "", "None of these headings is known: see the template.");
            yield break;
        }

        foreach (var unknown in columns.Where(column => column.Field is null && column.Heading.Length > 0))
        {
            yield return new ImportProblem(line, unknown.Heading, "This column is not known and left out.", ImportProblem.Warning);
        }

        foreach (var twice in columns.Where(column => column.Field is not null).GroupBy(column => column.Field!, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return new ImportProblem(line, twice.Key, "Several columns are headed so.");
        }

        // What is changed is known by its key; the rest of it may stay as it is.
        foreach (var missing in known.Where(column => column.IsRequired && (column.IsKey || mode == ImportMode.Create) && !columns.Exists(each => each.Field == column.Field)))
        {
            yield return new ImportProblem(line, missing.Field, "This column is missing.");
        }
    }

    private static IEnumerable<string> NamesOf(Column column) => [column.Field, .. Languages.Select(language => Of(column, language)), .. column.Aliases];

    private static string Bare(string heading) =>
        new([.. heading.Normalize(NormalizationForm.FormKC).Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    private static IEnumerable<string> TrimEnd(IReadOnlyList<string> cells)
    {
        var count = cells.Count;
        while (count > 0 && string.IsNullOrWhiteSpace(cells[count - 1]))
        {
            count--;
        }

        return cells.Take(count);
    }
}
