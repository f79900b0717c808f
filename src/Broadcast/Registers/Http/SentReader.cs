using System.Text.Json;
using Broadcast.Hosting.Bodies;
using Broadcast.Outcomes;
using Microsoft.Net.Http.Headers;

namespace Broadcast.Registers;

/// <summary>Reads what was sent to a list: an object or an array as JSON, or a file.</summary>
internal static class SentReader
{
    /// <param name="request">What was sent.</param>
    /// <param name="read">Takes the rows of a file for bodies.</param>
    /// <param name="ct">Ends the work.</param>
    public static async Task<Outcome<Sent<TBody>>> ReadSent<TBody>(this HttpRequest request, Func<Table, Sent<TBody>> read, CancellationToken ct)
        where TBody : class
    {
        if (request.HasJsonContentType())
        {
            return await ReadJson<TBody>(request, ct);
        }

        return !MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || FileKinds.Of(type) is not { } kind
            ? new Refusal(Slugs.UnsupportedMediaType, $"Send application/json, {FileKinds.Csv} or {FileKinds.Xlsx}.")
            : await ReadFile(request, kind, type, read, ct);
    }

    private static async Task<Outcome<Sent<TBody>>> ReadFile<TBody>(HttpRequest request, FileKind kind, MediaTypeHeaderValue type, Func<Table, Sent<TBody>> read, CancellationToken ct)
        where TBody : class
    {
        await using var file = Upload.Scratch();
        if (await Upload.Receive(request, file, ct) is { } refusal)
        {
            return refusal;
        }

        var table = await TableFile.Read(file, kind, TextEncoding.Named(type.Charset.Value), ct);
        return table.IsRefused ? table.Refusal : read(table.Value);
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
