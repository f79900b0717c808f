using System.Globalization;
using System.Text;
using Broadcast.Outcomes;

namespace Broadcast.Registers;

/// <summary>Reads the table in a file: CSV or a workbook, by its bytes and never by its name. However large it is, no more than a list's worth of it is kept.</summary>
internal static class TableFile
{
    /// <summary>A list of 5 000 rows is a tenth of it.</summary>
    public const long LargestBytes = 10 * 1024 * 1024;

    public const int MostRows = 5000;
    public const int MostColumns = 100;

    private static readonly byte[] Zip = [(byte)'P', (byte)'K', 3, 4];
    private static readonly byte[] OldOffice = [0xD0, 0xCF, 0x11, 0xE0];

    public static Refusal TooLarge => new(Slugs.PayloadTooLarge, $"A file is at most {LargestBytes / 1024 / 1024} MiB.");

    /// <summary>The table, or why there is none.</summary>
    /// <param name="stream">The file; it can be read again.</param>
    /// <param name="said">What it was said to be; null when that is to be seen.</param>
    /// <param name="encoding">What it was said to be written in; null when that is to be seen.</param>
    /// <param name="ct">Ends the work.</param>
    public static async Task<Outcome<Table>> Read(Stream stream, FileKind? said, Encoding? encoding, CancellationToken ct)
    {
        var start = new byte[4];
        var head = start.AsMemory(0, await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, ct));
        stream.Position = 0;
        if (head.IsEmpty)
        {
            return Wrong("The file is empty.");
        }

        var isWorkbook = head.Span.StartsWith(Zip);
        return head.Span.StartsWith(OldOffice) ? Wrong("This is a workbook of the old kind (.xls), or one with a password: save it as .xlsx without one.")
            : isWorkbook && said == FileKind.Csv ? Wrong("This is a workbook (.xlsx) and not CSV.")
            : !isWorkbook && said == FileKind.Xlsx ? Wrong("This is not a workbook (.xlsx).")
            : isWorkbook ? XlsxTable.Read(stream)
            : await CsvTable.Read(stream, encoding, ct);
    }

    /// <summary>The file is no table that can be read.</summary>
    public static Refusal Wrong(string reason) => Refusal.Field("body", reason);

    /// <summary>The headings and the rows below them, read only as far as they may go.</summary>
    public static Outcome<Table> Of(IEnumerable<TableRow> lines)
    {
        TableRow? headings = null;
        var rows = new List<TableRow>();
        foreach (var line in lines.Where(line => !line.IsBlank))
        {
            if (line.Cells.Count > MostColumns)
            {
                return Place(line, $"At most {MostColumns} columns.");
            }

            if (headings is null)
            {
                headings = line;
            }
            else if (rows.Count == MostRows)
            {
                return Place(line, $"At most {MostRows} rows at once.");
            }
            else
            {
                rows.Add(line);
            }
        }

        return headings is null ? Wrong("The file is empty.")
            : headings.Fault is { } fault ? Place(headings, fault)
            : rows.Count == 0 ? Wrong("There is no row below the headings.")
            : new Table(headings, rows);
    }

    private static Refusal Place(TableRow line, string reason) => Refusal.Field(string.Create(CultureInfo.InvariantCulture, $"row {line.Number}.body"), reason);
}
