using System.Globalization;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;

namespace Broadcast.Provenance;

/// <summary>Tables as the sheets of a workbook, written row by row. Texts stand in it as texts, so none is taken for a formula.</summary>
internal static class XlsxWriter
{
    private static readonly OpenXmlConfiguration Configuration = new() { TableStyles = TableStyles.None, AutoFilter = false, Culture = CultureInfo.InvariantCulture };

    // The library's asynchronous writer puts an element into the sheet where the format allows none; its synchronous one does not. The database is read asynchronously all the same.
    public static Task Write(IReadOnlyList<ReportTable> tables, Stream stream, CancellationToken ct)
    {
        var sheets = tables.ToDictionary(table => table.Title, object (table) => Rows(table, ct), StringComparer.Ordinal);
        return Task.Run(() => stream.SaveAs(sheets, printHeader: false, excelType: ExcelType.XLSX, configuration: Configuration), ct);
    }

    private static IEnumerable<IDictionary<string, object?>> Rows(ReportTable table, CancellationToken ct) =>
        table.Rows.ToBlockingEnumerable(ct).Select(Row).Prepend(Row(table.Columns));

    // Columns by place: the names of the first row are cells like any other, and may repeat.
    private static IDictionary<string, object?> Row(IEnumerable<object?> cells) =>
        cells.Select((cell, place) => (cell, place)).ToDictionary(each => each.place.ToString("D3", CultureInfo.InvariantCulture), each => ReportValues.Plain(each.cell), StringComparer.Ordinal);
}
