using System.Globalization;

namespace Broadcast.Benchmarks;

/// <summary>
/// Signed webhooks with one reading each over 64 connections, acknowledged only when on disk, against an empty endpoint and the plain way on the same machine in the same run. They take turns, so that a noisy neighbour hits all.
/// </summary>
internal static class HookBenchmark
{
    private const int Connections = 64;
    private const int Rounds = 3;
    private const int RequestsARound = 150_000;
    private const int WarmUps = 3;
    private const int RoundsAgainst = 13;
    private static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(6);

    public static async Task<int> Run()
    {
        using var empty = ServerProcess.Empty();
        using var plain = ServerProcess.Plain();
        using var service = ServerProcess.Service();
        await empty.Ready("/");
        await plain.Ready("/");
        await service.Ready("/healthz/ready");
        var stage = new Stage(Stage.Client(service));
        await stage.Set(broadcasts: 8, "delta", TimeProvider.System.GetUtcNow());

        var (sent, sentPlain) = (0, 0);
        using var askPlain = Stage.Client(plain);
        var ratios = new List<double>();
        var timesPlain = new List<double>();
        Console.WriteLine("| round | empty endpoint | the plain way | signed webhooks | ratio to the empty one | times the plain one | processor time a request: empty, webhooks | p50 | p99 | totals behind at the end |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        for (var round = 1 - WarmUps; round <= Rounds; round++)
        {
            var requests = Requests(stage, (round + WarmUps) * 1_000_000, RequestsARound);
            var before = (Empty: empty.ProcessorTime, Service: service.ProcessorTime);
            var yardstick = (await new RawLoad(empty.Port, Connections).Run(requests, RoundTime)).Checked();
            var first = (await new RawLoad(plain.Port, Connections).Run(requests, RoundTime / 2)).Checked();
            await UntilPlain(askPlain, sentPlain += first.Done);
            var hooks = (await new RawLoad(service.Port, Connections).Run(requests, RoundTime)).Checked();
            sent += hooks.Done;
            var behind = await stage.UntilViews(sent, TimeSpan.FromMinutes(2));
            if (round <= 0)
            {
                // Both are compiled as they are used; what is measured is how they serve once they have been used for a while.
                continue;
            }

            var micros = (Empty: (empty.ProcessorTime - before.Empty).TotalMicroseconds / yardstick.Done, Service: (service.ProcessorTime - before.Service).TotalMicroseconds / hooks.Done);
            ratios.Add(hooks.Rate / yardstick.Rate);
            timesPlain.Add(hooks.Rate / first.Rate);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {round} | {yardstick.Rate:N0}/s | {first.Rate:N0}/s | {hooks.Rate:N0}/s | {ratios[^1]:0.00} | {timesPlain[^1]:0.0} | {micros.Empty:0} µs, {micros.Service:0} µs | {hooks.Percentile(0.5):0.0} ms | {hooks.Percentile(0.99):0.0} ms | {behind.TotalSeconds:0.0} s |"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median ratio {Median(ratios):0.00}, {Median(timesPlain):0.0} times the plain way; {sent:N0} acknowledged, {sent:N0} counted; {service.ResidentBytes / 1e6:0} MB resident"));
        return 0;
    }

    /// <summary>The plain way's jobs are done before it is the service's turn.</summary>
    private static async Task UntilPlain(HttpClient http, long views)
    {
        while (long.Parse(await http.GetStringAsync("/total"), CultureInfo.InvariantCulture) != views)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    /// <summary>The webhooks alone, for a profiler: prints when the load begins.</summary>
    public static async Task<int> RunAlone()
    {
        using var service = ServerProcess.Service();
        await service.Ready("/healthz/ready");
        var stage = new Stage(Stage.Client(service));
        await stage.Set(broadcasts: 8, "delta", TimeProvider.System.GetUtcNow());
        Console.WriteLine("load");
        for (var round = 0; round < 9; round++)
        {
            var requests = Requests(stage, round * 1_000_000, RequestsARound);
            var before = service.ProcessorTime;
            var hooks = await new RawLoad(service.Port, Connections).Run(requests, RoundTime);
            await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
            var micros = (service.ProcessorTime - before).TotalMicroseconds / hooks.Done;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{hooks.Rate:N0}/s, {micros:0} µs of processor a request, p50 {hooks.Percentile(0.5):0.0} ms, p99 {hooks.Percentile(0.99):0.0} ms"));
        }

        return 0;
    }

    /// <summary>The service as built against another build of it, in turns: whether a change was one for the better, on a machine that is never quiet.</summary>
    /// <param name="folder">Where the other one stands.</param>
    public static async Task<int> RunAgainst(string folder)
    {
        using var other = ServerProcess.Service(folder);
        using var built = ServerProcess.Service();
        var sides = new[] { await Side.Of(other), await Side.Of(built) };
        for (var round = 0; round < WarmUps + RoundsAgainst; round++)
        {
            foreach (var side in round % 2 == 0 ? sides : sides.Reverse())
            {
                await side.Run(round, isWarm: round >= WarmUps);
            }
        }

        foreach (var (side, name) in sides.Zip(["other", "built"]))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: median {Median(side.Rates):N0}/s, {Median(side.Micros):0.0} µs of processor a request"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"built to other, median of the rounds: {Median([.. sides[1].Rates.Zip(sides[0].Rates, (mine, theirs) => mine / theirs)]):0.000}"));
        return 0;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>Readings are sent in the order in which they were observed, so many of each broadcast in a millisecond.</summary>
    public static byte[][] Requests(Stage stage, int from, int count, int inAMillisecond = 1)
    {
        var now = TimeProvider.System.GetUtcNow();
        return
        [
            .. Enumerable.Range(from, count).AsParallel().AsOrdered().Select(number =>
                stage.Request(number, now, new { broadcast = stage.Broadcasts[number % stage.Broadcasts.Length], observedAt = now.AddMilliseconds((number - from) / stage.Broadcasts.Length / inAMillisecond), concurrent = number % 1000, views = 1 })),
        ];
    }

    /// <summary>One of two builds.</summary>
    private sealed class Side(ServerProcess server, Stage stage)
    {
        private long _sent;

        public List<double> Rates { get; } = [];

        public List<double> Micros { get; } = [];

        public static async Task<Side> Of(ServerProcess server)
        {
            await server.Ready("/healthz/ready");
            var stage = new Stage(Stage.Client(server));
            await stage.Set(broadcasts: 8, "delta", TimeProvider.System.GetUtcNow());
            return new Side(server, stage);
        }

        /// <summary>A turn, to its end: nothing of it is left to be counted in the other one's.</summary>
        public async Task Run(int round, bool isWarm)
        {
            var requests = Requests(stage, round * 1_000_000, RequestsARound);
            var before = server.ProcessorTime;
            var hooks = (await new RawLoad(server.Port, Connections).Run(requests, RoundTime / 2)).Checked();
            await stage.UntilViews(_sent += hooks.Done, TimeSpan.FromMinutes(1));
            if (isWarm)
            {
                Rates.Add(hooks.Rate);
                Micros.Add((server.ProcessorTime - before).TotalMicroseconds / hooks.Done);
            }
        }
    }
}
