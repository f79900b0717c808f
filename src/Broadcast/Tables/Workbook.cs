using System.IO.Compression;
using System.Text;
using System.Xml;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace Broadcast.Tables;

/// <summary>An XLSX workbook, read row by row. A file of a few kilobytes may say that it unpacks to gigabytes: that is looked up before anything of it is unpacked.</summary>
internal static class Workbook
{
    private static readonly byte[] Zip = [(byte)'P', (byte)'K', 3, 4];

    // The library reads workbooks of the old kind too and asks for their encoding at once.
    static Workbook() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Whether these bytes may be one; any zip archive may.</summary>
    public static bool IsOne(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Zip);

    /// <summary>What its parts unpack to, pictures left out, by the archive's own directory: an entry is not unpacked further than it says there.</summary>
    /// <exception cref="InvalidDataException">This is no archive.</exception>
    public static long Unpacked(Stream stream)
    {
        stream.Position = 0;
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        return archive.Entries.Where(entry => !entry.FullName.Contains("media/", StringComparison.OrdinalIgnoreCase)).Sum(entry => entry.Length);
    }

    /// <summary>Stands before the first row of a sheet.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="sheet">The sheet's name; null: the first that is shown, for a hidden one holds what its author did not mean to send.</param>
    /// <exception cref="TableException">There is no such sheet.</exception>
    public static IExcelDataReader Open(Stream stream, string? sheet)
    {
        stream.Position = 0;
        var reader = ExcelReaderFactory.CreateOpenXmlReader(stream, new ExcelReaderConfiguration { LeaveOpen = true });
        while (sheet is null ? reader.VisibleState != "visible" : reader.Name != sheet)
        {
            if (!reader.NextResult())
            {
                reader.Dispose();
                throw new TableException(sheet is null ? "The workbook has no sheet that is shown." : $"The workbook has no sheet '{sheet}'.");
            }
        }

        return reader;
    }

    /// <summary>The rows that are left, each with its line from 1 on. What a formula came to is its value.</summary>
    public static IEnumerable<(int Line, object?[] Cells)> Rows(IExcelDataReader reader)
    {
        while (reader.Read())
        {
            var cells = new object?[reader.FieldCount];
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] = reader.GetValue(i);
            }

            yield return (reader.Depth + 1, cells);
        }
    }

    /// <summary>Whether reading broke off because this is no workbook, or a broken one.</summary>
    public static bool IsUnreadable(Exception e) => e is ExcelReaderException or XmlException or InvalidDataException or FormatException or ArgumentException or NotSupportedException
        or InvalidOperationException or OverflowException or NullReferenceException or IndexOutOfRangeException or KeyNotFoundException or IOException;
}
