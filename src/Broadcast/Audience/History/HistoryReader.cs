using System.Text.Json;
using Broadcast.Audience.Answers;
using Broadcast.Audience.Arithmetic;
using Broadcast.Audience.Ledger;
using Broadcast.Data;

namespace Broadcast.Audience.History;

/// <summary>
/// Reads what was known when. States and times are those of now with every later change of the log undone; readings know the instant of their arrival by themselves, late ones of closed interviews among them.
/// </summary>
internal sealed class HistoryReader(Db db, AudienceRows rows)
{
    private const string OfScope = "(@isSeries = 1 AND i.SeriesId = @id) OR (@isSeries = 0 AND i.Id = @id)";

    private static readonly Sql Made =
        $"SELECT i.Id, i.CreatedAt FROM Interview i WHERE {OfScope}";

    private static readonly Sql AiringsMade = $"SELECT a.Id, a.CreatedAt FROM Airing a JOIN Interview i ON i.Id = a.InterviewId WHERE {OfScope}";

    private static readonly Sql Changes = new(SqlServer: ChangesOver("JOIN"), Sqlite: ChangesOver("CROSS JOIN"));

    private static readonly Sql Closings = $"SELECT z.InterviewId, z.ClosedAt, z.ReopenedAt FROM Closing z JOIN Interview i ON i.Id = z.InterviewId WHERE {OfScope} ORDER BY z.ClosedAt";

    private static readonly Sql Rules = "SELECT ChannelId, Since, ViewsCounter, HoldSeconds FROM ChannelRule ORDER BY Since";

    private static readonly Sql Approved =
        $"""
        SELECT d.AiringId, d.DecidedAt, d.Views, d.DecidedByName FROM Declaration d JOIN Airing a ON a.Id = d.AiringId JOIN Interview i ON i.Id = a.InterviewId
        WHERE ({OfScope}) AND d.State = 'approved' ORDER BY d.DecidedAt, d.Stands, d.Id
        """;

    private static readonly Sql Withdrawn =
        $"""
        SELECT w.AiringId, f.WithdrawnAt, f.WithdrawnBy, f.WithdrawnReason, w.IsFollowed FROM WithdrawnAiring w JOIN FigureImport f ON f.Id = w.ImportId
        JOIN Airing a ON a.Id = w.AiringId JOIN Interview i ON i.Id = a.InterviewId WHERE {OfScope} ORDER BY f.WithdrawnAt, f.Id
        """;

    private static readonly Sql NewReading = new(
        SqlServer: "SELECT TOP (1) 1 FROM Reading WHERE AiringId = @airingId AND DeliveryId >= @first",
        Sqlite: "SELECT 1 FROM Reading WHERE AiringId = @airingId AND DeliveryId >= @first LIMIT 1");

    private static readonly Sql NewHeld = new(
        SqlServer: "SELECT TOP (1) 1 FROM HeldReading WHERE AiringId = @airingId AND DeliveryId >= @first",
        Sqlite: "SELECT 1 FROM HeldReading WHERE AiringId = @airingId AND DeliveryId >= @first LIMIT 1");

    private static readonly Sql NewReplay = new(
        SqlServer: "SELECT TOP (1) 1 FROM ReadingExtra WHERE AiringId = @airingId AND KnownAt > @since",
        Sqlite: "SELECT 1 FROM ReadingExtra WHERE AiringId = @airingId AND KnownAt > @since LIMIT 1");

    /// <summary>Everything but the readings; null when there is no such series or interview.</summary>
    /// <param name="scope">Whose history.</param>
    /// <param name="since">How far back the states and times are needed, milliseconds since 1970 (UTC).</param>
    /// <param name="ct">Cancels.</param>
    public async Task<HistoryOutline?> Outline(AudienceScope scope, long since, CancellationToken ct)
    {
        if (await rows.Read(scope, ct) is not { } tables)
        {
            return null;
        }

        return await db.Read(
            async tx =>
            {
                var args = new { isSeries = scope.IsSeries ? 1 : 0, id = scope.Id, since };
                return new HistoryOutline(
                    tables.Series,
                    tables.Interviews,
                    tables.Airings.ToLookup(airing => airing.InterviewId),
                    (await tx.Query<MadeRow>(Made, args)).ToDictionary(row => row.Id, row => row.CreatedAt),
                    (await tx.Query<MadeRow>(AiringsMade, args)).ToDictionary(row => row.Id, row => row.CreatedAt),
                    (await tx.Query<ChangeRow>(Changes, args)).ToLookup(row => row.InterviewId),
                    (await tx.Query<ClosingRow>(Closings, args)).ToLookup(row => row.InterviewId, row => new ClosingSpan(row.ClosedAt, row.ReopenedAt)),
                    (await tx.Query<RuleRow>(Rules)).ToLookup(row => row.ChannelId, row => new RuleSince(row.Since, AiringState.Of(row.ViewsCounter, row.HoldSeconds))),
                    (await tx.Query<ApprovedRow>(Approved, args)).ToLookup(row => row.AiringId, row => new DeclaredSince(row.DecidedAt, row.Views, row.DecidedByName)),
                    (await tx.Query<WithdrawnRow>(Withdrawn, args)).ToLookup(row => row.AiringId, row => new WithdrawnSince(row.WithdrawnAt, row.WithdrawnBy, row.WithdrawnReason, row.IsFollowed)));
            },
            ct);
    }

    /// <summary>Whether an interview's figures are the stored ones still, as nothing about them was known or changed since.</summary>
    public async Task<bool> IsAsStored(HistoryOutline outline, InterviewRow interview, long since, CancellationToken ct)
    {
        if (!outline.IsUnchanged(interview, since))
        {
            return false;
        }

        foreach (var airing in outline.Airings[interview.Id])
        {
            var args = new { airingId = airing.Id, since, first = Ids.First(DateTimeOffset.FromUnixTimeMilliseconds(since + 1)) };
            if (airing.MayHoldAt(since)
                || await db.Find<int?>(NewReading, args, ct) is not null
                || await db.Find<int?>(NewHeld, args, ct) is not null
                || await db.Find<int?>(NewReplay, args, ct) is not null)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>One interview with all its readings.</summary>
    public Task<InterviewHistory> Read(HistoryOutline outline, InterviewRow interview, CancellationToken ct) => db.Read(
        async tx =>
        {
            var airings = new List<AiringHistory>();
            foreach (var airing in outline.Airings[interview.Id])
            {
                var readings = (await ReadingTable.All(tx, airing.Id)).Concat(await HeldReadingTable.All(tx, airing.Id)).DistinctBy(reading => (reading.DeliveryId, reading.Ordinal)).ToList();
                readings.Sort(InOrder);
                airings.Add(new AiringHistory(airing, outline.AiringsMade[airing.Id], outline.RulesOf(airing), [.. outline.Declared[airing.Id]], readings) { Withdrawn = [.. outline.Withdrawn[airing.Id]] });
            }

            return new InterviewHistory(interview, outline.FactsOf(interview), [.. outline.Closings[interview.Id]], airings);
        },
        ct);

    private static int InOrder(TakenReading one, TakenReading other)
    {
        var byTime = one.KnownAt.CompareTo(other.KnownAt);
        var byDelivery = byTime != 0 ? byTime : one.DeliveryId.CompareTo(other.DeliveryId);
        return byDelivery != 0 ? byDelivery : one.Ordinal.CompareTo(other.Ordinal);
    }

    /// <summary>The interviews first, and the log of each by its index; SQLite takes tables in the order in which they are cross-joined.</summary>
    private static string ChangesOver(string join) =>
        $"""
        SELECT e.EntityId AS InterviewId, e.At, e.Actor, e.FromValue, e.ToValue FROM Interview i {join} AuditEntry e ON e.EntityId = i.Id
        WHERE ({OfScope}) AND e.At > @since AND e.FromValue IS NOT NULL ORDER BY e.Id
        """;

    private sealed record MadeRow
    {
        public Guid Id { get; init; }

        public long CreatedAt { get; init; }
    }

    private sealed record ClosingRow
    {
        public Guid InterviewId { get; init; }

        public long ClosedAt { get; init; }

        public long? ReopenedAt { get; init; }
    }

    private sealed record RuleRow
    {
        public Guid ChannelId { get; init; }

        public long Since { get; init; }

        public string ViewsCounter { get; init; } = "";

        public int HoldSeconds { get; init; }
    }

    private sealed record ApprovedRow
    {
        public Guid AiringId { get; init; }

        public long DecidedAt { get; init; }

        public long Views { get; init; }

        public string? DecidedByName { get; init; }
    }

    private sealed record WithdrawnRow
    {
        public Guid AiringId { get; init; }

        public long WithdrawnAt { get; init; }

        public string? WithdrawnBy { get; init; }

        public string? WithdrawnReason { get; init; }

        public bool IsFollowed { get; init; }
    }

    /// <summary>A change of an interview as the log tells it.</summary>
    internal sealed record ChangeRow
    {
        public Guid InterviewId { get; init; }

        public long At { get; init; }

        public string Actor { get; init; } = "";

        public string FromValue { get; init; } = "{}";

        public string? ToValue { get; init; }

        /// <summary>The facts before this change, from those after it; the same where it changed none of them.</summary>
        public InterviewFacts Undo(InterviewFacts after)
        {
            using var from = JsonDocument.Parse(FromValue);
            return from.RootElement.ValueKind != JsonValueKind.Object ? after : after with
            {
                State = from.RootElement.TryGetProperty("state", out var state) ? state.GetString()! : after.State,
                StartedAt = from.RootElement.TryGetProperty("startedAt", out var start) ? Instant(start) : after.StartedAt,
                EndedAt = from.RootElement.TryGetProperty("endedAt", out var end) ? Instant(end) : after.EndedAt,
            };
        }

        public string? Reason
        {
            get
            {
                using var to = JsonDocument.Parse(ToValue ?? "{}");
                return to.RootElement.ValueKind == JsonValueKind.Object && to.RootElement.TryGetProperty("reason", out var reason) ? reason.GetString() : null;
            }
        }

        private static long? Instant(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetDateTimeOffset().ToUnixTimeMilliseconds() : null;
    }
}
