using System.Globalization;
using System.Text.Json;

namespace Broadcast.Platforms.Icecast;

/// <summary>The status page: <c>source</c> is missing without a stream, an object with one mount, an array with several. Numbers may be texts.</summary>
internal sealed class IcecastStatus
{
    private readonly Dictionary<string, long> _listenersByMount = new(StringComparer.Ordinal);

    /// <summary>Null when the bytes are no status page.</summary>
    public static IcecastStatus? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("icestats", out var stats) && stats.ValueKind == JsonValueKind.Object
                ? Of(stats)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>How many listen on a mount; null when it is not on the air.</summary>
    public long? Listeners(string mount) => _listenersByMount.TryGetValue(Normal(mount), out var listeners) ? listeners : null;

    private static IcecastStatus Of(JsonElement stats)
    {
        var status = new IcecastStatus();
        if (stats.TryGetProperty("source", out var source))
        {
            IEnumerable<JsonElement> sources = source.ValueKind == JsonValueKind.Array ? source.EnumerateArray() : [source];
            foreach (var one in sources.Where(one => one.ValueKind == JsonValueKind.Object))
            {
                status.Add(one);
            }
        }

        return status;
    }

    private void Add(JsonElement source)
    {
        if (source.TryGetProperty("listenurl", out var url) && url.ValueKind == JsonValueKind.String
            && Uri.TryCreate(url.GetString(), UriKind.Absolute, out var address)
            && source.TryGetProperty("listeners", out var figure) && Number(figure) is { } listeners)
        {
            _listenersByMount[Normal(Uri.UnescapeDataString(address.AbsolutePath))] = listeners;
        }
    }

    private static long? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt64(out var number) && number >= 0 => number,
        JsonValueKind.String when long.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private static string Normal(string mount) => mount.StartsWith('/') ? mount : "/" + mount;
}
