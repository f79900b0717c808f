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

    /// <summary>The version in <c>If-Match</c>; null when the client sent none or <c>*</c>; -1, which is no version, when it cannot be one of ours.</summary>
    public static int? ExpectedVersion(this HttpRequest request)
    {
        var header = request.Headers.IfMatch.ToString().Trim();
        if (header.Length == 0 || header == "*")
        {
            return null;
        }

        var bare = header.StartsWith("W/", StringComparison.Ordinal) ? header[2..] : header;
        return int.TryParse(bare.Trim('"'), out var version) ? version : -1;
    }

    /// <summary>Refuses when the client expects another version than the current one.</summary>
    public static Refusal? Check(int? expected, int current) => expected is null || expected == current ? null : Refusal.Version();
}
