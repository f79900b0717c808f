using System.Net.Http.Headers;
using System.Text.Json;
using Broadcast.Data;
using Broadcast.Tests.Hosting;
using Microsoft.Data.Sqlite;

namespace Broadcast.Tests.Planning;

/// <summary>A real <c>kill -9</c> while a plan is being made: the row is the truth, and the next process begins it anew.</summary>
public sealed class PlanKillTests : IDisposable
{
    private const int Units = 600;
    private const int Slots = 1200;

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_plan_whose_process_was_killed_over_it_is_made_whole_by_the_next_one_and_once()
    {
        Guid series;
        Guid plan;
        using (var program = Start())
        {
            await program.Ready();
            using var client = ClientOf(program);
            series = await Fill(client);
            plan = (await client.PostJson($"/api/v1/series/{series}/plans", Rules)).Expect(202).Id;
            var begun = await Scene.Until(() => client.GetJson($"/api/v1/plans/{plan}"), answer => answer["state"].GetString() != "queued", seconds: 20);
            begun["state"].GetString().ShouldBe("running", begun.Text);
            program.Kill();
        }

        Kept().ShouldBe(("running", 1, null));
        using var again = Start();
        await again.Ready();
        using var admin = ClientOf(again);
        var made = await Scene.Until(() => admin.GetJson($"/api/v1/plans/{plan}"), answer => answer["state"].GetString() != "running", seconds: 40);
        made["state"].GetString().ShouldBe("draft", made["problem"].GetRawText());
        made["progress"].GetDouble().ShouldBe(1);
        IdsOf(made["assignments"].EnumerateArray().Concat(made["unassigned"].EnumerateArray()), "unitId").Distinct().Count().ShouldBe(Units);
        var slots = IdsOf(made["assignments"].EnumerateArray(), "slotId");
        slots.Distinct().Count().ShouldBe(slots.Count);
        slots.Count.ShouldBeGreaterThan(Units / 2);
        Kept().Attempts.ShouldBe(2);
        (await admin.GetJson($"/api/v1/series/{series}/plans")).Items.ShouldHaveSingleItem().GetProperty("id").GetGuid().ShouldBe(plan);
        (await admin.GetJson($"/api/v1/interviews?seriesId={series}")).Items.ShouldBeEmpty("a draft changes nothing");
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>All rules at once, so that no plan is proven to be the best before the program can be killed.</summary>
    private static object Rules => new
    {
        maxPerDay = 4, maxPerWeek = 20, minGapMinutes = 30, timeLimitSeconds = 3, bestHours = new[] { new { from = "09:00", to = "11:30" }, new { from = "14:00", to = "15:00" } },
    };

    private RunningProgram Start() => RunningProgram.Start(_folder, $"Broadcast:Auth:AdminToken={ServiceFixture.AdminToken}");

    private static async Task<Guid> Fill(HttpClient client)
    {
        var body = new { code = "kill", title = "进行时", timeZone = "Asia/Shanghai", startsOn = "2027-01-01", endsOn = "2027-12-31", slotMinutes = 40 };
        var series = (await client.PostJson("/api/v1/series", body)).Expect(201).Id;
        for (var i = 0; i < 2; i++)
        {
            var studioId = (await client.PostJson("/api/v1/studios", new { name = $"Studio {i}" })).Expect(201).Id;
            (await client.PostJson("/api/v1/hosts", new { name = $"Host {i}" })).Expect(201);
            var rule = new { studioId, rrule = "FREQ=DAILY", startTimes = new[] { "09:00", "10:30", "14:30", "16:00" }, count = Slots / 2, skipHolidays = false };
            (await client.PostJson($"/api/v1/series/{series}/slots:generate", rule)).Expect(201);
        }

        var numbers = Enumerable.Range(0, Units).ToList();
        (await client.PostJson("/api/v1/units", numbers.ConvertAll(i => new { code = $"unit-{i}", name = $"单位 {i}" }))).Expect(201);
        (await client.PostJson("/api/v1/officials", numbers.ConvertAll(i => new { unitCode = $"unit-{i}", name = $"负责人 {i}", title = "厅长" }))).Expect(201);
        var unitIds = new List<Guid>();
        for (var path = "/api/v1/units?limit=200"; path is not null;)
        {
            var page = await client.GetJson(path);
            unitIds.AddRange(IdsOf(page.Items, "id"));
            path = page["next"].GetString() is { } next ? $"/api/v1/units?limit=200&cursor={next}" : null;
        }

        (await client.PostJson($"/api/v1/series/{series}/units", new { unitIds })).Expect(200);
        foreach (var (i, unit) in unitIds.Index())
        {
            (await client.PutJson($"/api/v1/series/{series}/units/{unit}/wishes", new { rank = 1 + (i % 5) })).Expect(200);
        }

        return series;
    }

    private static List<Guid> IdsOf(IEnumerable<JsonElement> items, string field) => [.. items.Select(item => item.GetProperty(field).GetGuid())];

    /// <summary>The one plan, as it stands in the database.</summary>
    private (string State, int Attempts, string? Result) Kept()
    {
        using var connection = new SqliteConnection(DatabaseOptions.SqliteFile(_folder.File("broadcast.db")).ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT State, Attempts, Result FROM SeriesPlan";
        using var reader = command.ExecuteReader();
        reader.Read().ShouldBeTrue();
        var kept = (reader.GetString(0), reader.GetInt32(1), reader.IsDBNull(2) ? null : reader.GetString(2));
        reader.Read().ShouldBeFalse();
        SqliteConnection.ClearPool(connection);
        return kept;
    }

    private static HttpClient ClientOf(RunningProgram program)
    {
        var client = new HttpClient { BaseAddress = program.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServiceFixture.AdminToken);
        return client;
    }
}
