using Broadcast.Hosting;
using Broadcast.Work;

namespace Broadcast.Provenance;

/// <summary>
/// The Hangfire job that makes certificates, one at a time over all processes (a lease). The row is the truth: what a killed worker left unfinished is begun anew by the next one, and comes to the same.
/// </summary>
internal sealed class CertificateJob(
    Certificates certificates, CertificateInstant instant, CertificateMaker maker, Leases leases, Nudge<CertificateJob> nudge, Settings settings, TimeProvider clock, ILogger<CertificateJob> log)
    : INudged
{
    private const string Name = "certificate";
    private const int MostAttempts = 3;

    // Kept by every page of deliveries, so it only runs out when the worker is gone.
    private static readonly TimeSpan LeaseLength = TimeSpan.FromMinutes(1);

    public static readonly RecurringWork Work = new(Name, "*/5 * * * * *", typeof(CertificateJob));

    public async Task Run(CancellationToken ct)
    {
        nudge.Taken();
        while (!ct.IsCancellationRequested && await certificates.Next(ct) is not null)
        {
            if (await leases.TryTake(Name, LeaseLength, ct) is not { } lease)
            {
                return;
            }

            try
            {
                await MakeNext(lease, ct);
            }
            finally
            {
                await leases.Return(lease);
            }
        }
    }

    private async Task MakeNext(Lease lease, CancellationToken ct)
    {
        if (await certificates.Next(ct) is not { } row)
        {
            return;
        }

        if (row.Attempts >= MostAttempts)
        {
            await certificates.GiveUp(lease, row, "It was begun several times and never came to an end; the log says why.", clock.GetUtcNow(), ct);
            return;
        }

        await certificates.Start(lease, row.Id, clock.GetUtcNow(), ct);
        await instant.Settle(row.SeriesId, row.RequestedAt, () => certificates.Advance(lease, row.Id, 0, ct), ct);
        try
        {
            using var spool = ReadingSpool.Create(Path.Combine(settings.DataDirectory, "certificates"), row.Id);
            var signed = await maker.Make(row.Id, row.SeriesId, row.RequestedAt, spool, progress => certificates.Advance(lease, row.Id, progress, ct), ct);
            await certificates.Finish(lease, row.Id, signed, clock.GetUtcNow(), ct);
        }
        catch (Exception e) when (e is not (LeaseLostException or OperationCanceledException))
        {
            log.LogError(e, "Certificate {Certificate} of series {Series} broke off", row.Id, row.SeriesId);
            throw;
        }
    }
}
