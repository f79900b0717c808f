using System.Text.Json;
using Broadcast.Outcomes;

namespace Broadcast.Platforms.StandardWebhook;

/// <summary>Our own message, <c>audience.reading</c>, for whoever can send it: one reading or up to 1 000 (contract.md, "Channels, webhooks, pulls").</summary>
internal sealed class StandardWebhookConnector : IConnector
{
    public const string ConnectorName = "webhook";

    public string Name => ConnectorName;

    public IEnumerable<(string Field, string Message)> CheckSettings(JsonElement settings) => [];

    public Outcome<IReadOnlyList<PlatformReading>> Read(ReadOnlyMemory<byte> body, MessageContext context) => AudienceMessage.Parse(body.Span);
}
