using System.Runtime.CompilerServices;
using Broadcast.Audience;
using Broadcast.Data;
using Broadcast.Ingestion;

namespace Broadcast.Provenance;

/// <summary>
/// The deliveries that a certificate is counted from, in the order of its lines: channel by channel, each by arrival; those with a reading of the series that was known until then.
/// Whoever makes a certificate and whoever exports its evidence go through here, page by page.
/// </summary>
internal sealed class CertifiedDeliveries(Db db, EvidenceReadings evidence)
{
    private const long BytesAPage = 4 * 1024 * 1024;

    private const string Page =
        $"""
        {EvidenceRow.Columns} {EvidenceRow.From}
        WHERE d.ChannelId = @channelId AND d.Id > @after AND d.Id < @end AND d.Holds = 1 AND (d.Id >= @since OR d.ReplayedAt IS NOT NULL)
        ORDER BY d.Id
        """;

    private static readonly Sql Next = new(SqlServer: $"SELECT TOP (@take) {Page}", Sqlite: $"SELECT {Page} LIMIT @take");

    private static readonly Sql CountAll = "SELECT COUNT(*) FROM Delivery WHERE ChannelId = @channelId AND Id >= @since AND Id < @end";

    /// <summary>About how many deliveries there are to go through.</summary>
    public async Task<long> Count(CertificateContent content, CancellationToken ct)
    {
        long count = 0;
        foreach (var channel in ChannelsOf(content))
        {
            count += await db.Find<long>(CountAll, new { channelId = channel.Id, since = Ids.First(channel.Since), end = End(content) }, ct);
        }

        return count;
    }

    /// <summary>All of them. Between two, the last page's connection is given back.</summary>
    /// <param name="content">The facts of the certificate.</param>
    /// <param name="passed">Is told after each page how many deliveries were gone through.</param>
    /// <param name="ct">Cancels.</param>
    public async IAsyncEnumerable<CertifiedDelivery> Read(CertificateContent content, Func<long, Task> passed, [EnumeratorCancellation] CancellationToken ct)
    {
        var airings = content.Interviews.SelectMany(interview => interview.Broadcasts).Select(broadcast => broadcast.Id).ToHashSet();
        var (end, asOf, count, take) = (End(content), content.AsOf, 0L, 100);
        foreach (var channel in ChannelsOf(content))
        {
            IReadOnlyList<EvidenceRow> rows;
            var (after, asked) = (Guid.Empty, 0);
            do
            {
                asked = take;
                rows = await db.Query<EvidenceRow>(Next, new { channelId = channel.Id, after, end, since = Ids.First(channel.Since), take }, ct);
                foreach (var row in rows)
                {
                    var withdrawnAt = row.WithdrawnAt <= asOf ? row.WithdrawnAt : null;
                    var readings = (await evidence.Read(row, ct)).Where(reading => airings.Contains(reading.AiringId) && reading.KnownAt <= asOf.ToUnixTimeMilliseconds())
                        .Select(reading => reading.Withdrawn(withdrawnAt?.ToUnixTimeMilliseconds())).ToList();
                    if (readings.Count > 0)
                    {
                        yield return new CertifiedDelivery(row, [.. (await evidence.Replays(row, ct)).Where(at => at <= asOf)], withdrawnAt, readings);
                    }
                }

                after = rows.Count > 0 ? rows[^1].Id : after;
                take = rows.Count == 0 ? take : (int)Math.Clamp(BytesAPage / Math.Max(1, rows.Average(row => (double)row.Body.Length)), 20, 5_000);
                count += rows.Count;
                await passed(count);
            }
            while (rows.Count == asked);
        }
    }

    /// <summary>Each channel of the series, and since when it had a broadcast of it: before that a delivery counts only by a replay.</summary>
    private static IEnumerable<(Guid Id, DateTimeOffset Since)> ChannelsOf(CertificateContent content) => content.Interviews
        .SelectMany(interview => interview.Broadcasts)
        .GroupBy(broadcast => broadcast.ChannelId)
        .OrderBy(channel => channel.Key)
        .Select(channel => (channel.Key, channel.Min(broadcast => broadcast.CreatedAt)));

    private static Guid End(CertificateContent content) => Ids.First(content.AsOf.AddMilliseconds(1));
}

/// <summary>A delivery that a certificate is counted from.</summary>
/// <param name="Row">As it is kept.</param>
/// <param name="Replays">When it was taken in again until then.</param>
/// <param name="WithdrawnAt">When it was withdrawn until then; null: it was not.</param>
/// <param name="Readings">Those of its readings that are of the series.</param>
internal sealed record CertifiedDelivery(EvidenceRow Row, IReadOnlyList<DateTimeOffset> Replays, DateTimeOffset? WithdrawnAt, IReadOnlyList<TakenReading> Readings);
