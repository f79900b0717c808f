using System.Collections.Concurrent;

namespace Broadcast.Audience.Answers;

/// <summary>The audiences that were read from one state of the database: whoever asks for one while another reads it waits for that reading instead of making one more.</summary>
/// <param name="version">The state; null when nobody knows whether it still is the same.</param>
internal sealed class AudienceMemory(long? version)
{
    private const int MostScopes = 32;

    private readonly ConcurrentDictionary<AudienceScope, Lazy<Task<AudienceTables?>>> _tables = new();

    public long? Version => version;

    /// <summary>The audience, from memory when it is there.</summary>
    /// <param name="scope">Whose.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="ct">Gives up waiting; the others who wait do not.</param>
    public async Task<AudienceTables?> Read(AudienceScope scope, Func<AudienceScope, Task<AudienceTables?>> read, CancellationToken ct)
    {
        if (version is null || (_tables.Count >= MostScopes && !_tables.ContainsKey(scope)))
        {
            return await read(scope).WaitAsync(ct);
        }

        var reading = _tables.GetOrAdd(scope, _ => new Lazy<Task<AudienceTables?>>(() => read(scope)));
        try
        {
            return await reading.Value.WaitAsync(ct);
        }
        catch (Exception) when (reading.IsValueCreated && reading.Value.IsFaulted)
        {
            _tables.TryRemove(KeyValuePair.Create(scope, reading));
            throw;
        }
    }
}
