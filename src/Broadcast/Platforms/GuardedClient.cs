using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace Broadcast.Platforms;

/// <summary>Named HTTP clients for addresses that somebody entered: one Polly pipeline each, one circuit for each server, no private addresses unless the request allows them.</summary>
internal static class GuardedClient
{
    public static IServiceCollection AddGuardedClient(this IServiceCollection services, string name, Action<ResiliencePipelineBuilder<HttpResponseMessage>> pipeline)
    {
        services
            .AddHttpClient(name, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .UseSocketsHttpHandler((handler, _) => OutgoingGuard.Secure(handler))
            .AddResilienceHandler(name, pipeline)
            .SelectPipelineByAuthority();
        return services;
    }
}
