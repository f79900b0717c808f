using System.Net.Http.Headers;
using System.Text.Json;

namespace Broadcast.Tests.Hosting;

/// <summary>What the service answered, read to its end.</summary>
/// <param name="Status">The HTTP status as a number.</param>
/// <param name="Json">The body when it is JSON; <see cref="JsonValueKind.Undefined"/> otherwise.</param>
/// <param name="Text">The body as it came.</param>
/// <param name="Headers">The response's headers, <c>Content-…</c> apart.</param>
/// <param name="ContentType">Without parameters; null without a body.</param>
public sealed record Answer(int Status, JsonElement Json, string Text, HttpResponseHeaders Headers, string? ContentType)
{
    /// <summary>A field of the JSON object; fails with the whole body when it is missing.</summary>
    public JsonElement this[string field] =>
        Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(field, out var value) ? value : throw new KeyNotFoundException($"No '{field}' in {this}");

    /// <summary><c>id</c>.</summary>
    public Guid Id => this["id"].GetGuid();

    /// <summary>The items of a list.</summary>
    public IReadOnlyList<JsonElement> Items => [.. this["items"].EnumerateArray()];

    /// <summary>The last part of a problem's <c>type</c>; null when this is no problem.</summary>
    public string? Slug => ContentType == "application/problem+json" ? this["type"].GetString()!["/problems/".Length..] : null;

    /// <summary>The names of the fields that a validation problem complains about.</summary>
    public IReadOnlyList<string> WrongFields => [.. this["errors"].EnumerateObject().Select(error => error.Name)];

    /// <summary>This answer when its status is the one expected; otherwise the test fails and shows the body.</summary>
    public Answer Expect(int status) => Status == status ? this : throw new Xunit.Sdk.XunitException($"Expected {status}, got {this}");

    public override string ToString() => $"{Status} {Text}";

    public static async Task<Answer> Of(HttpResponseMessage response, CancellationToken ct)
    {
        var text = await response.Content.ReadAsStringAsync(ct);
        var type = response.Content.Headers.ContentType?.MediaType;
        var json = type is not null && type.EndsWith("json", StringComparison.Ordinal) && text.Length > 0 ? JsonSerializer.Deserialize<JsonElement>(text) : default;
        return new Answer((int)response.StatusCode, json, text, response.Headers, type);
    }
}
