using System.Globalization;
using System.IO.Compression;
using System.Text;
using Broadcast.Tests.Hosting;
using MiniExcelLibs;

namespace Broadcast.Tests.Registers;

/// <summary>Lists as files, sent to a register and fetched from it.</summary>
internal static class Lists
{
    public const string Csv = "text/csv";
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static Encoding Gb18030 { get; } = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    public static Task<Answer> SendCsv(this HttpClient client, string register, string text, Encoding? encoding = null) =>
        client.PostRaw($"/api/v1/{register}", (encoding ?? new UTF8Encoding(false)).GetBytes(text), Csv);

    public static Task<Answer> SendXlsx(this HttpClient client, string register, byte[] file) => client.PostRaw($"/api/v1/{register}", file, Xlsx);

    /// <summary>A workbook with these rows; numbers, dates and texts stand in it as such.</summary>
    public static byte[] Workbook(params object?[][] rows)
    {
        using var stream = new MemoryStream();
        stream.SaveAs(rows.Select(row => row.Select((cell, i) => (cell, i)).ToDictionary(pair => pair.i.ToString("D3", CultureInfo.InvariantCulture), pair => pair.cell)), printHeader: false);
        return stream.ToArray();
    }

    /// <summary>A workbook whose one sheet holds this XML, whatever its sense.</summary>
    public static byte[] WorkbookOf(string sheet)
    {
        const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const string Package = "http://schemas.openxmlformats.org/package/2006";
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, "[Content_Types].xml", $"""<Types xmlns="{Package}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>""");
            Add(archive, "_rels/.rels", $"""<Relationships xmlns="{Package}/relationships"><Relationship Id="r1" Type="{Office}/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
            Add(archive, "xl/workbook.xml", $"""<workbook xmlns="{Main}" xmlns:r="{Office}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>""");
            Add(archive, "xl/_rels/workbook.xml.rels", $"""<Relationships xmlns="{Package}/relationships"><Relationship Id="r1" Type="{Office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>""");
            Add(archive, "xl/worksheets/sheet1.xml", $"""<worksheet xmlns="{Main}">{sheet}</worksheet>""");
        }

        return stream.ToArray();
    }

    public static async Task<byte[]> Fetch(this HttpClient client, string path, string? language = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (language is not null)
        {
            request.Headers.Add("Accept-Language", language);
        }

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    private static void Add(ZipArchive archive, string name, string text)
    {
        using var entry = archive.CreateEntry(name).Open();
        entry.Write(Encoding.UTF8.GetBytes(text));
    }
}
