using System.Collections.Concurrent;

namespace Broadcast.Channels;

/// <summary>
/// Channels, keys and broadcasts as the receiving path needs them, kept in memory. What is missing or does not fit is read again from the database (another process may have changed it),
/// so an entry may be old but never wrong for long: keys carry their own end, and a broadcast never moves.
/// </summary>
internal sealed class ChannelDirectory(Channels channels, ChannelSecrets secrets, Airings airings, TimeProvider clock)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, KnownChannel> _byCode = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(Guid Channel, string ExternalId), KnownAiring> _airings = new();

    /// <summary>The channel of a code with its keys; null when there is none.</summary>
    public ValueTask<KnownChannel?> Find(string code, CancellationToken ct) =>
        _byCode.TryGetValue(code, out var known) && clock.GetUtcNow() - known.ReadAt < FreshFor ? new(known) : new(Load(code, ct));

    /// <summary>The channel as it stands in the database now, at most once a second: a key of a rotation by another process may be new.</summary>
    public async ValueTask<KnownChannel?> FindAgain(KnownChannel known, CancellationToken ct) =>
        clock.GetUtcNow() - known.ReadAt < AtMostEvery ? known : await Load(known.Row.Code, ct);

    /// <summary>Forgets a channel that this process changed.</summary>
    public void Forget(string code) => _byCode.TryRemove(code, out _);

    /// <summary>The broadcast that a channel's message means; null when nobody knows it (yet).</summary>
    public async ValueTask<KnownAiring?> FindAiring(Guid channelId, string externalId, CancellationToken ct)
    {
        if (_airings.TryGetValue((channelId, externalId), out var known))
        {
            return known;
        }

        var row = await airings.FindByHookKey(channelId, externalId, ct);
        return row is null ? null : _airings.GetOrAdd((channelId, externalId), new KnownAiring(row.Id, row.CreatedAt));
    }

    private async Task<KnownChannel?> Load(string code, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await channels.Find(code, ct) is not { } row)
        {
            _byCode.TryRemove(code, out _);
            return null;
        }

        return _byCode[code] = new KnownChannel(row, await secrets.Keys(row.Id, ct), now);
    }
}

/// <summary>A channel as the receiving path knows it.</summary>
/// <param name="Row">The channel.</param>
/// <param name="Keys">The keys that may sign, the newest first.</param>
/// <param name="ReadAt">When this was read from the database.</param>
internal sealed record KnownChannel(ChannelRow Row, IReadOnlyList<ChannelKey> Keys, DateTimeOffset ReadAt);

/// <summary>A broadcast as the receiving path knows it.</summary>
/// <param name="Id">The airing.</param>
/// <param name="CreatedAt">Since when it is known.</param>
internal readonly record struct KnownAiring(Guid Id, DateTimeOffset CreatedAt);
