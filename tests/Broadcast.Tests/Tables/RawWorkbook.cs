using System.IO.Compression;
using System.Text;

namespace Broadcast.Tests.Tables;

/// <summary>A workbook made by hand, for what no library writes: cells of every format, errors, rows far away, sheets in strange places.</summary>
internal static class RawWorkbook
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006";

    // Cell styles by their place: 0 general, 1 a day, 2 a time of day, 3 a day with its time, 4 a length, 5 one of its own.
    private static readonly int[] Formats = [0, 14, 21, 22, 46, 200];

    /// <summary>One sheet of rows in the workbook's own language.</summary>
    /// <param name="rows">The <c>row</c> elements.</param>
    /// <param name="part">Where the sheet lies, below <c>xl/</c>.</param>
    /// <param name="padding">So many bytes of blanks after the rows.</param>
    /// <param name="ownFormat">A format of its own, that of the sixth style.</param>
    public static byte[] Of(string rows, string part = "worksheets/sheet1.xml", int padding = 0, string ownFormat = "General")
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, "[Content_Types].xml", $"""<Types xmlns="{Package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>""");
            Add(archive, "_rels/.rels", $"""<Relationships xmlns="{Package}/relationships"><Relationship Id="r1" Type="{Office}/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
            Add(archive, "xl/workbook.xml", $"""<workbook xmlns="{Main}" xmlns:r="{Office}"><sheets><sheet name="数据" sheetId="1" r:id="r1"/></sheets></workbook>""");
            Add(archive, "xl/_rels/workbook.xml.rels", $"""<Relationships xmlns="{Package}/relationships"><Relationship Id="r1" Type="{Office}/worksheet" Target="{part}"/><Relationship Id="r2" Type="{Office}/styles" Target="styles.xml"/></Relationships>""");
            Add(archive, "xl/styles.xml", $"""<styleSheet xmlns="{Main}"><numFmts count="1"><numFmt numFmtId="200" formatCode="{System.Net.WebUtility.HtmlEncode(ownFormat)}"/></numFmts><cellXfs>{string.Concat(Formats.Select(format => $"""<xf numFmtId="{format}" applyNumberFormat="1"/>"""))}</cellXfs></styleSheet>""");
            Add(archive, $"xl/{part}", $"""<worksheet xmlns="{Main}"><sheetData>{rows}</sheetData>""", padding, "</worksheet>");
        }

        return bytes.ToArray();
    }

    private static void Add(ZipArchive archive, string name, string text, int padding = 0, string end = "")
    {
        using var stream = archive.CreateEntry(name).Open();
        stream.Write(Encoding.UTF8.GetBytes(text));
        var blanks = Enumerable.Repeat((byte)' ', 1024 * 1024).ToArray();
        for (var left = padding; left > 0; left -= blanks.Length)
        {
            stream.Write(blanks);
        }

        stream.Write(Encoding.UTF8.GetBytes(end));
    }
}
