using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Broadcast.Tests.Hosting;

/// <summary>A platform that sends signed webhooks (Standard Webhooks) to one channel. Written from the specification, apart from the service's own code.</summary>
public sealed class Sender(HttpClient http, string code, string secret)
{
    public Guid ChannelId { get; init; }

    public string Code => code;

    public static object Reading(string broadcast, DateTimeOffset observedAt, long? concurrent = null, long? views = null) => new { broadcast, observedAt, concurrent, views };

    public static byte[] Message(params object[] readings) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        type = "audience.reading",
        timestamp = "2026-03-12T06:30:00Z",
        data = readings.Length == 1 ? readings[0] : readings,
    });

    public Sender With(string otherSecret) => new(http, code, otherSecret) { ChannelId = ChannelId };

    public Task<Answer> Send(params object[] readings) => SendBytes(Message(readings));

    /// <summary>Sends bytes, signed; whatever is not given is as it should be.</summary>
    public Task<Answer> SendBytes(byte[] body, string? id = null, DateTimeOffset? at = null, string? contentType = "application/json", Func<string, string>? tamper = null)
    {
        id ??= Scene.Unique("msg");
        var timestamp = (at ?? TimeProvider.System.GetUtcNow()).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Sign(id, timestamp, body);
        return http.PostRaw(
            $"/hooks/{code}", body, contentType, ("webhook-id", id), ("webhook-timestamp", timestamp), ("webhook-signature", tamper is null ? signature : tamper(signature)));
    }

    private string Sign(string id, string timestamp, byte[] body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), signed));
    }
}
