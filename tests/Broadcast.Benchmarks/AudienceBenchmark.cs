using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Broadcast.Data;
using Microsoft.Data.Sqlite;

namespace Broadcast.Benchmarks;

/// <summary>
/// What many readings of 64 interviews on eight broadcasts each cost, with few and with many of them in one run: how fast batches of 100 are stored and counted, beside a bare prepared insert of the same rows; a series' audience, beside an empty endpoint;
/// the timeline of a two-hour interview on eight broadcasts; and how long recounting everything from the deliveries takes, and how much memory.
/// </summary>
internal static class AudienceBenchmark
{
    private const int ABatch = 100;
    private const int AtOnce = 1_000_000;
    private const int Asked = 1_500;
    private const int Few = 10_000;
    private const int Interviews = 64;
    private const int Broadcasts = 8;
    private static readonly TimeSpan Length = TimeSpan.FromHours(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>Compares ten thousand readings with so many.</summary>
    public static async Task<int> Run(int many)
    {
        using var empty = ServerProcess.Empty();
        await empty.Ready("/");
        Console.WriteLine("| readings | stored and counted | bare insert | audience p50, p99 | empty endpoint p50, p99 | timeline p50, p99 | recounted in | memory before, and the most meanwhile |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var readings in new[] { Few, many })
        {
            Console.WriteLine(await Measure(empty, readings));
        }

        return 0;
    }

    private static async Task<string> Measure(ServerProcess empty, int readings)
    {
        using var service = ServerProcess.Service();
        await service.Ready("/healthz/ready");
        var http = Stage.Client(service);
        var stage = new Stage(http);
        var now = TimeProvider.System.GetUtcNow();
        await stage.Set(Broadcasts, "delta", now, 2 * Length, Interviews);

        var rate = readings / (await Load(service, stage, readings, now)).TotalSeconds;
        // One is on air, as in a series; the others are over.
        foreach (var interview in stage.Interviews.SkipLast(1))
        {
            await stage.End(interview, now - Length);
        }

        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System);
        var bare = BareInserts(Math.Min(readings, AtOnce));
        using var bareHttp = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{empty.Port}")) };
        var audience = await Ask(() => http.GetByteArrayAsync($"/api/v1/series/{stage.SeriesId}/audience"));
        var nothing = await Ask(() => bareHttp.PostAsync("/hooks/nobody", null));
        var timeline = await Ask(() => http.GetByteArrayAsync($"/api/v1/interviews/{stage.Interviews[^1]}/audience/timeline"));
        var before = service.ResidentBytes;
        var (recount, most) = await Recount(service, http, stage);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {readings:N0} | {rate:N0}/s | {bare:N0}/s | {audience} | {nothing} | {timeline} | {recount.TotalSeconds:0.0} s | {before / 1e6:0} MB, {most / 1e6:0} MB |");
    }

    /// <summary>Sends everything, a million readings at a time; the time it took without making the requests.</summary>
    private static async Task<TimeSpan> Load(ServerProcess service, Stage stage, int readings, DateTimeOffset now)
    {
        var taken = TimeSpan.Zero;
        for (var from = 0; from < readings; from += AtOnce)
        {
            var count = Math.Min(AtOnce, readings - from) / ABatch;
            var first = from / ABatch;
            var requests = Enumerable.Range(first, count).AsParallel().AsOrdered().Select(number => stage.Request(number, now, Batch(stage, number, readings, now))).ToArray();
            var began = Stopwatch.GetTimestamp();
            var sent = await new RawLoad(service.Port, 16).Run(requests, Patience);
            await stage.UntilViews(from + (count * ABatch), Patience);
            taken += Stopwatch.GetElapsedTime(began);
            if (sent.Bad > 0)
            {
                throw new InvalidOperationException($"{sent.Bad} batches were refused.");
            }
        }

        return taken;
    }

    /// <summary>Readings of one interview after the other, evenly spread over two hours; only the last one's are of the two hours before now.</summary>
    private static object[] Batch(Stage stage, int number, int readings, DateTimeOffset now)
    {
        var interview = (int)((long)number * ABatch * Interviews / readings);
        var from = now - (interview == Interviews - 1 ? Length : 2 * Length);
        return
        [
            .. Enumerable.Range(number * ABatch, ABatch).Select(reading => new
            {
                broadcast = stage.Broadcasts[(interview * Broadcasts) + (reading % Broadcasts)],
                observedAt = from + (Length * ((double)reading * Interviews / readings % 1)),
                concurrent = reading % 5000,
                views = 1,
            }),
        ];
    }

    /// <summary>The same rows by one prepared statement, a thousand batches a transaction, into a table with the same key and nothing else: rows a second.</summary>
    private static double BareInserts(int rows)
    {
        var folder = Directory.CreateTempSubdirectory("broadcast-bare-");
        try
        {
            using var connection = new SqliteConnection($"Data Source={Path.Combine(folder.FullName, "bare.db")};Pooling=False");
            connection.Open();
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE Reading (AiringId BLOB, ObservedAt INTEGER, DeliveryId BLOB, Ordinal INTEGER, Concurrent INTEGER, Views INTEGER, PRIMARY KEY (AiringId, ObservedAt, DeliveryId, Ordinal)) WITHOUT ROWID");
            byte[][] airings = [.. Enumerable.Range(0, 8).Select(_ => Ids.ToBytes(Ids.New(TimeProvider.System.GetUtcNow())))];
            var began = Stopwatch.GetTimestamp();
            for (var from = 0; from < rows; from += 100_000)
            {
                Insert(connection, airings, from, Math.Min(rows, from + 100_000));
            }

            return rows / Stopwatch.GetElapsedTime(began).TotalSeconds;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Insert(SqliteConnection connection, byte[][] airings, int from, int to)
    {
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "INSERT INTO Reading VALUES (@a, @b, @c, @d, @e, @f)";
        var parameters = "abcdef".Select(name => command.Parameters.Add($"@{name}", name is 'a' or 'c' ? SqliteType.Blob : SqliteType.Integer)).ToArray();
        command.Prepare();
        var delivery = Ids.ToBytes(Ids.New(TimeProvider.System.GetUtcNow()));
        for (var row = from; row < to; row++)
        {
            if (row % ABatch == 0)
            {
                delivery = Ids.ToBytes(Ids.New(TimeProvider.System.GetUtcNow()));
            }

            object[] values = [airings[row % 8], (long)row, delivery, row % ABatch, row % 5000, 1];
            for (var i = 0; i < values.Length; i++)
            {
                parameters[i].Value = values[i];
            }

            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static void Execute(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private static async Task<string> Ask<T>(Func<Task<T>> request)
    {
        var latencies = new double[Asked];
        for (var i = -200; i < Asked; i++)
        {
            var asked = Stopwatch.GetTimestamp();
            var answer = await request();
            (answer as IDisposable)?.Dispose();
            if (i >= 0)
            {
                latencies[i] = Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
            }
        }

        Array.Sort(latencies);
        return string.Create(CultureInfo.InvariantCulture, $"{latencies[Asked / 2]:0.00}, {latencies[Asked * 99 / 100]:0.0} ms");
    }

    private static async Task<(TimeSpan Time, long Most)> Recount(ServerProcess service, HttpClient http, Stage stage)
    {
        var began = Stopwatch.GetTimestamp();
        var most = 0L;
        using var asked = await http.PostAsync($"/api/v1/series/{stage.SeriesId}/audit", null);
        var path = asked.EnsureSuccessStatusCode().Headers.Location!;
        while (true)
        {
            most = Math.Max(most, service.ResidentBytes);
            var audit = await http.GetFromJsonAsync<JsonElement>(path);
            if (audit.GetProperty("state").GetString() is "done" or "failed")
            {
                return audit.GetProperty("result") is { ValueKind: JsonValueKind.Object } result && result.GetProperty("matches").GetBoolean() ? (Stopwatch.GetElapsedTime(began), most) : throw new InvalidOperationException(audit.ToString());
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}
