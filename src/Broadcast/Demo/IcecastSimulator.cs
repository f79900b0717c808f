using System.Net;
using System.Text.Json.Nodes;

namespace Broadcast.Demo;

/// <summary>An Icecast server that waits on a free port of this machine to be asked for <c>/status-json.xsl</c>. It is down for some minutes of each hour.</summary>
internal sealed class IcecastSimulator(Func<IEnumerable<(string Mount, long Listeners)>> mounts, TimeProvider clock) : IAsyncDisposable
{
    private const int MinutesBetweenOutages = 31;
    private const int MinutesDown = 2;
    private readonly WebApplication _server = Build();
    private DateTimeOffset _startedAt;

    /// <summary>Starts it; where it listens.</summary>
    public async Task<Uri> Start(CancellationToken ct)
    {
        _startedAt = clock.GetUtcNow();
        _server.Run(Answer);
        await _server.StartAsync(ct);
        return new Uri(_server.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
    }

    private static WebApplication Build()
    {
        // An empty builder reads no settings of the service: the two have nothing in common but the process.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        return builder.Build();
    }

    private async Task Answer(HttpContext context)
    {
        var minute = (long)(clock.GetUtcNow() - _startedAt).TotalMinutes;
        if (minute % MinutesBetweenOutages >= MinutesBetweenOutages - MinutesDown)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        if (context.Request.Path != "/status-json.xsl")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(Status().ToJsonString(), context.RequestAborted);
    }

    /// <summary>As Icecast 2.4 words it: no <c>source</c> without a stream, an object for one, an array for several.</summary>
    private JsonObject Status()
    {
        var stats = new JsonObject { ["admin"] = "icemaster@localhost", ["host"] = "localhost", ["location"] = "Earth", ["server_id"] = "Icecast 2.4.4" };
        var sources = mounts().Select(mount => (JsonNode)new JsonObject
        {
            ["listeners"] = mount.Listeners,
            ["listener_peak"] = mount.Listeners,
            ["listenurl"] = $"http://localhost:8000{mount.Mount}",
            ["server_type"] = "audio/mpeg",
        }).ToArray();
        if (sources.Length > 0)
        {
            stats["source"] = sources.Length == 1 ? sources[0] : new JsonArray(sources);
        }

        return new JsonObject { ["icestats"] = stats };
    }
}
