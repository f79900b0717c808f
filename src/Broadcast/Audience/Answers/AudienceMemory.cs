namespace Broadcast.Audience.Answers;

/// <summary>The audiences that were read from one state of the database.</summary>
/// <param name="version">The state; null when nobody knows whether it still is the same.</param>
internal sealed class AudienceMemory(long? version)
{
    private readonly SharedReadings<AudienceScope, AudienceTables?> _tables = new(most: 32);

    public long? Version => version;

    /// <summary>The audience, from memory when it is there.</summary>
    /// <param name="scope">Whose.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="ct">Gives up waiting; the others who wait do not.</param>
    public Task<AudienceTables?> Read(AudienceScope scope, Func<AudienceScope, Task<AudienceTables?>> read, CancellationToken ct) =>
        version is null ? read(scope).WaitAsync(ct) : _tables.Read(scope, () => read(scope), ct);
}
