using System.Text;
using System.Text.Json;
using Dapper;
using Hangfire;
using Hangfire.InMemory;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Broadcast.Benchmarks;

/// <summary>
/// The other yardstick: the way one would write it first. Each webhook is one insert, committed to the same kind of SQLite file with the same care, and one Hangfire job, which adds its views to the total.
/// No signature is checked, nothing is recognized when it comes twice, and the queue is lost with the process: it has less to do than the service.
/// </summary>
internal static class PlainServer
{
    private static string connectionString = "";

    public static async Task<int> Run(string url, string folder)
    {
        connectionString = new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "plain.db"), DefaultTimeout = 30 }.ToString();
        await using (var connection = new SqliteConnection(connectionString))
        {
            await connection.ExecuteAsync("PRAGMA journal_mode = WAL; CREATE TABLE Message (Id INTEGER PRIMARY KEY, Body TEXT NOT NULL); CREATE TABLE Total (Views INTEGER NOT NULL); INSERT INTO Total VALUES (0)");
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddHangfire(hangfire => hangfire.UseInMemoryStorage());
        builder.Services.AddHangfireServer();
        var app = builder.Build();
        app.Urls.Add(url);
        app.MapPost("/hooks/{code}", Receive);
        app.MapGet("/", () => "ready");
        app.MapGet("/total", Total);
        await app.RunAsync();
        return 0;
    }

    /// <summary>The job.</summary>
    public static void Count(long id)
    {
        using var connection = new SqliteConnection(connectionString);
        var body = connection.QuerySingle<string>("SELECT Body FROM Message WHERE Id = @id", new { id });
        var views = JsonDocument.Parse(body).RootElement.GetProperty("data").GetProperty("views").GetInt64();
        connection.Execute("UPDATE Total SET Views = Views + @views", new { views });
    }

    private static async Task<long> Total()
    {
        await using var connection = new SqliteConnection(connectionString);
        return await connection.QuerySingleAsync<long>("SELECT Views FROM Total");
    }

    private static async Task<IResult> Receive(HttpRequest request, IBackgroundJobClient jobs)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        await using var connection = new SqliteConnection(connectionString);
        var id = await connection.QuerySingleAsync<long>("INSERT INTO Message (Body) VALUES (@body) RETURNING Id", new { body });
        jobs.Enqueue(() => Count(id));
        return Results.Accepted();
    }
}
