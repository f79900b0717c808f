using System.Buffers;
using System.Globalization;
using System.Text;

namespace Broadcast.Provenance;

/// <summary>
/// Tables as CSV (RFC 4180, UTF-8 with a byte order mark, by which spreadsheets know it). A text that a spreadsheet would take for a formula is led by an apostrophe; numbers are written as they are.
/// </summary>
internal static class CsvWriter
{
    private const int RowsAFlush = 200;
    private static readonly SearchValues<char> Quoted = SearchValues.Create("\",\r\n");
    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true);

    public static async Task Write(ReportTable table, Stream stream, CancellationToken ct)
    {
        await using var writer = new StreamWriter(stream, Utf8, bufferSize: 32 * 1024, leaveOpen: true);
        await writer.WriteAsync(Line(table.Columns).AsMemory(), ct);
        var rows = 0;
        await foreach (var row in table.Rows.WithCancellation(ct))
        {
            await writer.WriteAsync(Line(row).AsMemory(), ct);
            if (++rows % RowsAFlush == 0)
            {
                await writer.FlushAsync(ct);
            }
        }
    }

    private static string Line(IEnumerable<object?> cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    private static string Cell(object? value)
    {
        var text = value is string words ? Harmless(words) : Plain(value);
        return text.AsSpan().ContainsAny(Quoted) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    private static string Harmless(string text) => text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] ? $"'{text}" : text;

    private static string Plain(object? value) => ReportValues.Plain(value) switch
    {
        null => "",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        var text => (string)text,
    };
}
