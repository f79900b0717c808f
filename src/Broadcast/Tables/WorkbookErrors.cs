using System.Collections.Frozen;
using System.IO.Compression;
using System.Xml;

namespace Broadcast.Tables;

/// <summary>
/// The cells of a sheet whose formula came to an error, such as <c>#DIV/0!</c>. The library that reads workbooks takes them for empty ones, and an empty cell is no figure while an error may hide one.
/// </summary>
internal static class WorkbookErrors
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <summary>What stands in them, by line and column, both from 0 on.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="sheet">The sheet's name.</param>
    public static FrozenDictionary<(int Line, int Column), string> Of(Stream stream, string sheet)
    {
        stream.Position = 0;
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        return (PartOf(archive, sheet) is { } part ? In(part) : []).ToFrozenDictionary(error => error.Place, error => error.Text);
    }

    private static ZipArchiveEntry? PartOf(ZipArchive archive, string sheet)
    {
        var id = Elements(archive.GetEntry("xl/workbook.xml"), "sheet").Where(one => one.GetAttribute("name") == sheet).Select(one => one.GetAttribute("id", Relationships)).FirstOrDefault();
        var target = Elements(archive.GetEntry("xl/_rels/workbook.xml.rels"), "Relationship").Where(one => one.GetAttribute("Id") == id).Select(one => one.GetAttribute("Target")).FirstOrDefault();
        return target is null ? null : archive.GetEntry(target.StartsWith('/') ? target[1..] : $"xl/{target}");
    }

    /// <summary>The elements of a name; each is to be looked at before the next one.</summary>
    private static IEnumerable<XmlReader> Elements(ZipArchiveEntry? part, string name)
    {
        if (part is null)
        {
            yield break;
        }

        using var reader = XmlReader.Create(part.Open(), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, CloseInput = true });
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == name)
            {
                yield return reader;
            }
        }
    }

    private static IEnumerable<((int Line, int Column) Place, string Text)> In(ZipArchiveEntry part)
    {
        foreach (var cell in Elements(part, "c"))
        {
            if (cell.GetAttribute("t") == "e" && PlaceOf(cell.GetAttribute("r")) is { } place)
            {
                yield return (place, cell.ReadToDescendant("v", Main) ? cell.ReadElementContentAsString() : "#ERROR");
            }
        }
    }

    /// <summary><c>AB12</c> as line 11 and column 27.</summary>
    private static (int Line, int Column)? PlaceOf(string? reference)
    {
        var letters = reference?.TakeWhile(char.IsAsciiLetterUpper).Count() ?? 0;
        return letters is > 0 and < 4 && int.TryParse(reference.AsSpan(letters), out var line) ? (line - 1, reference!.Take(letters).Aggregate(0, (column, letter) => (column * 26) + letter - 'A' + 1) - 1) : null;
    }
}
