using Broadcast.Access;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Platforms;

namespace Broadcast.Channels;

/// <summary>Says what runs where, for the API and for the pages alike.</summary>
internal sealed class AiringEditor(Airings airings, Channels channels, Connectors connectors)
{
    public async Task<Outcome<AiringRow>> Add(Guid interviewId, AiringRequest request, Caller by, DateTimeOffset now, CancellationToken ct)
    {
        var fields = new Fields();
        var channelId = fields.Required("channelId", request.ChannelId);
        var externalId = fields.Text("externalId", request.ExternalId, 300);
        var url = fields.OptionalText("url", request.Url, 2000);
        if (url is not null && !(Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" or "rtmp" or "rtmps" or "srt"))
        {
            fields.Wrong("url", "An address, such as https://example.org/live.");
        }

        var channel = fields.AreGood ? await channels.Find(channelId, ct) : null;
        if (fields.AreGood && channel is null)
        {
            fields.Wrong("channelId", "There is no such channel.");
        }

        if (fields.Refusal is { } refusal)
        {
            return refusal;
        }

        var airing = new AiringRow { Id = Ids.New(now), InterviewId = interviewId, ChannelId = channelId, ExternalId = externalId, Url = url, CreatedAt = now };
        return await airings.Add(airing, connectors.Of(channel!.Connector) is IPullingConnector, by, ct);
    }
}

/// <summary>An interview to run on a channel.</summary>
internal sealed record AiringRequest
{
    public Guid? ChannelId { get; init; }

    public string? ExternalId { get; init; }

    public string? Url { get; init; }
}
