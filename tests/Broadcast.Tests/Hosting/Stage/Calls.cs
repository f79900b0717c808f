using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Broadcast.Tests.Hosting;

/// <summary>JSON in, <see cref="Answer"/> out. Headers are given as pairs: <c>("If-Match", "\"1\"")</c>.</summary>
public static class Calls
{
    public static Task<Answer> GetJson(this HttpClient client, string path, params (string Name, string Value)[] headers) =>
        client.Call(HttpMethod.Get, path, null, headers);

    public static Task<Answer> PostJson(this HttpClient client, string path, object? body = null, params (string Name, string Value)[] headers) =>
        client.Call(HttpMethod.Post, path, AsJson(body), headers);

    public static Task<Answer> PutJson(this HttpClient client, string path, object? body, params (string Name, string Value)[] headers) =>
        client.Call(HttpMethod.Put, path, AsJson(body), headers);

    public static Task<Answer> PatchJson(this HttpClient client, string path, object? body, params (string Name, string Value)[] headers) =>
        client.Call(HttpMethod.Patch, path, AsJson(body), headers);

    public static Task<Answer> Delete(this HttpClient client, string path, params (string Name, string Value)[] headers) =>
        client.Call(HttpMethod.Delete, path, null, headers);

    /// <summary>Any body under any content type, to see what the service makes of it.</summary>
    public static Task<Answer> PostRaw(this HttpClient client, string path, byte[] body, string? contentType, params (string Name, string Value)[] headers)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        return client.Call(HttpMethod.Post, path, content, headers);
    }

    public static async Task<Answer> Call(this HttpClient client, HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        var ct = TestContext.Current.CancellationToken;
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request, ct);
        return await Answer.Of(response, ct);
    }

    private static JsonContent? AsJson(object? body) => body is null ? null : JsonContent.Create(body, body.GetType());
}
