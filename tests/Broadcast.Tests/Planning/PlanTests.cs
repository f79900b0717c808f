using Broadcast.Tests.Hosting;
using Broadcast.Tests.Provenance;

namespace Broadcast.Tests.Planning;

public sealed class PlanTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Fact]
    public async Task Every_unit_gets_slot_official_host_and_studio()
    {
        // Hosts belong to no series: in the shared service this one would be wanted, and busy, in every other plan.
        await using var own = await ServiceFixture.Start(new ServiceSetup());
        var stage = await PlanStage.Set(own, units: 5, slots: 8, hosts: 1);
        var asked = (await own.Admin.PostJson($"/api/v1/series/{stage.SeriesId}/plans", new { maxPerDay = 2, minGapMinutes = 10 })).Expect(202);
        asked.Headers.Location!.ToString().ShouldBe($"/api/v1/plans/{asked.Id}");
        asked["state"].GetString().ShouldBe("running");
        var plan = await stage.Made(asked);
        plan["state"].GetString().ShouldBe("draft", plan.Text);
        plan["progress"].GetDouble().ShouldBe(1);
        plan["unassigned"].GetArrayLength().ShouldBe(0);
        var assignments = plan["assignments"].EnumerateArray().ToList();
        assignments.Select(each => each.GetProperty("unitId").GetGuid()).ShouldBe(stage.Units, ignoreOrder: true);
        assignments.Select(each => each.GetProperty("slotId").GetGuid()).Distinct().Count().ShouldBe(5);
        assignments.ShouldAllBe(each => stage.Hosts.Contains(each.GetProperty("hostId").GetGuid()) && !each.GetProperty("pinned").GetBoolean());
        assignments.ShouldAllBe(each => stage.Officials[each.GetProperty("unitId").GetGuid()] == each.GetProperty("officialId").GetGuid());
        assignments.GroupBy(each => each.GetProperty("startsAt").GetString()![..10]).ShouldAllBe(day => day.Count() <= 2);
        plan["score"].GetProperty("optimal").GetBoolean().ShouldBeTrue();
        plan["score"].GetProperty("bound").GetInt64().ShouldBe(plan["score"].GetProperty("value").GetInt64());
        (await own.Admin.GetJson($"/api/v1/interviews?seriesId={stage.SeriesId}")).Items.ShouldBeEmpty("a draft changes nothing");
        (await own.Admin.GetJson($"/api/v1/series/{stage.SeriesId}/slots?state=booked")).Items.ShouldBeEmpty();
        (await own.Admin.GetJson($"/api/v1/series/{stage.SeriesId}/plans")).Items.ShouldHaveSingleItem().GetProperty("id").GetGuid().ShouldBe(plan.Id);
    }

    [Fact]
    public async Task Who_is_left_out_is_told_why_and_what_would_help()
    {
        var stage = await PlanStage.Set(service, units: 3, slots: 2);
        await stage.Busy(stage.Units[0], "2027-03-01T00:00:00+08:00", "2027-04-01T00:00:00+08:00");
        (await service.Admin.PutJson($"/api/v1/series/{stage.SeriesId}/units/{stage.Units[1]}/wishes", new { month = 9 })).Expect(200);
        var nobody = await stage.Unit(official: false);
        var plan = await stage.Plan();
        plan["assignments"].GetArrayLength().ShouldBe(1);
        stage.Why(plan, stage.Units[0]).ShouldBe(["Its only official, 负责人, is away at all 2 slots that are left in March."]);
        stage.Codes(plan, stage.Units[1]).ShouldBe(["no-slot-in-month"]);
        stage.Codes(plan, nobody).ShouldBe(["no-official"]);
        plan["unassigned"].EnumerateArray().ShouldAllBe(each => each.GetProperty("details")[0].GetProperty("help").GetArrayLength() > 0);
    }

    [Fact]
    public async Task Units_that_compete_for_too_few_slots_hear_of_each_other()
    {
        var stage = await PlanStage.Set(service, units: 3, slots: 2);
        var plan = await stage.Plan();
        var left = plan["unassigned"].EnumerateArray().ShouldHaveSingleItem();
        left.GetProperty("details")[0].GetProperty("code").GetString().ShouldBe("slots-contested");
        left.GetProperty("reasons")[0].GetString()!.ShouldStartWith("3 units compete for the same 2 slots");
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        var stage = await PlanStage.Set(service, units: 1, slots: 1);
        var address = $"/api/v1/series/{stage.SeriesId}/plans";
        var wrong = new { maxPerDay = 0, maxPerWeek = -1, minGapMinutes = -5, timeLimitSeconds = 0, mayMove = "all", weights = new { evenSpread = 5000 }, bestHours = new[] { new { from = "11:00", to = "09:00" } } };
        (await service.Admin.PostJson(address, wrong)).Expect(400).WrongFields
            .ShouldBe(["maxPerDay", "maxPerWeek", "minGapMinutes", "timeLimitSeconds", "mayMove", "weights.evenSpread", "bestHours[0].to"], ignoreOrder: true);
        (await service.Admin.PostJson(address, new { followsId = Guid.Empty })).Expect(400).WrongFields.ShouldBe(["followsId"]);
        (await service.Admin.PostJson($"/api/v1/series/{Guid.Empty}/plans")).Expect(404);
        (await service.Admin.GetJson($"/api/v1/plans/{Guid.Empty}")).Expect(404);
        (await service.Admin.GetJson("/api/v1/plans/nonsense")).Expect(404);
        (await service.Admin.PostJson($"/api/v1/plans/{Guid.Empty}:publish")).Expect(404);
        var viewer = await service.ClientFor("viewer");
        (await viewer.PostJson(address)).Expect(403);
        var plan = await stage.Plan();
        (await viewer.GetJson($"/api/v1/plans/{plan.Id}")).Expect(200);
        (await viewer.PostJson($"/api/v1/plans/{plan.Id}:publish")).Expect(403);
        (await service.Admin.PatchJson($"/api/v1/plans/{plan.Id}", new { })).Expect(400).WrongFields.ShouldBe(["pin"]);
        (await service.Admin.PatchJson($"/api/v1/plans/{plan.Id}", new { pin = new[] { new { unitId = Guid.Empty, slotId = stage.Slots[0] } } })).Expect(400).WrongFields.ShouldBe(["pin[0].unitId"]);
        (await service.Admin.PatchJson($"/api/v1/plans/{plan.Id}", new { pin = new[] { new { unitId = stage.Units[0], slotId = Guid.Empty } } })).Expect(400).WrongFields.ShouldBe(["pin[0].slotId"]);
        (await service.Admin.PatchJson($"/api/v1/plans/{plan.Id}", new { unpin = Array.Empty<Guid>() }, ("If-Match", "\"999\""))).Expect(412);
    }

    [Fact]
    public async Task A_liaison_sees_its_own_unit_in_a_plan()
    {
        var stage = await PlanStage.Set(service, units: 3, slots: 4);
        var plan = await stage.Plan();
        var seen = (await (await service.ClientFor("unit", stage.Units[1])).GetJson($"/api/v1/plans/{plan.Id}")).Expect(200);
        seen["assignments"].EnumerateArray().ShouldHaveSingleItem().GetProperty("unitId").GetGuid().ShouldBe(stage.Units[1]);
    }

    [Fact]
    public async Task A_pin_where_the_unit_is_only_marks_it()
    {
        var stage = await PlanStage.Set(service, units: 2, slots: 4);
        var plan = await stage.Plan();
        var slot = stage.SlotOf(plan, stage.Units[0]);
        var pinned = (await service.Admin.PatchJson($"/api/v1/plans/{plan.Id}", stage.Pin(stage.Units[0], slot))).Expect(200);
        pinned["state"].GetString().ShouldBe("draft");
        stage.Assignment(pinned, stage.Units[0]).GetProperty("pinned").GetBoolean().ShouldBeTrue();
        (await service.Admin.PatchJson($"/api/v1/plans/{plan.Id}", new { unpin = new[] { stage.Units[0] } })).Expect(200);
        stage.Assignment((await service.Admin.GetJson($"/api/v1/plans/{plan.Id}")).Expect(200), stage.Units[0]).GetProperty("pinned").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task A_pin_elsewhere_is_a_move_and_the_rest_is_planned_again_around_it()
    {
        var stage = await PlanStage.Set(service, units: 3, slots: 3);
        var plan = await stage.Plan();
        var target = stage.SlotOf(plan, stage.Units[1]);
        var moved = (await service.Admin.PatchJson($"/api/v1/plans/{plan.Id}", stage.Pin(stage.Units[0], target))).Expect(202);
        moved["state"].GetString().ShouldBe("running");
        stage.SlotOf(moved, stage.Units[0]).ShouldBe(target, "it is shown there at once");
        var again = await stage.Made(moved);
        again["state"].GetString().ShouldBe("draft");
        stage.SlotOf(again, stage.Units[0]).ShouldBe(target);
        stage.Assignment(again, stage.Units[0]).GetProperty("pinned").GetBoolean().ShouldBeTrue();
        again["unassigned"].GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_pin_that_the_database_could_not_book_is_refused_and_one_against_the_plans_rules_is_told()
    {
        var stage = await PlanStage.Set(service, units: 2, slots: 3);
        (await service.Admin.PutJson($"/api/v1/series/{stage.SeriesId}/units/{stage.Units[0]}/wishes", new { latest = "2027-03-01" })).Expect(200);
        var plan = await stage.Plan();
        await stage.Busy(stage.Units[1], "2027-03-02T00:00:00+08:00", "2027-03-03T00:00:00+08:00");
        (await service.Admin.PatchJson($"/api/v1/plans/{plan.Id}", stage.Pin(stage.Units[1], stage.Slots[1]))).Expect(409).Slug.ShouldBe("official-busy");
        (await service.Admin.PostJson($"/api/v1/slots/{stage.Slots[1]}:block")).Expect(200);
        (await service.Admin.PatchJson($"/api/v1/plans/{plan.Id}", stage.Pin(stage.Units[0], stage.Slots[1]))).Expect(409).Slug.ShouldBe("slot-taken");
        var late = await stage.Made((await service.Admin.PatchJson($"/api/v1/plans/{plan.Id}", stage.Pin(stage.Units[0], stage.Slots[2]))).Expect(202));
        stage.Assignment(late, stage.Units[0]).GetProperty("violations")[0].GetProperty("code").GetString().ShouldBe("outside-dates");
    }

    [Fact]
    public async Task A_later_draft_takes_the_place_of_the_one_before_and_the_two_can_be_compared()
    {
        var stage = await PlanStage.Set(service, units: 3, slots: 6);
        var first = await stage.Plan();
        await stage.Busy(stage.Units[0], stage.Assignment(first, stage.Units[0]).GetProperty("startsAt").GetString()!, stage.Assignment(first, stage.Units[0]).GetProperty("endsAt").GetString()!);
        var second = await stage.Plan(new { followsId = first.Id });
        (await service.Admin.GetJson($"/api/v1/plans/{first.Id}"))["state"].GetString().ShouldBe("superseded");
        var compared = (await service.Admin.GetJson($"/api/v1/plans/{first.Id}/compare?with={second.Id}")).Expect(200);
        compared["same"].GetInt32().ShouldBe(2, "the rest is kept");
        var difference = compared["differences"].EnumerateArray().ShouldHaveSingleItem();
        difference.GetProperty("unitId").GetGuid().ShouldBe(stage.Units[0]);
        difference.GetProperty("what").EnumerateArray().Select(what => what.GetString()).ShouldContain("slot");
        (await service.Admin.GetJson($"/api/v1/plans/{first.Id}/compare")).Expect(400).WrongFields.ShouldBe(["with"]);
    }

    [Fact]
    public async Task Wishes_are_kept_checked_and_versioned()
    {
        var stage = await PlanStage.Set(service, units: 1, slots: 1);
        var address = $"/api/v1/series/{stage.SeriesId}/units/{stage.Units[0]}/wishes";
        (await service.Admin.GetJson(address)).Expect(200)["version"].GetInt32().ShouldBe(0);
        var put = (await service.Admin.PutJson(address, new { earliest = "2027-03-01", latest = "2027-03-31", month = 3, rank = 2, topic = "法治政府" })).Expect(200);
        put["topic"].GetString().ShouldBe("法治政府");
        put["version"].GetInt32().ShouldBe(1);
        (await service.Admin.PutJson(address, new { rank = 1 }, ("If-Match", "\"9\""))).Expect(412);
        (await service.Admin.PutJson(address, new { earliest = "2027-03-02", latest = "2027-03-01", month = 13, rank = 0 })).Expect(400).WrongFields.ShouldBe(["latest", "month", "rank"], ignoreOrder: true);
        (await service.Admin.GetJson($"/api/v1/series/{stage.SeriesId}/wishes")).Items.ShouldHaveSingleItem().GetProperty("month").GetInt32().ShouldBe(3);
        (await service.Admin.PutJson($"/api/v1/series/{stage.SeriesId}/units/{Guid.Empty}/wishes", new { })).Expect(404);
        (await (await service.ClientFor("viewer")).PutJson(address, new { })).Expect(403);
    }

    [Fact]
    public async Task A_plan_that_waits_is_cancelled_at_once()
    {
        await using var web = await ServiceFixture.Start(new ServiceSetup { Settings = { ["Broadcast:Roles"] = "web" } });
        var stage = await PlanStage.Set(web, units: 1, slots: 1);
        var asked = (await web.Admin.PostJson($"/api/v1/series/{stage.SeriesId}/plans")).Expect(202);
        (await web.Admin.PostJson($"/api/v1/plans/{asked.Id}:publish")).Expect(409).Slug.ShouldBe("state-conflict");
        var cancelled = (await web.Admin.PostJson($"/api/v1/plans/{asked.Id}:cancel")).Expect(200);
        cancelled["state"].GetString().ShouldBe("failed");
        cancelled["problem"].GetString().ShouldBe("It was cancelled.");
        (await web.Admin.PostJson($"/api/v1/plans/{asked.Id}:cancel")).Expect(409).Slug.ShouldBe("state-conflict");
    }

    [Fact]
    public async Task What_a_killed_worker_left_is_taken_up_again_and_what_breaks_off_again_and_again_is_given_up()
    {
        using var folder = new TempFolder();
        Guid seriesId;
        Guid left;
        await using (var web = await ServiceFixture.Start(new ServiceSetup { DataDirectory = folder.Path, Settings = { ["Broadcast:Roles"] = "web" } }))
        {
            seriesId = (await PlanStage.Set(web, units: 2, slots: 3)).SeriesId;
            left = (await web.Admin.PostJson($"/api/v1/series/{seriesId}/plans")).Expect(202).Id;
            var spent = (await web.Admin.PostJson($"/api/v1/series/{seriesId}/plans")).Expect(202).Id;

            // As a worker leaves it that is killed in the middle: begun, with the lease in its hand.
            var until = TimeProvider.System.GetUtcNow().AddMinutes(1).ToUnixTimeMilliseconds();
            web.Tamper("UPDATE SeriesPlan SET Attempts = 1, Progress = 0.4 WHERE Id = @id", ("@id", left)).ShouldBe(1);
            web.Tamper("UPDATE SeriesPlan SET Attempts = 3 WHERE Id = @id", ("@id", spent)).ShouldBe(1);
            web.Tamper("INSERT INTO Lease (Name, Owner, Until) VALUES ('planner', @id, @until)", ("@id", left), ("@until", until)).ShouldBe(1);
        }

        await using var worker = await ServiceFixture.Start(new ServiceSetup { DataDirectory = folder.Path });
        var plans = await Scene.Until(
            () => worker.Admin.GetJson($"/api/v1/series/{seriesId}/plans"), answer => answer.Items.All(each => each.GetProperty("state").GetString() != "running"), seconds: 40);
        plans.Items.Single(each => each.GetProperty("id").GetGuid() == left).GetProperty("state").GetString().ShouldBe("draft", plans.Text);
        plans.Items.Single(each => each.GetProperty("id").GetGuid() == left).GetProperty("assignments").GetArrayLength().ShouldBe(2);
        plans.Items.Single(each => each.GetProperty("id").GetGuid() != left).GetProperty("problem").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_series_that_is_over_is_planned_afterwards_and_one_that_has_begun_only_ahead()
    {
        var stage = await PlanStage.Set(service, units: 1, slots: 0);
        await stage.Slot("2026-01-05T09:00:00+08:00");
        (await stage.Plan())["assignments"].GetArrayLength().ShouldBe(1);
        var ahead = await stage.Slot("2027-03-01T09:00:00+08:00");
        stage.SlotOf(await stage.Plan(), stage.Units[0]).ShouldBe(ahead);
    }

    [Fact]
    public async Task Topics_of_the_register_give_their_words_and_their_month_and_the_series_its_limits_and_gaps()
    {
        var stage = await PlanStage.Set(service, units: 2, slots: 1);
        var april = await stage.Slot("2027-04-05T09:00:00+08:00");
        var close = await stage.Slot("2027-04-05T09:50:00+08:00");
        (await service.Admin.PatchJson($"/api/v1/series/{stage.SeriesId}", new { setupMinutes = 10, strikeMinutes = 10, maxPerWeek = 1 })).Expect(200);
        (await service.Admin.PostJson("/api/v1/topics", new { title = "民法典", month = "2027-04", unitId = stage.Units[0] })).Expect(201);
        var plan = await stage.Plan();
        plan["rules"].GetProperty("maxPerWeek").GetInt32().ShouldBe(1);
        new[] { april, close }.ShouldContain(stage.SlotOf(plan, stage.Units[0]));
        stage.Assignment(plan, stage.Units[0]).GetProperty("topic").GetString().ShouldBe("民法典");
        stage.SlotOf(plan, stage.Units[1]).ShouldBe(stage.Slots[0]);
        await stage.Unit();
        var open = await stage.Plan(new { maxPerWeek = 5 });
        open["unassigned"].GetArrayLength().ShouldBe(1, "the second slot of that day is too close for set-up and strike");
        (await stage.Publish(open)).Expect(200);
    }
}
