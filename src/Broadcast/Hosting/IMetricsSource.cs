namespace Broadcast.Hosting;

/// <summary>Gauges that stand in the database: read once before each telling of the metrics, so that the instruments themselves ask nobody.</summary>
internal interface IMetricsSource
{
    /// <summary>Reads what the gauges show.</summary>
    Task Refresh(CancellationToken ct);
}
