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
    private const int InterviewsAtOnce = 2;
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

    private readonly InterviewComparison[] _comparisons = [.. Enumerable.Range(0, InterviewsAtOnce).Select(_ => new InterviewComparison(spool))];
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
        var evidence = new Evidence(db, evidenceReadings, spool, _findings, clock);
        await ReadBulk(evidence, seriesId, tell, ct);
        var read = await db.Read(tx => ReadRest(tx, evidence, seriesId, ct), ct);
        var interviews = await db.Query<Guid>(Interviews, new { seriesId }, ct);
        var goingOn = new List<Guid>();
        foreach (var some in interviews.Chunk(InterviewsAtOnce))
        {
            var compared = await Task.WhenAll(some.Select((interviewId, i) => Task.Run(() => CompareUnchanged(_comparisons[i], evidence, read, interviewId, ct), ct)));
            goingOn.AddRange(some.Where((_, i) => compared[i] is null));
            Array.ForEach(compared, Take);
            await TellCompared(tell, interviews.Count);
        }

        foreach (var interviewId in goingOn)
        {
            Take(await CompareGoingOn(evidence, seriesId, interviewId, ct));
            await TellCompared(tell, interviews.Count);
        }

        CompareSeries(seriesId);
        await CompareProofs(seriesId, ct);
        return new AuditResult(_findings.Count == 0, _findings.Told, _findings.Count, evidence.Deliveries, _readings, interviews.Count, evidence.BodiesDropped);
    }

    private async Task ReadBulk(Evidence evidence, Guid seriesId, Func<double, Task> tell, CancellationToken ct)
    {
        var expected = await db.Read(tx => Evidence.Count(tx, seriesId), ct);
        var next = Fetch();
        while (await next is { } page)
        {
            // One page is read while the other is taken.
            next = Fetch();
            await Task.WhenAll(evidence.Take(page, seriesId, ct), next);
            await Tell(tell, ShareOfEvidence * Math.Min(1, (double)evidence.Deliveries / Math.Max(1, expected)));
        }

        Task<IReadOnlyList<EvidenceRow>?> Fetch() => Task.Run(() => db.Read(tx => evidence.Fetch(tx, seriesId), ct), ct);
    }

    /// <summary>
    /// The states first: where the database shows each statement the newest state instead of one state to all, whatever is taken in after they were read shows as another state.
    /// </summary>
    private static async Task<EvidenceState> ReadRest(Tx tx, Evidence evidence, Guid seriesId, CancellationToken ct)
    {
        var marks = await AiringMark.ReadSeries(tx, seriesId);
        await evidence.ReadRest(tx, seriesId, ct);
        return new EvidenceState(marks, (await tx.Query<Guid>(Pending)).ToHashSet());
    }

    /// <summary>Null when something was taken in since the evidence was read, or has still to be followed.</summary>
    private Task<ComparedInterview?> CompareUnchanged(InterviewComparison comparison, Evidence evidence, EvidenceState read, Guid interviewId, CancellationToken ct) => db.Read(
        async tx =>
        {
            var stored = await StoredFigures.Read(tx, interviewId);
            var stand = new Stand(stored, read.Pending, await evidence.ReadWithdrawn(tx, interviewId));
            return stored.IsSettled && !await StoredFigures.HasWithdrawals(tx, interviewId) && await IsIn(tx, interviewId, read.Marks[interviewId])
                ? await CompareIn(tx, comparison, stand, interviewId, read.Marks[interviewId])
                : null;
        },
        ct);

    private async Task<ComparedInterview> CompareGoingOn(Evidence evidence, Guid seriesId, Guid interviewId, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            if (await db.Read(tx => CompareAtOnce(tx, evidence, seriesId, interviewId, isLastTry: tries == MostTries, ct), ct) is { } compared)
            {
                return compared;
            }

            await Task.Delay(Pause, TimeProvider.System, ct);
        }
    }

    /// <summary>
    /// In this order: where the database shows each statement the newest state instead of one state to all, whatever is taken in between the first and the last shows as another state. Null when something was,
    /// or has still to be followed, unless there is no other try.
    /// </summary>
    private async Task<ComparedInterview?> CompareAtOnce(Tx tx, Evidence evidence, Guid seriesId, Guid interviewId, bool isLastTry, CancellationToken ct)
    {
        var marks = await AiringMark.ReadAll(tx, interviewId);
        var stored = await StoredFigures.Read(tx, interviewId);
        await evidence.ReadRest(tx, seriesId, ct);
        var pending = (await tx.Query<Guid>(Pending)).ToHashSet();
        var stand = new Stand(stored, pending, await evidence.ReadWithdrawn(tx, interviewId));
        if (isLastTry)
        {
            return await _comparisons[0].Compare(tx, interviewId, stand);
        }

        return stored.IsSettled && !await StoredFigures.HasWithdrawals(tx, interviewId) && await IsIn(tx, interviewId, marks)
            ? await CompareIn(tx, _comparisons[0], stand, interviewId, marks)
            : null;
    }

    /// <summary>Null when the broadcasts came to be in another state while their readings were read.</summary>
    private static async Task<ComparedInterview?> CompareIn(Tx tx, InterviewComparison comparison, Stand stand, Guid interviewId, IEnumerable<AiringMark> marks)
    {
        var compared = await comparison.Compare(tx, interviewId, stand);
        return await IsIn(tx, interviewId, marks) ? compared : null;
    }

    private static async Task<bool> IsIn(Tx tx, Guid interviewId, IEnumerable<AiringMark> marks) => (await AiringMark.ReadAll(tx, interviewId)).SequenceEqual(marks);

    private void Take(ComparedInterview? compared)
    {
        if (compared is null)
        {
            return;
        }

        _compared++;
        _readings += compared.Readings;
        _findings.Add(compared.Findings);
        if (compared.Counts)
        {
            _totals.Add((compared.Stored, compared.Recomputed));
        }
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

    /// <summary>What the evidence was read in: the state each broadcast was in before, and what was not taken in yet after.</summary>
    private sealed record EvidenceState(ILookup<Guid, AiringMark> Marks, HashSet<Guid> Pending);

    private sealed record ProofRow
    {
        public Guid Id { get; init; }

        public byte[] ProofSha256 { get; init; } = [];
    }
}
