using System.Security.Cryptography;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Peers;

/// <summary>The relay as a process of its own, on a folder that outlives it.</summary>
public sealed class RelayProgram : IDisposable
{
    private readonly HttpClient _http = new();
    private readonly Peer _process;

    private RelayProgram(Peer process, Uri address)
    {
        _process = process;
        _http.BaseAddress = address;
    }

    /// <summary>What it has printed.</summary>
    public string Output => _process.Output;

    public static string AnySecret() => "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>Starts it and waits until it takes callbacks.</summary>
    public static async Task<RelayProgram> Start(Uri listen, Uri to, string secret, TempFolder folder, params string[] more)
    {
        var relay = new RelayProgram(Run(["--listen", listen.ToString(), "--to", to.ToString(), "--secret", secret, "--data", folder.File("relay"), .. more]), listen);
        try
        {
            await relay._process.Until(relay.Answers, "the relay answers");
            return relay;
        }
        catch
        {
            relay.Dispose();
            throw;
        }
    }

    /// <summary>Runs it with whatever command line.</summary>
    public static Peer Run(params string[] arguments) => Peer.Start(Dotnet(), [Path.Combine(AppContext.BaseDirectory, "Broadcast.Relay.dll"), .. arguments]);

    /// <summary>A play's callback as nginx-rtmp sends it; the status of the answer.</summary>
    public async Task<int> Play(string stream, int client, string arguments = "")
    {
        var form = $"app=live&flashver=LNX%209,0,124,2&swfurl=&tcurl=rtmp://127.0.0.1/live&pageurl=&addr=127.0.0.1&clientid={client}&call=play&name={Uri.EscapeDataString(stream)}&start=4294965296&duration=0&reset=0{arguments}";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/nginx-rtmp") { Version = new Version(1, 0), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Content = new StringContent(form, new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-www-form-urlencoded"));
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    public Task Until(Func<bool> isSo, string what) => _process.Until(() => Task.FromResult(isSo()), what);

    public void Kill() => _process.Kill();

    public void Dispose()
    {
        _process.Dispose();
        _http.Dispose();
    }

    /// <summary>The program that runs this very test.</summary>
    private static string Dotnet() =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : Needs.Program("dotnet");

    private async Task<bool> Answers()
    {
        try
        {
            using var response = await _http.GetAsync("/nginx-rtmp", TestContext.Current.CancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
