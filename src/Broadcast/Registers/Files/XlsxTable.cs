using Broadcast.Outcomes;
using Broadcast.Tables;

namespace Broadcast.Registers;

/// <summary>Tables as the first sheet of a workbook that is shown. What a formula came to is its text.</summary>
internal static class XlsxTable
{
    /// <summary>What the parts of a workbook may unpack to; a list of 5 000 rows unpacks to a fifth of it.</summary>
    private const long LargestUnpacked = 32 * 1024 * 1024;

    private const string Midnight = " 00:00:00";

    public static Outcome<Table> Read(Stream stream)
    {
        try
        {
            if (Workbook.Unpacked(stream) > LargestUnpacked)
            {
                return TableFile.TooLarge;
            }

            return TableFile.Of(Workbook.Lines(stream, sheet: null, TableFile.MostColumns).Select(line => new TableRow(line.Line, [.. line.Cells.Select(Day)])));
        }
        catch (TableException e)
        {
            return TableFile.Wrong(e.Message);
        }
        catch (Exception e) when (Workbook.IsUnreadable(e))
        {
            return TableFile.Wrong("This is not a workbook (.xlsx) that can be read.");
        }
    }

    /// <summary>Lists hold days; one that is written as the instant it begins with is that day.</summary>
    private static string Day(string cell) => cell.EndsWith(Midnight, StringComparison.Ordinal) ? cell[..^Midnight.Length] : cell;
}
