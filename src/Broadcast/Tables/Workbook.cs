using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace Broadcast.Tables;

/// <summary>An XLSX workbook, read row by row. A file of a few kilobytes may say that it unpacks to gigabytes: that is looked up before anything of it is unpacked.</summary>
internal static partial class Workbook
{
    /// <summary>A sheet may say that its one row is the two-billionth: the library hands out all that are not there before it.</summary>
    private const int MostLines = 200_000;

    private static readonly byte[] Zip = [(byte)'P', (byte)'K', 3, 4];

    private const double LargestWhole = 1e15;

    // The library reads workbooks of the old kind too and asks for their encoding at once.
    static Workbook() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Whether these bytes may be one; any zip archive may.</summary>
    public static bool IsOne(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Zip);

    /// <summary>What its parts unpack to, by the archive's own directory: an entry is not unpacked further than it says there. All of them, for any may be named as a sheet.</summary>
    /// <exception cref="InvalidDataException">This is no archive.</exception>
    public static long Unpacked(Stream stream)
    {
        stream.Position = 0;
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        return archive.Entries.Sum(entry => entry.Length);
    }

    /// <summary>The lines of a sheet, each with its number from 1 on, as texts. What a formula came to is its value.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="sheet">The sheet's name; null: the first that is shown, for a hidden one holds what its author did not mean to send.</param>
    /// <param name="mostColumns">At most so many columns.</param>
    /// <exception cref="TableException">There is no such sheet, or it goes on for too long.</exception>
    public static IEnumerable<TableLine> Lines(Stream stream, string? sheet, int mostColumns)
    {
        stream.Position = 0;
        using var reader = ExcelReaderFactory.CreateOpenXmlReader(stream, new ExcelReaderConfiguration { LeaveOpen = true });
        Find(reader, sheet);
        if (reader.FieldCount > mostColumns)
        {
            throw new TableException(string.Create(CultureInfo.InvariantCulture, $"At most {mostColumns} columns."));
        }

        var errors = WorkbookErrors.Of(stream, reader.Name);
        while (reader.Read())
        {
            if (reader.Depth >= MostLines)
            {
                throw new TableException(string.Create(CultureInfo.InvariantCulture, $"At most {MostLines} lines, blank ones included."));
            }

            yield return new TableLine(reader.Depth + 1, [.. Enumerable.Range(0, reader.FieldCount).Select(i => errors.GetValueOrDefault((reader.Depth, i)) ?? TextOf(reader, i))]);
        }
    }

    private static void Find(IExcelDataReader reader, string? sheet)
    {
        while (sheet is null ? reader.VisibleState != "visible" : reader.Name != sheet)
        {
            if (!reader.NextResult())
            {
                throw new TableException(sheet is null ? "The workbook has no sheet that is shown." : $"The workbook has no sheet '{sheet}'.");
            }
        }
    }

    private static string TextOf(IExcelDataReader reader, int i) => reader.GetValue(i) switch
    {
        null => "",
        string text => text.Trim(),
        DateTime at => TextOf(at, reader.GetNumberFormatString(i)),
        TimeSpan length => TextOf(length),
        double number when Math.Abs(number) < LargestWhole && number == Math.Truncate(number) => number.ToString("F0", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString() ?? "",
    };

    /// <summary>A cell whose format tells no time of day is a day, and one of the day before the calendar begins is a time of day: a workbook holds all three as one number.</summary>
    private static string TextOf(DateTime at, string? format)
    {
        var instant = Rounded(at);
        return instant.Year < 1900 ? instant.ToString("HH:mm:ss", CultureInfo.InvariantCulture)
            : instant.TimeOfDay == TimeSpan.Zero && !TellsTime(format) ? instant.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : instant.ToString(instant.Millisecond == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
    }

    /// <summary>A length of a day or more keeps its hours, and is no time of day.</summary>
    private static string TextOf(TimeSpan length)
    {
        var seconds = (long)Math.Round(length.TotalSeconds);
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}");
    }

    /// <summary>A workbook's numbers are a little off the second they mean.</summary>
    private static DateTime Rounded(DateTime at)
    {
        var second = new DateTime((at.Ticks + (TimeSpan.TicksPerSecond / 2)) / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond);
        return (second - at).Duration() < TimeSpan.FromMilliseconds(2) ? second : at;
    }

    /// <summary>Names of places (<c>[$-zh-CN]</c>), quoted words and single signs are no part of what a format tells.</summary>
    private static bool TellsTime(string? format) => format is not null && Silent().Replace(format, "").AsSpan().IndexOfAny('h', 'H', 's') >= 0;

    /// <summary>Whether reading broke off because this is no workbook, or a broken one.</summary>
    public static bool IsUnreadable(Exception e) => e is ExcelReaderException or XmlException or InvalidDataException or FormatException or ArgumentException or NotSupportedException
        or InvalidOperationException or OverflowException or NullReferenceException or IndexOutOfRangeException or KeyNotFoundException or IOException;

    [GeneratedRegex("""\[[^\]]*\]|"[^"]*"|\\.""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Silent();
}
