using System.Globalization;
using System.Text.Json;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Scheduling;

public sealed class SlotGenerationTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private readonly Plan _plan = new(service.Admin);

    [Fact]
    public async Task A_weekly_rule_makes_slots_in_the_zone_of_the_series()
    {
        var (series, studio) = (await _plan.Series(), await _plan.Studio());
        var made = (await Generate(series, new { studioId = studio, rrule = "FREQ=WEEKLY;BYDAY=MO,WE", startTime = "14:30", until = "2026-03-18" })).Expect(201);
        Created(made).ShouldBe(["2026-03-09T14:30:00+08:00", "2026-03-11T14:30:00+08:00", "2026-03-16T14:30:00+08:00", "2026-03-18T14:30:00+08:00"]);
        Skipped(made).ShouldBeEmpty();
        made["warnings"].GetArrayLength().ShouldBe(0);
        var first = made["created"][0];
        first.GetProperty("seriesId").GetGuid().ShouldBe(series);
        first.GetProperty("studioId").GetGuid().ShouldBe(studio);
        first.GetProperty("endsAt").GetString().ShouldBe("2026-03-09T15:10:00+08:00");
        first.GetProperty("state").GetString().ShouldBe("open");
        (await service.Admin.GetJson($"/api/v1/slots/{first.GetProperty("id").GetGuid()}")).Expect(200).Text.ShouldBe(first.GetRawText());
        (await service.Admin.GetJson($"/api/v1/series/{series}/slots")).Items.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Local_times_stay_through_summer_time()
    {
        var series = await Berlin("2026-03-01", "2026-12-31");
        var made = (await Generate(series, new { studioId = await _plan.Studio(), rrule = "FREQ=MONTHLY;BYDAY=-1SU;BYMONTH=3,4,10,11", startTime = "09:00" })).Expect(201);
        Created(made).ShouldBe(["2026-03-29T09:00:00+02:00", "2026-04-26T09:00:00+02:00", "2026-10-25T09:00:00+01:00", "2026-11-29T09:00:00+01:00"]);
        var night = (await Generate(series, new { studioId = await _plan.Studio(), rrule = "FREQ=DAILY;UNTIL=20260330", startTime = "02:30:00" })).Expect(201);
        Created(night).TakeLast(3).ShouldBe(["2026-03-28T02:30:00+01:00", "2026-03-29T03:30:00+02:00", "2026-03-30T02:30:00+02:00"]);
        night["created"].EnumerateArray().ShouldAllBe(slot => slot.GetProperty("endsAt").GetDateTimeOffset() - slot.GetProperty("startsAt").GetDateTimeOffset() == TimeSpan.FromMinutes(40));
    }

    [Fact]
    public async Task Holidays_are_left_out_adjusted_workdays_kept_and_count_counts_before()
    {
        var (series, studio) = (await _plan.Series(), await _plan.Studio());
        // 2026: Labour Day from 1 to 5 May, worked on Saturday, 9 May.
        var made = (await Generate(series, new { studioId = studio, rrule = "FREQ=DAILY;BYMONTH=5", startTime = "09:00", count = 9, skipHolidays = true })).Expect(201);
        Created(made).ShouldBe(Enumerable.Range(6, 4).Select(day => $"2026-05-{day:00}T09:00:00+08:00"));
        Skipped(made).ShouldBe(Enumerable.Range(1, 5).Select(day => ($"2026-05-{day:00}T09:00:00+08:00", "holiday")));
        var asIs = (await Generate(series, new { studioId = await _plan.Studio(), rrule = "FREQ=DAILY;BYMONTH=5", startTime = "09:00", count = 9, skipHolidays = false })).Expect(201);
        Created(asIs).Count.ShouldBe(9);
        var unsaid = (await Generate(series, new { studioId = await _plan.Studio(), rrule = "FREQ=DAILY;BYMONTH=5;COUNT=9", startTime = "09:00" })).Expect(201);
        Created(unsaid).Count.ShouldBe(4);
        const string Week = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA;BYMONTH=5";
        var weekdays = (await Generate(series, new { studioId = await _plan.Studio(), rrule = Week, startTime = "09:00", until = "2026-05-10" })).Expect(201);
        Created(weekdays).ShouldBe(["2026-05-06T09:00:00+08:00", "2026-05-07T09:00:00+08:00", "2026-05-08T09:00:00+08:00", "2026-05-09T09:00:00+08:00"]);
    }

    [Fact]
    public async Task A_series_elsewhere_keeps_chinese_holidays_only_when_told_to()
    {
        var body = new { rrule = "FREQ=DAILY", startTime = "09:00", until = "2026-10-03" };
        var (series, one, two) = (await Berlin("2026-10-01", "2026-10-31"), await _plan.Studio(), await _plan.Studio());
        Created(await Generate(series, new { studioId = one, body.rrule, body.startTime, body.until })).Count.ShouldBe(3);
        Skipped(await Generate(series, new { studioId = two, body.rrule, body.startTime, body.until, skipHolidays = true })).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_year_that_is_not_announced_yet_is_said()
    {
        var series = await _plan.Series(new { code = Plan.Code("late"), title = "t", timeZone = "Asia/Shanghai", startsOn = "2026-12-30", endsOn = "2151-01-10", slotMinutes = 40 });
        var made = (await Generate(series, new { studioId = await _plan.Studio(), rrule = "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31", startTime = "09:00", until = "2151-01-01" })).Expect(201);
        made["warnings"].GetArrayLength().ShouldBe(124);
        made["warnings"][0].GetProperty("type").GetString().ShouldBe("holidays-not-announced");
        made["warnings"][0].GetProperty("year").GetInt32().ShouldBe(2027);
        var asIs = (await Generate(series, new { studioId = await _plan.Studio(), rrule = "FREQ=YEARLY", startTime = "09:00", skipHolidays = false })).Expect(201);
        asIs["warnings"].GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task What_overlaps_a_slot_of_the_studio_is_skipped_one_just_made_included()
    {
        var (series, studio) = (await _plan.Series(), await _plan.Studio());
        await _plan.Slot(await _plan.Series(), studio, Plan.Monday.AddDays(1).AddMinutes(-20));
        await _plan.Slot(series, studio, Plan.Monday.AddMinutes(40));
        var made = (await Generate(series, new { studioId = studio, rrule = "FREQ=DAILY;BYHOUR=9;BYMINUTE=0,20,40", startTime = "09:00", until = "2026-03-10" })).Expect(201);
        Created(made).ShouldBe(["2026-03-09T09:00:00+08:00", "2026-03-10T09:20:00+08:00"]);
        Skipped(made).ShouldBe(new[] { "09T09:20", "09T09:40", "10T09:00", "10T09:40" }.Select(at => ($"2026-03-{at}:00+08:00", "studio-busy")));
        var again = (await Generate(series, new { studioId = studio, rrule = "FREQ=DAILY", startTime = "09:00", count = 1 })).Expect(201);
        Created(again).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_lies_beyond_the_end_of_the_series()
    {
        var series = await _plan.Series(new { code = Plan.Code("short"), title = "t", timeZone = "Asia/Shanghai", startsOn = "2026-03-09", endsOn = "2026-03-11", slotMinutes = 40 });
        Created(await Generate(series, new { studioId = await _plan.Studio(), rrule = "FREQ=DAILY", startTime = "23:30", until = "2027-01-01" })).Count.ShouldBe(2);
        Created(await Generate(series, new { studioId = await _plan.Studio(), rrule = "FREQ=DAILY", startTime = "23:20", count = 100 })).Count.ShouldBe(3);
        Created(await Generate(series, new { studioId = await _plan.Studio(), rrule = "FREQ=DAILY;UNTIL=20260310T010000Z", startTime = "09:00" })).Count.ShouldBe(2);
        Created(await Generate(series, new { studioId = await _plan.Studio(), rrule = "FREQ=DAILY;UNTIL=20260310T005959Z", startTime = "09:00" })).Count.ShouldBe(1);
    }

    [Fact]
    public async Task At_most_5000_are_made_in_one_call()
    {
        var series = await _plan.Series(new { code = Plan.Code("long"), title = "t", timeZone = "Asia/Shanghai", startsOn = "2026-01-01", endsOn = "2040-12-31", slotMinutes = 40 });
        var studio = await _plan.Studio();
        (await Generate(series, new { studioId = studio, rrule = "FREQ=DAILY", startTime = "09:00", skipHolidays = false })).Expect(400).WrongFields.ShouldBe(["rrule"]);
        (await Generate(series, new { studioId = studio, rrule = "FREQ=DAILY;COUNT=5001", startTime = "09:00", skipHolidays = false })).Expect(400).WrongFields.ShouldBe(["rrule"]);
        (await Generate(series, new { studioId = studio, rrule = "FREQ=DAILY", startTime = "09:00", count = 5001 })).Expect(400).WrongFields.ShouldBe(["count"]);
        var made = (await Generate(series, new { studioId = studio, rrule = "FREQ=DAILY", startTime = "09:00", count = 5000, skipHolidays = false })).Expect(201);
        Created(made).Count.ShouldBe(5000);
        var again = (await Generate(series, new { studioId = studio, rrule = "FREQ=DAILY", startTime = "09:10", count = 5000, skipHolidays = false })).Expect(201);
        Skipped(again).Count.ShouldBe(5000);
    }

    [Fact]
    public async Task What_is_wrong_is_named_and_nothing_is_made()
    {
        var (series, studio) = (await _plan.Series(), await _plan.Studio());
        await Wrong(new { }, "studioId", "rrule", "startTime");
        await Wrong(new { studioId = Guid.Empty, rrule = "FREQ=DAILY", startTime = "09:00" }, "studioId");
        await Wrong(new { studioId = studio, rrule = "FREQ=HOURLY", startTime = "09:00" }, "rrule");
        await Wrong(new { studioId = studio, rrule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", startTime = "09:00" }, "rrule");
        await Wrong(new { studioId = studio, rrule = "FREQ=YEARLY;BYMONTH=2", startTime = "09:00" }, "rrule");
        await Wrong(new { studioId = studio, rrule = "FREQ=DAILY", startTime = "25:00" }, "startTime");
        await Wrong(new { studioId = studio, rrule = "FREQ=DAILY", startTime = "9 o'clock" }, "startTime");
        await Wrong(new { studioId = studio, rrule = "FREQ=DAILY", startTime = "09:00", count = 0 }, "count");
        await Wrong(new { studioId = studio, rrule = "FREQ=DAILY", startTime = "09:00", count = 3, until = "2026-04-01" }, "count", "until");
        await Wrong(new { studioId = studio, rrule = "FREQ=DAILY", startTime = "09:00", until = "2026-03-08" }, "until");
        await Wrong(new { studioId = studio, rrule = "FREQ=DAILY", startTime = "09:00", until = "9999-12-31" }, "until");
        await Wrong(new { studioId = studio, rrule = "FREQ=DAILY", startTime = "09:00", until = "soon" }, "until");
        await Wrong(new { studioId = studio, rrule = "FREQ=DAILY;COUNT=3", startTime = "09:00", count = 3 }, "rrule");
        await Wrong(new { studioId = studio, rrule = "FREQ=DAILY;UNTIL=20260308", startTime = "09:00" }, "rrule");
        (await service.Admin.GetJson($"/api/v1/series/{series}/slots")).Items.ShouldBeEmpty();
        (await Generate(Guid.Empty, new { studioId = studio, rrule = "FREQ=DAILY", startTime = "09:00" })).Expect(404);
        (await (await service.ClientFor("viewer")).PostJson($"/api/v1/series/{series}/slots:generate", new { })).Expect(403);

        async Task Wrong(object body, params string[] fields) => (await Generate(series, body)).Expect(400).WrongFields.ShouldBe(fields, ignoreOrder: true);
    }

    [Fact]
    public async Task Of_many_who_generate_the_same_slots_each_is_made_once()
    {
        var (series, studio) = (await _plan.Series(), await _plan.Studio());
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            Generate(series, new { studioId = studio, rrule = "FREQ=WEEKLY", startTime = string.Create(CultureInfo.InvariantCulture, $"09:{i:00}"), count = 20, skipHolidays = false })));
        answers.Sum(answer => Created(answer.Expect(201)).Count).ShouldBe(20);
        answers.Sum(answer => Skipped(answer).Count).ShouldBe(180);
    }

    [Fact]
    public async Task The_log_says_who_made_them_by_which_rule()
    {
        var series = await _plan.Series();
        var made = (await Generate(series, new { studioId = await _plan.Studio(), rrule = "FREQ=DAILY", startTime = "09:00", count = 2 })).Expect(201);
        var entry = (await service.Admin.GetJson($"/api/v1/audit-log?entity={series}&limit=200")).Items.Single(item => item.GetProperty("action").GetString() == "generateSlots");
        entry.GetProperty("to").GetProperty("rrule").GetString().ShouldBe("FREQ=DAILY");
        entry.GetProperty("to").GetProperty("slots").EnumerateArray().Select(id => id.GetGuid()).ShouldBe(made["created"].EnumerateArray().Select(slot => slot.GetProperty("id").GetGuid()));
    }

    private Task<Guid> Berlin(string startsOn, string endsOn) =>
        _plan.Series(new { code = Plan.Code("berlin"), title = "t", timeZone = "Europe/Berlin", startsOn, endsOn, slotMinutes = 40 });

    private Task<Answer> Generate(Guid series, object body) => service.Admin.PostJson($"/api/v1/series/{series}/slots:generate", body);

    private static List<string> Created(Answer answer) =>
        [.. answer.Expect(201)["created"].EnumerateArray().Select(slot => slot.GetProperty("startsAt").GetString()!)];

    private static List<(string At, string Reason)> Skipped(Answer answer) =>
        [.. answer.Expect(201)["skipped"].EnumerateArray().Select(Pair)];

    private static (string At, string Reason) Pair(JsonElement skipped) => (skipped.GetProperty("at").GetString()!, skipped.GetProperty("reason").GetString()!);
}
