using System.Security.Cryptography;
using Broadcast.Data;
using Broadcast.Ingestion;

namespace Broadcast.Provenance;

/// <summary>
/// Reads a series' deliveries in pages, checks each body against its hash, decides by the rules of the intake which readings count, and puts those by for their interviews. Called again, it reads what has come since.
/// </summary>
internal sealed class Evidence(EvidenceReadings readings, ReadingSpool spool, Findings findings, TimeProvider clock)
{
    private const long BytesAPage = 4 * 1024 * 1024;

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

    private static readonly Sql Places = "SELECT a.Id AS AiringId, a.InterviewId FROM Airing a JOIN Interview i ON i.Id = a.InterviewId WHERE i.SeriesId = @seriesId";

    private static readonly Sql CountSince = "SELECT COUNT(*) FROM Delivery WHERE ChannelId = @channelId AND Id > @after";

    private static readonly Sql Withdrawn =
        """
        SELECT r.DeliveryId, r.WithdrawnAt FROM WithdrawnAiring w JOIN Airing a ON a.Id = w.AiringId JOIN FigureImport f ON f.Id = w.ImportId JOIN ImportedRow r ON r.ImportId = f.Id
        WHERE a.InterviewId = @interviewId AND f.WithdrawnAt >= @since
        """;

    private readonly DateTimeOffset _since = clock.GetUtcNow() - Overlap;
    private readonly Dictionary<Guid, Position> _positions = [];
    private readonly HashSet<Guid> _recent = [];
    private readonly HashSet<Guid> _foreign = [];
    private readonly HashSet<Guid> _dropped = [];
    private Dictionary<Guid, Guid> _places = [];
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

    /// <summary>Reads one page of what is left, each in whatever transaction it is given.</summary>
    /// <returns>False when everything is read that there is.</returns>
    public async Task<bool> ReadPage(Tx tx, Guid seriesId, CancellationToken ct)
    {
        foreach (var channel in await tx.Query<ChannelRow>(Channels, new { seriesId }))
        {
            // Before the first broadcast was known, a delivery counts only by a replay.
            var position = _positions.TryGetValue(channel.ChannelId, out var known) ? known : _positions[channel.ChannelId] = new Position(Ids.First(channel.Since));
            if (!position.IsAtEnd && await ReadPage(tx, seriesId, channel.ChannelId, position, ct))
            {
                return true;
            }
        }

        Rewind();
        return false;
    }

    private async Task<bool> ReadPage(Tx tx, Guid seriesId, Guid channelId, Position position, CancellationToken ct)
    {
        var args = new { channelId, take = _take, since = position.ReplayedAt, after = position.HasAllArrivals ? position.Replay : position.Arrival };
        var rows = await tx.Query<EvidenceRow>(position.HasAllArrivals ? Replayed : Arrived, args);
        foreach (var row in rows)
        {
            if (position.HasAllArrivals || IsNew(row))
            {
                await Take(tx, seriesId, row, ct);
            }
        }

        position.Advance(rows, isLast: rows.Count < args.take);
        _take = rows.Count == 0 ? _take : (int)Math.Clamp(BytesAPage / Math.Max(1, rows.Average(row => (double)row.Body.Length)), 20, 5_000);
        return true;
    }

    /// <summary>What of an interview was withdrawn since the reading began, by delivery: the rest was read with the rows themselves.</summary>
    public async Task<IReadOnlyDictionary<Guid, long>> ReadWithdrawn(Tx tx, Guid interviewId) =>
        (await tx.Query<WithdrawnRow>(Withdrawn, new { interviewId, since = _since })).DistinctBy(row => row.DeliveryId).ToDictionary(row => row.DeliveryId, row => row.WithdrawnAt);

    private bool IsNew(EvidenceRow row)
    {
        var isLate = row.Id.CompareTo(Ids.First(clock.GetUtcNow() - Overlap)) >= 0;
        return isLate ? _recent.Add(row.Id) : !_recent.Contains(row.Id);
    }

    private async Task Take(Tx tx, Guid seriesId, EvidenceRow row, CancellationToken ct)
    {
        Deliveries++;
        if (row.IsDropped)
        {
            _dropped.Add(row.Id);
        }
        else
        {
            findings.Compare($"deliveries/{row.Id}.sha256", Convert.ToHexStringLower(row.Sha256), Convert.ToHexStringLower(SHA256.HashData(row.Body)));
        }

        var taken = await readings.Read(row, ct);
        findings.Compare($"deliveries/{row.Id}.readings", row.Readings, taken.Count);
        foreach (var reading in taken)
        {
            if (await InterviewOf(tx, seriesId, reading.AiringId) is { } interviewId)
            {
                spool.Add(interviewId, reading);
            }
        }
    }

    /// <summary>Null for a broadcast of another series on the same channel.</summary>
    private async ValueTask<Guid?> InterviewOf(Tx tx, Guid seriesId, Guid airingId)
    {
        if (_places.TryGetValue(airingId, out var interviewId))
        {
            return interviewId;
        }

        if (_foreign.Contains(airingId))
        {
            return null;
        }

        _places = (await tx.Query<PlaceRow>(Places, new { seriesId })).ToDictionary(row => row.AiringId, row => row.InterviewId);
        if (_places.TryGetValue(airingId, out interviewId))
        {
            return interviewId;
        }

        _foreign.Add(airingId);
        return null;
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

    private sealed record PlaceRow
    {
        public Guid AiringId { get; init; }

        public Guid InterviewId { get; init; }
    }
}
