using System.Globalization;
using System.Text;
using MiniExcelLibs;
using MiniExcelLibs.Csv;
using MiniExcelLibs.OpenXml;

namespace Broadcast.Tables;

/// <summary>
/// A table that somebody sent as a file: CSV (UTF-8, or GB 18030 as platforms here export it) or the first sheet of an XLSX workbook. Everything is given as text: numbers in full digits, instants of a
/// workbook as <c>yyyy-MM-dd HH:mm:ss</c>. What a file is, is told by its bytes and never by its name.
/// </summary>
internal static class TableFile
{
    private const int MostColumns = 1_000;

    private static readonly byte[] Zip = [(byte)'P', (byte)'K', 3, 4];

    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Encoding Gb18030 =
        CodePagesEncodingProvider.Instance.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    public static bool IsWorkbook(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Zip);

    /// <summary>The rows that hold anything, each with its line from 1 on.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="encoding"><c>utf-8</c>, <c>gb18030</c>, or null: whichever reads.</param>
    /// <param name="sheet">The sheet of a workbook; null: the first.</param>
    /// <param name="most">At most so many rows.</param>
    /// <exception cref="TableException">This is no such file, or it is too long.</exception>
    public static IReadOnlyList<TableLine> Read(byte[] bytes, string? encoding, string? sheet, int most)
    {
        var lines = new List<TableLine>();
        try
        {
            foreach (var (cells, i) in Rows(bytes, encoding, sheet).Select((row, i) => (Texts(row), i)))
            {
                if (cells.Any(cell => cell.Length > 0))
                {
                    lines.Add(new TableLine(i + 1, cells));
                }

                if (lines.Count > most)
                {
                    throw new TableException(string.Create(CultureInfo.InvariantCulture, $"At most {most} rows."));
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or FormatException or InvalidOperationException or System.Xml.XmlException or KeyNotFoundException or ArgumentException or NullReferenceException or NotSupportedException)
        {
            throw new TableException("This is no CSV file or workbook that can be read.", e);
        }

        return lines;
    }

    private static IEnumerable<IDictionary<string, object?>> Rows(byte[] bytes, string? encoding, string? sheet)
    {
        if (IsWorkbook(bytes))
        {
            var workbook = new MemoryStream(bytes, writable: false);
            var configuration = new OpenXmlConfiguration { FillMergedCells = false };
            return workbook.Query(useHeaderRow: false, sheetName: sheet, excelType: ExcelType.XLSX, configuration: configuration).Cast<IDictionary<string, object?>>();
        }

        var text = Decode(bytes, encoding);
        if (text.AsSpan().IndexOfAnyInRange('\0', '\x08') >= 0)
        {
            throw new TableException("This is no CSV file or workbook that can be read.");
        }

        var separator = SeparatorOf(text);
        if (MostSigns(text, separator) >= MostColumns)
        {
            throw new TableException(string.Create(CultureInfo.InvariantCulture, $"At most {MostColumns} columns."));
        }

        var stream = new MemoryStream(Encoding.UTF8.GetBytes(text), writable: false);
        return stream.Query(useHeaderRow: false, excelType: ExcelType.CSV, configuration: new CsvConfiguration { Seperator = separator }).Cast<IDictionary<string, object?>>();
    }

    private static string Decode(byte[] bytes, string? encoding)
    {
        try
        {
            return Text(encoding == "gb18030" ? Gb18030 : Utf8);
        }
        catch (DecoderFallbackException) when (encoding is null)
        {
            try
            {
                return Text(Gb18030);
            }
            catch (DecoderFallbackException e)
            {
                throw new TableException("The text is neither UTF-8 nor GB 18030.", e);
            }
        }
        catch (DecoderFallbackException e)
        {
            throw new TableException($"The text is not {encoding}.", e);
        }

        string Text(Encoding from) => from.GetString(bytes).TrimStart('\uFEFF');
    }

    /// <summary>Of the signs that part columns, the one the first line holds most of.</summary>
    private static char SeparatorOf(string text)
    {
        var end = text.IndexOfAny(['\r', '\n']);
        var first = end < 0 ? text : text[..end];
        return ",;\t|".MaxBy(sign => first.Count(c => c == sign));
    }

    /// <summary>How often the sign stands in the line that holds it most. The library's time grows with the square of a row's columns.</summary>
    private static int MostSigns(string text, char sign)
    {
        var most = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            most = Math.Max(most, line.Count(sign));
        }

        return most;
    }

    private static string[] Texts(IDictionary<string, object?> row) => [.. row.Values.Select(Text)];

    private static string Text(object? cell) => cell switch
    {
        null => "",
        string text => text.Trim(),
        DateTime at => at.ToString(at.Millisecond == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
        TimeSpan time => time.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture),
        double number => number == Math.Floor(number) && Math.Abs(number) < 1e15 ? ((long)number).ToString(CultureInfo.InvariantCulture) : number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString() ?? "",
    };
}

/// <summary>A row of a table.</summary>
/// <param name="Line">Its place in the file, from 1 on.</param>
/// <param name="Cells">Its texts; empty where there is none.</param>
public sealed record TableLine(int Line, IReadOnlyList<string> Cells);

/// <summary>A file is no table that can be read; the message says why.</summary>
internal sealed class TableException(string message, Exception? inner = null) : Exception(message, inner);
