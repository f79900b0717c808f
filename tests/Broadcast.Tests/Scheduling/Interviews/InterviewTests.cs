using System.Collections.Concurrent;
using System.Text.Json;
using Broadcast.Scheduling;
using Broadcast.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Broadcast.Tests.Scheduling;

public sealed class InterviewTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(Plan.Monday.ToUniversalTime());
    private readonly Heard _heard = new();
    private ServiceFixture _service = null!;
    private Plan _plan = null!;
    private Scene _scene = null!;
    private Answer _booked = null!;

    private string Path => $"/api/v1/interviews/{_booked.Id}";

    public async ValueTask InitializeAsync()
    {
        _service = await ServiceFixture.Start(new ServiceSetup { Clock = _clock, Configure = services => services.AddSingleton<IInterviewListener>(_heard) });
        _plan = new Plan(_service.Admin);
        _scene = await _plan.Scene();
        _booked = await _scene.Book();
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task An_interview_goes_its_way_from_booked_to_closed_and_back_to_ended()
    {
        (await Do("start"))["state"].GetString().ShouldBe("live");
        _clock.Advance(TimeSpan.FromMinutes(40));
        (await Do("end"))["state"].GetString().ShouldBe("ended");
        (await Do("close"))["state"].GetString().ShouldBe("closed");
        (await Try("reopen")).Expect(400).WrongFields.ShouldBe(["reason"]);
        var reopened = await Do("reopen", new { reason = "时间有误" });
        reopened["state"].GetString().ShouldBe("ended");
        reopened["startedAt"].GetDateTimeOffset().ShouldBe(Plan.Monday);
        reopened["endedAt"].GetDateTimeOffset().ShouldBe(Plan.Monday.AddMinutes(40));
        reopened["startedAt"].GetString().ShouldBe("2026-03-09T09:00:00+08:00");
        var entries = (await _service.Admin.GetJson($"/api/v1/audit-log?entity={_booked.Id}")).Items;
        entries.Select(entry => entry.GetProperty("action").GetString()).ShouldBe(["book", "start", "end", "close", "reopen"], ignoreOrder: true);
        entries.Single(entry => entry.GetProperty("action").GetString() == "reopen").GetProperty("to").GetProperty("reason").GetString().ShouldBe("时间有误");
    }

    [Fact]
    public async Task When_it_began_and_ended_is_cut_to_the_millisecond_never_in_the_future_and_changeable_until_closed()
    {
        _clock.Advance(TimeSpan.FromHours(1));
        (await Try("start", new { at = Plan.Monday.AddHours(1).AddMilliseconds(1) })).Expect(400).WrongFields.ShouldBe(["at"]);
        (await Try("start", new { at = "2026-03-09T10:00:00" })).Expect(400).WrongFields.ShouldBe(["at"]);
        (await Do("start", new { at = "2026-03-09T09:00:00.1239Z" }, 400)).WrongFields.ShouldBe(["at"]);
        (await Do("start", new { at = "2026-03-09T01:00:00.1239Z" }))["startedAt"].GetString().ShouldBe("2026-03-09T09:00:00.123+08:00");
        (await Try("start")).Expect(409).Slug.ShouldBe("state-conflict");
        (await Do("start", new { at = Plan.Monday.AddMinutes(2) }))["startedAt"].GetDateTimeOffset().ShouldBe(Plan.Monday.AddMinutes(2));
        (await Try("end", new { at = Plan.Monday.AddMinutes(2) })).Expect(400).WrongFields.ShouldBe(["at"]);
        (await Do("end"))["endedAt"].GetDateTimeOffset().ShouldBe(Plan.Monday.AddHours(1));
        (await Try("end")).Expect(409).Slug.ShouldBe("state-conflict");
        (await Do("end", new { at = Plan.Monday.AddMinutes(41) }))["state"].GetString().ShouldBe("ended");
        (await Try("start", new { at = Plan.Monday.AddMinutes(41) })).Expect(400).WrongFields.ShouldBe(["at"]);
        (await Do("start", new { at = Plan.Monday.AddMinutes(1) }))["state"].GetString().ShouldBe("ended");
        await Do("close");
        (await Try("start", new { at = Plan.Monday })).Expect(409).Slug.ShouldBe("state-conflict");
        (await Try("end", new { at = Plan.Monday.AddMinutes(50) })).Expect(409).Slug.ShouldBe("state-conflict");

        var changes = (await _service.Admin.GetJson($"/api/v1/audit-log?entity={_booked.Id}")).Items
            .Where(entry => entry.GetProperty("action").GetString() == "start")
            .Select(entry => (From(entry), entry.GetProperty("to").GetProperty("startedAt").GetDateTimeOffset()));
        changes.ShouldBe(
            [
                (null, Plan.Monday.AddMilliseconds(123)),
                (Plan.Monday.AddMilliseconds(123), Plan.Monday.AddMinutes(2)),
                (Plan.Monday.AddMinutes(2), Plan.Monday.AddMinutes(1)),
            ],
            ignoreOrder: true);

        static DateTimeOffset? From(JsonElement entry) =>
            entry.GetProperty("from").GetProperty("startedAt") is { ValueKind: JsonValueKind.String } at ? at.GetDateTimeOffset() : null;
    }

    [Theory]
    [InlineData("approve", null)]
    [InlineData("refuse", """{"reason":"x"}""")]
    [InlineData("end", null)]
    [InlineData("close", null)]
    [InlineData("reopen", """{"reason":"x"}""")]
    [InlineData("segments/views:take", null)]
    public async Task What_the_state_does_not_allow_is_a_conflict(string action, string? body)
    {
        var path = action.Contains('/', StringComparison.Ordinal) ? $"{Path}/{action}" : $"{Path}:{action}";
        var answer = body is null ? await _service.Admin.PostJson(path) : await _service.Admin.PostRaw(path, System.Text.Encoding.UTF8.GetBytes(body), "application/json");
        answer.Expect(409).Slug.ShouldBe("state-conflict");
        (await _service.Admin.GetJson(Path)).Text.ShouldBe(_booked.Text);
    }

    [Fact]
    public async Task The_run_sheet_keeps_planned_and_actual_times()
    {
        await Do("start");
        await Take("views");
        _clock.Advance(TimeSpan.FromMinutes(9));
        await Take("measures");
        _clock.Advance(TimeSpan.FromMinutes(1));
        (await TryTake("views")).Expect(409).Slug.ShouldBe("state-conflict");
        (await TryTake("nope")).Expect(404).Slug.ShouldBe("not-found");
        (await TryTake("results", new { at = Plan.Monday.AddMinutes(11) })).Expect(400).WrongFields.ShouldBe(["at"]);
        (await TryTake("results", new { at = Plan.Monday.AddMinutes(-1) })).Expect(400).WrongFields.ShouldBe(["at"]);
        var parts = (await TryTake("measures", new { at = Plan.Monday.AddMinutes(8) })).Expect(200)["segments"];
        Minutes(parts[0]).ShouldBe((0, 0, 8));
        Minutes(parts[1]).ShouldBe((8, 8, null));
        Minutes(parts[2]).ShouldBe((16, null, null));
        _clock.Advance(TimeSpan.FromMinutes(20));
        Minutes((await Do("end"))["segments"][1]).ShouldBe((8, 8, 30));
        Minutes((await Do("end", new { at = Plan.Monday.AddMinutes(29) }))["segments"][1]).ShouldBe((8, 8, 29));
        (await TryTake("results")).Expect(409);
        Minutes((await TryTake("results", new { at = Plan.Monday.AddMinutes(20) })).Expect(200)["segments"][2]).ShouldBe((16, 20, 29));
    }

    [Fact]
    public async Task A_patch_changes_words_at_any_time_and_the_plan_before_the_day_only()
    {
        var host = await _plan.Host();
        var second = await _plan.Official(_scene.UnitId, "副厅长");
        var changed = (await _service.Admin.PatchJson(Path, new
        {
            topic = "新主题", hostId = host,
            guests = new[] { new { officialId = second, role = "principal" }, new { officialId = _scene.OfficialId, role = "guest" } },
            segments = new[] { new { key = "all", title = "全部", minutes = 40 } },
        }, ("If-Match", $"\"{_booked["version"].GetInt32()}\""))).Expect(200);
        changed["topic"].GetString().ShouldBe("新主题");
        changed["hostId"].GetGuid().ShouldBe(host);
        changed["guests"].EnumerateArray().Select(guest => guest.GetProperty("officialId").GetGuid()).ShouldBe([second, _scene.OfficialId]);
        changed["segments"].EnumerateArray().ShouldHaveSingleItem();
        (await _service.Admin.PatchJson(Path, new { topic = "x" }, ("If-Match", "\"1\""))).Expect(412).Slug.ShouldBe("version-conflict");
        (await _service.Admin.PatchJson(Path, new { topic = "" })).Expect(400).WrongFields.ShouldBe(["topic"]);
        (await _service.Admin.PatchJson(Path, new { guests = (object?)null })).Expect(400).WrongFields.ShouldBe(["guests"]);
        (await _service.Admin.PatchJson(Path, new { hostId = (Guid?)null })).Expect(200)["hostId"].ValueKind.ShouldBe(JsonValueKind.Null);
        await Do("start");
        (await _service.Admin.PatchJson(Path, new { topic = "直播中的主题" })).Expect(200);
        (await _service.Admin.PatchJson(Path, new { hostId = host })).Expect(409).Slug.ShouldBe("state-conflict");
    }

    [Fact]
    public async Task A_host_who_is_busy_cannot_be_named_later_either()
    {
        var host = await _plan.Host();
        var other = await _plan.Scene();
        await other.Book(body: other.Body(host));
        (await _service.Admin.PatchJson(Path, new { hostId = host })).Expect(409).Slug.ShouldBe("host-busy");
    }

    [Fact]
    public async Task Moving_frees_the_old_slot_and_takes_the_new_one()
    {
        var to = await _scene.AnotherSlot();
        var moved = await Do("reschedule", new { slotId = to });
        moved["slotId"].GetGuid().ShouldBe(to);
        moved["state"].GetString().ShouldBe("booked");
        moved["startsAt"].GetDateTimeOffset().ShouldBe(Plan.Monday.AddDays(1));
        moved["segments"][1].GetProperty("plannedStartsAt").GetDateTimeOffset().ShouldBe(Plan.Monday.AddDays(1).AddMinutes(8));
        (await _scene.StateOfSlot()).ShouldBe("open");
        (await _scene.StateOfSlot(to)).ShouldBe("booked");
        (await Try("reschedule", new { slotId = to })).Expect(409).Slug.ShouldBe("slot-taken");
        (await Try("reschedule")).Expect(400).WrongFields.ShouldBe(["slotId"]);
        (await Try("reschedule", new { slotId = (await _plan.Scene()).SlotId })).Expect(400).WrongFields.ShouldBe(["slotId"]);
    }

    [Fact]
    public async Task A_move_clashes_like_a_booking()
    {
        var to = await _plan.Slot(_scene.SeriesId, await _plan.Studio(), Plan.Monday.AddDays(1));
        var elsewhere = await _plan.Slot(await _plan.Series(), await _plan.Studio(), Plan.Monday.AddDays(1).AddMinutes(30));
        await _scene.Book(elsewhere);
        (await Try("reschedule", new { slotId = to })).Expect(409).Slug.ShouldBe("official-busy");
        (await _scene.StateOfSlot(to)).ShouldBe("open");
        (await _scene.StateOfSlot()).ShouldBe("booked");
    }

    [Fact]
    public async Task Interviews_are_listed_by_time_and_narrowed()
    {
        var later = await (await _plan.Scene(at: Plan.Monday.AddDays(3))).Book();
        var earlier = await (await _plan.Scene(at: Plan.Monday.AddHours(-8))).Book();
        Ids(await _service.Admin.GetJson("/api/v1/interviews")).ShouldBe([earlier.Id, _booked.Id, later.Id]);
        Ids(await _service.Admin.GetJson($"/api/v1/interviews?seriesId={_scene.SeriesId}")).ShouldBe([_booked.Id]);
        Ids(await _service.Admin.GetJson($"/api/v1/interviews?unitId={_scene.UnitId}&state=booked")).ShouldBe([_booked.Id]);
        Ids(await _service.Admin.GetJson("/api/v1/interviews?state=live")).ShouldBeEmpty();
        Ids(await _service.Admin.GetJson("/api/v1/interviews?from=2026-03-09T09:00:00%2B08:00&to=2026-03-12T00:00:00Z")).ShouldBe([_booked.Id]);
        (await _service.Admin.GetJson("/api/v1/interviews?state=lost")).Expect(400).WrongFields.ShouldBe(["state"]);
        (await _service.Admin.GetJson("/api/v1/interviews?seriesId=x")).Expect(400).WrongFields.ShouldBe(["seriesId"]);
        var first = await _service.Admin.GetJson("/api/v1/interviews?limit=1");
        first.Items[0].GetProperty("segments").GetArrayLength().ShouldBe(5);
        first.Items[0].GetProperty("guests").GetArrayLength().ShouldBe(1);
        Ids(await _service.Admin.GetJson($"/api/v1/interviews?limit=1&cursor={first["next"].GetString()}")).ShouldBe([_booked.Id]);
    }

    [Fact]
    public async Task Listeners_hear_of_every_change_and_cannot_break_it()
    {
        _heard.Ids.ShouldBe([_booked.Id]);
        _heard.Fails = true;
        await Do("start");
        _heard.Fails = false;
        _clock.Advance(TimeSpan.FromMinutes(1));
        await Take("views");
        await Do("end", new { at = Plan.Monday.AddMinutes(1) });
        _heard.Ids.ShouldBe([_booked.Id, _booked.Id, _booked.Id, _booked.Id]);
        await Try("end");
        _heard.Ids.Count.ShouldBe(4);
    }

    [Fact]
    public async Task What_is_not_there_is_404()
    {
        (await _service.Admin.GetJson("/api/v1/interviews/nope")).Expect(404).Slug.ShouldBe("not-found");
        (await _service.Admin.PostJson("/api/v1/interviews/nope:start")).Expect(404).Slug.ShouldBe("not-found");
        (await _service.Admin.PostJson($"/api/v1/interviews/{Guid.Empty}:start")).Expect(404);
        (await _service.Admin.PostJson($"/api/v1/interviews/{_booked.Id}:explode")).Expect(404);
        (await _service.Admin.PostJson($"/api/v1/interviews/{Guid.Empty}/segments/views:take")).Expect(404);
    }

    private Task<Answer> Try(string action, object? body = null) => _service.Admin.PostJson($"{Path}:{action}", body);

    private async Task<Answer> Do(string action, object? body = null, int status = 200) => (await Try(action, body)).Expect(status);

    private Task<Answer> TryTake(string key, object? body = null) => _service.Admin.PostJson($"{Path}/segments/{key}:take", body);

    private async Task Take(string key) => (await TryTake(key)).Expect(200);

    private static IEnumerable<Guid> Ids(Answer answer) => answer.Expect(200).Items.Select(item => item.GetProperty("id").GetGuid());

    private static (double Planned, double? From, double? To) Minutes(JsonElement part) =>
        (Minute(part.GetProperty("plannedStartsAt"))!.Value, Minute(part.GetProperty("actualStartsAt")), Minute(part.GetProperty("actualEndsAt")));

    private static double? Minute(JsonElement at) => at.ValueKind == JsonValueKind.Null ? null : (at.GetDateTimeOffset() - Plan.Monday).TotalMinutes;

    private sealed class Heard : IInterviewListener
    {
        public ConcurrentQueue<Guid> Ids { get; } = new();

        public bool Fails { get; set; }

        public void InterviewChanged(Guid interviewId)
        {
            Ids.Enqueue(interviewId);
            if (Fails)
            {
                throw new InvalidOperationException("A listener that fails.");
            }
        }
    }
}
