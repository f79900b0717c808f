using System.Globalization;
using System.Xml.Linq;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Peers;

/// <summary>A real nginx with the rtmp module on free ports, with ffmpeg as its publisher and ffmpeg as its viewers.</summary>
public sealed class NginxRtmpServer : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly int _port = Ports.Next();
    private readonly Uri _status = RunningProgram.FreeAddress();
    private readonly HttpClient _http = new();
    private readonly string _ffmpeg;
    private readonly Peer _server;
    private readonly List<Peer> _clients = [];

    private NginxRtmpServer(string nginx, string module, string ffmpeg, Uri onPlay)
    {
        _ffmpeg = ffmpeg;
        File.WriteAllText(_folder.File("nginx.conf"), Configuration(module, onPlay));
        _server = Peer.Start(nginx, "-p", _folder.Path, "-c", _folder.File("nginx.conf"), "-e", "stderr");
    }

    /// <summary>Starts it and waits until it answers. A program that is missing skips the test.</summary>
    public static async Task<NginxRtmpServer> Start(Uri onPlay)
    {
        var server = new NginxRtmpServer(
            Needs.Program("nginx"), Needs.File("/usr/lib/nginx/modules/ngx_rtmp_module.so", "libnginx-mod-rtmp"), Needs.Program("ffmpeg"), onPlay);
        try
        {
            await server._server.Until(async () => await server.Clients("") is not null, "nginx answers");
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Puts a tone on a stream.</summary>
    public async Task Publish(string stream)
    {
        var publisher = Ffmpeg("-re", "-f", "lavfi", "-i", "sine=frequency=440", "-c:a", "aac", "-b:a", "64k", "-f", "flv", Address(stream));
        await publisher.Until(async () => await Clients(stream) == 1, "the stream is on the air");
    }

    /// <summary>So many more viewers, who stay; returns when the server has let all of them in.</summary>
    public async Task Watch(string stream, int viewers)
    {
        var expected = await Clients(stream) + viewers;
        for (var i = 0; i < viewers; i++)
        {
            Ffmpeg("-i", Address(stream), "-f", "null", "-");
        }

        await _server.Until(async () => await Clients(stream) == expected, $"{viewers} more watch");
    }

    public void Dispose()
    {
        _clients.ForEach(client => client.Dispose());
        _server.Dispose();
        _http.Dispose();
        _folder.Dispose();
    }

    private Peer Ffmpeg(params string[] arguments)
    {
        var client = Peer.Start(_ffmpeg, ["-nostdin", "-hide_banner", "-loglevel", "warning", .. arguments]);
        _clients.Add(client);
        return client;
    }

    private string Address(string stream) => string.Create(CultureInfo.InvariantCulture, $"rtmp://127.0.0.1:{_port}/live/{stream}");

    /// <summary>The server's own count of a stream's connections, its publisher included; 0 when it is not on the air, null when the server does not answer.</summary>
    private async Task<int?> Clients(string stream)
    {
        try
        {
            var status = XDocument.Parse(await _http.GetStringAsync(new Uri(_status, "/stat"), TestContext.Current.CancellationToken));
            return status.Descendants("stream").Where(row => row.Element("name")?.Value == stream).Sum(row => (int)row.Element("nclients")!);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private string Configuration(string module, Uri onPlay) => string.Create(CultureInfo.InvariantCulture, $$"""
        load_module {{module}};
        daemon off;
        master_process off;
        pid {{_folder.File("nginx.pid")}};
        error_log stderr warn;
        events { worker_connections 128; }
        rtmp {
          access_log off;
          server {
            listen 127.0.0.1:{{_port}};
            application live {
              live on;
              on_play {{onPlay}};
            }
          }
        }
        http {
          access_log off;
          client_body_temp_path {{_folder.File("body")}}; proxy_temp_path {{_folder.File("proxy")}}; fastcgi_temp_path {{_folder.File("fastcgi")}};
          uwsgi_temp_path {{_folder.File("uwsgi")}}; scgi_temp_path {{_folder.File("scgi")}};
          server { listen {{_status.Authority}}; location /stat { rtmp_stat all; } }
        }
        """);
}
