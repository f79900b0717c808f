using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Scheduling;

public sealed class SlotTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private readonly Plan _plan = new(service.Admin);

    [Fact]
    public async Task A_slot_is_as_long_as_the_series_says_and_shows_its_local_time()
    {
        var (series, studio) = (await _plan.Series(), await _plan.Studio());
        var slot = (await service.Admin.PostJson($"/api/v1/series/{series}/slots", new { studioId = studio, startsAt = "2026-03-12T06:30:00.1239Z" })).Expect(201);
        slot["startsAt"].GetString().ShouldBe("2026-03-12T14:30:00.123+08:00");
        slot["endsAt"].GetString().ShouldBe("2026-03-12T15:10:00.123+08:00");
        slot["state"].GetString().ShouldBe("open");
        slot["seriesId"].GetGuid().ShouldBe(series);
        slot["studioId"].GetGuid().ShouldBe(studio);
        (await service.Admin.GetJson($"/api/v1/slots/{slot.Id}")).Expect(200).Text.ShouldBe(slot.Text);
    }

    [Fact]
    public async Task Slots_of_one_studio_never_overlap_whatever_the_series_and_may_touch()
    {
        var (one, two, studio) = (await _plan.Series(), await _plan.Series(), await _plan.Studio());
        await _plan.Slot(one, studio, Plan.Monday);
        var overlap = await service.Admin.PostJson($"/api/v1/series/{two}/slots", new { studioId = studio, startsAt = Plan.Monday.AddMinutes(39) });
        overlap.Expect(409).Slug.ShouldBe("studio-busy");
        overlap["detail"].GetString()!.ShouldContain("2026-03-09 09:00–09:40");
        await _plan.Slot(two, studio, Plan.Monday.AddMinutes(40));
        await _plan.Slot(two, await _plan.Studio(), Plan.Monday);
    }

    [Fact]
    public async Task Of_many_who_make_the_same_slot_one_does()
    {
        var (series, studio) = (await _plan.Series(), await _plan.Studio());
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(i =>
            service.Admin.PostJson($"/api/v1/series/{series}/slots", new { studioId = studio, startsAt = Plan.Monday.AddMinutes(i) })));
        answers.Count(answer => answer.Status == 201).ShouldBe(1);
        answers.Where(answer => answer.Status != 201).ShouldAllBe(answer => answer.Slug == "studio-busy");
    }

    [Fact]
    public async Task A_slot_lies_within_the_days_of_its_series()
    {
        var (series, studio) = (await _plan.Series(), await _plan.Studio());
        var path = $"/api/v1/series/{series}/slots";
        (await service.Admin.PostJson(path, new { studioId = studio, startsAt = "2026-03-08T23:59:00+08:00" })).Expect(400).WrongFields.ShouldBe(["startsAt"]);
        (await service.Admin.PostJson(path, new { studioId = studio, startsAt = "2026-12-31T23:30:00+08:00" })).Expect(400).WrongFields.ShouldBe(["startsAt"]);
        (await service.Admin.PostJson(path, new { studioId = studio, startsAt = "2026-12-31T23:30:00+08:00", endsAt = "2027-01-01T00:00:00+08:00" })).Expect(201);
        (await service.Admin.PostJson(path, new { studioId = studio, startsAt = "2026-03-09T00:00:00+08:00" })).Expect(201);
        (await service.Admin.PostJson(path, new { studioId = studio, startsAt = "2026-03-10T10:00:00+08:00", endsAt = "2026-03-10T10:00:00+08:00" })).Expect(400).WrongFields.ShouldBe(["endsAt"]);
        (await service.Admin.PostJson(path, new { studioId = Guid.Empty, startsAt = "2026-03-10T10:00:00+08:00" })).Expect(400).WrongFields.ShouldBe(["studioId"]);
        (await service.Admin.PostJson(path, new { })).Expect(400).WrongFields.ShouldBe(["studioId", "startsAt"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("2026-03-12T14:30:00")]
    [InlineData("2026-03-12")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("9999-12-31T23:59:59Z")]
    [InlineData("soon")]
    public async Task An_instant_needs_its_offset_and_an_ordinary_year(string startsAt)
    {
        var (series, studio) = (await _plan.Series(), await _plan.Studio());
        (await service.Admin.PostJson($"/api/v1/series/{series}/slots", new { studioId = studio, startsAt })).Expect(400).WrongFields.ShouldBe(["startsAt"]);
    }

    [Fact]
    public async Task Slots_are_listed_in_order_and_narrowed_by_state_and_time()
    {
        var (series, studio) = (await _plan.Series(), await _plan.Studio());
        var ids = new List<Guid>();
        foreach (var day in new[] { 2, 0, 1 })
        {
            ids.Add(await _plan.Slot(series, studio, Plan.Monday.AddDays(day)));
        }

        (await service.Admin.PostJson($"/api/v1/slots/{ids[0]}:block")).Expect(200);
        var path = $"/api/v1/series/{series}/slots";
        Ids(await service.Admin.GetJson(path)).ShouldBe([ids[1], ids[2], ids[0]]);
        Ids(await service.Admin.GetJson($"{path}?state=open")).ShouldBe([ids[1], ids[2]]);
        Ids(await service.Admin.GetJson($"{path}?from=2026-03-10T09:00:00%2B08:00")).ShouldBe([ids[2], ids[0]]);
        Ids(await service.Admin.GetJson($"{path}?to=2026-03-10T09:00:00%2B08:00")).ShouldBe([ids[1]]);
        Ids(await service.Admin.GetJson($"{path}?from=2026-03-10&to=2026-03-11")).ShouldBe([ids[2]]);
        (await service.Admin.GetJson($"{path}?state=gone")).Expect(400).WrongFields.ShouldBe(["state"]);
        (await service.Admin.GetJson($"{path}?from=soon")).Expect(400).WrongFields.ShouldBe(["from"]);

        var first = await service.Admin.GetJson($"{path}?limit=2");
        Ids(first).ShouldBe([ids[1], ids[2]]);
        Ids(await service.Admin.GetJson($"{path}?limit=2&cursor={first["next"].GetString()}")).ShouldBe([ids[0]]);
    }

    [Fact]
    public async Task A_slot_that_is_blocked_cannot_be_booked_until_it_is_unblocked()
    {
        var scene = await _plan.Scene();
        (await service.Admin.PostJson($"/api/v1/slots/{scene.SlotId}:block")).Expect(200)["state"].GetString().ShouldBe("blocked");
        (await scene.TryBook()).Expect(409).Slug.ShouldBe("slot-taken");
        (await service.Admin.PostJson($"/api/v1/slots/{scene.SlotId}:unblock")).Expect(200)["state"].GetString().ShouldBe("open");
        await scene.Book();
        (await service.Admin.PostJson($"/api/v1/slots/{scene.SlotId}:block")).Expect(409).Slug.ShouldBe("state-conflict");
        (await service.Admin.PostJson($"/api/v1/slots/{scene.SlotId}:unblock")).Expect(409).Slug.ShouldBe("state-conflict");
    }

    [Fact]
    public async Task A_slot_that_was_removed_comes_back_once_to_who_removed_it_where_its_time_is_free()
    {
        var (series, studio) = (await _plan.Series(), await _plan.Studio());
        var slot = await _plan.Slot(series, studio, Plan.Monday);
        (await service.Admin.PostJson($"/api/v1/slots/{slot}:restore")).Expect(404);
        (await service.Admin.Delete($"/api/v1/slots/{slot}")).Expect(204);
        (await (await service.ClientFor("producer", name: "其他制作人")).PostJson($"/api/v1/slots/{slot}:restore")).Expect(409).Slug.ShouldBe("state-conflict");
        (await (await service.ClientFor("viewer")).PostJson($"/api/v1/slots/{slot}:restore")).Expect(403);
        var other = await _plan.Slot(await _plan.Series(), studio, Plan.Monday.AddMinutes(20));
        (await service.Admin.PostJson($"/api/v1/slots/{slot}:restore")).Expect(409).Slug.ShouldBe("studio-busy");
        (await service.Admin.Delete($"/api/v1/slots/{other}")).Expect(204);
        var back = (await service.Admin.PostJson($"/api/v1/slots/{slot}:restore")).Expect(200);
        (back["state"].GetString(), back["version"].GetInt32()).ShouldBe(("open", 3));
        (await service.Admin.GetJson($"/api/v1/slots/{slot}")).Expect(200).Text.ShouldBe(back.Text);
        (await service.Admin.GetJson($"/api/v1/audit-log?entity={slot}")).Items.Select(entry => entry.GetProperty("action").GetString()).ShouldBe(["create", "remove", "restore"]);
        (await service.Admin.PostJson($"/api/v1/slots/{slot}:restore")).Expect(404);
    }

    [Fact]
    public async Task A_slot_does_not_come_back_to_a_series_that_has_other_days_by_now()
    {
        var (series, studio) = (await _plan.Series(), await _plan.Studio());
        var slot = await _plan.Slot(series, studio, Plan.Monday);
        (await service.Admin.Delete($"/api/v1/slots/{slot}")).Expect(204);
        (await service.Admin.PatchJson($"/api/v1/series/{series}", new { startsOn = "2026-03-10" })).Expect(200);
        (await service.Admin.PostJson($"/api/v1/slots/{slot}:restore")).Expect(409).Slug.ShouldBe("state-conflict");
    }

    [Fact]
    public async Task A_slot_that_nobody_has_can_be_removed_and_its_time_is_free_again()
    {
        var scene = await _plan.Scene();
        var interview = await scene.Book();
        (await service.Admin.Delete($"/api/v1/slots/{scene.SlotId}")).Expect(409).Slug.ShouldBe("state-conflict");
        (await service.Admin.PostJson($"/api/v1/interviews/{interview.Id}:cancel", new { reason = "出差" })).Expect(200);
        (await service.Admin.Delete($"/api/v1/slots/{scene.SlotId}", ("If-Match", "\"1\""))).Expect(412);
        (await service.Admin.Delete($"/api/v1/slots/{scene.SlotId}")).Expect(204);
        (await service.Admin.Delete($"/api/v1/slots/{scene.SlotId}")).Expect(404);
        (await service.Admin.GetJson($"/api/v1/slots/{scene.SlotId}")).Expect(404);
        (await scene.TryBook()).Expect(404).Slug.ShouldBe("not-found");
        (await service.Admin.GetJson($"/api/v1/interviews/{interview.Id}")).Expect(200)["slotId"].GetGuid().ShouldBe(scene.SlotId);
        (await service.Admin.GetJson($"/api/v1/series/{scene.SeriesId}/slots")).Items.ShouldBeEmpty();
        await _plan.Slot(scene.SeriesId, scene.StudioId, Plan.Monday);
    }

    [Fact]
    public async Task Only_producers_touch_slots_and_what_is_not_there_is_404()
    {
        var scene = await _plan.Scene();
        var liaison = await service.ClientFor("unit", scene.UnitId);
        (await liaison.GetJson($"/api/v1/series/{scene.SeriesId}/slots")).Expect(200).Items.ShouldHaveSingleItem();
        (await liaison.PostJson($"/api/v1/slots/{scene.SlotId}:block")).Expect(403);
        (await liaison.Delete($"/api/v1/slots/{scene.SlotId}")).Expect(403);
        (await service.Admin.PostJson("/api/v1/slots/nope:block")).Expect(404).Slug.ShouldBe("not-found");
        (await service.Admin.PostJson($"/api/v1/slots/{Guid.Empty}:block")).Expect(404);
        (await service.Admin.PostJson($"/api/v1/series/{Guid.Empty}/slots", new { studioId = scene.StudioId, startsAt = Plan.Monday })).Expect(404);
    }

    private static IEnumerable<Guid> Ids(Answer answer) => answer.Expect(200).Items.Select(slot => slot.GetProperty("id").GetGuid());
}
