using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Broadcast.Demo;

/// <summary>Sends one platform's webhooks, signed by Standard Webhooks, with the habits of the platform.</summary>
internal sealed class WebhookSender(HttpClient http, DemoChannel channel, string secret, TimeProvider clock)
{
    private const string SecretPrefix = "whsec_";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly byte[] _key = Convert.FromBase64String(secret[SecretPrefix.Length..]);
    private long _sent;
    private Message? _heldBack;

    public DemoChannel Channel => channel;

    /// <summary>Sends readings of one broadcast, in one message.</summary>
    /// <exception cref="HttpRequestException">The service did not take them: they are to be sent again.</exception>
    public async Task Send(IReadOnlyList<DemoReading> readings, CancellationToken ct)
    {
        var number = Interlocked.Increment(ref _sent);
        var habits = channel.Habits;
        var message = new Message(IdOf(readings[0]), Write(readings));
        if (IsTime(habits.HoldsBack, number) && _heldBack is null)
        {
            _heldBack = message;
            return;
        }

        if (IsTime(habits.MissignsEvery, number))
        {
            await Post(message, Sign(message with { Body = [.. message.Body, (byte)' '] }, Now()), ct);
        }

        if (IsTime(habits.Strays, number))
        {
            await PostSigned(Stray(readings[^1], number / habits.Strays), ct);
        }

        await PostSigned(message, ct);
        if (IsTime(habits.Repeats, number))
        {
            await PostSigned(message, ct);
        }

        if (IsTime(habits.Contradicts, number))
        {
            await PostSigned(message with { Body = Write([readings[0] with { Views = 0 }]) }, ct);
        }

        if (_heldBack is { } late)
        {
            await PostSigned(late, ct);
            _heldBack = null;
        }
    }

    private static bool IsTime(int every, long number) => every > 0 && number % every == 0;

    /// <summary>The same reading always goes out under the same id, whichever run sends it.</summary>
    private static string IdOf(DemoReading first) => string.Create(CultureInfo.InvariantCulture, $"msg_{first.Broadcast}_{first.ObservedAt.ToUnixTimeMilliseconds()}");

    /// <summary>A message that counts in part or not at all: by a clock that is ten minutes fast, or about the rehearsal, which nobody announced.</summary>
    private Message Stray(DemoReading last, long number)
    {
        var rehearsal = last with { Broadcast = $"{channel.Code}-rehearsal" };
        IReadOnlyList<DemoReading> readings = number % 2 == 0 ? [last, last with { ObservedAt = clock.GetUtcNow().AddMinutes(10) }] : [rehearsal];
        return new Message($"{IdOf(last)}_stray", Write(readings));
    }

    private byte[] Write(IReadOnlyList<DemoReading> readings)
    {
        object data = readings.Count == 1 ? readings[0] : readings;
        return JsonSerializer.SerializeToUtf8Bytes(new { type = "audience.reading", timestamp = clock.GetUtcNow(), data }, Format);
    }

    private async Task PostSigned(Message message, CancellationToken ct)
    {
        var status = await Post(message, Sign(message, Now()), ct);
        if (status != HttpStatusCode.Accepted)
        {
            throw new HttpRequestException($"{channel.Code}: the webhook was not taken", null, status);
        }
    }

    private async Task<HttpStatusCode> Post(Message message, (string Timestamp, string Signature) signed, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/hooks/{channel.Code}") { Content = new ByteArrayContent(message.Body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("webhook-id", message.Id);
        request.Headers.Add("webhook-timestamp", signed.Timestamp);
        request.Headers.Add("webhook-signature", signed.Signature);
        using var response = await http.SendAsync(request, ct);
        return response.StatusCode;
    }

    private string Now() => clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private (string Timestamp, string Signature) Sign(Message message, string timestamp)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{message.Id}.{timestamp}."), .. message.Body];
        return (timestamp, $"v1,{Convert.ToBase64String(HMACSHA256.HashData(_key, signed))}");
    }

    private sealed record Message(string Id, byte[] Body);
}
