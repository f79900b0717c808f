using Broadcast.Data;
using Broadcast.Work;

namespace Broadcast.Ingestion;

/// <summary>
/// The turns of a channel's imports, one after the other. An import may take many seconds from the instant its rows bear to the commit that shows them:
/// whoever tells what was known at an instant waits for those that were under way then.
/// </summary>
internal sealed class ImportTurns(Leases leases, TimeProvider clock)
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for the turn of a channel that exists.</summary>
    public async Task<ImportTurn> Take(Guid channelId, CancellationToken ct)
    {
        while (true)
        {
            if (await leases.TryTake(NameOf(channelId), Length, ct) is { } lease)
            {
                return new ImportTurn(lease, clock.GetUtcNow());
            }

            await Task.Delay(Glance, TimeProvider.System, ct);
        }
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
    public async Task Await(IEnumerable<Guid> channels, CancellationToken ct)
    {
        foreach (var name in channels.Select(NameOf))
        {
            var holder = await leases.HolderOf(name, ct);
            while (holder is not null && await leases.HolderOf(name, ct) == holder)
            {
                await Task.Delay(Glance, TimeProvider.System, ct);
            }
        }
    }

    private static string NameOf(Guid channelId) => $"import:{channelId:N}";
}

/// <summary>A turn that was taken.</summary>
/// <param name="Lease">What keeps the others off.</param>
/// <param name="Now">The instant the import's rows bear: later than the lease was written, so that whoever asks at that instant or after sees that an import is under way.</param>
internal sealed record ImportTurn(Lease Lease, DateTimeOffset Now);
