using System.Diagnostics;
using System.Globalization;

namespace Broadcast.Benchmarks;

/// <summary><c>GET /series/{id}/audience</c> with a thousand readings and with a million, in one run; and on the way how fast batches are stored and counted.</summary>
internal static class AudienceBenchmark
{
    private const int ABatch = 1000;
    private const int Asked = 1500;

    public static async Task<int> Run()
    {
        Console.WriteLine("| readings | p50 | p99 | stored and counted |");
        Console.WriteLine("| --- | --- | --- | --- |");
        var small = await Measure(1_000);
        var large = await Measure(1_000_000);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio of the medians, a million to a thousand: {large / small:0.00}"));
        return 0;
    }

    private static async Task<double> Measure(int readings)
    {
        using var service = ServerProcess.Service();
        await service.Ready("/healthz/ready");
        var http = Stage.Client(service);
        var stage = new Stage(http);
        var now = TimeProvider.System.GetUtcNow();
        await stage.Set(broadcasts: 8, "delta", now);

        var requests = Enumerable.Range(0, readings / ABatch).Select(number => stage.Request(number, now, Batch(stage, number, now))).ToArray();
        var from = Stopwatch.GetTimestamp();
        await new RawLoad(service.Port, 4).Run(requests, TimeSpan.FromMinutes(10));
        await stage.UntilViews(readings, TimeSpan.FromMinutes(10));
        var rate = readings / Stopwatch.GetElapsedTime(from).TotalSeconds;

        var latencies = new double[Asked];
        for (var i = -200; i < Asked; i++)
        {
            var asked = Stopwatch.GetTimestamp();
            await http.GetByteArrayAsync($"/api/v1/series/{stage.SeriesId}/audience");
            if (i >= 0)
            {
                latencies[i] = Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
            }
        }

        Array.Sort(latencies);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {readings:N0} | {latencies[Asked / 2]:0.00} ms | {latencies[Asked * 99 / 100]:0.00} ms | {rate:N0}/s |"));
        return latencies[Asked / 2];
    }

    /// <summary>Readings of the hour before, a few a second.</summary>
    private static object[] Batch(Stage stage, int number, DateTimeOffset now) =>
    [
        .. Enumerable.Range(number * ABatch, ABatch).Select(reading => new
        {
            broadcast = stage.Broadcasts[reading % stage.Broadcasts.Length],
            observedAt = now.AddHours(-1).AddMilliseconds(reading * 3.5),
            concurrent = reading % 5000,
            views = 1,
        }),
    ];
}
