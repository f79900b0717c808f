using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Broadcast.Benchmarks;

/// <summary>
/// Sends requests that were made beforehand over a number of connections, each waiting for its answer before the next. Plain sockets: the less the generator costs, the more of the machine is left to what is measured.
/// </summary>
internal sealed class RawLoad(int port, int connections)
{
    private int _next;

    /// <summary>Is called at each answer.</summary>
    public Action? Answered { get; init; }

    /// <summary>Sends all requests, or as many as fit into the time.</summary>
    public async Task<LoadResult> Run(IReadOnlyList<byte[]> requests, TimeSpan time)
    {
        _next = 0;
        var from = Stopwatch.GetTimestamp();
        var until = from + (long)(time.TotalSeconds * Stopwatch.Frequency);
        var parts = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => Connection(requests, until))));
        var latencies = parts.SelectMany(part => part.Latencies).Order().ToArray();
        var elapsed = Stopwatch.GetElapsedTime(from);
        return new LoadResult(latencies.Length, parts.Sum(part => part.InTime), parts.Sum(part => part.Bad), elapsed < time ? elapsed : time, latencies);
    }

    private async Task<(List<double> Latencies, int InTime, int Bad)> Connection(IReadOnlyList<byte[]> requests, long until)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var buffer = new byte[64 * 1024];
        var latencies = new List<double>();
        var (inTime, bad) = (0, 0);
        int index;
        while (Stopwatch.GetTimestamp() < until && (index = Interlocked.Increment(ref _next) - 1) < requests.Count)
        {
            var sent = Stopwatch.GetTimestamp();
            await socket.SendAsync(requests[index]);
            bad += await IsGood(socket, buffer) ? 0 : 1;
            inTime += Stopwatch.GetTimestamp() <= until ? 1 : 0;
            Answered?.Invoke();
            latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }

        return (latencies, inTime, bad);
    }

    private static async ValueTask<bool> IsGood(Socket socket, byte[] buffer)
    {
        var length = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length));
            if (read == 0)
            {
                throw new IOException("The server closed the connection.");
            }

            length += read;
            var answer = buffer.AsSpan(0, length);
            var head = answer.IndexOf("\r\n\r\n"u8);
            if (head >= 0 && length >= head + 4 + BodyLength(answer[..head]))
            {
                return answer[9] == '2';
            }
        }
    }

    private static int BodyLength(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("Content-Length: "u8);
        if (at < 0)
        {
            return 0;
        }

        var rest = head[(at + 16)..];
        var end = rest.IndexOf((byte)'\r');
        return int.Parse(end < 0 ? rest : rest[..end], NumberStyles.None, CultureInfo.InvariantCulture);
    }
}

/// <summary>How a load went.</summary>
/// <param name="Done">How many requests were answered.</param>
/// <param name="InTime">How many of them before the time was over: those that were under way then do not count for the rate.</param>
/// <param name="Bad">How many were not answered as they should.</param>
/// <param name="Elapsed">How long it was measured.</param>
/// <param name="Latencies">How long each took, in milliseconds, the shortest first.</param>
internal sealed record LoadResult(int Done, int InTime, int Bad, TimeSpan Elapsed, double[] Latencies)
{
    public double Rate => InTime / Elapsed.TotalSeconds;

    /// <summary>The same, when all is well.</summary>
    public LoadResult Checked() => Bad == 0 ? this : throw new InvalidOperationException($"{Bad} requests were refused.");

    public double Percentile(double share) => Latencies.Length == 0 ? 0 : Latencies[(int)Math.Min(Latencies.Length - 1, share * Latencies.Length)];
}
