using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Broadcast.Hosting;

namespace Broadcast.Audience.Answers;

/// <summary>
/// Pushes a series' audience: while anybody listens, one loop a series reads the totals once a second, whatever the number of listeners. Each listener is sent the newest frame when it is ready for one;
/// a slow one skips, nothing is queued for it.
/// </summary>
internal sealed class AudienceFeed(AudienceReader reader, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<AudienceFeed> log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private static readonly byte[] Comment = ": still here\n\n"u8.ToArray();

    private readonly ConcurrentDictionary<Guid, Topic> _topics = new();

    /// <summary>Writes events until the listener goes away or the service stops. The series exists.</summary>
    public async Task Listen(Guid seriesId, HttpResponse response, CancellationToken ct)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        var topic = Join(seriesId);
        try
        {
            await Send(topic, response, ends.Token);
        }
        catch (OperationCanceledException)
        {
            // The listener left, or we stop.
        }
        finally
        {
            topic.Leave();
        }
    }

    private static async Task Send(Topic topic, HttpResponse response, CancellationToken ct)
    {
        Frame? sent = null;
        while (true)
        {
            var frame = await topic.Next(sent, Heartbeat, ct);
            await response.Body.WriteAsync(frame == sent ? Comment : frame!.Bytes, ct);
            await response.Body.FlushAsync(ct);
            sent = frame;
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
        using var timer = new PeriodicTimer(Interval, clock);
        string? last = null;
        do
        {
            try
            {
                last = await Publish(seriesId, topic, last);
            }
            catch (Exception e) when (!lifetime.ApplicationStopping.IsCancellationRequested)
            {
                log.LogWarning(e, "The audience of series {Series} could not be read; trying again", seriesId);
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
            topic.Publish(new Frame(Encoding.UTF8.GetBytes($"event: audience\nid: {id}\ndata: {JsonSerializer.Serialize(answer, Json.Options)}\n\n")));
        }

        return figures;
    }

    /// <summary>An event as bytes, made once for all listeners.</summary>
    private sealed record Frame(byte[] Bytes);

    private enum Joined
    {
        First,
        Another,
        TooLate,
    }

    /// <summary>A series that is listened to.</summary>
    private sealed class Topic
    {
        private readonly Lock _lock = new();
        private TaskCompletionSource _news = New();
        private Frame? _newest;
        private int _listeners;
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

        public void Publish(Frame frame)
        {
            TaskCompletionSource told;
            lock (_lock)
            {
                _newest = frame;
                told = _news;
                _news = New();
            }

            told.SetResult();
        }

        /// <summary>The newest frame as soon as it is another than the one that was sent; that one again when nothing is new for a while.</summary>
        public async Task<Frame?> Next(Frame? sent, TimeSpan patience, CancellationToken ct)
        {
            while (true)
            {
                Task news;
                lock (_lock)
                {
                    if (_newest is not null && _newest != sent)
                    {
                        return _newest;
                    }

                    news = _news.Task;
                }

                try
                {
                    await news.WaitAsync(patience, ct);
                }
                catch (TimeoutException) when (sent is not null)
                {
                    return sent;
                }
                catch (TimeoutException)
                {
                    // Not even the first one yet.
                }
            }
        }

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
