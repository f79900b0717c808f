using System.Text.Json;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Scheduling;

public sealed class HolidayTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private readonly Plan _plan = new(service.Admin);

    [Theory]
    [InlineData(2019, 31)]
    [InlineData(2020, 37)]
    [InlineData(2021, 38)]
    [InlineData(2022, 38)]
    [InlineData(2023, 34)]
    [InlineData(2024, 36)]
    [InlineData(2025, 33)]
    [InlineData(2026, 39)]
    public async Task The_announced_years_ship_with_the_product(int year, int days)
    {
        var answer = (await service.Admin.GetJson($"/api/v1/holidays/{year}")).Expect(200);
        answer["year"].GetInt32().ShouldBe(year);
        answer["announced"].GetBoolean().ShouldBeTrue();
        answer["edited"].GetBoolean().ShouldBeFalse();
        answer["days"].GetArrayLength().ShouldBe(days);
        answer.Headers.ETag!.Tag.ShouldBe("\"0\"");
    }

    [Fact]
    public async Task A_day_has_its_date_its_name_and_whether_it_is_off()
    {
        var days = (await service.Admin.GetJson("/api/v1/holidays/2026"))["days"].EnumerateArray().ToDictionary(day => day.GetProperty("date").GetString()!);
        days["2026-01-01"].GetProperty("name").GetString().ShouldBe("元旦");
        days["2026-01-01"].GetProperty("isOffDay").GetBoolean().ShouldBeTrue();
        days["2026-01-04"].GetProperty("isOffDay").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task A_year_that_is_not_announced_says_so_and_one_out_of_reach_is_not_there()
    {
        var answer = (await service.Admin.GetJson("/api/v1/holidays/2099")).Expect(200);
        answer["announced"].GetBoolean().ShouldBeFalse();
        answer["days"].GetArrayLength().ShouldBe(0);
        (await service.Admin.GetJson("/api/v1/holidays/2301")).Expect(404);
        (await service.Admin.GetJson("/api/v1/holidays/next")).Expect(404);
        (await service.Admin.PutJson("/api/v1/holidays/1", new { days = Array.Empty<object>() })).Expect(404);
    }

    [Fact]
    public async Task A_year_that_is_entered_holds_until_it_is_taken_back()
    {
        const string Path = "/api/v1/holidays/2031";
        var entered = (await service.Admin.PutJson(Path, new { days = new[] { Day("2031-01-03", false), Day("2030-12-31"), Day("2031-01-01") } }, ("If-Match", "\"0\""))).Expect(200);
        entered["announced"].GetBoolean().ShouldBeTrue();
        entered["edited"].GetBoolean().ShouldBeTrue();
        entered["days"].EnumerateArray().Select(day => day.GetProperty("date").GetString()).ShouldBe(["2030-12-31", "2031-01-01", "2031-01-03"]);
        entered.Headers.ETag!.Tag.ShouldBe("\"1\"");
        (await service.Admin.GetJson(Path)).Expect(200).Text.ShouldBe(entered.Text);
        (await service.Admin.PutJson(Path, new { days = Array.Empty<object>() }, ("If-Match", "\"0\""))).Expect(412).Slug.ShouldBe("version-conflict");
        (await service.Admin.Delete(Path, ("If-Match", "\"1\""))).Expect(204);
        (await service.Admin.GetJson(Path))["announced"].GetBoolean().ShouldBeFalse();
        var log = (await service.Admin.GetJson("/api/v1/audit-log?entity=holidays&limit=200")).Items.Where(item => item.GetProperty("to").GetProperty("year").GetInt32() == 2031).ToList();
        log.Select(item => item.GetProperty("action").GetString()).ShouldBe(["change", "reset"]);
    }

    [Fact]
    public async Task Slots_follow_the_calendar_as_entered_the_neighbouring_years_notices_too()
    {
        (await service.Admin.PutJson("/api/v1/holidays/2041", new { days = new[] { Day("2040-12-31"), Day("2041-01-01"), Day("2041-01-02", false) } })).Expect(200);
        var series = await _plan.Series(new { code = Plan.Code("h"), title = "t", timeZone = "Asia/Shanghai", startsOn = "2040-12-30", endsOn = "2041-01-03", slotMinutes = 40 });
        var made = (await service.Admin.PostJson($"/api/v1/series/{series}/slots:generate", new { studioId = await _plan.Studio(), rrule = "FREQ=DAILY", startTime = "09:00" })).Expect(201);
        made["created"].EnumerateArray().Select(slot => slot.GetProperty("startsAt").GetString()![..10]).ShouldBe(["2040-12-30", "2041-01-02", "2041-01-03"]);
        made["skipped"].EnumerateArray().Select(skipped => skipped.GetProperty("at").GetString()![..10]).ShouldBe(["2040-12-31", "2041-01-01"]);
        made["warnings"].EnumerateArray().Select(warning => warning.GetProperty("year").GetInt32()).ShouldBe([2040]);
    }

    [Fact]
    public async Task What_is_wrong_with_a_year_is_named()
    {
        await Wrong(new { }, "days");
        await Wrong(new { days = new[] { Day("2034-01-01") } }, "days[0].date");
        await Wrong(new { days = new object?[] { null } }, "days[0].date", "days[0].name", "days[0].isOffDay");
        await Wrong(new { days = new[] { Day("2032-01-01"), Day("2032-01-01", false) } }, "days[1].date");
        await Wrong(new { days = new[] { Day("New Year") } }, "days[0].date");
        (await (await service.ClientFor("viewer")).PutJson("/api/v1/holidays/2032", new { days = Array.Empty<object>() })).Expect(403);

        async Task Wrong(object body, params string[] fields) => (await service.Admin.PutJson("/api/v1/holidays/2032", body)).Expect(400).WrongFields.ShouldBe(fields, ignoreOrder: true);
    }

    private static object Day(string date, bool isOffDay = true) => new { date, name = "元旦", isOffDay };
}
