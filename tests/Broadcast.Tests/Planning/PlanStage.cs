using System.Text.Json;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Planning;

/// <summary>A series to plan: one studio, a slot each day from 1 March 2027 on, units with an official each.</summary>
internal sealed class PlanStage
{
    private static readonly DateTimeOffset First = new(2027, 3, 1, 9, 0, 0, TimeSpan.FromHours(8));

    private readonly HttpClient _http;
    private Guid _studio;

    private PlanStage(HttpClient http) => _http = http;

    public Guid SeriesId { get; private set; }

    public List<Guid> Slots { get; } = [];

    public List<Guid> Units { get; } = [];

    public List<Guid> Hosts { get; } = [];

    /// <summary>The official of each unit.</summary>
    public Dictionary<Guid, Guid> Officials { get; } = [];

    public static async Task<PlanStage> Set(ServiceFixture service, int units, int slots, int hosts = 0)
    {
        var stage = new PlanStage(service.Admin);
        var series = new { code = Scene.Unique("plan"), title = "进行时", timeZone = "Asia/Shanghai", startsOn = "2026-01-01", endsOn = "2027-12-31", slotMinutes = 40 };
        stage.SeriesId = (await stage._http.PostJson("/api/v1/series", series)).Expect(201).Id;
        stage._studio = (await stage._http.PostJson("/api/v1/studios", new { name = Scene.Unique("Studio") })).Expect(201).Id;
        for (var i = 0; i < slots; i++)
        {
            stage.Slots.Add(await stage.Slot(First.AddDays(i).ToString("O")));
        }

        for (var i = 0; i < units; i++)
        {
            stage.Units.Add(await stage.Unit());
        }

        for (var i = 0; i < hosts; i++)
        {
            await stage._http.PostJson("/api/v1/hosts", new { name = Scene.Unique("Host") });
        }

        stage.Hosts.AddRange((await stage._http.GetJson("/api/v1/hosts?limit=200")).Items.Select(host => host.GetProperty("id").GetGuid()));
        return stage;
    }

    public async Task<Guid> Slot(string startsAt) => (await _http.PostJson($"/api/v1/series/{SeriesId}/slots", new { studioId = _studio, startsAt })).Expect(201).Id;

    public async Task<Guid> Unit(bool official = true)
    {
        var unit = (await _http.PostJson("/api/v1/units", new { code = Scene.Unique("unit"), name = Scene.Unique("单位") })).Expect(201).Id;
        if (official)
        {
            Officials[unit] = (await _http.PostJson("/api/v1/officials", new { unitId = unit, name = "负责人", title = "厅长" })).Expect(201).Id;
        }

        (await _http.PostJson($"/api/v1/series/{SeriesId}/units", new { unitIds = new[] { unit } })).Expect(200);
        return unit;
    }

    public async Task Busy(Guid unit, string from, string to) =>
        (await _http.PutJson($"/api/v1/officials/{Officials[unit]}/availability", new { busy = new[] { new { from, to } } })).Expect(200);

    public async Task<Answer> Plan(object? body = null) => await Made((await _http.PostJson($"/api/v1/series/{SeriesId}/plans", body ?? new { })).Expect(202));

    public Task<Answer> Made(Answer asked) => Scene.Until(() => _http.GetJson($"/api/v1/plans/{asked.Id}"), answer => answer["state"].GetString() != "running", seconds: 40);

    public Task<Answer> Publish(Answer plan) => _http.PostJson($"/api/v1/plans/{plan.Id}:publish");

    public Task<Answer> TakeBack(Answer plan) => _http.PostJson($"/api/v1/plans/{plan.Id}:takeBack");

    public async Task<IReadOnlyList<JsonElement>> Interviews() => (await _http.GetJson($"/api/v1/interviews?seriesId={SeriesId}&limit=200")).Items;

    public JsonElement Assignment(Answer plan, Guid unit) => plan["assignments"].EnumerateArray().Single(each => each.GetProperty("unitId").GetGuid() == unit);

    public Guid SlotOf(Answer plan, Guid unit) => Assignment(plan, unit).GetProperty("slotId").GetGuid();

    public object Pin(Guid unitId, Guid slotId) => new { pin = new[] { new { unitId, slotId } } };

    public IReadOnlyList<string?> Why(Answer plan, Guid unit) => [.. Left(plan, unit).GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString())];

    public IReadOnlyList<string?> Codes(Answer plan, Guid unit) => [.. Left(plan, unit).GetProperty("details").EnumerateArray().Select(reason => reason.GetProperty("code").GetString())];

    private static JsonElement Left(Answer plan, Guid unit) => plan["unassigned"].EnumerateArray().Single(each => each.GetProperty("unitId").GetGuid() == unit);
}
