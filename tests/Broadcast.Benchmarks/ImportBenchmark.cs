using System.Globalization;
using System.Text;

namespace Broadcast.Benchmarks;

/// <summary>Lists of 5 000 units as CSV: looked through, imported, changed, and exported again.</summary>
internal static class ImportBenchmark
{
    private const int Rows = 5000;
    private const int Rounds = 3;

    public static async Task<int> Run()
    {
        using var service = ServerProcess.Service();
        await service.Ready("/healthz/ready");
        using var http = Stage.Client(service);
        Console.WriteLine("| round | preview | import | import that changes all of it | export as CSV | as XLSX | resident |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        for (var round = 1; round <= Rounds; round++)
        {
            var (first, changed) = (List(round, "Unit"), List(round, "Changed"));
            var preview = await Send(http, "/api/v1/units:preview", first);
            var import = await Send(http, "/api/v1/units", first);
            var change = await Send(http, "/api/v1/units?mode=upsert", changed);
            var csv = await Fetch(http, "/api/v1/units.csv");
            var xlsx = await Fetch(http, "/api/v1/units.xlsx");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {round} ({round * Rows:N0} units at its end) | {preview:0} ms | {import:0} ms | {change:0} ms | {csv:0} ms | {xlsx:0} ms | {service.ResidentBytes / 1e6:0} MB |"));
        }

        return 0;
    }

    private static byte[] List(int round, string name)
    {
        var text = new StringBuilder("code,name,level,region,liaisonName,liaisonEmail\n");
        for (var i = 0; i < Rows; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"unit-{round}-{i},{name} {i} 司法厅普法处,厅,呼和浩特,联络员 {i},liaison{i}@example.org\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static async Task<double> Send(HttpClient http, string path, byte[] list)
    {
        using var content = new ByteArrayContent(list) { Headers = { ContentType = new("text/csv") } };
        var from = TimeProvider.System.GetTimestamp();
        using var answer = await http.PostAsync(path, content);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? TimeProvider.System.GetElapsedTime(from).TotalMilliseconds : throw new InvalidOperationException($"{path}: {text}");
    }

    private static async Task<double> Fetch(HttpClient http, string path)
    {
        var from = TimeProvider.System.GetTimestamp();
        await http.GetByteArrayAsync(path);
        return TimeProvider.System.GetElapsedTime(from).TotalMilliseconds;
    }
}
