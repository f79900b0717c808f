using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Peers;

/// <summary>A real Icecast on a free port, with ffmpeg as its source and curl as its listeners.</summary>
public sealed class IcecastServer : IDisposable
{
    public const string Mount = "/live.ogg";

    private readonly TempFolder _folder = new();
    private readonly string _password = RandomNumberGenerator.GetHexString(24);
    private readonly HttpClient _http = new();
    private readonly List<Peer> _listeners = [];
    private readonly Peer _server;
    private Peer? _source;

    private IcecastServer(string program)
    {
        Address = RunningProgram.FreeAddress();
        _http.BaseAddress = Address;
        File.WriteAllText(_folder.File("icecast.xml"), Configuration());
        _server = Peer.Start(program, "-c", _folder.File("icecast.xml"));
    }

    public Uri Address { get; }

    /// <summary>Starts it and waits until it answers. A program that is missing skips the test.</summary>
    public static async Task<IcecastServer> Start()
    {
        string[] needed = [.. new[] { "icecast2", "ffmpeg", "curl" }.Select(Needs.Program)];
        var server = new IcecastServer(needed[0]);
        try
        {
            await server._server.Until(async () => await server.Status() is not null, "Icecast answers");
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Puts a tone on the mount.</summary>
    public async Task PutOnAir()
    {
        string[] tone = ["-re", "-f", "lavfi", "-i", "sine=frequency=440"];
        string[] ogg = ["-c:a", "libvorbis", "-b:a", "64k", "-f", "ogg", "-page_duration", "200000", "-flush_packets", "1", "-content_type", "application/ogg"];
        string[] quiet = ["-nostdin", "-hide_banner", "-loglevel", "warning"];
        _source = Peer.Start(Needs.Program("ffmpeg"), [.. quiet, .. tone, .. ogg, $"icecast://source:{_password}@{Address.Authority}{Mount}"]);
        await _source.Until(async () => await Listeners() == 0, "the mount is on the air");
    }

    public void TakeOffAir() => _source!.Kill();

    public async Task Join(int listeners)
    {
        var curl = Needs.Program("curl");
        _listeners.AddRange(Enumerable.Range(0, listeners).Select(_ => Peer.Start(curl, "-s", "-N", "-o", "/dev/null", new Uri(Address, Mount).ToString())));
        await _server.Until(async () => await Listeners() == _listeners.Count, "all listen");
    }

    public async Task Leave(int listeners)
    {
        foreach (var listener in _listeners.Take(listeners))
        {
            listener.Dispose();
        }

        _listeners.RemoveRange(0, listeners);
        await _server.Until(async () => await Listeners() == _listeners.Count, "some have left");
    }

    /// <summary>What the server itself says of the mount; null when it is not on the air.</summary>
    private async Task<int?> Listeners() =>
        await Status() is { } status && status.GetProperty("icestats").TryGetProperty("source", out var source) ? source.GetProperty("listeners").GetInt32() : null;

    /// <summary>Null until it is there; in its first tenths of a second Icecast 2.4 answers with something that is no JSON.</summary>
    private async Task<JsonElement?> Status()
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(await _http.GetStringAsync("/status-json.xsl", TestContext.Current.CancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or JsonException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _listeners.ForEach(listener => listener.Dispose());
        _source?.Dispose();
        _server.Dispose();
        _http.Dispose();
        _folder.Dispose();
    }

    /// <summary>Started by root it must become somebody else; its logs go to its output, for which that somebody needs no folder.</summary>
    private string Configuration() => string.Create(CultureInfo.InvariantCulture, $"""
        <icecast>
          <limits><clients>50</clients><sources>2</sources></limits>
          <authentication>
            <source-password>{_password}</source-password>
            <admin-user>admin</admin-user><admin-password>{RandomNumberGenerator.GetHexString(24)}</admin-password>
          </authentication>
          <hostname>127.0.0.1</hostname>
          <listen-socket><port>{Address.Port}</port><bind-address>127.0.0.1</bind-address></listen-socket>
          <fileserve>1</fileserve>
          <paths>
            <basedir>/usr/share/icecast2</basedir><logdir>/tmp</logdir>
            <webroot>/usr/share/icecast2/web</webroot><adminroot>/usr/share/icecast2/admin</adminroot>
          </paths>
          <logging><accesslog>-</accesslog><errorlog>-</errorlog><loglevel>2</loglevel></logging>
          <security><chroot>0</chroot>{(Environment.IsPrivilegedProcess ? "<changeowner><user>nobody</user><group>nogroup</group></changeowner>" : "")}</security>
        </icecast>
        """);
}
