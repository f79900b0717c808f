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
            .UseSocketsHttpHandler((handler, _) => Secure(handler))
            .AddResilienceHandler(name, pipeline)
            .SelectPipelineByAuthority();
        return services;
    }

    /// <summary>No redirects, which could lead elsewhere; no cookies; no proxy, which would hide the address from the guard.</summary>
    private static void Secure(SocketsHttpHandler handler)
    {
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        handler.UseProxy = false;
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(2);

        // A connection is opened for one request's permission and must not serve another's.
        handler.PooledConnectionIdleTimeout = TimeSpan.Zero;
        handler.ConnectCallback = OutgoingGuard.Connect;
    }
}
