using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;

namespace Broadcast.Provenance;

/// <summary>How long the bodies of a series' deliveries are kept, as rows; without one, for ever.</summary>
internal sealed class EvidenceRules(Db db, AuditLog audit)
{
    private static readonly Sql OfSeries = "SELECT s.Id, r.Days, s.Version FROM Series s LEFT JOIN EvidenceRule r ON r.SeriesId = s.Id WHERE s.Id = @seriesId";

    // Whoever changes a series' rule updates the series first, so that two of them come one after the other.
    private static readonly Sql Hold = "UPDATE Series SET Version = Version WHERE Id = @seriesId";

    private static readonly Sql Delete = "DELETE FROM EvidenceRule WHERE SeriesId = @seriesId";

    private static readonly Sql Insert = "INSERT INTO EvidenceRule (SeriesId, Days) VALUES (@seriesId, @days)";

    /// <summary>A series' rule; null when there is no such series.</summary>
    public async Task<EvidenceRule?> Find(Guid seriesId, CancellationToken ct) =>
        await db.Find<RuleRow>(OfSeries, new { seriesId }, ct) is { } row ? new EvidenceRule(seriesId, row.Days) : null;

    /// <summary>Sets a series' rule; null: for ever. What was dropped does not come back.</summary>
    public Task<Outcome<EvidenceRule>> Set(Guid seriesId, int? days, IReadOnlyList<string>? expected, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<EvidenceRule>>(
        async tx =>
        {
            await tx.Execute(Hold, new { seriesId });
            if (await tx.Find<RuleRow>(OfSeries, new { seriesId }) is not { } row)
            {
                return Refusal.NotFound("series");
            }

            if (EntityTags.CheckContent(expected, new EvidenceRule(seriesId, row.Days)) is { } outdated)
            {
                return outdated;
            }

            await tx.Execute(Delete, new { seriesId });
            if (days is not null)
            {
                await tx.Execute(Insert, new { seriesId, days });
            }

            await audit.Write(tx, by, "evidence-rule", "series", seriesId, new { evidenceDays = row.Days }, new { evidenceDays = days }, now);
            return new EvidenceRule(seriesId, days);
        },
        ct);

    private sealed record RuleRow
    {
        public Guid Id { get; init; }

        public int? Days { get; init; }
    }
}

/// <summary>How long the bodies of a series' deliveries are kept.</summary>
/// <param name="SeriesId">The series.</param>
/// <param name="EvidenceDays">Days after arrival, once every interview that a delivery is about is closed; null: for ever.</param>
public sealed record EvidenceRule(Guid SeriesId, int? EvidenceDays);
