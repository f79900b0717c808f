using System.Security.Cryptography;
using Broadcast.Audience.Arithmetic;
using Broadcast.Data;
using Broadcast.Ingestion;

namespace Broadcast.Provenance;

/// <summary>
/// Recounts a series from its deliveries and compares. The bulk of the evidence is read first, page by page, the last of it together with which state each broadcast is in. An interview whose broadcasts
/// are still in that state is compared with that evidence; of one that goes on, the figures as they stand and what has come since are read in one transaction, so that a live interview too is compared
/// as of one instant: what is not taken in yet is left out of both.
/// </summary>
internal sealed class SeriesRecount(Db db, EvidenceReadings evidenceReadings, ReadingSpool spool, TimeProvider clock)
{
    // Times and rules that were changed, and replays, are followed within two seconds; a delivery every now and then makes one more try.
    private const int MostTries = 40;
    private const double ShareOfEvidence = 0.7;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ToldEvery = TimeSpan.FromSeconds(1);

    private static readonly Sql Interviews = "SELECT Id FROM Interview WHERE SeriesId = @seriesId ORDER BY PlannedStartsAt, Id";

    private static readonly Sql Pending = "SELECT DeliveryId FROM PendingDelivery";

    private static readonly Sql ProofsOfSeries =
        """
        SELECT d.Id, d.ProofSha256 FROM Declaration d JOIN Airing a ON a.Id = d.AiringId JOIN Interview i ON i.Id = a.InterviewId
        WHERE i.SeriesId = @seriesId ORDER BY d.Id
        """;

    private readonly Findings _findings = new();
    private readonly List<(InterviewFigures Stored, InterviewFigures Recomputed)> _totals = [];
    private DateTimeOffset _toldAt = DateTimeOffset.MinValue;
    private long _readings;
    private int _compared;

    /// <summary>Does it.</summary>
    /// <param name="seriesId">The series.</param>
    /// <param name="tell">Is told how far it is, from 0 to 1, once a second or so.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<AuditResult> Run(Guid seriesId, Func<double, Task> tell, CancellationToken ct)
    {
        var evidence = new Evidence(evidenceReadings, spool, _findings, clock);
        await ReadBulk(evidence, seriesId, tell, ct);
        var read = await db.Read(tx => ReadRest(tx, evidence, seriesId, ct), ct);
        var interviews = await db.Query<Guid>(Interviews, new { seriesId }, ct);
        var goingOn = new List<Guid>();
        foreach (var interviewId in interviews)
        {
            if (!await CompareUnchanged(evidence, read, interviewId, ct))
            {
                goingOn.Add(interviewId);
            }

            await TellCompared(tell, interviews.Count);
        }

        foreach (var interviewId in goingOn)
        {
            await CompareInterview(evidence, seriesId, interviewId, ct);
            await TellCompared(tell, interviews.Count);
        }

        CompareSeries(seriesId);
        await CompareProofs(seriesId, ct);
        return new AuditResult(_findings.Count == 0, _findings.Told, _findings.Count, evidence.Deliveries, _readings, interviews.Count, evidence.BodiesDropped);
    }

    private async Task ReadBulk(Evidence evidence, Guid seriesId, Func<double, Task> tell, CancellationToken ct)
    {
        var expected = await db.Read(tx => Evidence.Count(tx, seriesId), ct);
        while (await db.Read(tx => evidence.ReadPage(tx, seriesId, ct), ct))
        {
            ct.ThrowIfCancellationRequested();
            await Tell(tell, ShareOfEvidence * Math.Min(1, (double)evidence.Deliveries / Math.Max(1, expected)));
        }
    }

    /// <summary>
    /// The states first: where the database shows each statement the newest state instead of one state to all, whatever is taken in after they were read shows as another state.
    /// </summary>
    private static async Task<(ILookup<Guid, AiringMark> Marks, HashSet<Guid> Pending)> ReadRest(Tx tx, Evidence evidence, Guid seriesId, CancellationToken ct)
    {
        var marks = await AiringMark.ReadSeries(tx, seriesId);
        while (await evidence.ReadPage(tx, seriesId, ct))
        {
            // On to the end of what there is.
        }

        return (marks, (await tx.Query<Guid>(Pending)).ToHashSet());
    }

    /// <summary>False when something was taken in since the evidence was read, or has still to be followed.</summary>
    private async Task<bool> CompareUnchanged(Evidence evidence, (ILookup<Guid, AiringMark> Marks, HashSet<Guid> Pending) read, Guid interviewId, CancellationToken ct)
    {
        var (stand, isSettled) = await db.Read(
            async tx =>
            {
                var stored = await StoredFigures.Read(tx, interviewId);
                var stand = new Stand(stored, read.Pending, await evidence.ReadWithdrawn(tx, interviewId));
                return (stand, stored.IsSettled && !await StoredFigures.HasWithdrawals(tx, interviewId));
            },
            ct);
        if (!isSettled || !stand.Stored.Marks.SequenceEqual(read.Marks[interviewId]))
        {
            return false;
        }

        await Compare(interviewId, stand, ct);
        return true;
    }

    private async Task CompareInterview(Evidence evidence, Guid seriesId, Guid interviewId, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            var (stand, isStill) = await db.Read(tx => ReadAtOnce(tx, evidence, seriesId, interviewId, ct), ct);
            if (isStill || tries == MostTries)
            {
                await Compare(interviewId, stand, ct);
                return;
            }

            await Task.Delay(Pause, TimeProvider.System, ct);
        }
    }

    private async Task Compare(Guid interviewId, Stand stand, CancellationToken ct)
    {
        var (stored, pending, withdrawn) = stand;
        var readings = (await spool.Read(interviewId, pending, ct)).Select(reading => withdrawn.TryGetValue(reading.DeliveryId, out var at) ? reading.Withdrawn(at) : reading);
        var (counting, held) = stored.Part(readings);
        _readings += counting.Count;
        _compared++;
        var totals = InterviewComparison.Compare(_findings, interviewId, stored, counting, held);
        if (stored.Counts)
        {
            _totals.Add(totals);
        }
    }

    /// <summary>
    /// In this order: where the database shows each statement the newest state instead of one state to all, whatever is taken in between the first and the last shows as another state.
    /// </summary>
    private static async Task<(Stand Stand, bool IsStill)> ReadAtOnce(
        Tx tx, Evidence evidence, Guid seriesId, Guid interviewId, CancellationToken ct)
    {
        var stored = await StoredFigures.Read(tx, interviewId);
        while (await evidence.ReadPage(tx, seriesId, ct))
        {
            // On to the end of what there is.
        }

        var pending = (await tx.Query<Guid>(Pending)).ToHashSet();
        var stand = new Stand(stored, pending, await evidence.ReadWithdrawn(tx, interviewId));
        var isStill = stored.IsSettled && !await StoredFigures.HasWithdrawals(tx, interviewId) && stored.Marks.SequenceEqual(await AiringMark.ReadAll(tx, interviewId));
        return (stand, isStill);
    }

    private void CompareSeries(Guid seriesId)
    {
        var stored = SeriesFigures.Of(_totals.ConvertAll(interview => interview.Stored));
        var recomputed = SeriesFigures.Of(_totals.ConvertAll(interview => interview.Recomputed));
        _findings.Compare($"series/{seriesId}.views", stored.Totals.Views, recomputed.Totals.Views);
        _findings.Compare($"series/{seriesId}.liveViews", stored.Totals.Live, recomputed.Totals.Live);
        _findings.Compare($"series/{seriesId}.watchMs", stored.Totals.WatchMs, recomputed.Totals.WatchMs);
        _findings.Compare($"series/{seriesId}.peakConcurrent", stored.Peak.Value, recomputed.Peak.Value);
    }

    /// <summary>What people declared is as true as its proof, which must be the file that was sent.</summary>
    private async Task CompareProofs(Guid seriesId, CancellationToken ct)
    {
        foreach (var proof in await db.Query<ProofRow>(ProofsOfSeries, new { seriesId }, ct))
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await foreach (var part in ProofTable.Parts(db, proof.Id, ct))
            {
                hash.AppendData(part);
            }

            _findings.Compare($"declarations/{proof.Id}.proof.sha256", Convert.ToHexStringLower(proof.ProofSha256), Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
    }

    private Task TellCompared(Func<double, Task> tell, int interviews) => Tell(tell, ShareOfEvidence + ((1 - ShareOfEvidence) * _compared / interviews));

    private async Task Tell(Func<double, Task> tell, double progress)
    {
        var now = clock.GetUtcNow();
        if (now - _toldAt >= ToldEvery)
        {
            _toldAt = now;
            await tell(progress);
        }
    }

    /// <summary>An interview's figures as they stand, with what is to be left out of the evidence and what of it was withdrawn when.</summary>
    private sealed record Stand(StoredFigures Stored, HashSet<Guid> Pending, IReadOnlyDictionary<Guid, long> Withdrawn);

    private sealed record ProofRow
    {
        public Guid Id { get; init; }

        public byte[] ProofSha256 { get; init; } = [];
    }
}
