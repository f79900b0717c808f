using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Provenance;

/// <summary>Files that prove something, and some that don't, and the form that sends them.</summary>
internal static class Proofs
{
    public static readonly byte[] Pdf = Encoding.ASCII.GetBytes("%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF\n");
    public static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13];
    public static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 0x4A, 0x46];
    public static readonly byte[] Csv = Encoding.UTF8.GetBytes("日期,观看次数\n2026-03-12,12000\n");
    public static readonly byte[] ChineseCsv = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetBytes("日期,观看次数\r\n2026-03-12,12000\r\n");

    public static byte[] Workbook => ZipOf("[Content_Types].xml", "xl/workbook.xml");

    public static byte[] ZipOf(params string[] entries)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                using var writer = new StreamWriter(archive.CreateEntry(entry).Open());
                writer.Write("<x/>");
            }
        }

        return bytes.ToArray();
    }

    /// <summary>A form; a part that is null is left out.</summary>
    public static MultipartFormDataContent Form(string? views = "12000", string? note = "后台截图", byte[]? proof = null, string fileName = "shot.png")
    {
        var form = new MultipartFormDataContent();
        if (views is not null)
        {
            form.Add(new StringContent(views), "views");
        }

        if (note is not null)
        {
            form.Add(new StringContent(note), "note");
        }

        if (proof is not null)
        {
            var file = new ByteArrayContent(proof);
            file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            form.Add(file, "proof", fileName);
        }

        return form;
    }

    public static Task<Answer> Declare(this HttpClient http, Guid airing, string? views = "12000", string? note = "后台截图", byte[]? proof = null, string fileName = "shot.png") =>
        http.Call(HttpMethod.Post, $"/api/v1/broadcasts/{airing}/declarations", Form(views, note, proof ?? Png, fileName));

    public static Task<Answer> Declare(this HttpClient http, Guid airing, long views) => http.Declare(airing, views.ToString(CultureInfo.InvariantCulture));
}
