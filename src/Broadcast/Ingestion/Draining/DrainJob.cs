using Broadcast.Audience;
using Broadcast.Audience.Ledger;
using Broadcast.Data;
using Broadcast.Work;

namespace Broadcast.Ingestion;

/// <summary>
/// The Hangfire job that takes received deliveries into readings and totals. One at a time over all processes (a lease), each delivery once: that it was taken in is written in the transaction of its readings.
/// Killed at any instant, the next run goes on where the last commit stood.
/// </summary>
internal sealed class DrainJob(
    Db db, Handover handover, PendingDeliveries pending, PendingWithdrawals withdrawals, Intake intake, AudienceLedger ledger, Leases leases, IngestionMeter meter, Nudge<DrainJob> nudge, TimeProvider clock)
    : INudged
{
    public const string Name = "audience-drain";
    public const string Schedule = "*/2 * * * * *";

    private const int ReadingsATime = 20_000;
    private const int DeliveriesATime = 500;

    // Figures stand still this long when another machine's worker is killed. A transaction may take longer: it has confirmed the lease first, and whoever wants it waits for the commit.
    private static readonly TimeSpan LeaseLength = TimeSpan.FromSeconds(6);

    // Under load the work of a round is mostly the same whether it takes in ten readings or ten thousand. Letting them gather for some times as long as the last round took
    // leaves most of the machine to the webhooks; a figure is told within two seconds all the same.
    private const int RestsAWork = 5;
    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(1000);

    private int _isRunning;

    /// <summary>
    /// Drains until nothing is left; once at a time in a process. What arrives meanwhile does not nudge again: this run takes it along. The nudge is given back at the end, and then looked once more, so that nothing falls in between.
    /// </summary>
    public async Task Run(CancellationToken ct)
    {
        if (Interlocked.Exchange(ref _isRunning, 1) == 1)
        {
            return;
        }

        try
        {
            while (!ct.IsCancellationRequested && await HasWork(ct))
            {
                if (await leases.TryTake(Name, LeaseLength, ct) is { } lease)
                {
                    await DrainAll(lease, ct);
                }
                else
                {
                    await Task.Delay(ShortestRest, TimeProvider.System, ct);
                }
            }
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
            nudge.Taken();
        }

        if (await HasWork(ct))
        {
            nudge.Now();
        }
    }

    private async Task DrainAll(Lease lease, CancellationToken ct)
    {
        try
        {
            await DrainUntilEmpty(lease, ct);
        }
        finally
        {
            await leases.Return(lease);
        }
    }

    private async Task DrainUntilEmpty(Lease lease, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var began = TimeProvider.System.GetTimestamp();
            var isFollowing = await PlaceWithdrawn(lease, ct) | await FollowOne(lease, ct);
            var taken = await DrainHanded(lease, ct);
            taken += taken < ReadingsATime ? await DrainStored(lease, ct) : 0;
            if (taken == 0 && !isFollowing && !await pending.Any(ct))
            {
                return;
            }

            if (taken < ReadingsATime && !isFollowing)
            {
                await Task.Delay(RestAfter(TimeProvider.System.GetElapsedTime(began)), TimeProvider.System, ct);
            }
        }
    }

    private static TimeSpan RestAfter(TimeSpan work) => TimeSpan.FromTicks(Math.Clamp(work.Ticks * RestsAWork, ShortestRest.Ticks, LongestRest.Ticks));

    private async Task<bool> HasWork(CancellationToken ct) => await pending.Any(ct) || await withdrawals.Next(ct) is not null || (await ledger.FindStale(ct)).Count > 0;

    /// <summary>Takes in what this process received itself.</summary>
    private async Task<int> DrainHanded(Lease lease, CancellationToken ct)
    {
        var batch = handover.Take(ReadingsATime);
        if (batch.Count == 0)
        {
            return 0;
        }

        var readings = batch.SelectMany(delivery => delivery.Readings).ToList();
        try
        {
            await Keep(lease, await ledger.DraftReadings(readings, [], ct), [.. batch.Select(delivery => delivery.DeliveryId)], ct);
        }
        catch (AlreadyTakenException)
        {
            // Somebody found them in the database first; what they did not take is still pending there.
        }

        return readings.Count;
    }

    /// <summary>Takes in what stands in the database: left by a process that was killed, received by another one, or replayed.</summary>
    private async Task<int> DrainStored(Lease lease, CancellationToken ct)
    {
        var batch = await pending.NextLeftOver(DeliveriesATime, clock.GetUtcNow(), ct);
        if (batch.Count == 0)
        {
            return 0;
        }

        var fresh = new List<TakenReading>();
        var replayed = new List<TakenReading>();
        foreach (var delivery in batch)
        {
            var message = delivery.ReplayedAt is null ? delivery.ToMessage() : delivery.ToMessage() with { Replays = await pending.Replays(delivery.Id, ct) };
            (delivery.ReplayedAt is null ? fresh : replayed).AddRange((await intake.Read(message, ct)).Taken);
        }

        await Keep(lease, await ledger.DraftReadings(fresh, replayed, ct), [.. batch.Select(delivery => delivery.Id)], ct);
        return Math.Max(1, fresh.Count + replayed.Count);
    }

    /// <summary>Looks up which broadcasts a withdrawn import had figures of; their interviews are followed next.</summary>
    private async Task<bool> PlaceWithdrawn(Lease lease, CancellationToken ct)
    {
        if (await withdrawals.Next(ct) is not { } importId)
        {
            return false;
        }

        var airings = await withdrawals.Airings(importId, ct);
        await db.Write(
            async tx =>
            {
                await leases.Confirm(tx, lease);
                await PendingWithdrawals.Placing(tx, importId, airings);
            },
            ct);
        return true;
    }

    private async Task<bool> FollowOne(Lease lease, CancellationToken ct)
    {
        var stale = await ledger.FindStale(ct);
        if (stale.Count == 0)
        {
            return false;
        }

        await Keep(lease, await ledger.DraftFollowing(stale[0], ct), [], ct);
        return true;
    }

    private async Task Keep(Lease lease, LedgerDraft draft, IReadOnlyList<Guid> deliveries, CancellationToken ct)
    {
        var isCommitted = false;
        try
        {
            await db.Write(
                async tx =>
                {
                    await leases.Confirm(tx, lease);
                    await PendingDeliveries.Taken(tx, deliveries);
                    await draft.Write(tx, clock.GetUtcNow());
                },
                ct);
            isCommitted = true;
            meter.Counted(deliveries, clock.GetUtcNow());
        }
        finally
        {
            ledger.Settle(draft, isCommitted);
        }
    }
}
