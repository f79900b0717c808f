using Broadcast.Data;
using Broadcast.Work;

namespace Broadcast.Ingestion;

/// <summary>
/// The turns of a channel's imports, one after the other. An import may take many seconds from the instant its rows bear to the commit that shows them:
/// whoever tells what was known at an instant waits for those that were under way then.
/// </summary>
internal sealed class ImportTurns(Leases leases, TimeProvider clock)
{
    // An import of 100 000 rows takes some five seconds.
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);
    private const int MostGlances = 300;
    private const int GlancesASign = 50;

    /// <summary>Waits for the turn of a channel that exists; null when that took half a minute.</summary>
    public async Task<ImportTurn?> Take(Guid channelId, CancellationToken ct)
    {
        for (var glance = 0; glance < MostGlances; glance++)
        {
            if (await leases.TryTake(NameOf(channelId), Length, ct) is { } lease)
            {
                return new ImportTurn(lease, clock.GetUtcNow());
            }

            await Task.Delay(Glance, TimeProvider.System, ct);
        }

        return null;
    }

    /// <summary>Makes sure, in the import's own transaction, that it is still its turn and that nobody has stopped waiting for it.</summary>
    /// <exception cref="LeaseLostException">It took too long.</exception>
    public async Task Confirm(Tx tx, ImportTurn turn)
    {
        if (clock.GetUtcNow() - turn.Now > Length / 2)
        {
            throw new LeaseLostException(turn.Lease.Name);
        }

        await leases.Confirm(tx, turn.Lease);
    }

    public Task Return(ImportTurn turn) => leases.Return(turn.Lease);

    /// <summary>Waits until the imports that are under way are on disk, or will never be.</summary>
    /// <param name="channels">The channels whose imports matter.</param>
    /// <param name="sign">Called every few seconds: whoever waits keeps a lease of its own.</param>
    /// <param name="ct">Cancels.</param>
    public async Task Await(IEnumerable<Guid> channels, Func<Task> sign, CancellationToken ct)
    {
        var glances = 0;
        foreach (var name in channels.Select(NameOf))
        {
            var holder = await leases.HolderOf(name, ct);
            while (holder is not null && await leases.HolderOf(name, ct) == holder)
            {
                await Task.Delay(Glance, TimeProvider.System, ct);
                await (++glances % GlancesASign == 0 ? sign() : Task.CompletedTask);
            }
        }
    }

    private static string NameOf(Guid channelId) => $"import:{channelId:N}";
}

/// <summary>A turn that was taken.</summary>
/// <param name="Lease">What keeps the others off.</param>
/// <param name="Now">The instant the import's rows bear: later than the lease was written, so that whoever asks at that instant or after sees that an import is under way.</param>
internal sealed record ImportTurn(Lease Lease, DateTimeOffset Now);
