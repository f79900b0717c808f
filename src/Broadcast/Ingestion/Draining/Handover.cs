using System.Collections.Concurrent;
using Broadcast.Audience;

namespace Broadcast.Ingestion;

/// <summary>
/// Readings of deliveries that this process has just put on disk, handed to the drain in memory, so that it need not read and parse them again. A convenience only:
/// what is not here (a restart, another process, too much at once) the drain finds in the database.
/// </summary>
internal sealed class Handover
{
    private const int MostReadings = 200_000;

    private readonly ConcurrentQueue<(Guid DeliveryId, IReadOnlyList<TakenReading> Readings)> _queue = new();
    private int _readings;

    /// <summary>Offers a delivery that is on disk; silently left out when too many wait.</summary>
    public void Offer(Guid deliveryId, IReadOnlyList<TakenReading> readings)
    {
        if (Volatile.Read(ref _readings) < MostReadings)
        {
            Interlocked.Add(ref _readings, readings.Count);
            _queue.Enqueue((deliveryId, readings));
        }
    }

    /// <summary>The next deliveries, as many as hold about so many readings.</summary>
    public IReadOnlyList<(Guid DeliveryId, IReadOnlyList<TakenReading> Readings)> Take(int readings)
    {
        var taken = new List<(Guid DeliveryId, IReadOnlyList<TakenReading> Readings)>();
        while (readings > 0 && _queue.TryDequeue(out var next))
        {
            readings -= next.Readings.Count;
            Interlocked.Add(ref _readings, -next.Readings.Count);
            taken.Add(next);
        }

        return taken;
    }
}
