using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Outcomes;
using Broadcast.Work;

namespace Broadcast.Provenance;

/// <summary>Certificates as rows: asked for by people, made one after the other by whichever worker holds the lease, never changed afterwards.</summary>
internal sealed class Certificates(Db db, AuditLog log, Leases leases)
{
    private const string Columns = "Id, SeriesId, State, Progress, Attempts, RequestedBy, RequestedAt, FinishedAt, Signed, Problem";

    private static readonly Sql SeriesById = "SELECT Id FROM Series WHERE Id = @seriesId";

    private static readonly Sql Insert =
        "INSERT INTO Certificate (Id, SeriesId, State, Progress, Attempts, RequestedBy, RequestedAt) VALUES (@id, @seriesId, 'queued', 0, 0, @requestedBy, @now)";

    private static readonly Sql ById = $"SELECT {Columns} FROM Certificate WHERE Id = @id";

    private static readonly Sql OfSeries = new(
        SqlServer: $"SELECT TOP (@take) {Columns} FROM Certificate WHERE SeriesId = @seriesId AND Id < @before ORDER BY Id DESC",
        Sqlite: $"SELECT {Columns} FROM Certificate WHERE SeriesId = @seriesId AND Id < @before ORDER BY Id DESC LIMIT @take");

    private static readonly Sql Oldest = new(
        SqlServer: $"SELECT TOP (1) {Columns} FROM Certificate WHERE FinishedAt IS NULL ORDER BY Id",
        Sqlite: $"SELECT {Columns} FROM Certificate WHERE FinishedAt IS NULL ORDER BY Id LIMIT 1");

    private static readonly Sql Started =
        "UPDATE Certificate SET State = 'running', Progress = 0, Attempts = Attempts + 1, StartedAt = @now WHERE Id = @id AND FinishedAt IS NULL";

    private static readonly Sql Advanced = "UPDATE Certificate SET Progress = @progress WHERE Id = @id AND Progress < @progress";

    private static readonly Sql Finished =
        "UPDATE Certificate SET State = @state, Progress = @progress, Signed = @signed, Problem = @problem, FinishedAt = @now WHERE Id = @id AND FinishedAt IS NULL";

    /// <summary>Asks for a certificate of what is known now.</summary>
    public Task<Outcome<Certificate>> Request(Guid seriesId, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<Certificate>>(
        async tx =>
        {
            if (await tx.Find<Guid?>(SeriesById, new { seriesId }) is null)
            {
                return Refusal.NotFound("series");
            }

            var id = Ids.New(now);
            await tx.Execute(Insert, new { id, seriesId, requestedBy = by.Name, now });
            await log.Write(tx, by, "certify", "series", seriesId, null, new { certificateId = id }, now);
            return (await tx.Find<CertificateRow>(ById, new { id }))!.ToCertificate();
        },
        ct);

    public async Task<Certificate?> Find(Guid id, CancellationToken ct) => (await db.Find<CertificateRow>(ById, new { id }, ct))?.ToCertificate();

    /// <summary>A series' certificates, the newest first.</summary>
    public async Task<IReadOnlyList<Certificate>> List(Guid seriesId, Guid before, int take, CancellationToken ct) =>
        [.. (await db.Query<CertificateRow>(OfSeries, new { seriesId, before, take }, ct)).Select(row => row.ToCertificate())];

    /// <summary>The one that is to be made next: asked for first and not finished, whether a worker was killed over it or not.</summary>
    public Task<CertificateRow?> Next(CancellationToken ct) => db.Find<CertificateRow>(Oldest, null, ct);

    public Task Start(Lease lease, Guid id, DateTimeOffset now, CancellationToken ct) => Write(lease, Started, new { id, now }, ct);

    /// <summary>Tells how far it is, and keeps the lease.</summary>
    public Task Advance(Lease lease, Guid id, double progress, CancellationToken ct) => Write(lease, Advanced, new { id, progress }, ct);

    public Task Finish(Lease lease, Guid id, string signed, DateTimeOffset now, CancellationToken ct) =>
        Write(lease, Finished, new { id, state = "done", progress = 1.0, signed, problem = (string?)null, now }, ct);

    public Task GiveUp(Lease lease, CertificateRow row, string problem, DateTimeOffset now, CancellationToken ct) =>
        Write(lease, Finished, new { id = row.Id, state = "failed", progress = row.Progress, signed = (string?)null, problem, now }, ct);

    private Task Write(Lease lease, Sql sql, object args, CancellationToken ct) => db.Write(
        async tx =>
        {
            await leases.Confirm(tx, lease);
            await tx.Execute(sql, args);
        },
        ct);
}
