using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using Broadcast.Outcomes;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace Broadcast.Registers;

/// <summary>Tables as the first sheet of a workbook that is shown. What a formula came to is its text.</summary>
internal static class XlsxTable
{
    /// <summary>What the parts of a workbook may unpack to; a list of 5 000 rows unpacks to a fifth of it.</summary>
    private const long LargestUnpacked = 32 * 1024 * 1024;

    private const double LargestWhole = 1e15;

    // The library reads workbooks of the old kind too and asks for their encoding at once.
    static XlsxTable() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static Outcome<Table> Read(Stream stream)
    {
        try
        {
            if (Unpacked(stream) > LargestUnpacked)
            {
                return TableFile.TooLarge;
            }

            stream.Position = 0;
            using var reader = ExcelReaderFactory.CreateOpenXmlReader(stream, new ExcelReaderConfiguration { LeaveOpen = true });
            while (reader.VisibleState != "visible" && reader.NextResult())
            {
                // A hidden sheet holds what its author did not mean to send.
            }

            return reader.FieldCount > TableFile.MostColumns ? TableFile.Wrong($"At most {TableFile.MostColumns} columns.") : TableFile.Of(Lines(reader));
        }
        catch (Exception e) when (e is ExcelReaderException or XmlException or InvalidDataException or FormatException or ArgumentException or NotSupportedException or InvalidOperationException or OverflowException or NullReferenceException or IndexOutOfRangeException or IOException)
        {
            return TableFile.Wrong("This is not a workbook (.xlsx) that can be read.");
        }
    }

    /// <summary>By the archive's own directory: an entry is not unpacked further than it says there.</summary>
    private static long Unpacked(Stream stream)
    {
        stream.Position = 0;
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        return archive.Entries.Where(entry => !entry.FullName.Contains("media/", StringComparison.OrdinalIgnoreCase)).Sum(entry => entry.Length);
    }

    private static IEnumerable<TableRow> Lines(IExcelDataReader reader)
    {
        while (reader.Read())
        {
            yield return new TableRow(reader.Depth + 1, [.. Enumerable.Range(0, reader.FieldCount).Select(i => TextOf(reader.GetValue(i)))]);
        }
    }

    private static string TextOf(object? value) => value switch
    {
        null => "",
        string text => text,
        double number when Math.Abs(number) < LargestWhole && number == Math.Truncate(number) => number.ToString("F0", CultureInfo.InvariantCulture),
        DateTime { TimeOfDay.Ticks: 0 } day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
