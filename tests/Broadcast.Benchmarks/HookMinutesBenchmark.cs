using System.Globalization;

namespace Broadcast.Benchmarks;

/// <summary>
/// Signed webhooks over 64 connections for minutes, without a pause and as fast as they are acknowledged; meanwhile, every half second, how long the total has lacked one of them.
/// All requests are signed beforehand. The empty endpoint is asked before and after.
/// </summary>
internal static class HookMinutesBenchmark
{
    private const int Connections = 64;
    private const int MostRequestsASecond = 45_000;

    // A signature holds for five.
    private const int MostMinutes = 4;

    private static readonly TimeSpan YardstickTime = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(0.5);

    public static async Task<int> Run(int minutes)
    {
        var time = TimeSpan.FromMinutes(Math.Min(minutes, MostMinutes));
        using var empty = ServerProcess.Empty();
        using var service = ServerProcess.Service();
        await empty.Ready("/");
        await service.Ready("/healthz/ready");
        var stage = new Stage(Stage.Client(service));
        await stage.Set(broadcasts: 8, "delta", TimeProvider.System.GetUtcNow());
        var requests = HookBenchmark.Requests(stage, 0, (int)time.TotalSeconds * MostRequestsASecond, inAMillisecond: 6);

        await Yardstick(empty, requests);
        var before = await Yardstick(empty, requests);
        var acknowledged = new AcknowledgedOverTime();
        using var over = new CancellationTokenSource();
        var looks = Look(stage, acknowledged, over.Token);
        var hooks = (await new RawLoad(service.Port, Connections) { Answered = acknowledged.Add }.Run(requests, time)).Checked();
        await over.CancelAsync();
        var (behind, counts) = await looks;
        var last = await stage.UntilViews(hooks.Done, TimeSpan.FromMinutes(1));
        var after = await Yardstick(empty, requests);

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"empty endpoint {before:N0}/s before, {after:N0}/s after; webhooks for {time.TotalMinutes} min: {hooks.Rate:N0}/s, ratio {hooks.Rate / ((before + after) / 2):0.00}; by tenths of the time {Tenths(counts, time)}/s"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"totals behind: median {Percentile(behind, 0.5):0.0} s, p99 {Percentile(behind, 0.99):0.0} s, at most {behind.Max():0.0} s ({behind.Count} looks); {last.TotalSeconds:0.0} s after the end"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{hooks.Done:N0} acknowledged, {hooks.Done:N0} counted; {service.ResidentBytes / 1e6:0} MB resident"));
        return 0;
    }

    private static async Task<double> Yardstick(ServerProcess empty, byte[][] requests) => (await new RawLoad(empty.Port, Connections).Run(requests, YardstickTime)).Checked().Rate;

    /// <summary>Look by look: for how many seconds the total has lacked a message, and how many had been acknowledged.</summary>
    private static async Task<(List<double> Behind, List<int> Counts)> Look(Stage stage, AcknowledgedOverTime acknowledged, CancellationToken ct)
    {
        var (behind, counts) = (new List<double>(), new List<int>());
        while (!ct.IsCancellationRequested)
        {
            var views = (await stage.Audience()).GetProperty("views").GetInt64();
            behind.Add(acknowledged.Behind(views, TimeProvider.System.GetTimestamp()).TotalSeconds);
            counts.Add(acknowledged.Count);
            await Task.Delay(BetweenLooks, TimeProvider.System, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return (behind, counts);
    }

    /// <summary>The rate in each tenth of the looks: whether it falls as the data grows.</summary>
    private static string Tenths(List<int> counts, TimeSpan time)
    {
        var marks = Enumerable.Range(0, 11).Select(tenth => counts[tenth * (counts.Count - 1) / 10]).ToList();
        return string.Join(", ", marks.Zip(marks.Skip(1), (from, to) => ((to - from) / (time.TotalSeconds / 10)).ToString("N0", CultureInfo.InvariantCulture)));
    }

    private static double Percentile(List<double> values, double share) => values.Order().ElementAt((int)Math.Min(values.Count - 1, share * values.Count));
}
