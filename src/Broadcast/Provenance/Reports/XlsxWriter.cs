using System.Globalization;
using System.Runtime.CompilerServices;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;

namespace Broadcast.Provenance;

/// <summary>Tables as the sheets of a workbook, written row by row. Texts stand in it as texts, so none is taken for a formula.</summary>
internal static class XlsxWriter
{
    private static readonly OpenXmlConfiguration Configuration = new() { TableStyles = TableStyles.None, AutoFilter = false, Culture = CultureInfo.InvariantCulture };

    public static Task Write(IReadOnlyList<ReportTable> tables, Stream stream, CancellationToken ct)
    {
        var sheets = tables.ToDictionary(table => table.Title, object (table) => Rows(table, ct), StringComparer.Ordinal);
        return MiniExcel.SaveAsAsync(stream, sheets, printHeader: false, excelType: ExcelType.XLSX, configuration: Configuration, cancellationToken: ct);
    }

    private static async IAsyncEnumerable<IDictionary<string, object?>> Rows(ReportTable table, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return Row(table.Columns);
        await foreach (var row in table.Rows.WithCancellation(ct))
        {
            yield return Row(row);
        }
    }

    // Columns by place: the names of the first row are cells like any other, and may repeat.
    private static Dictionary<string, object?> Row(IEnumerable<object?> cells) =>
        cells.Select((cell, place) => (cell, place)).ToDictionary(each => each.place.ToString("D3", CultureInfo.InvariantCulture), each => ReportValues.Plain(each.cell), StringComparer.Ordinal);
}
