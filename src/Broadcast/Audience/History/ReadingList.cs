using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Broadcast.Audience.Ledger;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;

namespace Broadcast.Audience.History;

/// <summary>A broadcast's readings one by one, each with the delivery it came in: the way from a figure down to the bytes.</summary>
internal sealed class ReadingList(Db db)
{
    private const string Narrowing =
        """
        WHERE r.AiringId = @airingId AND r.ObservedAt >= @at AND (r.ObservedAt > @at OR r.DeliveryId > @deliveryId OR (r.DeliveryId = @deliveryId AND r.Ordinal > @ordinal))
          AND (((e.KnownAt > @after OR (e.KnownAt IS NULL AND r.DeliveryId >= @first)) AND (e.KnownAt <= @until OR (e.KnownAt IS NULL AND r.DeliveryId < @last)))
            OR (m.WithdrawnAt > @after AND m.WithdrawnAt <= @until))
        """;

    private const string Both =
        $"""
        SELECT {ReadingRow.Columns}, 1 AS IsCounting FROM Reading r {ReadingRow.Extras} {Narrowing}
        UNION ALL SELECT {ReadingRow.Columns}, 0 AS IsCounting FROM HeldReading r {ReadingRow.Extras} {Narrowing}
        """;

    private static readonly Sql Next = new(
        SqlServer: $"SELECT TOP (@take) * FROM ({Both}) x ORDER BY ObservedAt, DeliveryId, Ordinal",
        Sqlite: $"SELECT * FROM ({Both}) x ORDER BY ObservedAt, DeliveryId, Ordinal LIMIT @take");

    private static readonly Sql Known = "SELECT Id FROM Airing WHERE Id = @airingId";

    /// <summary>One page, in the order of observation; null when there is no such broadcast.</summary>
    /// <param name="airingId">The broadcast.</param>
    /// <param name="after">Known, or withdrawn, after this instant, milliseconds since 1970 (UTC).</param>
    /// <param name="until">Known, or withdrawn, until this one.</param>
    /// <param name="page">Which page.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Page<ReadingAnswer>?> Read(Guid airingId, long after, long until, PageRequest page, CancellationToken ct)
    {
        if (await db.Find<Guid?>(Known, new { airingId }, ct) is null)
        {
            return null;
        }

        var (at, deliveryId, ordinal) = Place(page.Cursor);
        var (first, last) = (Ids.First(DateTimeOffset.FromUnixTimeMilliseconds(after + 1)), Ids.First(DateTimeOffset.FromUnixTimeMilliseconds(until + 1)));
        var rows = await db.Query<ListedRow>(Next, new { airingId, at, deliveryId, ordinal, after, until, first, last, take = page.Take }, ct);
        var items = rows.Take(page.Limit).Select(row => ReadingAnswer.Of(row.ToReading(), row.IsCounting)).ToList();
        return new Page<ReadingAnswer>(items, rows.Count > page.Limit ? Cursor(rows[page.Limit - 1]) : null);
    }

    private static (long At, Guid DeliveryId, int Ordinal) Place(string? cursor)
    {
        if (cursor is null)
        {
            return (long.MinValue, Guid.Empty, -1);
        }

        var parts = cursor.Split('|');
        return parts.Length == 3 && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at)
            && Guid.TryParse(parts[1], out var id) && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal)
            ? (at, id, ordinal)
            : throw new RefusedException(Refusal.Field("cursor", "Not a cursor of this list."));
    }

    private static string Cursor(ListedRow row) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{row.ObservedAt}|{row.DeliveryId}|{row.Ordinal}")));

    private sealed record ListedRow : ReadingRow
    {
        public bool IsCounting { get; init; }
    }
}

/// <summary>A reading as it is told.</summary>
public sealed record ReadingAnswer
{
    /// <summary>When it was observed.</summary>
    public DateTimeOffset ObservedAt { get; init; }

    /// <summary>Since when it is known here.</summary>
    public DateTimeOffset KnownAt { get; init; }

    /// <summary>How many watched then.</summary>
    public long? Concurrent { get; init; }

    /// <summary>How many times it was watched so far, or since.</summary>
    public long? Views { get; init; }

    /// <summary>The views as the platform wrote them, where it rounds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ViewsText { get; init; }

    /// <summary>How far the true views may lie from the figure.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Answers.UncertaintyAnswer? Uncertainty { get; init; }

    /// <summary>A figure displayed in place of a real one; kept and never added.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Displayed { get; init; }

    /// <summary>Heat, popularity (人气); kept and never added.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Heat { get; init; }

    /// <summary>The platform's own peak; kept and never added.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? PlatformPeak { get; init; }

    /// <summary>False for what came after the interview was closed, and for what was withdrawn.</summary>
    public bool Counts { get; init; }

    /// <summary>When the import that brought it was withdrawn.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? WithdrawnAt { get; init; }

    /// <summary>The delivery it came in.</summary>
    public Guid DeliveryId { get; init; }

    /// <summary>Its place in the delivery, from 0.</summary>
    public int Index { get; init; }

    /// <summary>Where the delivery is kept as it came.</summary>
    public string Delivery { get; init; } = "";

    internal static ReadingAnswer Of(TakenReading reading, bool counts) => new()
    {
        ObservedAt = DateTimeOffset.FromUnixTimeMilliseconds(reading.ObservedAt),
        KnownAt = DateTimeOffset.FromUnixTimeMilliseconds(reading.KnownAt),
        Concurrent = reading.Concurrent,
        Views = reading.Views,
        ViewsText = reading.Extras?.ViewsText,
        Uncertainty = Answers.UncertaintyAnswer.Of(reading.Extras?.Rounding ?? default),
        Displayed = reading.Extras?.Displayed,
        Heat = reading.Extras?.Heat,
        PlatformPeak = reading.Extras?.PlatformPeak,
        Counts = counts,
        WithdrawnAt = reading.WithdrawnAt is { } withdrawn ? DateTimeOffset.FromUnixTimeMilliseconds(withdrawn) : null,
        DeliveryId = reading.DeliveryId,
        Index = reading.Ordinal,
        Delivery = $"/api/v1/deliveries/{reading.DeliveryId}",
    };
}
