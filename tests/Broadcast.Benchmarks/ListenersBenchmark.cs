using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Broadcast.Benchmarks;

/// <summary>Five thousand listeners of one series' stream on one node: how soon an update is with all of them, and what one of them costs in memory.</summary>
internal static class ListenersBenchmark
{
    private const int Updates = 12;
    private const int ConnectingAtOnce = 200;

    // What the first ones cost is the code that is compiled for them; a listener is what each of the others costs.
    private const int Warm = 500;

    public static async Task<int> Run(int listeners)
    {
        using var service = ServerProcess.Service();
        await service.Ready("/healthz/ready");
        using var http = Stage.Client(service);
        var stage = new Stage(http);
        await stage.Set(8, "latest", TimeProvider.System.GetUtcNow());
        var ear = new Ears(service.Port, stage.SeriesId);

        await ear.Add(Warm);
        for (var update = -2; update < 2; update++)
        {
            await Say(http, stage, update);
            await Task.Delay(TimeSpan.FromSeconds(1.5), TimeProvider.System);
        }

        var before = service.ResidentBytes;
        var connecting = Stopwatch.GetTimestamp();
        await ear.Add(listeners - Warm);
        var connected = Stopwatch.GetElapsedTime(connecting);
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System);
        var joined = service.ResidentBytes;

        var spreads = new List<double>();
        var totals = new List<double>();
        for (var update = 2; update < 2 + Updates; update++)
        {
            var acknowledged = await Say(http, stage, update);
            var (first, last) = await ear.Until(update, TimeSpan.FromSeconds(15));
            spreads.Add((last - first) * 1000.0 / Stopwatch.Frequency);
            totals.Add((last - acknowledged) * 1000.0 / Stopwatch.Frequency);
            await Task.Delay(TimeSpan.FromMilliseconds(700), TimeProvider.System);
        }

        var after = service.ResidentBytes;
        Console.WriteLine("| listeners | connected in | resident with the first 500 | a listener | … after the updates | first to last listener, median | worst | 202 to last listener, median | worst |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {listeners} | {connected.TotalSeconds:0.0} s | {before / 1e6:0} MB | {(joined - before) / 1000.0 / (listeners - Warm):0.0} kB | {(after - before) / 1000.0 / (listeners - Warm):0.0} kB | {Median(spreads):0} ms | {spreads.Max():0} ms | {Median(totals):0} ms | {totals.Max():0} ms |"));
        return spreads.Max() < 1000 && (after - before) / (listeners - Warm) < 20_000 ? 0 : 1;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>Sends a reading whose views name the update; when it was acknowledged.</summary>
    private static async Task<long> Say(HttpClient http, Stage stage, int update)
    {
        var now = TimeProvider.System.GetUtcNow();
        var request = stage.Request(update, now, new { broadcast = stage.Broadcasts[0], observedAt = now, concurrent = update + 10, views = Ears.ViewsOf(update) });
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, http.BaseAddress!.Port);
        await socket.SendAsync(request);
        var answer = new byte[4096];
        var read = await socket.ReceiveAsync(answer);
        return answer.AsSpan(0, read).StartsWith("HTTP/1.1 202"u8) ? Stopwatch.GetTimestamp() : throw new InvalidOperationException(Encoding.UTF8.GetString(answer, 0, read));
    }

    /// <summary>Plain sockets that note when each update came.</summary>
    private sealed class Ears(int port, Guid seriesId)
    {
        private readonly ConcurrentDictionary<long, (int Count, long First, long Last)> _heard = new();
        private int _open;

        public static long ViewsOf(int update) => 7_000_000_000 + update;

        public async Task Add(int count)
        {
            var wanted = _open + count;
            await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = ConnectingAtOnce }, async (number, ct) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, port, ct);
                await socket.SendAsync(Encoding.ASCII.GetBytes(
                    $"GET /api/v1/series/{seriesId}/audience/stream HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nAuthorization: Bearer {ServerProcess.AdminToken}\r\n\r\n"), ct);
                _ = Listen(socket);
            });
            while (Volatile.Read(ref _open) < wanted)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }

        /// <summary>Waits until everybody has heard an update; when the first and the last one did.</summary>
        public async Task<(long First, long Last)> Until(int update, TimeSpan patience)
        {
            var from = Stopwatch.GetTimestamp();
            while (!_heard.TryGetValue(ViewsOf(update), out var heard) || heard.Count < _open)
            {
                if (Stopwatch.GetElapsedTime(from) > patience)
                {
                    throw new InvalidOperationException($"Update {update} was heard by {_heard.GetValueOrDefault(ViewsOf(update)).Count} of {_open}.");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            }

            var (_, first, last) = _heard[ViewsOf(update)];
            return (first, last);
        }

        private async Task Listen(Socket socket)
        {
            var buffer = new byte[16 * 1024];
            var isOpen = false;
            long last = 0;
            while (true)
            {
                var read = await socket.ReceiveAsync(buffer);
                if (read == 0)
                {
                    return;
                }

                if (!isOpen)
                {
                    isOpen = true;
                    Interlocked.Increment(ref _open);
                }

                if (Views(buffer.AsSpan(0, read)) is { } views && views != last)
                {
                    last = views;
                    var now = Stopwatch.GetTimestamp();
                    _heard.AddOrUpdate(views, (1, now, now), (_, heard) => (heard.Count + 1, heard.First, now));
                }
            }
        }

        private static long? Views(ReadOnlySpan<byte> bytes)
        {
            var at = bytes.IndexOf("\"views\":"u8);
            return at >= 0 && System.Buffers.Text.Utf8Parser.TryParse(bytes[(at + 8)..], out long views, out _) && views > 0 ? views : null;
        }
    }
}
