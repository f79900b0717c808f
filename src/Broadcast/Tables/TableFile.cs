using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Broadcast.Tables;

/// <summary>
/// A table that somebody sent as a file: CSV (UTF-8, or GB 18030 as platforms here export it) or a sheet of an XLSX workbook. Everything is given as text: numbers in full digits, instants of a
/// workbook as <c>yyyy-MM-dd HH:mm:ss</c>. What a file is, is told by its bytes and never by its name.
/// </summary>
internal static class TableFile
{
    private const int MostColumns = 1_000;

    /// <summary>What the parts of a workbook may unpack to; one of 100 000 rows and ten columns unpacks to a quarter of it.</summary>
    private const long LargestUnpacked = 256 * 1024 * 1024;

    private const string NoTable = "This is no CSV file or workbook that can be read.";

    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Encoding Gb18030 =
        CodePagesEncodingProvider.Instance.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    private static TableException TooWide => new(string.Create(CultureInfo.InvariantCulture, $"At most {MostColumns} columns."));

    /// <summary>The rows that hold anything, each with its line from 1 on.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="encoding"><c>utf-8</c>, <c>gb18030</c>, or null: whichever reads.</param>
    /// <param name="sheet">The sheet of a workbook; null: the first that is shown.</param>
    /// <param name="most">At most so many rows.</param>
    /// <exception cref="TableException">This is no such file, or it is too long.</exception>
    public static IReadOnlyList<TableLine> Read(byte[] bytes, string? encoding, string? sheet, int most)
    {
        var lines = First(bytes, encoding, sheet, most + 1);
        return lines.Count <= most ? lines : throw new TableException(string.Create(CultureInfo.InvariantCulture, $"At most {most} rows."));
    }

    /// <summary>The first rows that hold anything; what comes after them is not read.</summary>
    /// <exception cref="TableException">This is no such file.</exception>
    public static IReadOnlyList<TableLine> First(byte[] bytes, string? encoding, string? sheet, int count)
    {
        try
        {
            return [.. (Workbook.IsOne(bytes) ? OfWorkbook(bytes, sheet) : OfText(bytes, encoding)).Where(line => line.Cells.Any(cell => cell.Length > 0)).Take(count)];
        }
        catch (Exception e) when (Workbook.IsUnreadable(e) || e is CsvHelperException)
        {
            throw new TableException(NoTable, e);
        }
    }

    private static IEnumerable<TableLine> OfWorkbook(byte[] bytes, string? sheet)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        if (Workbook.Unpacked(stream) > LargestUnpacked)
        {
            throw new TableException("The workbook is too large.");
        }

        foreach (var line in Workbook.Lines(stream, sheet, MostColumns))
        {
            yield return line;
        }
    }

    private static IEnumerable<TableLine> OfText(byte[] bytes, string? encoding)
    {
        var text = Decode(bytes, encoding);
        if (text.AsSpan().IndexOfAnyInRange('\0', '\x08') >= 0)
        {
            throw new TableException(NoTable);
        }

        var separator = SeparatorOf(text);
        if (IsTooWide(text, separator))
        {
            throw TooWide;
        }

        string? misquoted = null;
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            HasHeaderRecord = false,
            IgnoreBlankLines = false,
            Delimiter = separator.ToString(),
            BadDataFound = bad => misquoted = IsMisquoted(bad.Field) && (misquoted is null || bad.Field.Contains('\n', StringComparison.Ordinal)) ? bad.Field : misquoted,
        };
        using var parser = new CsvParser(new StringReader(text), configuration);
        for (var line = 1; parser.Read(); line = parser.RawRow + 1)
        {
            // Quotation marks are looked at only as the cells are read.
            misquoted = null;
            string[] cells = parser.Count > MostColumns ? throw TooWide : [.. parser.Record!.Select(Bare)];
            yield return misquoted is null ? new TableLine(line, cells)
                : misquoted.Contains('\n', StringComparison.Ordinal) ? throw new TableException(string.Create(CultureInfo.InvariantCulture, $"Line {line}: a quotation mark is out of place."))
                : new TableLine(line, cells) { Fault = "A quotation mark is out of place." };
        }
    }

    /// <summary>In the middle of a text a quotation mark is a sign like any other; at its beginning it quotes, and has to end where the text ends. One that is never closed swallows lines.</summary>
    private static bool IsMisquoted(string field) => field.TrimStart().StartsWith('"');

    /// <summary>Without blanks around it, and without what makes a spreadsheet keep its digits as text: <c>="0012"</c>.</summary>
    private static string Bare(string cell)
    {
        var text = cell.Trim();
        return text.Length > 3 && text.StartsWith("=\"", StringComparison.Ordinal) && text.EndsWith('"') ? text[2..^1] : text;
    }

    /// <summary>Looked up before anything is parsed: a row of millions of cells takes gigabytes. A quotation begins where a cell does, and nowhere else.</summary>
    private static bool IsTooWide(string text, char separator)
    {
        var (signs, isQuoted, isBegin, isClosed) = (0, false, true, false);
        foreach (var c in text)
        {
            if (isQuoted)
            {
                (isQuoted, isClosed) = (c != '"', c == '"');
                continue;
            }

            // A mark right after a closing one is a mark within the quotation, which goes on.
            isQuoted = c == '"' && (isBegin || isClosed);
            isClosed = false;
            signs = c == separator ? signs + 1 : c is '\r' or '\n' ? 0 : signs;
            isBegin = c == separator || c is '\r' or '\n';
            if (signs >= MostColumns)
            {
                return true;
            }
        }

        return false;
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
}

/// <summary>A row of a table.</summary>
/// <param name="Line">Its place in the file, from 1 on.</param>
/// <param name="Cells">Its texts; empty where there is none.</param>
public sealed record TableLine(int Line, IReadOnlyList<string> Cells)
{
    /// <summary>Why its cells cannot be told apart for sure; null where they can.</summary>
    public string? Fault { get; init; }
}

/// <summary>A file is no table that can be read; the message says why.</summary>
internal sealed class TableException(string message, Exception? inner = null) : Exception(message, inner);
