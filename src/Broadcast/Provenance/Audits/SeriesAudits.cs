using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Work;

namespace Broadcast.Provenance;

/// <summary>Audits as rows: asked for by people, done one after the other by whichever worker holds the lease.</summary>
internal sealed class SeriesAudits(Db db, AuditLog log, Leases leases)
{
    private const string Columns = "Id, SeriesId, State, Progress, Attempts, RequestedBy, RequestedAt, StartedAt, FinishedAt, Result, Problem";

    private static readonly Sql SeriesById = "SELECT Id FROM Series WHERE Id = @seriesId";

    private static readonly Sql Insert =
        "INSERT INTO SeriesAudit (Id, SeriesId, State, Progress, Attempts, RequestedBy, RequestedAt) VALUES (@id, @seriesId, 'queued', 0, 0, @requestedBy, @now)";

    private static readonly Sql ById = $"SELECT {Columns} FROM SeriesAudit WHERE Id = @id";

    private static readonly Sql OfSeries = new(
        SqlServer: $"SELECT TOP (@take) {Columns} FROM SeriesAudit WHERE SeriesId = @seriesId ORDER BY Id DESC",
        Sqlite: $"SELECT {Columns} FROM SeriesAudit WHERE SeriesId = @seriesId ORDER BY Id DESC LIMIT @take");

    private static readonly Sql Oldest = new(
        SqlServer: $"SELECT TOP (1) {Columns} FROM SeriesAudit WHERE FinishedAt IS NULL ORDER BY Id",
        Sqlite: $"SELECT {Columns} FROM SeriesAudit WHERE FinishedAt IS NULL ORDER BY Id LIMIT 1");

    private static readonly Sql Started =
        "UPDATE SeriesAudit SET State = 'running', Progress = 0, Attempts = Attempts + 1, StartedAt = @now WHERE Id = @id AND FinishedAt IS NULL";

    private static readonly Sql Advanced = "UPDATE SeriesAudit SET Progress = @progress WHERE Id = @id AND Progress < @progress";

    private static readonly Sql Finished =
        "UPDATE SeriesAudit SET State = @state, Progress = @progress, Result = @result, Problem = @problem, FinishedAt = @now WHERE Id = @id AND FinishedAt IS NULL";

    /// <summary>Asks for an audit of a series.</summary>
    public Task<Outcome<SeriesAudit>> Request(Guid seriesId, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<SeriesAudit>>(
        async tx =>
        {
            if (await tx.Find<Guid?>(SeriesById, new { seriesId }) is null)
            {
                return Refusal.NotFound("series");
            }

            var id = Ids.New(now);
            await tx.Execute(Insert, new { id, seriesId, requestedBy = by.Name, now });
            await log.Write(tx, by, "audit", "series", seriesId, null, new { auditId = id }, now);
            return (await tx.Find<SeriesAuditRow>(ById, new { id }))!.ToAudit();
        },
        ct);

    public async Task<SeriesAudit?> Find(Guid id, CancellationToken ct) => (await db.Find<SeriesAuditRow>(ById, new { id }, ct))?.ToAudit();

    /// <summary>A series' audits, the newest first.</summary>
    public async Task<IReadOnlyList<SeriesAudit>> List(Guid seriesId, int take, CancellationToken ct) =>
        [.. (await db.Query<SeriesAuditRow>(OfSeries, new { seriesId, take }, ct)).Select(row => row.ToAudit())];

    /// <summary>The one that is to be done next: asked for first and not finished, whether a worker was killed over it or not.</summary>
    public Task<SeriesAuditRow?> Next(CancellationToken ct) => db.Find<SeriesAuditRow>(Oldest, null, ct);

    public Task Start(Lease lease, Guid id, DateTimeOffset now, CancellationToken ct) => Write(lease, Started, new { id, now }, ct);

    /// <summary>Tells how far it is, and keeps the lease.</summary>
    public Task Advance(Lease lease, Guid id, double progress, CancellationToken ct) => Write(lease, Advanced, new { id, progress }, ct);

    public Task Finish(Lease lease, Guid id, AuditResult result, DateTimeOffset now, CancellationToken ct) =>
        Write(lease, Finished, new { id, state = "done", progress = 1.0, result = Json.Write(result), problem = (string?)null, now }, ct);

    public Task GiveUp(Lease lease, SeriesAuditRow audit, string problem, DateTimeOffset now, CancellationToken ct) =>
        Write(lease, Finished, new { id = audit.Id, state = "failed", progress = audit.Progress, result = (string?)null, problem, now }, ct);

    private Task Write(Lease lease, Sql sql, object args, CancellationToken ct) => db.Write(
        async tx =>
        {
            await leases.Confirm(tx, lease);
            await tx.Execute(sql, args);
        },
        ct);
}
