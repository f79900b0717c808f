using System.Collections.Concurrent;

namespace Broadcast.Audience.Answers;

/// <summary>What was read once for all who ask: whoever asks while another reads waits for that reading instead of making one more, and one that failed is made again.</summary>
/// <typeparam name="TKey">What is asked for.</typeparam>
/// <typeparam name="TValue">What is read.</typeparam>
/// <param name="most">At most so many are kept; what is asked for beyond them is read each time.</param>
internal sealed class SharedReadings<TKey, TValue>(int most)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Lazy<Task<TValue>>> _kept = new();

    /// <summary>From memory when it is there.</summary>
    /// <param name="key">What is asked for.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="ct">Gives up waiting; the others who wait do not.</param>
    public async Task<TValue> Read(TKey key, Func<Task<TValue>> read, CancellationToken ct)
    {
        if (_kept.Count >= most && !_kept.ContainsKey(key))
        {
            return await read().WaitAsync(ct);
        }

        var reading = _kept.GetOrAdd(key, _ => new Lazy<Task<TValue>>(read));
        try
        {
            return await reading.Value.WaitAsync(ct);
        }
        catch (Exception) when (reading.IsValueCreated && reading.Value.IsFaulted)
        {
            _kept.TryRemove(KeyValuePair.Create(key, reading));
            throw;
        }
    }
}
