using Broadcast.Hosting;

namespace Broadcast.Metrics;

/// <summary>Gauges over what stands in the database. Writes nothing, imported by nobody; counters stand in the slices that count.</summary>
internal static class MetricsSlice
{
    public static IServiceCollection AddGauges(this IServiceCollection services) => services
        .AddSingleton<IMetricsSource, AudienceGauges>()
        .AddSingleton<IMetricsSource, PipelineGauges>();
}
