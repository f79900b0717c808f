using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Broadcast.Benchmarks;

/// <summary>A server in a process of its own, on a free loopback port; ended with the benchmark.</summary>
internal sealed class ServerProcess : IDisposable
{
    public const string AdminToken = "the-administrator-of-the-benchmark";

    private readonly Process _process;
    private readonly string? _folder;

    private ServerProcess(ProcessStartInfo start, int port, string? folder)
    {
        Port = port;
        _folder = folder;
        StartedAt = Stopwatch.GetTimestamp();
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Port { get; }

    /// <summary>A timestamp of <see cref="Stopwatch"/>.</summary>
    public long StartedAt { get; }

    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>What the process has had of the processors so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The service as built beside this program, or as it stands in another folder.</summary>
    public static ServerProcess Service(string? from = null)
    {
        var port = FreePort();
        var folder = Directory.CreateTempSubdirectory("broadcast-benchmark-").FullName;
        var start = Start(Path.Combine(from ?? AppContext.BaseDirectory, "Broadcast.dll"));
        start.ArgumentList.Add(string.Create(CultureInfo.InvariantCulture, $"--urls=http://127.0.0.1:{port}"));
        start.ArgumentList.Add($"--Broadcast:DataDirectory={folder}");
        start.ArgumentList.Add($"--Broadcast:Auth:AdminToken={AdminToken}");
        return new ServerProcess(start, port, folder);
    }

    /// <summary>An endpoint that does nothing.</summary>
    public static ServerProcess Empty() => Yardstick("empty", null);

    /// <summary>An endpoint that does the work in the plain way.</summary>
    public static ServerProcess Plain() => Yardstick("plain", Directory.CreateTempSubdirectory("broadcast-benchmark-").FullName);

    /// <summary>Waits until an address answers at all.</summary>
    public async Task Ready(string path)
    {
        using var http = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}")) };
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(path);
                return;
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            }
        }
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static ServerProcess Yardstick(string name, string? folder)
    {
        var port = FreePort();
        var start = Start(Path.Combine(AppContext.BaseDirectory, "Broadcast.Benchmarks.dll"));
        start.ArgumentList.Add(name);
        start.ArgumentList.Add(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        if (folder is not null)
        {
            start.ArgumentList.Add(folder);
        }

        return new ServerProcess(start, port, folder);
    }

    private static ProcessStartInfo Start(string assembly)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(assembly);
        return start;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
