using System.Text.Json.Nodes;

namespace Broadcast.Channels;

/// <summary>A channel as it is told: settings without what may be a secret.</summary>
internal record ChannelView
{
    private static readonly string[] SecretWords = ["secret", "password", "token", "key"];

    public Guid Id { get; init; }

    public string Code { get; init; } = "";

    public string Name { get; init; } = "";

    public string Family { get; init; } = "";

    public string Connector { get; init; } = "";

    public JsonObject Settings { get; init; } = [];

    public string ViewsCounter { get; init; } = "";

    public int HoldSeconds { get; init; }

    public string WebhookUrl { get; init; } = "";

    public int Version { get; init; }

    public static ChannelView Of(ChannelRow row, string address) => new()
    {
        Id = row.Id,
        Code = row.Code,
        Name = row.Name,
        Family = row.Family,
        Connector = row.Connector,
        Settings = WithoutSecrets(row.Settings),
        ViewsCounter = row.ViewsCounter,
        HoldSeconds = row.HoldSeconds,
        WebhookUrl = $"{address}/hooks/{Uri.EscapeDataString(row.Code)}",
        Version = row.Version,
    };

    private static JsonObject WithoutSecrets(string settings)
    {
        var json = JsonNode.Parse(settings) as JsonObject ?? [];
        foreach (var name in json.Select(pair => pair.Key).Where(IsSecret).ToList())
        {
            json[name] = "***";
        }

        return json;
    }

    private static bool IsSecret(string name) => Array.Exists(SecretWords, word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A channel just made; the secret is shown this once.</summary>
internal sealed record NewChannel : ChannelView
{
    public NewChannel(ChannelView channel, string webhookSecret)
        : base(channel) => WebhookSecret = webhookSecret;

    public string WebhookSecret { get; }
}
