using System.Diagnostics;
using System.Globalization;

namespace Broadcast.Benchmarks;

/// <summary>How soon after the start of the built program the first request is answered, and what it takes of memory when nothing happens.</summary>
internal static class StartupBenchmark
{
    private const int Starts = 5;

    public static async Task<int> Run()
    {
        Console.WriteLine("| start | ready after | resident when idle |");
        Console.WriteLine("| --- | --- | --- |");
        for (var start = 1; start <= Starts; start++)
        {
            using var service = ServerProcess.Service();
            await service.Ready("/healthz/ready");
            var ready = Stopwatch.GetElapsedTime(service.StartedAt);
            await Task.Delay(TimeSpan.FromSeconds(8), TimeProvider.System);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {start} | {ready.TotalSeconds:0.00} s | {service.ResidentBytes / 1e6:0} MB |"));
        }

        return 0;
    }
}
