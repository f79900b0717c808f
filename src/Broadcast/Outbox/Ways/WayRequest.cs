using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Broadcast.Platforms;

namespace Broadcast.Outbox;

/// <summary>A message as a way wants it. Pure but for the request it makes.</summary>
internal static class WayRequest
{
    // What WeCom takes of a text.
    private const int MostBytes = 2048;

    /// <param name="way">The way.</param>
    /// <param name="address">Its address, decrypted.</param>
    /// <param name="secret">Its secret, decrypted.</param>
    /// <param name="id">The message's id, which a receiver may know it by.</param>
    /// <param name="values">What its template may say.</param>
    /// <param name="now">The moment it is signed.</param>
    public static HttpRequestMessage Make(MessageWay way, string address, string? secret, Guid id, IReadOnlyDictionary<string, string> values, DateTimeOffset now)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, way.Format == WayFormat.Dingtalk && secret is not null ? Signed(address, secret, now) : address)
        {
            Content = new StringContent(Body(way, values), Encoding.UTF8, way.ContentType),
        };
        request.Options.Set(OutgoingGuard.AllowsPrivate, way.AllowsPrivate);
        request.Headers.Add("Idempotency-Key", id.ToString());
        if (way.Format == WayFormat.Http && secret is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        }

        return request;
    }

    /// <summary>DingTalk's signature: the time and the secret, HMAC-SHA256 under the secret, in the address.</summary>
    public static string Signed(string address, string secret, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var sign = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{at}\n{secret}")));
        return $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}timestamp={at}&sign={Uri.EscapeDataString(sign)}";
    }

    private static string Body(MessageWay way, IReadOnlyDictionary<string, string> values) => way.Format == WayFormat.Http
        ? WayTemplate.Fill(way.Template, values, way.ContentType)
        : Hosting.Json.Write(new { msgtype = "text", text = new { content = WayTemplate.Cut(WayTemplate.Fill(way.Template, values, MessageWay.Plain), MostBytes) } });
}
