using Broadcast.Access;
using Broadcast.Outcomes;
using Broadcast.Work;

namespace Broadcast.Channels;

/// <summary>The Hangfire job that gives interviews the channels of their series. May run twice: an interview that has the channel is not found again, and an external id is unique.</summary>
internal sealed class DefaultAiringsJob(SeriesChannels defaults, AiringEditor editor, Airings airings, Nudge<DefaultAiringsJob> nudge, TimeProvider clock, ILogger<DefaultAiringsJob> log) : INudged
{
    public const string Name = "default-channels";
    public const string Schedule = "*/10 * * * * *";

    private const int AtATime = 500;

    public async Task Run(CancellationToken ct)
    {
        nudge.Taken();
        foreach (var missing in await defaults.ListMissing(AtATime, ct))
        {
            var made = await Add(missing, ExternalNames.Of(missing), ct);
            if (made.IsRefused && await HasChannel(missing, ct))
            {
                // Another run, here or on another server, was faster.
                continue;
            }

            made = made.IsRefused ? await Add(missing, ExternalNames.Another(missing), ct) : made;
            if (made.IsRefused)
            {
                log.LogWarning("Interview {Interview} does not get channel {Channel} of its series: {Why}", missing.InterviewId, missing.ChannelId, made.Refusal.Detail);
            }
        }
    }

    private async Task<bool> HasChannel(MissingAiring missing, CancellationToken ct) =>
        (await airings.List(missing.InterviewId, ct)).Any(airing => airing.ChannelId == missing.ChannelId);

    private Task<Outcome<AiringRow>> Add(MissingAiring missing, string externalId, CancellationToken ct) =>
        editor.Add(missing.InterviewId, new AiringRequest { ChannelId = missing.ChannelId, ExternalId = externalId }, Caller.Service, clock.GetUtcNow(), ct);
}
