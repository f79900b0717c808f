using System.Globalization;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;

namespace Broadcast.Registers;

/// <summary>Lists as a workbook of one sheet, written row by row. Texts stand in it as texts, so none is taken for a formula.</summary>
internal static class XlsxExport
{
    private static readonly OpenXmlConfiguration Configuration = new() { TableStyles = TableStyles.None, AutoFilter = false, FastMode = false, Culture = CultureInfo.InvariantCulture };

    // Only the library's synchronous writer keeps to the format; the rows are read asynchronously all the same.
    public static Task Write(string title, IReadOnlyList<string> headings, IAsyncEnumerable<string?[]> rows, Stream stream, CancellationToken ct)
    {
        var sheet = rows.ToBlockingEnumerable(ct).Prepend([.. headings]).Select(Row);
        return Task.Run(() => stream.SaveAs(new Dictionary<string, object>(StringComparer.Ordinal) { [title] = sheet }, printHeader: false, excelType: ExcelType.XLSX, configuration: Configuration), ct);
    }

    private static Dictionary<string, object?> Row(string?[] cells)
    {
        var row = new Dictionary<string, object?>(cells.Length, StringComparer.Ordinal);
        for (var i = 0; i < cells.Length; i++)
        {
            row.Add(i.ToString("D3", CultureInfo.InvariantCulture), cells[i]);
        }

        return row;
    }
}
