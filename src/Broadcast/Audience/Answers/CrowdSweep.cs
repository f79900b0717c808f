namespace Broadcast.Audience.Answers;

/// <summary>
/// Gives back the memory that a crowd of new listeners left behind, once they are all there. Each coming leaves garbage among what stays, and whoever waits makes none:
/// the collector by itself would not come by for hours. At 5 000 listeners it is 2 kB of each, and stops the process for 75 ms.
/// </summary>
/// <param name="clock">Tells when the last one was.</param>
/// <param name="collect">Collects and compacts.</param>
internal sealed class CrowdSweep(TimeProvider clock, Action collect)
{
    private const int Crowd = 1_000;
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private int _listeners;
    private int _before;
    private int _swept;
    private DateTimeOffset _last = DateTimeOffset.MinValue;

    public void Joined() => Interlocked.Increment(ref _listeners);

    public void Left() => Interlocked.Decrement(ref _listeners);

    /// <summary>To be called about once a second while anybody listens. Does its work when a crowd has come since the last time, and nobody has in the last second.</summary>
    public void Look()
    {
        lock (_lock)
        {
            var (now, before) = (Volatile.Read(ref _listeners), _before);
            (_before, _swept) = (now, Math.Min(_swept, now));
            if (now != before || now - _swept < Crowd || clock.GetUtcNow() - _last < Apart)
            {
                return;
            }

            (_swept, _last) = (now, clock.GetUtcNow());
            collect();
        }
    }
}
