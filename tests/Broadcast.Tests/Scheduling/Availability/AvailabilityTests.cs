using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Scheduling;

public sealed class AvailabilityTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private const string Away = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n"
        + "DTSTART;TZID=Asia/Shanghai:20260302T083000\r\nDTEND;TZID=Asia/Shanghai:20260302T093000\r\nRRULE:FREQ=WEEKLY;BYDAY=MO\r\nSUMMARY:晨会\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    private readonly Plan _plan = new(service.Admin);

    [Fact]
    public async Task What_was_said_stands_there_in_order_under_a_version()
    {
        var path = $"/api/v1/hosts/{await _plan.Host()}/availability";
        var none = (await service.Admin.GetJson(path)).Expect(200);
        none["busy"].GetArrayLength().ShouldBe(0);
        none.Headers.ETag!.Tag.ShouldBe("\"0\"");
        var body = new
        {
            busy = new object[] { Time(2, 4, "出差"), Time(0, 1) },
            preferred = new[] { Time(6, 8) },
        };
        var said = (await service.Admin.PutJson(path, body, ("If-Match", "\"0\""))).Expect(200);
        said["busy"].EnumerateArray().Select(time => time.GetProperty("from").GetDateTimeOffset()).ShouldBe([Plan.Monday, Plan.Monday.AddHours(2)]);
        said["busy"][1].GetProperty("note").GetString().ShouldBe("出差");
        said["busy"][0].GetProperty("note").ValueKind.ShouldBe(JsonValueKind.Null);
        said["preferred"].GetArrayLength().ShouldBe(1);
        said.Headers.ETag!.Tag.ShouldBe("\"1\"");
        (await service.Admin.GetJson(path)).Text.ShouldBe(said.Text);
        (await service.Admin.PutJson(path, body, ("If-Match", "\"0\""))).Expect(412);
        (await service.Admin.PutJson(path, new { })).Expect(200)["busy"].GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        var path = $"/api/v1/studios/{await _plan.Studio()}/availability";
        await Wrong("""{"busy":[{"from":"2026-03-09T09:00:00+08:00","to":"2026-03-09T09:00:00+08:00"}]}""", "busy[0].to");
        await Wrong("""{"busy":[null]}""", "busy[0].from", "busy[0].to");
        await Wrong("""{"preferred":[{"from":"2026-03-09","to":"2026-03-09T09:00:00Z"}]}""", "preferred[0].from");
        await Wrong("""{"busy":7}""", "busy");
        await Wrong("{", "body");
        await Wrong("null", "body");
        await Wrong("", "body");
        (await Put(service.Admin, path, "hello", "text/calendar")).Expect(400).WrongFields.ShouldBe(["body"]);
        (await Put(service.Admin, path + "?timeZone=Mars", Away, "text/calendar")).Expect(400).WrongFields.ShouldBe(["timeZone"]);
        (await Put(service.Admin, path, "x", "text/plain")).Expect(415).Slug.ShouldBe("unsupported-media-type");
        (await Put(service.Admin, path, "x", null)).Expect(415);
        (await Put(service.Admin, path, new string('x', 5_000_000), "text/calendar")).Expect(413).Slug.ShouldBe("payload-too-large");
        (await service.Admin.GetJson($"/api/v1/studios/{Guid.Empty}/availability")).Expect(404);
        (await service.Admin.PutJson($"/api/v1/officials/{Guid.Empty}/availability", new { })).Expect(404);

        async Task Wrong(string body, params string[] fields) => (await Put(service.Admin, path, body, "application/json")).Expect(400).WrongFields.ShouldBe(fields);
    }

    [Fact]
    public async Task An_official_who_is_busy_is_not_booked_and_one_who_only_touches_is()
    {
        var scene = await _plan.Scene();
        await Say("officials", scene.OfficialId, Plan.Monday.AddMinutes(30), Plan.Monday.AddHours(3), "出差");
        var refused = (await scene.TryBook()).Expect(409);
        refused.Slug.ShouldBe("official-busy");
        refused["detail"].GetString().ShouldBe("梁厅长 is busy (“出差”), 2026-03-09 09:30–12:00 (Asia/Shanghai).");
        (await scene.StateOfSlot()).ShouldBe("open");
        var liaison = await service.ClientFor("unit", scene.UnitId);
        (await scene.TryRequest(liaison)).Expect(409).Slug.ShouldBe("official-busy");
        await Say("officials", scene.OfficialId, Plan.Monday.AddMinutes(40), Plan.Monday.AddHours(3));
        await scene.Book();
    }

    [Fact]
    public async Task A_host_or_studio_that_is_busy_is_not_booked()
    {
        var scene = await _plan.Scene();
        var host = await _plan.Host();
        await Say("hosts", host, Plan.Monday.AddHours(-1), Plan.Monday.AddMinutes(1));
        (await scene.TryBook(body: scene.Body(host))).Expect(409).Slug.ShouldBe("host-busy");
        await Say("studios", scene.StudioId, Plan.Monday.AddMinutes(39), Plan.Monday.AddHours(1));
        (await scene.TryBook()).Expect(409).Slug.ShouldBe("studio-busy");
    }

    [Fact]
    public async Task Nobody_is_moved_or_named_into_a_busy_time_and_who_became_busy_later_stays()
    {
        var scene = await _plan.Scene();
        var interview = await scene.Book();
        await Say("officials", scene.OfficialId, Plan.Monday.AddHours(-1), Plan.Monday.AddHours(25));
        (await service.Admin.PostJson($"/api/v1/interviews/{interview.Id}:reschedule", new { slotId = await scene.AnotherSlot() })).Expect(409).Slug.ShouldBe("official-busy");
        var (busy, free) = (await _plan.Host(), await _plan.Host());
        await Say("hosts", busy, Plan.Monday, Plan.Monday.AddHours(1));
        (await service.Admin.PatchJson($"/api/v1/interviews/{interview.Id}", new { hostId = busy })).Expect(409).Slug.ShouldBe("host-busy");
        (await service.Admin.PatchJson($"/api/v1/interviews/{interview.Id}", new { hostId = free })).Expect(200);
        var moved = await service.Admin.PostJson($"/api/v1/interviews/{interview.Id}:reschedule", new { slotId = await scene.AnotherSlot(48) });
        moved.Expect(200)["state"].GetString().ShouldBe("booked");
    }

    [Fact]
    public async Task A_calendar_is_read_rule_by_rule_and_leaves_preferences_alone()
    {
        var scene = await _plan.Scene();
        var path = $"/api/v1/officials/{scene.OfficialId}/availability";
        (await service.Admin.PutJson(path, new { preferred = new[] { Time(6, 8) } })).Expect(200);
        var read = (await Put(service.Admin, path, Away, "text/calendar; charset=utf-8")).Expect(200);
        read["busy"][0].GetProperty("from").GetString().ShouldBe("2026-03-02T08:30:00+08:00");
        read["busy"][0].GetProperty("note").GetString().ShouldBe("晨会");
        read["preferred"].GetArrayLength().ShouldBe(1);
        read["knownUntil"].GetDateTimeOffset().ShouldBeGreaterThan(TimeProvider.System.GetUtcNow().AddYears(4));
        (await scene.TryBook()).Expect(409)["detail"].GetString()!.ShouldContain("晨会");
        (await scene.TryBook(slotId: await scene.AnotherSlot())).Expect(201);
    }

    [Fact]
    public async Task A_liaison_says_it_for_its_own_officials_only()
    {
        var unit = await _plan.Unit();
        var (own, other) = (await _plan.Official(unit), await _plan.Official(await _plan.Unit()));
        var liaison = await service.ClientFor("unit", unit);
        (await liaison.PutJson($"/api/v1/officials/{own}/availability", new { })).Expect(200);
        (await liaison.GetJson($"/api/v1/officials/{own}/availability")).Expect(200);
        (await liaison.PutJson($"/api/v1/officials/{other}/availability", new { })).Expect(403);
        (await liaison.GetJson($"/api/v1/officials/{other}/availability")).Expect(404);
        (await liaison.PutJson($"/api/v1/hosts/{await _plan.Host()}/availability", new { })).Expect(403);
        (await (await service.ClientFor("viewer")).PutJson($"/api/v1/officials/{own}/availability", new { })).Expect(403);
        var log = (await service.Admin.GetJson($"/api/v1/audit-log?entity={own}")).Items[^1];
        log.GetProperty("action").GetString().ShouldBe("changeAvailability");
        log.GetProperty("entity").GetString().ShouldBe("official");
    }

    [Fact]
    public async Task A_booking_and_a_busy_time_that_race_are_not_both_there_with_the_booking_last()
    {
        for (var i = 0; i < 10; i++)
        {
            var scene = await _plan.Scene();
            var booking = scene.TryBook();
            await Say("officials", scene.OfficialId, Plan.Monday, Plan.Monday.AddHours(1));
            var answer = await booking;
            answer.Status.ShouldBeOneOf(201, 409);
            (await scene.TryBook()).Status.ShouldBe(409);
        }
    }

    private static object Time(double fromHours, double toHours, string? note = null) => new { from = Plan.Monday.AddHours(fromHours), to = Plan.Monday.AddHours(toHours), note };

    private async Task Say(string register, Guid id, DateTimeOffset from, DateTimeOffset to, string? note = null) =>
        (await service.Admin.PutJson($"/api/v1/{register}/{id}/availability", new { busy = new[] { new { from, to, note } } })).Expect(200);

    private static Task<Answer> Put(HttpClient client, string path, string body, string? contentType)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        return client.Call(HttpMethod.Put, path, content);
    }
}
