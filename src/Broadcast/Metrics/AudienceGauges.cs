using System.Diagnostics.Metrics;
using Broadcast.Data;
using Broadcast.Hosting;

namespace Broadcast.Metrics;

/// <summary>
/// Audiences as gauges, for Prometheus: one query over the rows of totals a scrape, however many readings came, and none while the last one is fresh. The number of time series is bounded: the newest series,
/// and in each its first channels; what lies beyond is summed up as <c>other</c>.
/// </summary>
internal sealed class AudienceGauges : IMetricsSource
{
    private const int MostSeries = 50;
    private const int MostChannels = 100;
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(5);

    private static readonly Sql Rows = new(
        SqlServer: Text("SELECT TOP (@most) Id FROM Series ORDER BY Id DESC"),
        Sqlite: Text("SELECT Id FROM Series ORDER BY Id DESC LIMIT @most"));

    private readonly Db _db;
    private readonly TimeProvider _clock;
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;
    private IReadOnlyList<AudienceGauge> _gauges = [];

    public AudienceGauges(IMeterFactory meters, Db db, TimeProvider clock)
    {
        (_db, _clock) = (db, clock);
        var meter = meters.Create("Broadcast");
        meter.CreateObservableGauge("broadcast.audience.views", () => _gauges.SelectMany(Views), description: "Person-times of a series on a channel, measured and declared.");
        meter.CreateObservableGauge("broadcast.audience.concurrent", () => _gauges.Select(gauge => gauge.Tell(gauge.Concurrent)), description: "Connections now; not people.");
        meter.CreateObservableGauge(
            "broadcast.audience.last_reading.timestamp", () => _gauges.Where(gauge => gauge.LastReadingAt > 0).Select(gauge => gauge.Tell(gauge.LastReadingAt / 1000.0)), unit: "s", description: "When the newest figure was observed, in seconds since 1970.");
        meter.CreateObservableGauge("broadcast.audience.live", () => _gauges.Select(gauge => gauge.Tell(gauge.Live)), description: "Broadcasts on air.");
    }

    public async Task Refresh(CancellationToken ct)
    {
        var now = _clock.GetUtcNow();
        if (now - _readAt < FreshFor)
        {
            return;
        }

        _readAt = now;
        var rows = await _db.Query<AiringGaugeRow>(Rows, new { most = MostSeries, now }, ct);
        _gauges = [.. rows.GroupBy(row => row.Series, StringComparer.Ordinal).SelectMany(OfSeries)];
    }

    private static IEnumerable<AudienceGauge> OfSeries(IGrouping<string, AiringGaugeRow> rows)
    {
        var told = rows.Select(row => row.Channel).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MostChannels).ToHashSet(StringComparer.Ordinal);
        return rows.GroupBy(row => (row.Family, Channel: told.Contains(row.Channel) ? row.Channel : "other"))
            .Select(group => AudienceGauge.Of(rows.Key, group.Key.Family, group.Key.Channel, [.. group]));
    }

    private static IEnumerable<Measurement<double>> Views(AudienceGauge gauge) =>
        [gauge.Tell(gauge.Measured, ("kind", "measured")), gauge.Tell(gauge.Declared, ("kind", "declared"))];

    /// <summary>A gauge holds for as long as its channel says; several readings of one instant are one, the greatest.</summary>
    private static string Text(string newest) =>
        $"""
        SELECT s.Code AS Series, c.Code AS Channel, c.Family, i.State, t.Views, t.ReportsViews, t.LastReadingAt, d.Views AS DeclaredViews,
            CASE WHEN t.LastGaugeAt + c.HoldSeconds * CAST(1000 AS BIGINT) > @now THEN (SELECT MAX(r.Concurrent) FROM Reading r WHERE r.AiringId = a.Id AND r.ObservedAt = t.LastGaugeAt) END AS Concurrent
        FROM Series s JOIN Interview i ON i.SeriesId = s.Id JOIN Airing a ON a.InterviewId = i.Id JOIN Channel c ON c.Id = a.ChannelId
            LEFT JOIN AiringTotal t ON t.AiringId = a.Id LEFT JOIN Declaration d ON d.AiringId = a.Id AND d.Stands = 1
        WHERE i.State <> 'cancelled' AND s.Id IN ({newest})
        """;

    private sealed record AiringGaugeRow
    {
        public string Series { get; init; } = "";

        public string Channel { get; init; } = "";

        public string Family { get; init; } = "";

        public string State { get; init; } = "";

        public Int128? Views { get; init; }

        public bool? ReportsViews { get; init; }

        public long? LastReadingAt { get; init; }

        public long? DeclaredViews { get; init; }

        public long? Concurrent { get; init; }
    }

    /// <summary>What is told of a series on a channel.</summary>
    private sealed record AudienceGauge(string Series, string Family, string Channel, double Measured, double Declared, double Concurrent, long LastReadingAt, int Live)
    {
        public static AudienceGauge Of(string series, string family, string channel, IReadOnlyList<AiringGaugeRow> rows) => new(
            series,
            family,
            channel,
            (double)rows.Where(row => row.ReportsViews == true).Aggregate(Int128.Zero, (sum, row) => sum + (row.Views ?? 0)),
            (double)rows.Where(row => row.ReportsViews != true).Aggregate(Int128.Zero, (sum, row) => sum + (row.DeclaredViews ?? 0)),
            (double)rows.Aggregate(Int128.Zero, (sum, row) => sum + (row.Concurrent ?? 0)),
            rows.Max(row => row.LastReadingAt) ?? 0,
            rows.Count(row => row.State == "live"));

        public Measurement<double> Tell(double value, params ReadOnlySpan<(string Name, string Value)> more)
        {
            var tags = new List<KeyValuePair<string, object?>> { new("series", Series), new("family", Family), new("channel", Channel) };
            foreach (var (name, word) in more)
            {
                tags.Add(new(name, word));
            }

            return new Measurement<double>(value, tags);
        }
    }
}
