using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Scheduling;

public sealed class SlotBatchTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private readonly Plan _plan = new(service.Admin);

    [Fact]
    public async Task A_preview_tells_what_would_be_made_and_makes_nothing()
    {
        var (series, studio) = (await _plan.Series(), await _plan.Studio());
        var rule = new { studioId = studio, rrule = "FREQ=DAILY;COUNT=30", startTime = "09:00" };
        var preview = (await service.Admin.PostJson($"/api/v1/series/{series}/slots:generate?preview=true", rule)).Expect(200);
        (await Slots(series)).ShouldBeEmpty();
        var made = (await service.Admin.PostJson($"/api/v1/series/{series}/slots:generate", rule)).Expect(201);
        preview["times"].EnumerateArray().Select(time => time.GetProperty("startsAt").GetString())
            .ShouldBe(made["created"].EnumerateArray().Select(slot => slot.GetProperty("startsAt").GetString()));
        preview["skipped"].ToString().ShouldBe(made["skipped"].ToString());
        preview["skipped"].GetArrayLength().ShouldBeGreaterThan(0);
        (await service.Admin.PostJson($"/api/v1/series/{series}/slots:generate?preview=true", rule with { studioId = Guid.Empty })).Expect(400).WrongFields.ShouldBe(["studioId"]);
        (await service.Admin.PostJson($"/api/v1/series/{series}/slots:generate?preview=perhaps", rule)).Expect(400).WrongFields.ShouldBe(["preview"]);
    }

    [Fact]
    public async Task Several_start_times_make_one_run_of_slots()
    {
        var (series, studio) = (await _plan.Series(), await _plan.Studio());
        var made = (await service.Admin.PostJson(
            $"/api/v1/series/{series}/slots:generate", new { studioId = studio, rrule = "FREQ=WEEKLY;BYDAY=MO,WE", startTimes = new[] { "14:30", "09:00", "09:00" }, count = 5 })).Expect(201);
        made["created"].EnumerateArray().Select(slot => slot.GetProperty("startsAt").GetString()).ShouldBe(
        [
            "2026-03-09T09:00:00+08:00", "2026-03-09T14:30:00+08:00", "2026-03-11T09:00:00+08:00", "2026-03-11T14:30:00+08:00", "2026-03-16T09:00:00+08:00",
        ]);
        (await Generate(series, studio, startTimes: [])).Expect(400).WrongFields.ShouldBe(["startTimes"]);
        (await Generate(series, studio, startTimes: ["09:00", "x"])).Expect(400).WrongFields.ShouldBe(["startTimes[1]"]);
        (await Generate(series, studio, "09:00", ["10:00"])).Expect(400).WrongFields.ShouldBe(["startTimes"]);
    }

    [Fact]
    public async Task Many_slots_are_blocked_and_that_is_taken_back()
    {
        var (series, ids, _) = await Made();
        (await Do(series, "block", ids[..1])).Expect(200);
        var batch = (await Do(series, "block", ids)).Expect(200);
        batch["changed"].GetInt32().ShouldBe(ids.Count - 1);
        (await Slots(series)).ShouldAllBe(slot => slot.State == "blocked");
        (await TakeBack(series, batch["batchId"].GetGuid())).Expect(200)["changed"].GetInt32().ShouldBe(ids.Count - 1);
        (await Slots(series)).Count(slot => slot.State == "blocked").ShouldBe(1);
        (await Do(series, "unblock", ids)).Expect(200)["changed"].GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Removed_slots_come_back_where_their_time_is_still_free()
    {
        var (series, ids, studio) = await Made();
        var before = await Slots(series);
        var batch = (await Do(series, "remove", ids)).Expect(200)["batchId"].GetGuid();
        (await Slots(series)).ShouldBeEmpty();
        await _plan.Slot(await _plan.Series(), studio, before[0].StartsAt.AddMinutes(10));
        var back = (await TakeBack(series, batch)).Expect(200);
        (back["changed"].GetInt32(), back["left"].GetInt32()).ShouldBe((ids.Count - 1, 1));
        (await Slots(series)).ShouldBe(before.Skip(1));
    }

    [Fact]
    public async Task Slots_made_from_a_rule_are_taken_back_but_for_those_that_are_in_use()
    {
        var (series, ids, studio) = await Made();
        var scene = new Scene(_plan, series, studio, ids[2], await _plan.Unit(), Guid.Empty);
        scene = scene with { OfficialId = await _plan.Official(scene.UnitId) };
        await scene.Book();
        var entry = (await service.Admin.GetJson($"/api/v1/audit-log?entity={series}")).Items.Last(item => item.GetProperty("action").GetString() == "generateSlots");
        entry.GetProperty("to").GetProperty("slots").GetArrayLength().ShouldBe(ids.Count);
        var back = (await TakeBack(series, _batch)).Expect(200);
        (back["changed"].GetInt32(), back["left"].GetInt32()).ShouldBe((ids.Count - 1, 1));
        (await Slots(series)).ShouldHaveSingleItem().State.ShouldBe("booked");
    }

    [Fact]
    public async Task All_of_them_or_none()
    {
        var (series, ids, studio) = await Made();
        var scene = new Scene(_plan, series, studio, ids[0], await _plan.Unit(), Guid.Empty);
        scene = scene with { OfficialId = await _plan.Official(scene.UnitId) };
        await scene.Book();
        (await Do(series, "remove", ids)).Expect(409).Slug.ShouldBe("state-conflict");
        (await Slots(series)).Count.ShouldBe(ids.Count);
        (await Do(series, "remove", [ids[1], Guid.Empty])).Expect(400).WrongFields.ShouldBe(["slotIds[1]"]);
        (await Do(series, "remove", [])).Expect(400).WrongFields.ShouldBe(["slotIds"]);
        (await Do(Guid.Empty, "remove", ids)).Expect(404);
        (await Do(await _plan.Series(), "block", ids[1..2])).Expect(400).WrongFields.ShouldBe(["slotIds[0]"]);
        (await TakeBack(series, Guid.Empty)).Expect(400).WrongFields.ShouldBe(["batchId"]);
        (await TakeBack(await _plan.Series(), _batch)).Expect(400).WrongFields.ShouldBe(["batchId"]);
        (await (await service.ClientFor("viewer")).PostJson($"/api/v1/series/{series}/slots:remove", new { slotIds = ids })).Expect(403);
    }

    private Guid _batch;

    private async Task<(Guid Series, List<Guid> Ids, Guid Studio)> Made()
    {
        var (series, studio) = (await _plan.Series(), await _plan.Studio());
        var made = (await service.Admin.PostJson($"/api/v1/series/{series}/slots:generate", new { studioId = studio, rrule = "FREQ=WEEKLY;COUNT=6", startTime = "09:00", skipHolidays = false })).Expect(201);
        _batch = made["batchId"].GetGuid();
        return (series, [.. made["created"].EnumerateArray().Select(slot => slot.GetProperty("id").GetGuid())], studio);
    }

    private Task<Answer> Generate(Guid series, Guid studioId, string? startTime = null, string[]? startTimes = null) =>
        service.Admin.PostJson($"/api/v1/series/{series}/slots:generate", new { studioId, rrule = "FREQ=DAILY", startTime, startTimes, count = 2 });

    private Task<Answer> Do(Guid series, string what, List<Guid> slotIds) => service.Admin.PostJson($"/api/v1/series/{series}/slots:{what}", new { slotIds });

    private Task<Answer> TakeBack(Guid series, Guid batchId) => service.Admin.PostJson($"/api/v1/series/{series}/slots:take-back", new { batchId });

    private async Task<List<(Guid Id, DateTimeOffset StartsAt, string State)>> Slots(Guid series) =>
    [
        .. (await service.Admin.GetJson($"/api/v1/series/{series}/slots?limit=200")).Expect(200).Items
            .Select(slot => (slot.GetProperty("id").GetGuid(), slot.GetProperty("startsAt").GetDateTimeOffset(), slot.GetProperty("state").GetString()!)),
    ];
}
