using System.Text.Json;
using Broadcast.Access;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Platforms;
using Broadcast.Platforms.StandardWebhook;

namespace Broadcast.Channels;

/// <summary>Makes and changes channels, for the API and for the pages alike: checks what is asked, writes it, and lets the receiving path know.</summary>
internal sealed class ChannelEditor(Channels channels, ChannelDirectory directory, Connectors connectors)
{
    public async Task<Outcome<(ChannelRow Channel, string Secret)>> Create(ChannelRequest request, Caller by, DateTimeOffset now, CancellationToken ct)
    {
        var fields = new Fields();
        var row = Check(request, new ChannelRow { Code = fields.Code("code", request.Code) }, by, fields, isNew: true);
        return fields.Refusal is { } refusal ? refusal : await channels.Create(row with { Id = Ids.New(now) }, by, now, ct);
    }

    public async Task<Outcome<ChannelRow>> Change(Guid id, ChannelRequest request, int? expected, Caller by, DateTimeOffset now, CancellationToken ct)
    {
        var outcome = await channels.Update(id, expected, Changed, by, now, ct);
        if (!outcome.IsRefused)
        {
            directory.Forget(outcome.Value.Code);
        }

        return outcome;

        Outcome<ChannelRow> Changed(ChannelRow old)
        {
            var fields = new Fields();
            var row = Check(request, old, by, fields, isNew: false);
            return fields.Refusal is { } refusal ? refusal : row;
        }
    }

    /// <summary>A new secret; the old one holds for another 24 h.</summary>
    public async Task<Outcome<string>> RotateSecret(Guid id, Caller by, DateTimeOffset now, CancellationToken ct)
    {
        var outcome = await channels.RotateSecret(id, by, now, ct);
        if (!outcome.IsRefused && await channels.Find(id, ct) is { } channel)
        {
            directory.Forget(channel.Code);
        }

        return outcome;
    }

    /// <summary>The channel that a request makes of an old one; what is not named stays.</summary>
    private ChannelRow Check(ChannelRequest request, ChannelRow old, Caller by, Fields fields, bool isNew)
    {
        var connector = isNew ? fields.OneOf("connector", request.Connector ?? StandardWebhookConnector.ConnectorName, connectors.Names) : old.Connector;
        var row = old with
        {
            Connector = connector,
            Name = isNew || request.Name is not null ? fields.Text("name", request.Name, 200) : old.Name,
            Family = isNew || request.Family is not null ? fields.OneOf("family", request.Family, "web", "screen", "app", "social") : old.Family,
            ViewsCounter = request.ViewsCounter is not null ? fields.OneOf("viewsCounter", request.ViewsCounter, "latest", "resets", "delta") : isNew ? "latest" : old.ViewsCounter,
            HoldSeconds = request.HoldSeconds is not null ? fields.Number("holdSeconds", request.HoldSeconds, 1, 86_400) : isNew ? 150 : old.HoldSeconds,
        };
        return request.Settings is { } settings ? WithSettings(row, settings, by, fields) : row;
    }

    private ChannelRow WithSettings(ChannelRow row, JsonElement settings, Caller by, Fields fields)
    {
        if (settings.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
        {
            fields.Wrong("settings", "An object.");
            return row;
        }

        if (!IsText(settings))
        {
            fields.Wrong("settings", "Holds characters that are not text.");
            return row;
        }

        if (HasTwins(settings))
        {
            fields.Wrong("settings", "The same name stands there twice.");
            return row;
        }

        foreach (var (field, message) in connectors.Find(row.Connector)?.CheckSettings(settings) ?? [])
        {
            fields.Wrong(field, message);
        }

        return row with { Settings = settings.ValueKind == JsonValueKind.Null ? "{}" : settings.GetRawText(), AllowsPrivate = by.Role == Role.Admin };
    }

    /// <summary>Whether all names and texts can be read: half of a pair of surrogates is well-formed JSON, and no text.</summary>
    private static bool IsText(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.Object => value.EnumerateObject().All(property => property.Name is not null && IsText(property.Value)),
                JsonValueKind.Array => value.EnumerateArray().All(IsText),
                JsonValueKind.String => value.GetString() is not null,
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool HasTwins(JsonElement value)
    {
        try
        {
            JsonDocument.Parse(value.GetRawText(), new JsonDocumentOptions { AllowDuplicateProperties = false }).Dispose();
            return false;
        }
        catch (JsonException)
        {
            return true;
        }
    }
}

/// <summary>A channel to be made, or what of it is to change.</summary>
internal sealed record ChannelRequest
{
    public string? Code { get; init; }

    public string? Name { get; init; }

    public string? Family { get; init; }

    public string? Connector { get; init; }

    public JsonElement? Settings { get; init; }

    public string? ViewsCounter { get; init; }

    public int? HoldSeconds { get; init; }
}
