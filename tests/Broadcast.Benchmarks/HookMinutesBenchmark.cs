using System.Globalization;

namespace Broadcast.Benchmarks;

/// <summary>
/// Signed webhooks over 64 connections for minutes, as fast as they are acknowledged, and meanwhile every half second how old the newest message is that the total does not hold yet.
/// The empty endpoint is asked before and after.
/// </summary>
internal static class HookMinutesBenchmark
{
    private const int Connections = 64;
    private const int RequestsABlock = 150_000;
    private static readonly TimeSpan YardstickTime = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(0.5);

    public static async Task<int> Run(int minutes)
    {
        using var empty = ServerProcess.Empty();
        using var service = ServerProcess.Service();
        await empty.Ready("/");
        await service.Ready("/healthz/ready");
        var stage = new Stage(Stage.Client(service));
        await stage.Set(broadcasts: 8, "delta", TimeProvider.System.GetUtcNow());

        await Yardstick(empty, stage);
        var before = await Yardstick(empty, stage);
        var acknowledged = new AcknowledgedOverTime();
        using var over = new CancellationTokenSource();
        var looks = Look(stage, acknowledged, over.Token);
        var rates = await Load(service, stage, acknowledged, TimeSpan.FromMinutes(minutes));
        await over.CancelAsync();
        var behind = await looks;
        var last = await stage.UntilViews(acknowledged.Count, TimeSpan.FromMinutes(1));
        var after = await Yardstick(empty, stage);

        var ratio = rates.Average() / ((before + after) / 2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"empty endpoint {before:N0}/s before, {after:N0}/s after; webhooks for {minutes} min: mean {rates.Average():N0}/s, ratio {ratio:0.00}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"blocks of {RequestsABlock:N0} one after the other: {string.Join(", ", rates.Select(rate => rate.ToString("N0", CultureInfo.InvariantCulture)))}/s"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"totals behind: median {Percentile(behind, 0.5):0.0} s, p99 {Percentile(behind, 0.99):0.0} s, at most {behind.Max():0.0} s ({behind.Count} looks); {last.TotalSeconds:0.0} s after the end"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{acknowledged.Count:N0} acknowledged, {acknowledged.Count:N0} counted; {service.ResidentBytes / 1e6:0} MB resident"));
        return 0;
    }

    /// <summary>Loads block after block; the requests of the next one are signed before its clock starts.</summary>
    private static async Task<List<double>> Load(ServerProcess service, Stage stage, AcknowledgedOverTime acknowledged, TimeSpan time)
    {
        var rates = new List<double>();
        var from = TimeProvider.System.GetTimestamp();
        for (var block = 0; TimeProvider.System.GetElapsedTime(from) < time; block++)
        {
            var requests = HookBenchmark.Requests(stage, block * RequestsABlock, RequestsABlock);
            var result = await new RawLoad(service.Port, Connections) { Answered = acknowledged.Add }.Run(requests, time);
            if (result.Bad > 0)
            {
                throw new InvalidOperationException($"{result.Bad} webhooks were refused.");
            }

            rates.Add(result.Rate);
        }

        return rates;
    }

    private static async Task<double> Yardstick(ServerProcess empty, Stage stage) =>
        (await new RawLoad(empty.Port, Connections).Run(HookBenchmark.Requests(stage, 0, RequestsABlock * 4), YardstickTime)).Rate;

    /// <summary>How far the total is behind, in seconds, look by look.</summary>
    private static async Task<List<double>> Look(Stage stage, AcknowledgedOverTime acknowledged, CancellationToken ct)
    {
        var behind = new List<double>();
        while (!ct.IsCancellationRequested)
        {
            var asked = TimeProvider.System.GetTimestamp();
            var views = (await stage.Audience()).GetProperty("views").GetInt64();
            behind.Add(acknowledged.Behind(views, asked).TotalSeconds);
            await Task.Delay(BetweenLooks, TimeProvider.System, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return behind;
    }

    private static double Percentile(List<double> values, double share) => values.Order().ElementAt((int)Math.Min(values.Count - 1, share * values.Count));
}
