using System.IO.Compression;
using System.Xml;

namespace Broadcast.Tables;

/// <summary>
/// The cells of a sheet whose formula came to an error, such as <c>#DIV/0!</c>. The library that reads workbooks takes them for empty ones, and an empty cell is no figure while an error may hide one.
/// </summary>
internal static class WorkbookErrors
{
    private const int Most = 100_000;
    private const string Package = "_rels/.rels";

    /// <summary>What stands in them, by line and column, both from 0 on.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="sheet">The sheet's name.</param>
    /// <exception cref="TableException">There are so many that it is no table.</exception>
    public static Dictionary<(int Line, int Column), string> Of(Stream stream, string sheet)
    {
        stream.Position = 0;
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        var errors = new Dictionary<(int Line, int Column), string>();
        foreach (var (place, text) in PartOf(archive, sheet) is { } part ? In(part) : [])
        {
            errors[place] = errors.Count < Most ? text : throw new TableException("The workbook holds too many errors.");
        }

        return errors;
    }

    /// <summary>From the package to its workbook, and from there to the sheet of a name.</summary>
    private static ZipArchiveEntry? PartOf(ZipArchive archive, string sheet)
    {
        var workbook = Elements(archive.GetEntry(Package), "Relationship")
            .Where(one => one.GetAttribute("Type")?.EndsWith("/officeDocument", StringComparison.Ordinal) == true).Select(one => one.GetAttribute("Target")?.TrimStart('/')).FirstOrDefault();
        if (workbook is null)
        {
            return null;
        }

        var folder = workbook[..(workbook.LastIndexOf('/') + 1)];
        var id = Elements(archive.GetEntry(workbook), "sheet").Where(one => one.GetAttribute("name") == sheet).Select(IdOf).FirstOrDefault();
        var target = Elements(archive.GetEntry($"{folder}_rels/{workbook[folder.Length..]}.rels"), "Relationship").Where(one => one.GetAttribute("Id") == id).Select(one => one.GetAttribute("Target")).FirstOrDefault();
        return target is null ? null : archive.GetEntry(target.StartsWith('/') ? target[1..] : folder + target);
    }

    /// <summary>The relationship's id, whichever of the two namespaces of workbooks it stands in.</summary>
    private static string? IdOf(XmlReader sheet)
    {
        while (sheet.MoveToNextAttribute())
        {
            if (sheet.LocalName == "id" && sheet.NamespaceURI.Length > 0)
            {
                return sheet.Value;
            }
        }

        return null;
    }

    /// <summary>The elements of some names; each is to be looked at before the next one.</summary>
    private static IEnumerable<XmlReader> Elements(ZipArchiveEntry? part, params string[] names)
    {
        if (part is null)
        {
            yield break;
        }

        using var reader = XmlReader.Create(part.Open(), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, CloseInput = true });
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element && names.Contains(reader.LocalName))
            {
                yield return reader;
            }
        }
    }

    /// <summary>Rows and cells may say where they stand; those that do not follow the ones before.</summary>
    private static IEnumerable<((int Line, int Column) Place, string Text)> In(ZipArchiveEntry part)
    {
        var (line, column, isError) = (-1, -1, false);
        foreach (var element in Elements(part, "row", "c", "v"))
        {
            switch (element.LocalName)
            {
                case "row":
                    (line, column) = (int.TryParse(element.GetAttribute("r"), out var number) ? number - 1 : line + 1, -1);
                    break;
                case "c":
                    column = ColumnOf(element.GetAttribute("r")) ?? column + 1;
                    isError = element.GetAttribute("t") == "e";
                    break;
                case "v" when isError && !element.IsEmptyElement && element.Read():
                    yield return ((line, column), element.NodeType is XmlNodeType.Text or XmlNodeType.CDATA ? element.Value : "#ERROR");
                    break;
            }
        }
    }

    /// <summary>The column of <c>AB12</c>: 27.</summary>
    private static int? ColumnOf(string? reference)
    {
        var letters = reference?.TakeWhile(char.IsAsciiLetterUpper).Take(4).ToList() ?? [];
        return letters.Count is > 0 and < 4 ? letters.Aggregate(0, (column, letter) => (column * 26) + letter - 'A' + 1) - 1 : null;
    }
}
