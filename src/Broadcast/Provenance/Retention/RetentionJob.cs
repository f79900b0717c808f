using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Work;

namespace Broadcast.Provenance;

/// <summary>
/// The Hangfire job that goes through the deliveries of closed interviews, once a day each, and drops the bodies that the rule of their series lets go of. Each body is one transaction, so a kill leaves none half dropped;
/// the next run goes on.
/// </summary>
internal sealed class RetentionJob(Db db, DroppedBodies bodies, AuditLog audit, Leases leases, TimeProvider clock) : INudged
{
    private const string Name = "evidence-retention";
    private const int ATime = 200;
    private static readonly TimeSpan LeaseLength = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Again = TimeSpan.FromDays(1);

    // Not again what was gone through less than a day ago; a rule that was made shorter shows as a later end and is followed at the next run.
    private static readonly Sql Due =
        """
        SELECT i.Id, a.Id AS AiringId, r.Days FROM Interview i JOIN Closing z ON z.InterviewId = i.Id AND z.ReopenedAt IS NULL JOIN EvidenceRule r ON r.SeriesId = i.SeriesId
        JOIN Airing a ON a.InterviewId = i.Id LEFT JOIN EvidenceSweep w ON w.InterviewId = i.Id
        WHERE i.State = 'closed' AND COALESCE(w.UpTo, 0) < @now - r.Days * @day - @again ORDER BY i.Id, a.Id
        """;

    private static readonly Sql Forget = "DELETE FROM EvidenceSweep WHERE InterviewId = @id";

    private static readonly Sql Note = "INSERT INTO EvidenceSweep (InterviewId, UpTo) VALUES (@id, @upTo)";

    public static readonly RecurringWork Work = new(Name, "0 17 * * * *", typeof(RetentionJob));

    public async Task Run(CancellationToken ct)
    {
        if (await leases.TryTake(Name, LeaseLength, ct) is not { } lease)
        {
            return;
        }

        try
        {
            await Sweep(lease, ct);
        }
        finally
        {
            await leases.Return(lease);
        }
    }

    private async Task Sweep(Lease lease, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = await db.Query<DueRow>(Due, new { now, day = (long)TimeSpan.FromDays(1).TotalMilliseconds, again = (long)Again.TotalMilliseconds }, ct);
        foreach (var interview in due.GroupBy(row => row.Id))
        {
            var dropped = 0;
            var before = now.AddDays(-interview.First().Days);
            foreach (var row in interview)
            {
                dropped += await Sweep(lease, row.AiringId, before, now, ct);
            }

            await db.Write(
                async tx =>
                {
                    await leases.Confirm(tx, lease);
                    await tx.Execute(Forget, new { id = interview.Key });
                    await tx.Execute(Note, new { id = interview.Key, upTo = before });
                    if (dropped > 0)
                    {
                        await audit.Write(tx, Caller.Service, "drop-bodies", "interview", interview.Key, null, new { bodies = dropped, receivedBefore = before }, now);
                    }
                },
                ct);
        }
    }

    private async Task<int> Sweep(Lease lease, Guid airingId, DateTimeOffset before, DateTimeOffset now, CancellationToken ct)
    {
        var dropped = 0;
        IReadOnlyList<Guid> page;
        var after = Guid.Empty;
        do
        {
            page = await bodies.ListCandidates(airingId, after, before, ATime, ct);
            foreach (var id in page)
            {
                ct.ThrowIfCancellationRequested();
                dropped += await bodies.Drop(id, now, ct) ? 1 : 0;
            }

            after = page.Count > 0 ? page[^1] : after;
            await db.Write(tx => leases.Confirm(tx, lease), ct);
        }
        while (page.Count == ATime);

        return dropped;
    }

    private sealed record DueRow
    {
        public Guid Id { get; init; }

        public Guid AiringId { get; init; }

        public int Days { get; init; }
    }
}
