using System.Text.Json;

namespace Broadcast.Channels;

/// <summary>A channel: a place where interviews play.</summary>
public sealed record ChannelRow
{
    /// <summary>The channel's id.</summary>
    public Guid Id { get; init; }

    /// <summary>Unique; stands in the webhook's address.</summary>
    public string Code { get; init; } = "";

    /// <summary>As people call it.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>web</c> 网, <c>screen</c> 屏, <c>app</c> 端 or <c>social</c> 微.</summary>
    public string Family { get; init; } = "";

    /// <summary>How its figures come: the name of a connector.</summary>
    public string Connector { get; init; } = "";

    /// <summary>What the connector needs, as JSON; encrypted in the database.</summary>
    public string Settings { get; init; } = "{}";

    /// <summary>How its views add up: <c>latest</c>, <c>resets</c> or <c>delta</c> (audience.md, section 3).</summary>
    public string ViewsCounter { get; init; } = "";

    /// <summary>How long a gauge holds without a new reading, 1–86 400 s (audience.md, section 2).</summary>
    public int HoldSeconds { get; init; }

    /// <summary>An administrator entered the settings, so their addresses may be private ones.</summary>
    public bool AllowsPrivate { get; init; }

    /// <summary>Rises with each change.</summary>
    public int Version { get; init; }

    /// <summary>The settings, to read.</summary>
    internal JsonElement ParsedSettings => JsonSerializer.Deserialize<JsonElement>(Settings);
}
