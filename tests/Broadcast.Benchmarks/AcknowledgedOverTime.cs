namespace Broadcast.Benchmarks;

/// <summary>How many webhooks had been acknowledged when: every thousandth is noted, each of them one view.</summary>
internal sealed class AcknowledgedOverTime
{
    private const int Step = 1000;

    private readonly List<long> _times = [];
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>One more was acknowledged just now. May be called from many threads.</summary>
    public void Add()
    {
        if (Interlocked.Increment(ref _count) % Step == 0)
        {
            lock (_times)
            {
                _times.Add(TimeProvider.System.GetTimestamp());
            }
        }
    }

    /// <summary>How long before <paramref name="asked"/> the first message was acknowledged that is not among so many views (to the step); zero when all are.</summary>
    public TimeSpan Behind(long views, long asked)
    {
        lock (_times)
        {
            var first = (int)(views / Step);
            return first < _times.Count && _times[first] < asked ? TimeProvider.System.GetElapsedTime(_times[first], asked) : TimeSpan.Zero;
        }
    }
}
