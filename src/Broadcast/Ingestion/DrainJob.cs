using Broadcast.Audience.Ledger;
using Broadcast.Data;
using Broadcast.Work;

namespace Broadcast.Ingestion;

/// <summary>
/// The Hangfire job that takes received deliveries into readings and totals. One at a time over all processes (a lease), each delivery once: that it was taken in is written in the transaction of its readings.
/// Killed at any instant, the next run goes on where the last commit stood.
/// </summary>
internal sealed class DrainJob(Db db, PendingDeliveries pending, Intake intake, AudienceLedger ledger, Leases leases, Nudge<DrainJob> nudge, TimeProvider clock) : INudged
{
    public const string Name = "audience-drain";
    public const string Schedule = "*/2 * * * * *";

    private const int DeliveriesATime = 500;

    // Figures stand still this long when another machine's worker is killed. A transaction may take longer: it has confirmed the lease first, and whoever wants it waits for the commit.
    private static readonly TimeSpan LeaseLength = TimeSpan.FromSeconds(6);

    public async Task Run(CancellationToken ct)
    {
        nudge.Taken();
        if (!await HasWork(ct))
        {
            return;
        }

        if (await leases.TryTake(Name, LeaseLength, ct) is not { } lease)
        {
            return;
        }

        try
        {
            while (!ct.IsCancellationRequested && (await DrainSome(lease, ct) || await FollowOne(lease, ct)))
            {
                // Once more, until nothing is left.
            }
        }
        finally
        {
            await leases.Return(lease);
        }

        // What came while the lease was still held found it taken.
        if (await HasWork(ct))
        {
            nudge.Now();
        }
    }

    private async Task<bool> HasWork(CancellationToken ct) => await pending.Any(ct) || (await ledger.FindStale(ct)).Count > 0;

    private async Task<bool> DrainSome(Lease lease, CancellationToken ct)
    {
        var batch = await pending.Next(DeliveriesATime, ct);
        var readings = new List<Audience.TakenReading>();
        foreach (var delivery in batch)
        {
            readings.AddRange((await intake.Read(delivery.ToMessage(), ct)).Taken);
        }

        return batch.Count > 0 && await db.Write(
            async tx =>
            {
                await leases.Confirm(tx, lease);
                await ledger.Take(tx, readings, clock.GetUtcNow());
                await PendingDeliveries.Taken(tx, batch);
                return true;
            },
            ct);
    }

    private async Task<bool> FollowOne(Lease lease, CancellationToken ct)
    {
        var stale = await ledger.FindStale(ct);
        return stale.Count > 0 && await db.Write(
            async tx =>
            {
                await leases.Confirm(tx, lease);
                await ledger.Follow(tx, stale[0], clock.GetUtcNow());
                return true;
            },
            ct);
    }
}
