using Broadcast.Hosting;
using Broadcast.Platforms;
using Broadcast.Work;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace Broadcast.Outbox;

/// <summary>Messages that leave: written with what causes them, sent afterwards.</summary>
internal static class OutboxSlice
{
    private static readonly TimeSpan Total = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Try = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ToConnect = TimeSpan.FromSeconds(4);

    public static IServiceCollection AddOutbox(this IServiceCollection services, Settings settings)
    {
        services.AddSingleton<OutboxTable>().AddSingleton<OutboxJob>().AddSingleton(new RecurringWork(OutboxJob.Name, OutboxJob.Schedule, typeof(OutboxJob)));
        services.AddSingleton<MessageWays>().AddSingleton<WaySecrets>().AddSingleton<WayCourier>();
        services
            .AddHttpClient(WayCourier.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .UseSocketsHttpHandler((handler, _) =>
            {
                OutgoingGuard.Secure(handler);
                handler.ConnectTimeout = ToConnect;
            })
            .AddResilienceHandler(WayCourier.ClientName, Pipeline)
            .SelectPipelineByAuthority();
        return settings.Mail.Host is null ? services.AddSingleton<ICourier, PickupCourier>() : services.AddSingleton<ICourier, SmtpCourier>();
    }

    public static void MapOutbox(this IEndpointRouteBuilder app) => app.MapWays();

    /// <summary>Outer to inner: total time-out, retry of what surely was not taken, circuit breaker, time-out of one try. One circuit for each server.</summary>
    private static void Pipeline(ResiliencePipelineBuilder<HttpResponseMessage> pipeline) => pipeline
        .AddTimeout(Total)
        .AddRetry(new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = 1,
            Delay = TimeSpan.FromMilliseconds(500),
            UseJitter = true,
            ShouldRetryAfterHeader = false,
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } e && WayCourier.WasNotSent(e)),
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
