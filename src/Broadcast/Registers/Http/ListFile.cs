using System.Globalization;
using Broadcast.Access;
using Microsoft.AspNetCore.Localization;
using Microsoft.Net.Http.Headers;

namespace Broadcast.Registers;

/// <summary>
/// A list as a file: everything that the caller may see, headed in the reader's language, or by the API's names for a program that asks for none. It can be imported again as it is.
/// With <c>?template=true</c> the headings alone, to be filled in.
/// </summary>
internal static class ListFile
{
    public static async Task WriteCsv(FileList list, HttpContext context, CancellationToken ct)
    {
        var (columns, language) = Shape(list, context);
        Announce(context, list, "csv", $"{FileKinds.Csv}; charset=utf-8");
        await CsvExport.Write(HeadingsOf(list, columns, language), Rows(list, columns, context, ct), context.Response.Body, ct);
    }

    public static async Task WriteXlsx(FileList list, HttpContext context, CancellationToken ct)
    {
        var (columns, language) = Shape(list, context);

        // By way of a file: what goes wrong is an answer still, and memory stays flat.
        await using var file = Upload.Scratch();
        await XlsxExport.Write(list.Name, HeadingsOf(list, columns, language), Rows(list, columns, context, ct), file, ct);
        Announce(context, list, "xlsx", FileKinds.Xlsx);
        context.Response.ContentLength = file.Length;
        file.Position = 0;
        await file.CopyToAsync(context.Response.Body, ct);
    }

    private static bool IsTemplate(HttpContext context) => context.Request.Query["template"] == "true";

    /// <summary>Which columns: in a template those that are entered.</summary>
    private static (IReadOnlyList<int> Columns, CultureInfo? Language) Shape(FileList list, HttpContext context)
    {
        var asked = context.Features.Get<IRequestCultureFeature>()?.Provider is not null;
        return (
            [.. Enumerable.Range(0, list.Columns.Count).Where(i => list.Columns[i].IsEntered || !IsTemplate(context))],
            asked ? CultureInfo.CurrentUICulture : null);
    }

    private static string[] HeadingsOf(FileList list, IReadOnlyList<int> columns, CultureInfo? language) =>
        [.. columns.Select(i => Headings.Of(list.Columns[i], language))];

    private static IAsyncEnumerable<string?[]> Rows(FileList list, IReadOnlyList<int> columns, HttpContext context, CancellationToken ct) => IsTemplate(context)
        ? AsyncEnumerable.Empty<string?[]>()
        : list.Cells(context.Caller(), ct).Select(row => columns.Select(i => row[i]).ToArray());

    private static void Announce(HttpContext context, FileList list, string ending, string type)
    {
        var (response, disposition) = (context.Response, new ContentDispositionHeaderValue("attachment"));
        disposition.SetHttpFileName($"{list.Name}.{ending}");
        response.ContentType = type;
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.Vary = "Accept-Language, Cookie";
        response.Headers.CacheControl = "private, no-cache";
    }
}
