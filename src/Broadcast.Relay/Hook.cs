using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.CircuitBreaker;

namespace Broadcast.Relay;

/// <summary>The named client that posts to the service: signed by Standard Webhooks at each try, tried again until it is taken or refused for good.</summary>
internal sealed class Hook(IHttpClientFactory clients, RelaySettings settings)
{
    private const string ClientName = "hook";
    private static readonly TimeSpan Total = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Try = TimeSpan.FromSeconds(15);

    public async Task<HttpResponseMessage> Post(Message message, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.To) { Content = new ByteArrayContent(message.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Options.Set(Signing.MessageKey, message);
        return await clients.CreateClient(ClientName).SendAsync(request, ct);
    }

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<Hook>().AddTransient<Signing>();
        var client = services
            .AddHttpClient(ClientName, http => http.Timeout = Timeout.InfiniteTimeSpan)
            .UseSocketsHttpHandler((handler, _) => handler.AllowAutoRedirect = false);
        client.AddResilienceHandler(ClientName, (pipeline, context) => Build(pipeline, context.ServiceProvider.GetRequiredService<ILogger<Hook>>()));

        // Inner to the retries: each try has a timestamp of its own, however long the service was away.
        client.AddHttpMessageHandler<Signing>();
    }

    /// <summary>Outer to inner: total time-out (whatever is left then waits on disk for the next round), retry, circuit breaker, time-out of one try.</summary>
    private static void Build(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, ILogger logger) => pipeline
        .AddTimeout(Total)
        .AddRetry(new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            Delay = TimeSpan.FromMilliseconds(500),
            MaxDelay = TimeSpan.FromSeconds(5),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldRetryAfterHeader = true,
            ShouldHandle = args => ValueTask.FromResult(HttpClientResiliencePredicates.IsTransient(args.Outcome) || args.Outcome.Exception is BrokenCircuitException),
            OnRetry = args =>
            {
                var why = args.Outcome.Exception?.Message ?? $"it answered {(int)args.Outcome.Result!.StatusCode}";
                logger.LogWarning("The service does not take the events ({Why}); they wait on disk, next try in {Seconds:0.0} s", why, args.RetryDelay.TotalSeconds);
                return default;
            },
        })
        .AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
        {
            SamplingDuration = TimeSpan.FromSeconds(30),
            MinimumThroughput = 5,
            FailureRatio = 0.9,
            BreakDuration = TimeSpan.FromSeconds(3),
        })
        .AddTimeout(Try);

    /// <summary>Standard Webhooks 1.0.0: HMAC-SHA256 over <c>{id}.{timestamp}.{body}</c>.</summary>
    private sealed class Signing(RelaySettings settings, TimeProvider clock) : DelegatingHandler
    {
        public static readonly HttpRequestOptionsKey<Message> MessageKey = new("message");

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Options.TryGetValue(MessageKey, out var message);
            var timestamp = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            byte[] signed = [.. Encoding.UTF8.GetBytes($"{message!.Id}.{timestamp}."), .. message.Body];
            Set(request, "webhook-id", message.Id);
            Set(request, "webhook-timestamp", timestamp);
            Set(request, "webhook-signature", "v1," + Convert.ToBase64String(HMACSHA256.HashData(settings.Key, signed)));
            return base.SendAsync(request, cancellationToken);
        }

        private static void Set(HttpRequestMessage request, string name, string value)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
