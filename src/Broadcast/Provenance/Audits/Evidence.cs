using System.Security.Cryptography;
using Broadcast.Audience;
using Broadcast.Data;
using Broadcast.Ingestion;

namespace Broadcast.Provenance;

/// <summary>
/// Reads a series' deliveries in pages, checks each body against its hash, decides by the rules of the intake which readings count, and puts those by for their interviews. Called again, it reads what has come since.
/// </summary>
internal sealed class Evidence(Db db, EvidenceReadings readings, ReadingSpool spool, Findings findings, TimeProvider clock)
{
    private const long BytesAPage = 4 * 1024 * 1024;
    private const int BodiesAtOnce = 2;

    // A delivery's id is made on arrival and its row a moment later, so the last stretch is read again.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    private const string Columns = $"{EvidenceRow.Columns} {EvidenceRow.From}";

    private const string ById = "WHERE d.ChannelId = @channelId AND d.Id > @after AND d.Holds = 1 ORDER BY d.Id";

    private const string ByReplay =
        """
        WHERE d.ChannelId = @channelId AND (d.ReplayedAt > @since OR (d.ReplayedAt = @since AND d.Id > @after)) AND d.Holds = 1
        ORDER BY d.ReplayedAt, d.Id
        """;

    private static readonly Sql Arrived = new(SqlServer: $"SELECT TOP (@take) {Columns} {ById}", Sqlite: $"SELECT {Columns} {ById} LIMIT @take");

    private static readonly Sql Replayed = new(SqlServer: $"SELECT TOP (@take) {Columns} {ByReplay}", Sqlite: $"SELECT {Columns} {ByReplay} LIMIT @take");

    private static readonly Sql Channels =
        """
        SELECT a.ChannelId, MIN(a.CreatedAt) AS Since FROM Airing a JOIN Interview i ON i.Id = a.InterviewId
        WHERE i.SeriesId = @seriesId GROUP BY a.ChannelId
        """;

    private static readonly Sql Airings = "SELECT a.Id FROM Airing a JOIN Interview i ON i.Id = a.InterviewId WHERE i.SeriesId = @seriesId";

    private static readonly Sql CountSince = "SELECT COUNT(*) FROM Delivery WHERE ChannelId = @channelId AND Id > @after";

    private static readonly Sql Withdrawn =
        """
        SELECT r.DeliveryId, r.WithdrawnAt FROM WithdrawnAiring w JOIN Airing a ON a.Id = w.AiringId JOIN FigureImport f ON f.Id = w.ImportId JOIN ImportedRow r ON r.ImportId = f.Id
        WHERE a.InterviewId = @interviewId AND f.WithdrawnAt >= @since
        """;

    private readonly DateTimeOffset _since = clock.GetUtcNow() - Overlap;
    private readonly Dictionary<Guid, Position> _positions = [];
    private readonly HashSet<Guid> _recent = [];
    private readonly HashSet<Guid> _own = [];
    private readonly HashSet<Guid> _foreign = [];
    private readonly HashSet<Guid> _dropped = [];
    private int _take = 500;

    public long Deliveries { get; private set; }

    /// <summary>How many of them have no body any more, by the series' rule: their figures come from the readings that were kept.</summary>
    public int BodiesDropped => _dropped.Count;

    /// <summary>About how many deliveries there are to read.</summary>
    public static async Task<long> Count(Tx tx, Guid seriesId)
    {
        long count = 0;
        foreach (var channel in await tx.Query<ChannelRow>(Channels, new { seriesId }))
        {
            count += await tx.Find<long>(CountSince, new { channelId = channel.ChannelId, after = Ids.First(channel.Since) });
        }

        return count;
    }

    /// <summary>Reads all that is left.</summary>
    public async Task ReadRest(Tx tx, Guid seriesId, CancellationToken ct)
    {
        while (await Fetch(tx, seriesId) is { } page)
        {
            await Take(page, seriesId, ct);
        }
    }

    /// <summary>The deliveries of the next page of what is left, in whatever transaction it is given; the one before need not be taken yet.</summary>
    /// <returns>Null when everything is fetched that there is.</returns>
    public async Task<IReadOnlyList<EvidenceRow>?> Fetch(Tx tx, Guid seriesId)
    {
        foreach (var channel in await tx.Query<ChannelRow>(Channels, new { seriesId }))
        {
            // Before the first broadcast was known, a delivery counts only by a replay.
            var position = _positions.TryGetValue(channel.ChannelId, out var known) ? known : _positions[channel.ChannelId] = new Position(Ids.First(channel.Since));
            if (!position.IsAtEnd)
            {
                return await Fetch(tx, channel.ChannelId, position);
            }
        }

        Rewind();
        return null;
    }

    /// <summary>Checks a page's bodies, and puts their readings by.</summary>
    public async Task Take(IReadOnlyList<EvidenceRow> page, Guid seriesId, CancellationToken ct)
    {
        var taken = new TakenDelivery[page.Count];
        var workers = new ParallelOptions { MaxDegreeOfParallelism = BodiesAtOnce, CancellationToken = ct };
        await Parallel.ForAsync(0, page.Count, workers, async (i, token) => taken[i] = new TakenDelivery(SHA256.HashData(page[i].Body), await readings.Read(page[i], token)));
        for (var i = 0; i < page.Count; i++)
        {
            await Take(page[i], taken[i], seriesId, ct);
        }
    }

    private async Task<IReadOnlyList<EvidenceRow>> Fetch(Tx tx, Guid channelId, Position position)
    {
        var isReplay = position.HasAllArrivals;
        var args = new { channelId, take = _take, since = position.ReplayedAt, after = isReplay ? position.Replay : position.Arrival };
        var rows = await tx.Query<EvidenceRow>(isReplay ? Replayed : Arrived, args);
        position.Advance(rows, isLast: rows.Count < args.take);
        _take = rows.Count == 0 ? _take : (int)Math.Clamp(BytesAPage / Math.Max(1, rows.Average(row => (double)row.Body.Length)), 20, 5_000);
        return isReplay ? rows : [.. rows.Where(IsNew)];
    }

    /// <summary>What of an interview was withdrawn since the reading began, by delivery: the rest was read with the rows themselves.</summary>
    public async Task<IReadOnlyDictionary<Guid, long>> ReadWithdrawn(Tx tx, Guid interviewId) =>
        (await tx.Query<WithdrawnRow>(Withdrawn, new { interviewId, since = _since })).DistinctBy(row => row.DeliveryId).ToDictionary(row => row.DeliveryId, row => row.WithdrawnAt);

    private bool IsNew(EvidenceRow row)
    {
        var isLate = row.Id.CompareTo(Ids.First(clock.GetUtcNow() - Overlap)) >= 0;
        return isLate ? _recent.Add(row.Id) : !_recent.Contains(row.Id);
    }

    private async Task Take(EvidenceRow row, TakenDelivery delivery, Guid seriesId, CancellationToken ct)
    {
        Deliveries++;
        if (row.IsDropped)
        {
            _dropped.Add(row.Id);
        }
        else if (!row.Sha256.AsSpan().SequenceEqual(delivery.Sha256))
        {
            findings.Compare($"deliveries/{row.Id}.sha256", Convert.ToHexStringLower(row.Sha256), Convert.ToHexStringLower(delivery.Sha256));
        }

        findings.Compare($"deliveries/{row.Id}.readings", row.Readings, delivery.Readings.Count);
        foreach (var reading in delivery.Readings)
        {
            if (_own.Contains(reading.AiringId) || await IsOwn(seriesId, reading.AiringId, ct))
            {
                spool.Add(reading);
            }
        }
    }

    /// <summary>Whether a broadcast is one of the series; on the same channel there may be those of others.</summary>
    private async Task<bool> IsOwn(Guid seriesId, Guid airingId, CancellationToken ct)
    {
        if (!_foreign.Contains(airingId))
        {
            _own.UnionWith(await db.Query<Guid>(Airings, new { seriesId }, ct));
            if (!_own.Contains(airingId))
            {
                _foreign.Add(airingId);
            }
        }

        return _own.Contains(airingId);
    }

    private void Rewind()
    {
        var start = clock.GetUtcNow() - Overlap;
        var id = Ids.First(start);
        foreach (var position in _positions.Values)
        {
            position.Rewind(id, start);
        }

        _recent.RemoveWhere(recent => recent.CompareTo(id) < 0 && _positions.Values.All(position => recent.CompareTo(position.Arrival) < 0));
    }

    /// <summary>How far a channel is read: first what arrived, by id, then what was replayed, by time.</summary>
    private sealed class Position(Guid arrival)
    {
        public Guid Arrival { get; private set; } = arrival;

        public DateTimeOffset ReplayedAt { get; private set; } = DateTimeOffset.UnixEpoch;

        public Guid Replay { get; private set; }

        public bool HasAllArrivals { get; private set; }

        public bool IsAtEnd { get; private set; }

        public void Advance(IReadOnlyList<EvidenceRow> rows, bool isLast)
        {
            if (HasAllArrivals)
            {
                (ReplayedAt, Replay) = rows.Count > 0 ? (rows[^1].ReplayedAt!.Value, rows[^1].Id) : (ReplayedAt, Replay);
                IsAtEnd = isLast;
                return;
            }

            Arrival = rows.Count > 0 ? rows[^1].Id : Arrival;
            HasAllArrivals = isLast;
        }

        public void Rewind(Guid id, DateTimeOffset start)
        {
            (HasAllArrivals, IsAtEnd) = (false, false);
            Arrival = Arrival.CompareTo(id) > 0 ? id : Arrival;
            if (ReplayedAt > start)
            {
                (ReplayedAt, Replay) = (start, Guid.Empty);
            }
        }
    }

    private sealed record ChannelRow
    {
        public Guid ChannelId { get; init; }

        public DateTimeOffset Since { get; init; }
    }

    private sealed record WithdrawnRow
    {
        public Guid DeliveryId { get; init; }

        public long WithdrawnAt { get; init; }
    }

    private readonly record struct TakenDelivery(byte[] Sha256, IReadOnlyList<TakenReading> Readings);
}
