using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Broadcast.Tests.Subscriptions;

/// <summary>Somebody who subscribes: a server of its own that answers as the test says, and keeps what came. Written from Standard Webhooks, apart from the service's own code.</summary>
internal sealed class SubscriberPeer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<PeerMessage> _messages = new();

    private SubscriberPeer(WebApplication app) => _app = app;

    /// <summary>How the next calls are answered, by their number from 1 on.</summary>
    public Func<HttpContext, int, Task> Answer { get; set; } = (context, _) =>
    {
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    };

    public string Url => $"{_app.Urls.First()}/hook";

    /// <summary>Everything that came, whatever it was answered.</summary>
    public IReadOnlyList<PeerMessage> Messages => [.. _messages];

    public static async Task<SubscriberPeer> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var peer = new SubscriberPeer(app);
        app.MapPost("/hook", peer.Take);
        await app.StartAsync();
        return peer;
    }

    public async Task<IReadOnlyList<PeerMessage>> Until(Func<IReadOnlyList<PeerMessage>, bool> isThere, double seconds = 12)
    {
        for (var waited = 0; waited < seconds * 20 && !isThere(Messages); waited++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        return Messages;
    }

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _app.StopAsync(soon.Token);
        await _app.DisposeAsync();
    }

    private async Task Take(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var headers = context.Request.Headers;
        _messages.Enqueue(new PeerMessage(headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(), headers["webhook-signature"].ToString(), body.ToArray()));
        await Answer(context, _messages.Count);
    }
}

/// <summary>A message as it came.</summary>
internal sealed record PeerMessage(string Id, string Timestamp, string Signatures, byte[] Body)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    public string Type => Json.GetProperty("type").GetString()!;

    public JsonElement Data => Json.GetProperty("data");

    public bool IsSignedWith(string secret)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{Id}.{Timestamp}."), .. Body];
        return Signatures.Split(' ').Contains("v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), signed)), StringComparer.Ordinal);
    }
}
