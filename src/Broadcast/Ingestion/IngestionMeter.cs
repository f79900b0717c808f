using System.Diagnostics.Metrics;
using Broadcast.Data;
using Broadcast.Outcomes;

namespace Broadcast.Ingestion;

/// <summary>How the receiving side does, for Prometheus: what came, what was refused and why, and how long it takes from the arrival to the total. Labels are words of ours, never of a sender.</summary>
internal sealed class IngestionMeter
{
    private static readonly double[] Seconds = [0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 3, 5, 10, 30, 60, 300];

    private readonly Counter<long> _deliveries;
    private readonly Counter<long> _readings;
    private readonly Counter<long> _refused;
    private readonly Histogram<double> _lag;

    public IngestionMeter(IMeterFactory meters)
    {
        var meter = meters.Create("Broadcast");
        _deliveries = meter.CreateCounter<long>("broadcast.ingest.deliveries", description: "Messages on disk, by what became of them.");
        _readings = meter.CreateCounter<long>("broadcast.ingest.readings", description: "Readings that count.");
        _refused = meter.CreateCounter<long>("broadcast.ingest.refused", description: "Webhooks that were answered with a problem, by its name.");
        _lag = meter.CreateHistogram(
            "broadcast.ingest.lag",
            unit: "s",
            description: "From the arrival of a message to the commit of the totals that hold it.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });
    }

    /// <summary>A batch is on disk.</summary>
    public void Kept(IReadOnlyList<string?> states, int readings)
    {
        foreach (var (state, count) in states.OfType<string>().CountBy(state => state))
        {
            _deliveries.Add(count, new KeyValuePair<string, object?>("state", state));
        }

        _readings.Add(readings);
    }

    /// <summary>A webhook was answered.</summary>
    public void Answered(int status)
    {
        if (status != StatusCodes.Status202Accepted)
        {
            _refused.Add(1, new KeyValuePair<string, object?>("reason", ReasonOf(status)));
        }
    }

    /// <summary>Deliveries are in the totals; their ids tell when they came.</summary>
    public void Counted(IReadOnlyList<Guid> deliveries, DateTimeOffset now)
    {
        if (!_lag.Enabled)
        {
            return;
        }

        foreach (var delivery in deliveries)
        {
            _lag.Record(Math.Max(0, (now.ToUnixTimeMilliseconds() - Ids.TimeOf(delivery)) / 1000.0));
        }
    }

    private static string ReasonOf(int status) => status switch
    {
        400 => Slugs.Validation,
        401 => Slugs.Unauthorized,
        404 => Slugs.NotFound,
        413 => Slugs.PayloadTooLarge,
        415 => Slugs.UnsupportedMediaType,
        503 => Slugs.Unavailable,
        _ => "other",
    };
}
