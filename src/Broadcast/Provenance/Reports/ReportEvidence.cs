using System.Runtime.CompilerServices;
using Broadcast.Audience.Answers;
using Broadcast.Audience.Ledger;
using Broadcast.Data;

namespace Broadcast.Provenance;

/// <summary>What the figures rest on, row by row: each reading that counts with the hash of the delivery it came in (and, where the platform rounds, as it was written there), and each declared figure that stands with the hash of its proof.</summary>
internal sealed class ReportEvidence(Db db)
{
    private const int PageRows = 2_000;

    // A sheet takes 1 048 576 rows, the names of the columns among them.
    private const int MostRows = 1_048_575;

    private const string Readings =
        $"""
        r.ObservedAt, r.DeliveryId, r.Ordinal, r.Concurrent, r.Views, d.ReceivedAt, d.Sha256, e.ViewsText, e.ViewsMinus, e.ViewsPlus
        FROM Reading r JOIN Delivery d ON d.Id = r.DeliveryId
            {ReadingRow.JoinExtras}
        WHERE r.AiringId = @airingId AND r.ObservedAt >= @at
          AND (r.ObservedAt > @at OR r.DeliveryId > @deliveryId OR (r.DeliveryId = @deliveryId AND r.Ordinal > @ordinal))
        ORDER BY r.ObservedAt, r.DeliveryId, r.Ordinal
        """;

    private static readonly Sql NextReadings = new(SqlServer: $"SELECT TOP (@take) {Readings}", Sqlite: $"SELECT {Readings} LIMIT @take");

    private static readonly Sql Standing = "SELECT Id, Views, DecidedAt, ProofSha256 FROM Declaration WHERE AiringId = @airingId AND Stands = 1";

    /// <summary>The rows, as many as a sheet takes.</summary>
    public async IAsyncEnumerable<object?[]> Rows(AudienceSnapshot snapshot, Func<string, string> word, [EnumeratorCancellation] CancellationToken ct)
    {
        var interviews = snapshot.Interviews.ToDictionary(interview => interview.Id);
        var left = MostRows;
        foreach (var airing in snapshot.Airings)
        {
            var interview = interviews[airing.Row.InterviewId];
            object?[] whose = [interview.UnitName, interview.Topic, airing.Row.ChannelCode];
            await foreach (var row in RowsOf(airing.Row.Id, snapshot.Series.Zone, word, ct))
            {
                if (left-- == 0)
                {
                    yield break;
                }

                yield return [.. whose, .. row];
            }
        }
    }

    private async IAsyncEnumerable<object?[]> RowsOf(Guid airingId, TimeZoneInfo zone, Func<string, string> word, [EnumeratorCancellation] CancellationToken ct)
    {
        if (await db.Find<StandingRow>(Standing, new { airingId }, ct) is { } declared)
        {
            yield return [word("declared"), null, Local(declared.DecidedAt), null, declared.Views, declared.Id.ToString(), Convert.ToHexStringLower(declared.ProofSha256), null, null, null];
        }

        var (at, deliveryId, ordinal) = (long.MinValue, Guid.Empty, -1);
        IReadOnlyList<EvidenceReading> page;
        do
        {
            page = await db.Query<EvidenceReading>(NextReadings, new { airingId, at, deliveryId, ordinal, take = PageRows }, ct);
            foreach (var row in page)
            {
                (at, deliveryId, ordinal) = (row.ObservedAt, row.DeliveryId, row.Ordinal);
                yield return
                [
                    word("measured"), Local(DateTimeOffset.FromUnixTimeMilliseconds(row.ObservedAt)), Local(row.ReceivedAt), row.Concurrent, row.Views, row.DeliveryId.ToString(),
                    Convert.ToHexStringLower(row.Sha256), row.ViewsText, row.IsExact ? null : row.ViewsMinus, row.IsExact ? null : row.ViewsPlus,
                ];
            }
        }
        while (page.Count == PageRows);

        DateTimeOffset Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, zone);
    }

    private sealed record EvidenceReading
    {
        public long ObservedAt { get; init; }

        public Guid DeliveryId { get; init; }

        public int Ordinal { get; init; }

        public long? Concurrent { get; init; }

        public long? Views { get; init; }

        public DateTimeOffset ReceivedAt { get; init; }

        public byte[] Sha256 { get; init; } = [];

        public string? ViewsText { get; init; }

        public long? ViewsMinus { get; init; }

        public long? ViewsPlus { get; init; }

        public bool IsExact => ViewsMinus is null or 0 && ViewsPlus is null or 0;
    }

    private sealed record StandingRow
    {
        public Guid Id { get; init; }

        public long Views { get; init; }

        public DateTimeOffset DecidedAt { get; init; }

        public byte[] ProofSha256 { get; init; } = [];
    }
}
