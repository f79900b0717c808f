using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Broadcast.Registers;

/// <summary>
/// Lists as CSV in UTF-8 with a byte order mark, by which spreadsheets know it. A text that a spreadsheet would take for a formula is led by an apostrophe, which is taken off again when it is read
/// (and one that begins with such an apostrophe by another, so that every text comes back as it was).
/// </summary>
internal static class CsvExport
{
    private const int RowsAFlush = 200;
    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true);

    // Lines end as RFC 4180 has it by default; said again, only that very ending would be quoted within a text.
    private static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture);

    public static async Task Write(IEnumerable<string> headings, IAsyncEnumerable<string?[]> rows, Stream stream, CancellationToken ct)
    {
        await using var text = new StreamWriter(stream, Utf8, bufferSize: 32 * 1024, leaveOpen: true);
        await using var csv = new CsvWriter(text, Configuration, leaveOpen: true);
        await Line(csv, headings);
        var count = 0;
        await foreach (var row in rows.WithCancellation(ct))
        {
            await Line(csv, row);
            if (++count % RowsAFlush == 0)
            {
                await csv.FlushAsync();
                await text.FlushAsync(ct);
            }
        }

        await csv.FlushAsync();
    }

    /// <summary>Whether a spreadsheet would take the text for a formula, its leading apostrophes apart.</summary>
    public static bool IsFormula(string text) => text.AsSpan().TrimStart('\'') is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..];

    private static Task Line(CsvWriter csv, IEnumerable<string?> cells)
    {
        foreach (var cell in cells)
        {
            csv.WriteField(cell is not null && IsFormula(cell) ? $"'{cell}" : cell);
        }

        return csv.NextRecordAsync();
    }
}
