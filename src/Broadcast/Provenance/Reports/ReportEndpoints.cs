using System.Globalization;
using Broadcast.Audience;
using Broadcast.Audience.Answers;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Broadcast.Provenance;

/// <summary>Reports of a series, over HTTP: for whoever may see its audience, in the language the request asks for.</summary>
internal static class ReportEndpoints
{
    private const string Csv = "text/csv; charset=utf-8";
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    // A workbook reads every reading of its series, and a public one may be asked for by anybody: a few at a time, the others wait.
    private static readonly SemaphoreSlim Workbooks = new(2);

    public static void MapReports(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/series/{id:guid}").WithTags("Reports").AllowAnonymous();
        group.MapGet("/report.csv", WriteCsv).Gives("text/csv");
        group.MapGet("/report.xlsx", WriteXlsx).Gives(Xlsx);
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> WriteCsv(Guid id, AudienceDoor door, SeriesReport report, Db db, HttpContext context, CancellationToken ct)
    {
        var name = context.Request.Word("table", SeriesReport.Tables) ?? SeriesReport.Tables[0];
        var snapshot = await door.Enter(AudienceScope.Series(id), ct);
        if (snapshot.IsRefused)
        {
            return snapshot.Refusal.ToProblem();
        }

        var series = (await db.Find<ReportSeries>(ReportSeries.ById, new { id }, ct))!;
        var table = await report.Sheet(name, snapshot.Value, series, ct);
        Announce(context, Csv, series, "csv");
        await CsvWriter.Write(table, context.Response.Body, ct);
        return TypedResults.Empty;
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> WriteXlsx(Guid id, AudienceDoor door, SeriesReport report, Db db, HttpContext context, CancellationToken ct)
    {
        var snapshot = await door.Enter(AudienceScope.Series(id), ct);
        if (snapshot.IsRefused)
        {
            return snapshot.Refusal.ToProblem();
        }

        var series = (await db.Find<ReportSeries>(ReportSeries.ById, new { id }, ct))!;

        // By way of a file, which is gone when it is closed: what goes wrong is an answer still, and memory stays flat.
        await using var file = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await Workbooks.WaitAsync(ct);
        try
        {
            await XlsxWriter.Write(await report.Sheets(snapshot.Value, series, ct), file, ct);
        }
        finally
        {
            Workbooks.Release();
        }

        Announce(context, Xlsx, series, "xlsx");
        context.Response.ContentLength = file.Length;
        file.Position = 0;
        await file.CopyToAsync(context.Response.Body, ct);
        return TypedResults.Empty;
    }

    private static void Announce(HttpContext context, string type, ReportSeries series, string ending)
    {
        var (response, disposition) = (context.Response, new ContentDispositionHeaderValue("attachment"));
        disposition.SetHttpFileName($"{series.Code}.{ending}");
        response.ContentType = type;
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.ContentLanguage = CultureInfo.CurrentUICulture.Name;
        response.Headers.Vary = "Accept-Language, Cookie";
        response.Headers.CacheControl = "private, no-cache";
    }
}
