using System.Text.Json;
using Broadcast.Hosting.Bodies;
using Broadcast.Outcomes;
using Microsoft.Net.Http.Headers;

namespace Broadcast.Registers;

/// <summary>Reads what was sent to a register: an object or an array as JSON, or a file.</summary>
internal static class SentReader
{
    public static async Task<Outcome<Sent<TBody>>> Read<TRow, TBody>(this RegisterOf<TRow, TBody> register, HttpRequest request, ImportMode mode, CancellationToken ct)
        where TRow : class, IEntry
        where TBody : class, new()
    {
        if (request.HasJsonContentType())
        {
            return await ReadJson<TBody>(request, ct);
        }

        return !MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || FileKinds.Of(type) is not { } kind
            ? new Refusal(Slugs.UnsupportedMediaType, $"Send application/json, {FileKinds.Csv} or {FileKinds.Xlsx}.")
            : await ReadFile(register, request, kind, type, mode, ct);
    }

    private static async Task<Outcome<Sent<TBody>>> ReadFile<TRow, TBody>(
        RegisterOf<TRow, TBody> register, HttpRequest request, FileKind kind, MediaTypeHeaderValue type, ImportMode mode, CancellationToken ct)
        where TRow : class, IEntry
        where TBody : class, new()
    {
        await using var file = Upload.Scratch();
        if (await Upload.Receive(request, file, ct) is { } refusal)
        {
            return refusal;
        }

        var table = await TableFile.Read(file, kind, TextEncoding.Named(type.Charset.Value), ct);
        return table.IsRefused ? table.Refusal : register.Read(table.Value, mode);
    }

    private static async Task<Outcome<Sent<TBody>>> ReadJson<TBody>(HttpRequest request, CancellationToken ct)
        where TBody : class
    {
        try
        {
            return await request.ReadFromJsonAsync<OneOrMany<TBody>>(ct) is not { } body ? Refusal.Field("body", "Required.")
                : body.Items.Count > TableFile.MostRows ? Refusal.Field("body", $"At most {TableFile.MostRows} at once.")
                : new Sent<TBody>(body.IsArray ? SentAs.Array : SentAs.One, [.. body.Items.Select((item, i) => new SentRow<TBody>(i, item))]);
        }
        catch (JsonException e)
        {
            // As the framework would have it, had it read the body itself.
            throw new BadHttpRequestException("This is not valid JSON.", StatusCodes.Status400BadRequest, e);
        }
    }
}
