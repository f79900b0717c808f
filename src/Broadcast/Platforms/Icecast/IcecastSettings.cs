using System.Text.Json;

namespace Broadcast.Platforms.Icecast;

/// <summary><c>{"url": "http://media.example:8000"}</c>: the server, or its status page itself.</summary>
internal static class IcecastSettings
{
    private const string StatusPage = "/status-json.xsl";
    private static readonly string[] Names = ["url", "baseUrl", "statusUrl", "server"];

    public static IEnumerable<(string Field, string Message)> Check(JsonElement settings)
    {
        if (Names.FirstOrDefault(each => settings.ValueKind == JsonValueKind.Object && settings.TryGetProperty(each, out var value) && value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null)) is { } other)
        {
            yield return ($"settings.{other}", "An http or https address.");
        }

        var (name, text) = Given(settings);
        if (text is not null && Address(text) is null)
        {
            yield return ($"settings.{name}", "An http or https address.");
        }
    }

    /// <summary>Where the status is; the channel's setting, else the server of the broadcast's own address; null when neither serves.</summary>
    public static Uri? StatusAddress(JsonElement settings, string? broadcastUrl)
    {
        if (Given(settings).Text is { } text)
        {
            return Address(text) is { } given ? OnServer(given) : null;
        }

        return broadcastUrl is not null && Address(broadcastUrl) is { } broadcast ? new Uri(broadcast, StatusPage) : null;
    }

    private static Uri OnServer(Uri given) =>
        given.AbsolutePath.EndsWith(".xsl", StringComparison.Ordinal) || given.AbsolutePath.EndsWith(".json", StringComparison.Ordinal)
            ? given
            : new Uri(given.GetLeftPart(UriPartial.Path).TrimEnd('/') + StatusPage);

    private static (string Name, string? Text) Given(JsonElement settings)
    {
        foreach (var name in Names)
        {
            if (settings.ValueKind == JsonValueKind.Object && settings.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
            {
                return (name, value.GetString());
            }
        }

        return (Names[0], null);
    }

    private static Uri? Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) ? address : null;
}
