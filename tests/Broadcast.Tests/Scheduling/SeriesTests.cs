using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Scheduling;

public sealed class SeriesTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private readonly Plan _plan = new(service.Admin);

    [Fact]
    public async Task A_series_has_five_parts_and_its_defaults_unless_told()
    {
        var made = (await service.Admin.PostJson("/api/v1/series", new { code = Plan.Code("s"), title = "八五普法", startsOn = "2026-03-01", endsOn = "2026-03-31", slotMinutes = 40 })).Expect(201);
        made["timeZone"].GetString().ShouldBe("Asia/Shanghai");
        made["public"].GetBoolean().ShouldBeFalse();
        made["holdHours"].GetDouble().ShouldBe(72);
        made["answerWithinHours"].GetDouble().ShouldBe(72);
        made["remindBeforeAnswerHours"].ToString().ShouldBe("[24]");
        made["remindBeforeInterviewHours"].ToString().ShouldBe("[48,3]");
        made["segments"].EnumerateArray().Select(part => part.GetProperty("title").GetString()).ShouldBe(["谈认识", "晾举措", "晒成绩", "找问题", "商对策"]);
        made["segments"].EnumerateArray().ShouldAllBe(part => part.GetProperty("minutes").GetDouble() == 8);
        made["calendarUrl"].GetString()!.Length.ShouldBeGreaterThan(80);
        (await service.Admin.GetJson($"/api/v1/series/{made.Id}")).Expect(200).Text.ShouldBe(made.Text);
    }

    [Fact]
    public async Task Everything_wrong_is_named()
    {
        var answer = await service.Admin.PostJson("/api/v1/series", new
        {
            code = "a/b", title = " ", timeZone = "China Standard Time", startsOn = "2026-03-31", endsOn = "2026-03-01", slotMinutes = 0,
            segments = new object?[] { new { key = "a", title = "A", minutes = 1 }, new { key = "a", title = "", minutes = 0 }, null },
            holdHours = 0, answerWithinHours = -1, remindBeforeAnswerHours = new[] { 24.0, 0 },
        });
        answer.Expect(400).WrongFields.ShouldBe(
            [
                "code", "title", "timeZone", "endsOn", "slotMinutes", "segments[1].key", "segments[1].title", "segments[1].minutes", "segments[2]", "holdHours", "answerWithinHours",
                "remindBeforeAnswerHours[1]",
            ],
            ignoreOrder: true);
        (await service.Admin.PostJson("/api/v1/series", new { })).Expect(400).WrongFields.ShouldBe(["code", "title", "startsOn", "endsOn", "slotMinutes"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("Mars/Olympus")]
    [InlineData("")]
    public async Task A_zone_is_an_iana_zone(string zone) =>
        (await service.Admin.PostJson("/api/v1/series", new { code = "x", title = "x", timeZone = zone, startsOn = "2026-03-01", endsOn = "2026-03-31", slotMinutes = 40 }))
            .Expect(400).WrongFields.ShouldBe(["timeZone"]);

    [Fact]
    public async Task A_patch_keeps_the_rest_and_the_default_parts_follow_the_length()
    {
        var id = await _plan.Series();
        var path = $"/api/v1/series/{id}";
        var before = await service.Admin.GetJson(path);
        var longer = (await service.Admin.PatchJson(path, new { slotMinutes = 50, answerWithinHours = 0.5 }, ("If-Match", "\"1\""))).Expect(200);
        longer["segments"].EnumerateArray().ShouldAllBe(part => part.GetProperty("minutes").GetDouble() == 10);
        longer["answerWithinHours"].GetDouble().ShouldBe(0.5);
        longer["title"].GetString().ShouldBe(before["title"].GetString());
        longer["calendarUrl"].GetString().ShouldBe(before["calendarUrl"].GetString());
        (await service.Admin.PatchJson(path, new { title = "x" }, ("If-Match", "\"1\""))).Expect(412);
        (await service.Admin.PatchJson(path, new { slotMinutes = (int?)null })).Expect(400).WrongFields.ShouldBe(["slotMinutes"]);
    }

    [Fact]
    public async Task The_days_of_a_series_cannot_leave_its_slots_behind()
    {
        var scene = await _plan.Scene();
        (await service.Admin.PatchJson($"/api/v1/series/{scene.SeriesId}", new { startsOn = "2026-03-10" })).Expect(409).Slug.ShouldBe("state-conflict");
        (await service.Admin.PatchJson($"/api/v1/series/{scene.SeriesId}", new { endsOn = "2026-03-09" })).Expect(200);
    }

    [Fact]
    public async Task A_code_is_used_once()
    {
        var code = Plan.Code("s");
        await _plan.Series(Plan.SeriesBody(code));
        (await service.Admin.PostJson("/api/v1/series", Plan.SeriesBody(code))).Expect(400).WrongFields.ShouldBe(["code"]);
        var other = await _plan.Series();
        (await service.Admin.PatchJson($"/api/v1/series/{other}", new { code })).Expect(400).WrongFields.ShouldBe(["code"]);
    }

    [Fact]
    public async Task Units_take_part_once_however_often_they_are_named()
    {
        var (series, a, b) = (await _plan.Series(), await _plan.Unit(), await _plan.Unit());
        var path = $"/api/v1/series/{series}/units";
        (await service.Admin.PostJson(path, new { unitIds = new[] { b, a } })).Expect(200).Items.Select(unit => unit.GetProperty("id").GetGuid()).ShouldBe([b, a]);
        (await service.Admin.PostJson(path, new { unitIds = new[] { a, a } })).Expect(200);
        (await service.Admin.GetJson(path)).Items.Count.ShouldBe(2);
        (await service.Admin.PostJson(path, new { unitIds = new[] { a, Guid.Empty } })).Expect(400).WrongFields.ShouldBe(["unitIds[1]"]);
        (await service.Admin.PostJson(path, new { })).Expect(400).WrongFields.ShouldBe(["unitIds"]);
        (await service.Admin.PostJson($"/api/v1/series/{Guid.Empty}/units", new { unitIds = new[] { a } })).Expect(404);
    }

    [Fact]
    public async Task Only_producers_write_and_a_malformed_id_is_404()
    {
        var viewer = await service.ClientFor("viewer");
        (await viewer.GetJson("/api/v1/series")).Expect(200);
        (await viewer.PostJson("/api/v1/series", Plan.SeriesBody())).Expect(403);
        (await service.Admin.GetJson("/api/v1/series/nope")).Expect(404).Slug.ShouldBe("not-found");
        (await service.Admin.GetJson("/api/v1/series/nope/slots")).Expect(404);
    }
}
