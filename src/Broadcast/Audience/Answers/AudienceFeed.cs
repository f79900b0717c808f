using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Broadcast.Hosting;

namespace Broadcast.Audience.Answers;

/// <summary>
/// Pushes a series' audience: while anybody listens, one loop a series reads the totals once a second, whatever the number of listeners. Each listener is sent the newest frame when it is ready for one;
/// a slow one skips, nothing is queued for it. A listener that waits holds no timer and no registration of its own: the loop wakes them all, for news or for the heartbeat.
/// </summary>
internal sealed class AudienceFeed(AudienceReader reader, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<AudienceFeed> log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    // Thousands of listeners are woken in waves, so that the buffers of one wave serve the next: all at once they would each hold one at the same time.
    private const int Waves = 8;
    private const int FewListeners = 200;
    private static readonly TimeSpan BetweenWaves = TimeSpan.FromMilliseconds(15);

    private static readonly byte[] Comment = ": still here\n\n"u8.ToArray();

    private readonly ConcurrentDictionary<Guid, Topic> _topics = new();
    private readonly CrowdSweep _crowd = new(clock, () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true));

    /// <summary>Writes events until the listener goes away or the service stops. The series exists.</summary>
    public async Task Listen(Guid seriesId, HttpResponse response, CancellationToken ct)
    {
        var topic = Join(seriesId);
        _crowd.Joined();
        try
        {
            await Send(topic, response, ct);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The listener left.
        }
        finally
        {
            topic.Leave();
            _crowd.Left();
        }
    }

    private async Task Send(Topic topic, HttpResponse response, CancellationToken ct)
    {
        byte[]? sent = null;
        var wave = topic.NextWave();
        var heard = topic.Look(wave).Beat;
        while (!ct.IsCancellationRequested && !lifetime.ApplicationStopping.IsCancellationRequested)
        {
            var (newest, beat, news) = topic.Look(wave);
            if (newest == sent && beat == heard)
            {
                // Woken without news: it came while the others were being woken for what it was sent already.
                await news;
                continue;
            }

            // Waits only for a listener whose line is full; when it is ready again, the newest is what it gets.
            await response.BodyWriter.WriteAsync(newest == sent ? Comment : newest!, lifetime.ApplicationStopping);
            (sent, heard) = (newest, beat);
        }
    }

    private Topic Join(Guid seriesId)
    {
        while (true)
        {
            var topic = _topics.GetOrAdd(seriesId, _ => new Topic());
            switch (topic.Join())
            {
                case Joined.First:
                    _ = Task.Run(() => Run(seriesId, topic));
                    return topic;
                case Joined.Another:
                    return topic;
                default:
                    // It was closing: its loop removes it, and a new one takes its place.
                    _topics.TryRemove(KeyValuePair.Create(seriesId, topic));
                    break;
            }
        }
    }

    private async Task Run(Guid seriesId, Topic topic)
    {
        // Whoever waits is to go when the service stops, and not at the next heartbeat.
        await using var stopping = lifetime.ApplicationStopping.Register(topic.Wake);
        using var timer = new PeriodicTimer(Interval, clock);
        string? last = null;
        var told = clock.GetTimestamp();
        do
        {
            var began = clock.GetTimestamp();
            try
            {
                var figures = await Publish(seriesId, topic, last);
                var isNews = figures != last;
                if (isNews || clock.GetElapsedTime(told, began) > Heartbeat - (Interval / 2))
                {
                    told = began;
                    await (isNews ? topic.WakeInWaves() : topic.Beat());
                }

                last = figures;
                _crowd.Look();
            }
            catch (Exception e) when (!lifetime.ApplicationStopping.IsCancellationRequested)
            {
                log.LogWarning(e, "The audience of series {Series} could not be read; trying again", seriesId);
            }
            catch (OperationCanceledException)
            {
                // The service stops.
            }
        }
        while (!topic.TryClose() && await timer.WaitForNextTickAsync(CancellationToken.None));

        _topics.TryRemove(KeyValuePair.Create(seriesId, topic));
    }

    /// <summary>Publishes when a figure changed; the instant alone is no news.</summary>
    private async Task<string?> Publish(Guid seriesId, Topic topic, string? last)
    {
        var now = clock.GetUtcNow();
        if (await reader.Read(AudienceScope.Series(seriesId), now, lifetime.ApplicationStopping) is not { } snapshot)
        {
            return last;
        }

        var answer = AudienceAnswer.Of(snapshot);
        var figures = JsonSerializer.Serialize(answer with { AsOf = default }, Json.Options);
        if (figures != last)
        {
            var id = answer.AsOf.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
            topic.Publish(Encoding.UTF8.GetBytes($"event: audience\nid: {id}\ndata: {JsonSerializer.Serialize(answer, Json.Options)}\n\n"));
        }

        return figures;
    }

    private enum Joined
    {
        First,
        Another,
        TooLate,
    }

    /// <summary>A series that is listened to: its newest event as bytes, made once for all listeners.</summary>
    private sealed class Topic
    {
        private readonly Lock _lock = new();
        private readonly TaskCompletionSource[] _news = [.. Enumerable.Range(0, Waves).Select(_ => New())];
        private byte[]? _newest;
        private int _beat;
        private int _listeners;
        private int _waves;
        private bool _isClosed;
        private bool _isRunning;

        public Joined Join()
        {
            lock (_lock)
            {
                if (_isClosed)
                {
                    return Joined.TooLate;
                }

                _listeners++;
                var isFirst = !_isRunning;
                _isRunning = true;
                return isFirst ? Joined.First : Joined.Another;
            }
        }

        public void Leave()
        {
            lock (_lock)
            {
                _listeners--;
            }
        }

        public bool TryClose()
        {
            lock (_lock)
            {
                return _isClosed = _listeners == 0;
            }
        }

        /// <summary>The newest event, how often the heart has beaten, and what completes when there may be another one of either.</summary>
        public (byte[]? Newest, int Beat, Task News) Look(int wave)
        {
            lock (_lock)
            {
                return (_newest, _beat, _news[wave].Task);
            }
        }

        public void Publish(byte[] frame)
        {
            lock (_lock)
            {
                _newest = frame;
            }
        }

        /// <summary>The wave a new listener is woken in.</summary>
        public int NextWave() => (int)((uint)Interlocked.Increment(ref _waves) % Waves);

        /// <summary>Lets everybody who waits look again, at once.</summary>
        public void Wake()
        {
            for (var wave = 0; wave < Waves; wave++)
            {
                Wake(wave);
            }
        }

        /// <summary>Lets everybody tell its listener that the line is open.</summary>
        public Task Beat()
        {
            lock (_lock)
            {
                _beat++;
            }

            return WakeInWaves();
        }

        /// <summary>Lets everybody who waits look again; many of them one wave after the other.</summary>
        public async Task WakeInWaves()
        {
            for (var wave = 0; wave < Waves; wave++)
            {
                Wake(wave);
                if (Volatile.Read(ref _listeners) > FewListeners)
                {
                    await Task.Delay(BetweenWaves, TimeProvider.System);
                }
            }
        }

        private void Wake(int wave)
        {
            TaskCompletionSource told;
            lock (_lock)
            {
                told = _news[wave];
                _news[wave] = New();
            }

            told.TrySetResult();
        }

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
