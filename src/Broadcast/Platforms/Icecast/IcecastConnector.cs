using System.Text.Json;
using Broadcast.Outcomes;

namespace Broadcast.Platforms.Icecast;

/// <summary>
/// Icecast 2: <c>GET /status-json.xsl</c>. <c>listeners</c> is a gauge without the source itself; a mount that is not on the air is absent, which is no zero.
/// The server's own peak falls back with each connection of the source, so it stays in the evidence only.
/// </summary>
internal sealed class IcecastConnector(IcecastClient client) : IPullingConnector
{
    public string Name => "icecast";

    public IEnumerable<(string Field, string Message)> CheckSettings(JsonElement settings) => IcecastSettings.Check(settings);

    public Task<PullAnswer> Pull(PullRequest request, CancellationToken ct) => client.Status(request, ct);

    public Outcome<IReadOnlyList<PlatformReading>> Read(ReadOnlyMemory<byte> body, MessageContext context)
    {
        if (IcecastStatus.Parse(body) is not { } status)
        {
            return Refusal.Field("body", "This is not the status page of an Icecast server.");
        }

        var mount = context.ExternalId ?? "";
        return status.Listeners(mount) is { } listeners
            ? new PlatformReading[] { new(mount, context.ReceivedAt, listeners, null) }
            : Array.Empty<PlatformReading>();
    }
}
