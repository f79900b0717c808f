using System.Globalization;
using System.Reflection;
using Broadcast.Audience;
using Broadcast.Audience.Answers;
using Broadcast.Audience.Arithmetic;
using Broadcast.Audience.History;
using Broadcast.Data;
using Broadcast.Hosting;

namespace Broadcast.Provenance;

/// <summary>
/// Makes a certificate: the facts as they were known at its instant, the figures counted from the deliveries alone, and the root hash over both. It reads what is fixed by that instant, so a second run comes to the same.
/// </summary>
internal sealed class CertificateMaker(Db db, HistoryReader history, CertifiedDeliveries deliveries, CertificateKey key)
{
    private static readonly Sql SeriesById = "SELECT Id, Code, Title, TimeZone FROM Series WHERE Id = @seriesId";

    private static readonly Sql Hooks = "SELECT a.Id, a.ExternalId, a.HookKey FROM Airing a JOIN Interview i ON i.Id = a.InterviewId WHERE i.SeriesId = @seriesId";

    private static readonly Sql Declarations =
        """
        SELECT d.Id, d.AiringId, d.Views, d.DecidedAt, d.ProofSha256 FROM Declaration d JOIN Airing a ON a.Id = d.AiringId JOIN Interview i ON i.Id = a.InterviewId
        WHERE i.SeriesId = @seriesId AND d.State = 'approved' AND d.DecidedAt <= @asOf ORDER BY d.DecidedAt, d.Stands, d.Id
        """;

    private static readonly string Version = Assembly.GetExecutingAssembly().GetName().Version!.ToString(3);

    /// <summary>The signed certificate: a compact JWS.</summary>
    /// <param name="id">The certificate's id.</param>
    /// <param name="seriesId">The series.</param>
    /// <param name="asOf">What was known until then counts.</param>
    /// <param name="spool">Where readings are put by meanwhile.</param>
    /// <param name="tell">Is told how far it is, from 0 to 1, after each page.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<string> Make(Guid id, Guid seriesId, DateTimeOffset asOf, ReadingSpool spool, Func<double, Task> tell, CancellationToken ct)
    {
        var facts = await Facts(id, seriesId, asOf, ct);
        var tree = new MerkleTree();
        foreach (var line in CertificateLines.Of(facts))
        {
            tree.Add(line);
        }

        var (count, dropped, expected) = (0L, 0L, await deliveries.Count(facts, ct));
        await foreach (var delivery in deliveries.Read(facts, passed => tell(0.9 * Math.Min(1, (double)passed / Math.Max(1, expected))), ct))
        {
            tree.Add(CertificateLines.Of(delivery.Row.Id, delivery.Row.ChannelId, delivery.Row.ReceivedAt, Convert.ToHexStringLower(delivery.Row.Sha256), delivery.Readings));
            (count, dropped) = (count + 1, dropped + (delivery.Row.IsDropped ? 1 : 0));
            foreach (var reading in delivery.Readings)
            {
                spool.Add(reading);
            }
        }

        var evidence = new CertifiedEvidence { Deliveries = count, BodiesDropped = dropped, Lines = tree.Leaves, Root = Convert.ToHexStringLower(tree.Root) };
        return key.Sign(Json.Write(Sum(facts, spool, evidence, ct)));
    }

    /// <summary>The content with its figures, interview by interview, so that memory holds the readings of one at a time.</summary>
    public static CertificateContent Sum(CertificateContent facts, ReadingSpool spool, CertifiedEvidence evidence, CancellationToken ct)
    {
        var counted = new List<(CertifiedInterview, IReadOnlyList<AiringSnapshot>, InterviewFigures?)>();
        foreach (var interview in facts.Interviews)
        {
            ct.ThrowIfCancellationRequested();
            counted.Add(CertificateCount.Of(interview, Readings(interview, spool), facts.AsOf));
        }

        return CertificateCount.Sum(facts, counted, evidence);
    }

    /// <summary>Each once, however often its delivery was read.</summary>
    private static List<TakenReading> Readings(CertifiedInterview interview, ReadingSpool spool)
    {
        var (readings, seen) = (new List<TakenReading>(), new HashSet<(Guid, int)>());
        foreach (var broadcast in interview.Broadcasts)
        {
            spool.Read(broadcast.Id, reading =>
            {
                if (seen.Add((reading.DeliveryId, reading.Ordinal)))
                {
                    readings.Add(reading);
                }
            });
        }

        return readings;
    }

    private async Task<CertificateContent> Facts(Guid id, Guid seriesId, DateTimeOffset asOf, CancellationToken ct)
    {
        var at = asOf.ToUnixTimeMilliseconds();
        var args = new { seriesId, asOf };
        var series = (await db.Find<CertifiedSeries>(SeriesById, args, ct))!;
        var outline = (await history.Outline(AudienceScope.Series(seriesId), at, ct))!;
        var hooks = (await db.Query<HookRow>(Hooks, args, ct)).ToDictionary(row => row.Id);
        var declared = (await db.Query<DeclarationRow>(Declarations, args, ct)).ToLookup(row => row.AiringId);
        return new CertificateContent
        {
            Id = id,
            Series = series,
            AsOf = asOf,
            Software = Version,
            Interviews = [.. outline.Interviews.Where(interview => outline.Made[interview.Id] <= at).Select(interview => Interview(outline, interview, at, hooks, declared)).OrderBy(interview => interview.Id)],
        };
    }

    private static CertifiedInterview Interview(HistoryOutline outline, InterviewRow row, long at, Dictionary<Guid, HookRow> hooks, ILookup<Guid, DeclarationRow> declared)
    {
        var bare = new InterviewHistory(row, outline.FactsOf(row), [.. outline.Closings[row.Id]], []);
        var (facts, closing) = (bare.FactsAt(at)!, bare.ClosingAt(at));
        return new CertifiedInterview
        {
            Id = row.Id,
            Unit = row.UnitName,
            Topic = row.Topic,
            State = facts.State,
            StartedAt = Instant(facts.StartedAt),
            EndedAt = Instant(facts.EndedAt),
            ClosedAt = Instant(closing),
            Broadcasts =
            [
                .. outline.Airings[row.Id].Where(airing => outline.AiringsMade[airing.Id] <= at).OrderBy(airing => airing.Id)
                    .Select(airing => Broadcast(outline, airing, closing ?? at, hooks[airing.Id], declared[airing.Id].LastOrDefault())),
            ],
        };
    }

    private static CertifiedBroadcast Broadcast(HistoryOutline outline, AiringRow airing, long rulesAt, HookRow hook, DeclarationRow? declared)
    {
        var metering = outline.RulesOf(airing).LastOrDefault(rule => rule.Since <= rulesAt, outline.RulesOf(airing)[0]).Metering;
        return new CertifiedBroadcast
        {
            Id = airing.Id,
            ChannelId = airing.ChannelId,
            Channel = airing.ChannelCode,
            Name = airing.ChannelName,
            Family = airing.Family,
            ExternalId = hook.ExternalId,
            IsPulled = hook.HookKey is null,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(outline.AiringsMade[airing.Id]),
            ViewsCounter = metering.Counter.ToString().ToLower(CultureInfo.InvariantCulture),
            HoldSeconds = (int)(metering.HoldMs / 1000),
            Declaration = declared is null ? null : new CertifiedDeclaration
            {
                Id = declared.Id,
                Views = declared.Views,
                ApprovedAt = declared.DecidedAt,
                ProofSha256 = Convert.ToHexStringLower(declared.ProofSha256),
            },
        };
    }

    private static DateTimeOffset? Instant(long? ms) => ms is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    private sealed record HookRow
    {
        public Guid Id { get; init; }

        public string ExternalId { get; init; } = "";

        public string? HookKey { get; init; }
    }

    private sealed record DeclarationRow
    {
        public Guid Id { get; init; }

        public Guid AiringId { get; init; }

        public long Views { get; init; }

        public DateTimeOffset DecidedAt { get; init; }

        public byte[] ProofSha256 { get; init; } = [];
    }
}
