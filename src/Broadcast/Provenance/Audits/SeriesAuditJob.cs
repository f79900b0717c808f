using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Ingestion;
using Broadcast.Work;

namespace Broadcast.Provenance;

/// <summary>
/// The Hangfire job that audits. One audit at a time over all processes (a lease), since each reads all evidence of a series. The row is the truth: what a killed worker left unfinished
/// is begun anew by the next one.
/// </summary>
internal sealed class SeriesAuditJob(
    SeriesAudits audits, Db db, EvidenceReadings readings, Leases leases, Nudge<SeriesAuditJob> nudge, Settings settings, TimeProvider clock, ILogger<SeriesAuditJob> log)
    : INudged
{
    private const string Name = "series-audit";
    private const int MostAttempts = 3;

    // Kept by every page of deliveries and every interview, so it only runs out when the worker is gone.
    private static readonly TimeSpan LeaseLength = TimeSpan.FromMinutes(1);

    public static readonly RecurringWork Work = new(Name, "*/5 * * * * *", typeof(SeriesAuditJob));

    public async Task Run(CancellationToken ct)
    {
        nudge.Taken();
        while (!ct.IsCancellationRequested && await audits.Next(ct) is not null)
        {
            if (await leases.TryTake(Name, LeaseLength, ct) is not { } lease)
            {
                return;
            }

            try
            {
                await DoNext(lease, ct);
            }
            finally
            {
                await leases.Return(lease);
            }
        }
    }

    private async Task DoNext(Lease lease, CancellationToken ct)
    {
        if (await audits.Next(ct) is not { } audit)
        {
            return;
        }

        if (audit.Attempts >= MostAttempts)
        {
            await audits.GiveUp(lease, audit, "It was begun several times and never came to an end; the log says why.", clock.GetUtcNow(), ct);
            return;
        }

        await audits.Start(lease, audit.Id, clock.GetUtcNow(), ct);
        try
        {
            using var spool = ReadingSpool.Create(Path.Combine(settings.DataDirectory, "audits"), audit.Id);
            var recount = new SeriesRecount(db, readings, spool, clock);
            var result = await recount.Run(audit.SeriesId, progress => audits.Advance(lease, audit.Id, progress, ct), ct);
            await audits.Finish(lease, audit.Id, result, clock.GetUtcNow(), ct);
        }
        catch (Exception e) when (e is not (LeaseLostException or OperationCanceledException))
        {
            log.LogError(e, "Audit {Audit} of series {Series} broke off", audit.Id, audit.SeriesId);
            throw;
        }
    }
}
