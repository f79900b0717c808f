using System.Net.Sockets;
using System.Text;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Broadcast.Outbox;

/// <summary>
/// Posts messages to robots and gateways. Robots know no message by a name, so what may have been taken is never sent again: a lost answer fails the message, and a producer sees it.
/// Only where the receiver honours the <c>Idempotency-Key</c> (the way says so) it is tried again.
/// </summary>
internal sealed class WayCourier(MessageWays ways, WaySecrets secrets, IHttpClientFactory clients, TimeProvider clock) : ICourier
{
    public const string ClientName = "ways";
    private const int LongestAnswer = 4 * 1024;
    private const string InDoubt = "No answer came; whether it was taken, nobody can know";

    public TimeSpan Patience => TimeSpan.FromSeconds(60);

    public async Task<Handed> Hand(DueMessage message, MessageContent content, CancellationToken ct)
    {
        if (await ways.Find(message.WayId!.Value, ct) is not { IsActive: true } way)
        {
            return new Handed(HandedResult.Refused, "This way was removed or switched off.");
        }

        return message.BegunAt is not null && !way.IsRepeatable
            ? new Handed(HandedResult.Refused, $"{InDoubt}: the service was stopped in the middle of it.")
            : await Try(way, message.Id, content.Values ?? new Dictionary<string, string>(StringComparer.Ordinal), ct);
    }

    public Task Rest() => Task.CompletedTask;

    /// <summary>Posts a message once.</summary>
    public async Task<Handed> Try(MessageWay way, Guid id, IReadOnlyDictionary<string, string> values, CancellationToken ct)
    {
        if (secrets.Read(way.AddressProtected) is not { } address)
        {
            return new Handed(HandedResult.Refused, "The keys that encrypted the address are gone: enter it again.");
        }

        using var request = WayRequest.Make(way, address, secrets.Read(way.SecretProtected), id, values, clock.GetUtcNow());
        try
        {
            using var response = await clients.CreateClient(ClientName).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            var handed = WayAnswer.Of(way, (int)response.StatusCode, await Start(response, ct));
            return handed with { Wait = response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - clock.GetUtcNow() : null };
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TimeoutRejectedException or BrokenCircuitException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return Failed(way, e);
        }
    }

    /// <summary>Whether nothing of the message can have gone out: nobody answered, or nobody was there to connect to.</summary>
    public static bool WasNotSent(Exception e) =>
        e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError }
            or BrokenCircuitException or OperationCanceledException { InnerException: TimeoutException };

    private static Handed Failed(MessageWay way, Exception e)
    {
        var words = (e.GetBaseException() is SocketException socket ? socket.Message : e.InnerException is HttpRequestException guard ? guard.Message : e.Message).ReplaceLineEndings(" ");
        return e switch
        {
            // The guard let nobody connect: that is no trouble that passes.
            HttpRequestException { InnerException: HttpRequestException } => new Handed(HandedResult.Refused, words),
            _ when WasNotSent(e) || way.IsRepeatable => new Handed(HandedResult.Later, words),
            _ => new Handed(HandedResult.Refused, $"{InDoubt}: {words}"),
        };
    }

    private static async Task<string> Start(HttpResponseMessage response, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        var buffer = new byte[LongestAnswer];
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return Encoding.UTF8.GetString(buffer, 0, read);
    }
}
