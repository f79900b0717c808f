using System.Diagnostics;
using System.Globalization;

namespace Broadcast.Benchmarks;

/// <summary>
/// How soon after the start of the program the first request is answered, and what it takes of memory when nothing happens: as it was built, and as it is published for a server (compiled ahead), in turns.
/// </summary>
internal static class StartupBenchmark
{
    private const int Starts = 5;

    public static async Task<int> Run()
    {
        var folder = Directory.CreateTempSubdirectory("broadcast-published-").FullName;
        try
        {
            await Publish(folder);
            Console.WriteLine("| start | built: ready after | resident when idle | published: ready after | resident when idle |");
            Console.WriteLine("| --- | --- | --- | --- | --- |");
            for (var start = 1; start <= Starts; start++)
            {
                var (built, published) = (await Start(AppContext.BaseDirectory), await Start(folder));
                Console.WriteLine($"| {start} | {built} | {published} |");
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> Start(string folder)
    {
        using var service = ServerProcess.Service(folder);
        await service.Ready("/healthz/ready");
        var ready = Stopwatch.GetElapsedTime(service.StartedAt);
        await Task.Delay(TimeSpan.FromSeconds(8), TimeProvider.System);
        return string.Create(CultureInfo.InvariantCulture, $"{ready.TotalSeconds:0.00} s | {service.ResidentBytes / 1e6:0} MB");
    }

    /// <summary>As deploy/README.md has it.</summary>
    private static async Task Publish(string folder)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Broadcast.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("This program no longer stands in its repository.");
        }

        using var publish = Process.Start(new ProcessStartInfo("dotnet", ["publish", Path.Combine(root.FullName, "src", "Broadcast"), "-c", "Release", "-r", "linux-x64", "--self-contained", "false", "-o", folder, "-v", "quiet"]))!;
        await publish.WaitForExitAsync();
        if (publish.ExitCode != 0)
        {
            throw new InvalidOperationException("The service could not be published.");
        }
    }
}
