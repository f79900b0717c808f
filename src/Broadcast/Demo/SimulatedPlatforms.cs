using System.Collections.Concurrent;

namespace Broadcast.Demo;

/// <summary>
/// The platforms of the matrix. Each second they tell what they have to tell of the interviews on them: of live ones at once, of history a few interviews at a time, so that the service is never flooded.
/// </summary>
internal sealed class SimulatedPlatforms
{
    private const int HistoriesATime = 3;
    private const int MostReadings = 1000;
    private const int MinutesDown = 3;
    private const int MinutesBetweenOutages = 47;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly DemoClient _client;
    private readonly DemoStage _stage;
    private readonly ILogger _log;
    private readonly TimeProvider _clock;
    private readonly List<WebhookSender> _senders;

    public SimulatedPlatforms(DemoClient client, DemoCast cast, DemoStage stage, ILogger log, TimeProvider clock)
    {
        (_client, _stage, _log, _clock) = (client, stage, log, clock);
        _senders = [.. DemoChannels.All.Where(channel => !channel.IsPulled).Select(channel => new WebhookSender(client.Hooks, channel, cast.Doors[channel.Code].Secret, clock))];
    }

    public async Task Run(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Pause, _clock);
        do
        {
            var interviews = _stage.Interviews;
            var behind = interviews.Where(interview => !interview.IsLive && interview.CaughtUpAt is null).Take(HistoriesATime);
            var current = interviews.Where(interview => interview.IsLive || interview.CaughtUpAt is not null);
            foreach (var interview in current.Concat(behind))
            {
                await Patience.Try(token => Tell(interview, token), _log, ct);
            }
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    /// <summary>What the audio server would answer now: the mounts on the air and how many listen.</summary>
    public IEnumerable<(string Mount, long Listeners)> Mounts()
    {
        var now = _clock.GetUtcNow();
        return _stage.Interviews
            .Where(interview => interview.IsLive)
            .Select(interview => interview.Airings[DemoChannels.Audio])
            .Select(airing => (airing.ExternalId, airing.Concurrent(now) ?? 0));
    }

    private async Task Tell(StagedInterview interview, CancellationToken ct)
    {
        interview.ToldUntil ??= await Recall(interview, ct);
        var toldUntil = interview.ToldUntil;
        await Task.WhenAll(_senders.Select(sender => Tell(interview.Airings[sender.Channel.Code], sender, toldUntil, interview.CaughtUpAt is not null, ct)));
        interview.CaughtUpAt ??= _clock.GetUtcNow();
    }

    private async Task Tell(SimulatedAiring airing, WebhookSender sender, ConcurrentDictionary<string, DateTimeOffset> toldUntil, bool isCurrent, CancellationToken ct)
    {
        var now = _clock.GetUtcNow();
        if (isCurrent && sender.Channel.Habits.GoesDown && IsDown(sender.Channel, now))
        {
            return;
        }

        var after = toldUntil.GetValueOrDefault(airing.Channel.Code, airing.OpensAt);
        foreach (var readings in airing.Readings(after, now.AddSeconds(-sender.Channel.Habits.LateBy), now).Chunk(MostReadings))
        {
            await sender.Send(readings, ct);
            toldUntil[airing.Channel.Code] = readings[^1].ObservedAt;
        }
    }

    /// <summary>Where an earlier run stopped: the last reading that each channel has of the interview.</summary>
    private async Task<ConcurrentDictionary<string, DateTimeOffset>> Recall(StagedInterview interview, CancellationToken ct)
    {
        var audience = await _client.Get<SeenAudience>($"interviews/{interview.Id}/audience", ct);
        return new(audience.ByChannel.Where(channel => channel.LastReadingAt is not null).Select(channel => KeyValuePair.Create(channel.Channel, channel.LastReadingAt!.Value)), StringComparer.Ordinal);
    }

    private static bool IsDown(DemoChannel channel, DateTimeOffset now) =>
        ((now.ToUnixTimeSeconds() / 60) + AudienceCurve.SeedOf(channel.Code)) % MinutesBetweenOutages < MinutesDown;
}
