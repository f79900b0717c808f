using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Broadcast.Platforms;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Broadcast.Subscriptions;

/// <summary>Posts a message to a subscriber, signed by Standard Webhooks. The id is the same at every try, so that a subscriber who took it and could not say so knows it again.</summary>
internal sealed class SubscriberHttp(IHttpClientFactory clients, SubscriptionSecret secrets, TimeProvider clock)
{
    public const string ClientName = "subscribers";
    private const int LongestWords = 500;

    private static readonly TimeSpan Total = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Try = TimeSpan.FromSeconds(8);

    /// <summary>Outer to inner. One quick second try for a line that broke; whatever else goes wrong is tried again by the row's own time.</summary>
    public static void Pipeline(ResiliencePipelineBuilder<HttpResponseMessage> pipeline) => pipeline
        .AddTimeout(Total)
        .AddRetry(new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = 1,
            Delay = TimeSpan.FromMilliseconds(300),
            UseJitter = true,
            ShouldHandle = static args => ValueTask.FromResult(args.Outcome.Exception is HttpRequestException),
        })
        .AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
        {
            SamplingDuration = TimeSpan.FromSeconds(30),
            MinimumThroughput = 20,
            FailureRatio = 0.9,
            BreakDuration = TimeSpan.FromSeconds(15),
        })
        .AddTimeout(Try);

    /// <summary>What went wrong comes back as words, never as an exception.</summary>
    public async Task<SubscriberAnswer> Post(SubscriptionRow subscription, DueSubscriptionMessage message, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var id = $"msg_{message.Id:N}";
        if (secrets.Sign(subscription.SecretsAt(now), id, now, message.Body) is not { } signature)
        {
            return new SubscriberAnswer(null, "The keys that encrypted the secret are gone: rotate it.", null);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, subscription.Url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(message.Body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", signature);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Broadcast", "1"));
        request.Options.Set(OutgoingGuard.AllowsPrivate, subscription.AllowsPrivate);
        try
        {
            using var response = await clients.CreateClient(ClientName).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return new SubscriberAnswer(response.StatusCode, await Words(response, ct), Wait(response.Headers.RetryAfter, now));
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutRejectedException or BrokenCircuitException or IOException)
        {
            return new SubscriberAnswer(null, Explain(e), null);
        }
    }

    /// <summary>The beginning of what the server says; as much as fits a line of the list.</summary>
    private static async Task<string> Words(HttpResponseMessage response, CancellationToken ct)
    {
        var status = string.Create(CultureInfo.InvariantCulture, $"{(int)response.StatusCode} {response.ReasonPhrase}");
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patience.CancelAfter(TimeSpan.FromSeconds(2));
            await using var stream = await response.Content.ReadAsStreamAsync(patience.Token);
            var buffer = new byte[LongestWords];
            var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, patience.Token);
            var text = new string([.. Encoding.UTF8.GetString(buffer, 0, read).Where(c => !char.IsControl(c) && !char.IsSurrogate(c))]).Trim();
            return text.Length == 0 ? status : $"{status}: {text}";
        }
        catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            // The status is the answer; the words are a courtesy.
            return status;
        }
    }

    private static TimeSpan? Wait(RetryConditionHeaderValue? header, DateTimeOffset now) => header?.Delta ?? (header?.Date - now);

    private static string Explain(Exception e) => e switch
    {
        TimeoutRejectedException => "There was no answer in time.",
        BrokenCircuitException => "The server failed so often that it is left alone for a while.",
        _ => e.Message.Length > LongestWords ? e.Message[..LongestWords] : e.Message,
    };
}

/// <summary>What a subscriber answered.</summary>
/// <param name="Code">The HTTP status; null when there was no answer.</param>
/// <param name="Words">What it said, or why there was none.</param>
/// <param name="RetryAfter">How long it asks to be left alone.</param>
internal sealed record SubscriberAnswer(HttpStatusCode? Code, string Words, TimeSpan? RetryAfter)
{
    public int? Status => (int?)Code;

    public bool IsTaken => Status is >= 200 and < 300;

    /// <summary>By Standard Webhooks: this address wants nothing any more.</summary>
    public bool IsGone => Code == HttpStatusCode.Gone;
}
