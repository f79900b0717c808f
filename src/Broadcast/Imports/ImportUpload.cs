using System.Security.Cryptography;
using System.Text.Json;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Platforms.Imported;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Broadcast.Imports;

/// <summary>A file as a request brings it: the body itself (CSV or XLSX), or a multipart form with <c>file</c>, and with <c>mapping</c> (JSON) and <c>broadcastId</c> where they are wanted.</summary>
/// <param name="File">The file.</param>
/// <param name="Mapping">How it is to be read; null: as the channel says.</param>
/// <param name="BroadcastId">What it is about; null: each row says.</param>
internal sealed record ImportUpload(ImportFile File, ImportMapping? Mapping, Guid? BroadcastId)
{
    public const int Largest = 20 * 1024 * 1024;
    private const int LongestName = 180;

    private static readonly FormOptions Limits = new() { ValueCountLimit = 20, ValueLengthLimit = 64 * 1024, MultipartBodyLengthLimit = 64 * 1024 * 1024 };

    private static readonly Refusal NotAFile =
        new(Slugs.UnsupportedMediaType, "Send the file as text/csv or application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, or as the field 'file' of a multipart form.");

    private static readonly Refusal TooLarge = new(Slugs.PayloadTooLarge, "A file is at most 20 MiB.");

    public static async Task<Outcome<ImportUpload>> Read(HttpRequest request, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            return NotAFile;
        }

        try
        {
            return type.MediaType.Value switch
            {
                "multipart/form-data" => await OfForm(await request.ReadFormAsync(Limits, ct), request, ct),
                "text/csv" or "application/octet-stream" or "application/vnd.ms-excel" or "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" =>
                    await Of(request.Body, request.Text("name") ?? "import", null, request.Id("broadcastId"), ct),
                _ => NotAFile,
            };
        }
        catch (Exception e) when (e is (InvalidDataException or IOException) and not BadHttpRequestException)
        {
            return Refusal.Field("file", "This is not a form that can be read.");
        }
    }

    /// <summary>The file of a posted form.</summary>
    public static async Task<Outcome<ImportFile>> FileOf(IFormCollection form, CancellationToken ct)
    {
        if (form.Files.GetFile("file") is not { Length: > 0 } file)
        {
            return Refusal.Field("file", "Required: a file.");
        }

        await using var stream = file.OpenReadStream();
        var upload = await Of(stream, file.FileName, null, null, ct);
        return upload.IsRefused ? upload.Refusal : upload.Value.File;
    }

    private static async Task<Outcome<ImportUpload>> OfForm(IFormCollection form, HttpRequest request, CancellationToken ct)
    {
        var file = await FileOf(form, ct);
        if (file.IsRefused)
        {
            return file.Refusal;
        }

        if (form["broadcastId"].ToString() is { Length: > 0 } text && !Guid.TryParse(text, out _))
        {
            return Refusal.Field("broadcastId", "An id.");
        }

        var mapping = MappingOf(form["mapping"].ToString());
        return mapping.IsRefused ? mapping.Refusal : new ImportUpload(file.Value, mapping.Value.Given, Guid.TryParse(form["broadcastId"], out var id) ? id : request.Id("broadcastId"));
    }

    private static Outcome<(ImportMapping? Given, bool IsRead)> MappingOf(string text)
    {
        try
        {
            return (text.Length == 0 ? null : Json.Read<ImportMapping>(text), true);
        }
        catch (JsonException)
        {
            return Refusal.Field("mapping", "This is not valid JSON.");
        }
    }

    private static async Task<Outcome<ImportUpload>> Of(Stream stream, string name, ImportMapping? mapping, Guid? broadcastId, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, ct)) > 0)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > Largest)
            {
                return TooLarge;
            }
        }

        var whole = bytes.ToArray();
        return whole.Length == 0 ? Refusal.Field("file", "Required: a file.") : new ImportUpload(new ImportFile(Bare(name), whole, SHA256.HashData(whole)), mapping, broadcastId);
    }

    /// <summary>Without folders and what is no text.</summary>
    private static string Bare(string given)
    {
        var bare = given[(given.LastIndexOfAny(['/', '\\']) + 1)..];
        var name = new string([.. bare.Where(c => !char.IsControl(c) && !char.IsSurrogate(c))]).Trim();
        return name.Length == 0 ? "import" : name.Length > LongestName ? name[^LongestName..] : name;
    }
}
