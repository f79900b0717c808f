using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Broadcast.Outcomes;

namespace Broadcast.Hosting;

/// <summary>What has a version: it goes out as <c>ETag</c>, and comes back as <c>If-Match</c>.</summary>
public interface IVersioned
{
    /// <summary>Counts the changes, from 1 on.</summary>
    int Version { get; }
}

/// <summary>Versions as <c>ETag</c>, and <c>If-Match</c> as the version that a client expects.</summary>
internal static class EntityTags
{
    /// <summary>Puts the version into the answer's <c>ETag</c>.</summary>
    public static void SetVersion(this HttpResponse response, int version) => response.Headers.ETag = $"\"{version}\"";

    /// <summary>The version in <c>If-Match</c>; null when the client sent none or <c>*</c>; -1, which is no version, when it cannot be one of ours. Of several the newest: nobody expects an older one beside it.</summary>
    public static int? ExpectedVersion(this HttpRequest request)
    {
        var tags = TagsOf(request);
        return tags is null ? null : tags.Select(tag => int.TryParse(tag, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1).Max();
    }

    /// <summary>Puts a tag of what the answer holds into its <c>ETag</c>, where nothing counts its changes.</summary>
    public static void SetContentTag<T>(this HttpResponse response, T content) => response.Headers.ETag = $"\"{TagOf(content)}\"";

    /// <summary>Refuses when the client expects other content than there is.</summary>
    public static Refusal? CheckContent<T>(IReadOnlyList<string>? expected, T content) => expected is null || expected.Contains(TagOf(content), StringComparer.Ordinal) ? null : Refusal.Version();

    /// <summary>The tags in <c>If-Match</c>, bare; null when the client sent none or <c>*</c>.</summary>
    public static IReadOnlyList<string>? TagsOf(HttpRequest request)
    {
        var header = request.Headers.IfMatch.ToString().Trim();
        return header.Length == 0 || header == "*" ? null
            : [.. header.Split(',', StringSplitOptions.TrimEntries).Select(tag => (tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag).Trim('"'))];
    }

    private static string TagOf<T>(T content) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(content, Json.Options)).AsSpan(0, 8));

    /// <summary>Refuses when the client expects another version than the current one.</summary>
    public static Refusal? Check(int? expected, int current) => expected is null || expected == current ? null : Refusal.Version();
}
