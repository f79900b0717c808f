using System.Globalization;
using System.Text;
using Broadcast.Outcomes;
using CsvHelper;
using CsvHelper.Configuration;

namespace Broadcast.Registers;

/// <summary>Tables as CSV: parted by commas, semicolons or tabs, quoted where a text holds one of them or breaks over lines.</summary>
internal static class CsvTable
{
    private const string Misquoted = "A quotation mark is out of place.";

    public static async Task<Outcome<Table>> Read(Stream stream, Encoding? said, CancellationToken ct)
    {
        var encoding = await TextEncoding.Recognise(stream, said, ct);
        if (encoding.IsRefused)
        {
            return encoding.Refusal;
        }

        stream.Position = 0;
        using var reader = new StreamReader(stream, encoding.Value, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        return TableFile.Of(Lines(reader));
    }

    private static IEnumerable<TableRow> Lines(StreamReader reader)
    {
        var isMisquoted = false;
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            HasHeaderRecord = false,
            IgnoreBlankLines = false,
            DetectDelimiter = true,
            DetectDelimiterValues = [",", ";", "\t"],
            BadDataFound = _ => isMisquoted = true,
        };
        using var parser = new CsvParser(reader, configuration, leaveOpen: true);
        for (var begins = 1; parser.Read(); begins = parser.RawRow + 1)
        {
            isMisquoted = false;
            string[] cells = parser.Count > TableFile.MostColumns ? new string[parser.Count] : [.. parser.Record!.Select(Unguarded)];
            yield return new TableRow(begins, cells, isMisquoted ? Misquoted : null);
        }
    }

    /// <summary>Takes off the apostrophe that keeps a text from being a formula (see <see cref="CsvExport"/>).</summary>
    private static string Unguarded(string cell) => cell.StartsWith('\'') && CsvExport.IsFormula(cell) ? cell[1..] : cell;
}
