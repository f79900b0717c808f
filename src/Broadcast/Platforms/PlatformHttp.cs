using System.Net.Http.Headers;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Broadcast.Platforms;

/// <summary>The named HTTP client that asks platforms: one Polly pipeline, bounded answers, no private addresses unless allowed.</summary>
internal sealed class PlatformHttp(IHttpClientFactory clients)
{
    public const string ClientName = "platforms";
    private const int LargestAnswer = 4 * 1024 * 1024;

    /// <summary>Gets an address; what went wrong comes back as words for the operator, never as an exception.</summary>
    public async Task<PullAnswer> Get(Uri address, bool allowsPrivate, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Options.Set(OutgoingGuard.AllowsPrivate, allowsPrivate);
        try
        {
            using var response = await clients.CreateClient(ClientName).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return response.IsSuccessStatusCode
                ? await Read(response, ct)
                : PullAnswer.Failed($"{address.GetLeftPart(UriPartial.Path)} answered {(int)response.StatusCode}");
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutRejectedException or BrokenCircuitException or IOException)
        {
            return PullAnswer.Failed(Explain(address, e));
        }
    }

    private static async Task<PullAnswer> Read(HttpResponseMessage response, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, ct)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > LargestAnswer)
            {
                return PullAnswer.Failed("the answer is larger than 4 MiB");
            }
        }

        return new PullAnswer(body.ToArray(), Told(response.Headers, response.Content.Headers), null);
    }

    private static Dictionary<string, string> Told(HttpResponseHeaders headers, HttpContentHeaders content) => headers.Concat(content)
        .Where(header => !header.Key.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
        .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);

    private static string Explain(Uri address, Exception e) => e switch
    {
        TimeoutRejectedException => $"{address.Authority} did not answer in time",
        BrokenCircuitException => $"{address.Authority} failed so often that it is left alone for a while",
        _ => $"{address.Authority}: {e.Message}",
    };
}
