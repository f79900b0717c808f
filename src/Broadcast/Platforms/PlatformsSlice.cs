using Broadcast.Platforms.Icecast;
using Broadcast.Platforms.Imported;
using Broadcast.Platforms.StandardWebhook;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace Broadcast.Platforms;

/// <summary>The connectors: one folder for each kind of platform. They see bytes and addresses, never the database.</summary>
internal static class PlatformsSlice
{
    private static readonly TimeSpan Total = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Try = TimeSpan.FromSeconds(4);

    public static IServiceCollection AddPlatforms(this IServiceCollection services)
    {
        services.AddSingleton<Connectors>().AddSingleton<PlatformHttp>().AddSingleton<IcecastClient>();
        services.AddSingleton<IConnector, StandardWebhookConnector>();
        services.AddSingleton<IConnector, IcecastConnector>();
        services.AddSingleton<IConnector, ImportedConnector>();
        services.AddGuardedClient(PlatformHttp.ClientName, Pipeline);
        return services;
    }

    /// <summary>Outer to inner: total time-out, retry, circuit breaker, time-out of one try. One circuit for each server.</summary>
    private static void Pipeline(ResiliencePipelineBuilder<HttpResponseMessage> pipeline) => pipeline
        .AddTimeout(Total)
        .AddRetry(new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(400),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldRetryAfterHeader = true,
        })
        .AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
        {
            SamplingDuration = TimeSpan.FromSeconds(30),
            MinimumThroughput = 8,
            FailureRatio = 0.8,
            BreakDuration = TimeSpan.FromSeconds(15),
        })
        .AddTimeout(Try);
}
