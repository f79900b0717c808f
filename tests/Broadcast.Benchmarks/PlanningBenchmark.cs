using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;

namespace Broadcast.Benchmarks;

/// <summary>Advice for one booking and the list of clashes, over HTTP; and two hundred rivals for one slot.</summary>
internal static class PlanningBenchmark
{
    private const int Asked = 100;

    public static async Task<int> Advice()
    {
        Console.WriteLine("| units × slots | advice p50 | p99 | clashes p50 | p99 |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        foreach (var (units, aDay, slots) in new[] { (64, 4, 200), (64, 10, 5000) })
        {
            using var service = ServerProcess.Service();
            await service.Ready("/healthz/ready");
            var http = Stage.Client(service);
            var stage = new PlanningStage(http);
            await stage.Set(units, aDay, slots, busy: true);
            await stage.BookAll();
            var advice = await Measure(http, $"/api/v1/series/{stage.SeriesId}/advice?unitId={stage.Units[^1].Unit}&limit=20");
            var clashes = await Measure(http, $"/api/v1/series/{stage.SeriesId}/clashes");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {units} × {slots} | {Middle(advice):0.0} ms | {Last(advice):0.0} ms | {Middle(clashes):0.0} ms | {Last(clashes):0.0} ms |"));
        }

        return 0;
    }

    public static async Task<int> Rivals()
    {
        Console.WriteLine("| round | winners | refused | first answer | last answer |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        using var service = ServerProcess.Service();
        await service.Ready("/healthz/ready");
        var http = Stage.Client(service);
        var stage = new PlanningStage(http);
        await stage.Set(200, 4, 40, busy: false);
        for (var round = 0; round < 5; round++)
        {
            var slot = stage.Slots[round * 2];
            var from = Stopwatch.GetTimestamp();
            var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
            {
                using var answer = await http.PostAsJsonAsync($"/api/v1/slots/{slot}/booking", stage.Booking(i));
                return (Status: (int)answer.StatusCode, Elapsed: Stopwatch.GetElapsedTime(from).TotalMilliseconds);
            }));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {round + 1} | {answers.Count(answer => answer.Status == 201)} | {answers.Count(answer => answer.Status == 409)} | {answers.Min(answer => answer.Elapsed):0} ms | {answers.Max(answer => answer.Elapsed):0} ms |"));
        }

        return 0;
    }

    private static async Task<double[]> Measure(HttpClient http, string address)
    {
        var times = new double[Asked];
        for (var i = -30; i < Asked; i++)
        {
            var from = Stopwatch.GetTimestamp();
            await http.GetByteArrayAsync(address);
            if (i >= 0)
            {
                times[i] = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
            }
        }

        Array.Sort(times);
        return times;
    }

    private static double Middle(double[] times) => times[times.Length / 2];

    private static double Last(double[] times) => times[times.Length * 99 / 100];
}
