using System.Globalization;
using Broadcast.Outcomes;
using Broadcast.Tables;

namespace Broadcast.Registers;

/// <summary>Tables as the first sheet of a workbook that is shown. What a formula came to is its text.</summary>
internal static class XlsxTable
{
    /// <summary>What the parts of a workbook may unpack to; a list of 5 000 rows unpacks to a fifth of it.</summary>
    private const long LargestUnpacked = 32 * 1024 * 1024;

    private const double LargestWhole = 1e15;

    public static Outcome<Table> Read(Stream stream)
    {
        try
        {
            if (Workbook.Unpacked(stream) > LargestUnpacked)
            {
                return TableFile.TooLarge;
            }

            using var reader = Workbook.Open(stream, sheet: null);
            return reader.FieldCount > TableFile.MostColumns ? TableFile.Wrong($"At most {TableFile.MostColumns} columns.")
                : TableFile.Of(Workbook.Rows(reader).Select(row => new TableRow(row.Line, [.. row.Cells.Select(TextOf)])));
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
