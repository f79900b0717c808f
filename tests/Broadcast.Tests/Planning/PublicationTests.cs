using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Planning;

public sealed class PublicationTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Fact]
    public async Task Publishing_books_all_of_it_and_taking_it_back_undoes_all_of_it()
    {
        var stage = await PlanStage.Set(service, units: 3, slots: 4);
        (await service.Admin.PutJson($"/api/v1/series/{stage.SeriesId}/units/{stage.Units[0]}/wishes", new { topic = "宪法进机关" })).Expect(200);
        var plan = await stage.Plan();
        var published = (await stage.Publish(plan)).Expect(200);
        published["state"].GetString().ShouldBe("published");
        var interviews = await stage.Interviews();
        interviews.Count.ShouldBe(3);
        foreach (var unit in stage.Units)
        {
            var interview = interviews.Single(each => each.GetProperty("unitId").GetGuid() == unit);
            interview.GetProperty("slotId").GetGuid().ShouldBe(stage.SlotOf(plan, unit));
            interview.GetProperty("id").GetGuid().ShouldBe(stage.Assignment(published, unit).GetProperty("interviewId").GetGuid());
            interview.GetProperty("state").GetString().ShouldBe("booked");
            var guest = interview.GetProperty("guests").EnumerateArray().ShouldHaveSingleItem();
            guest.GetProperty("officialId").GetGuid().ShouldBe(stage.Officials[unit]);
            guest.GetProperty("role").GetString().ShouldBe("principal");
        }

        interviews.Single(each => each.GetProperty("unitId").GetGuid() == stage.Units[0]).GetProperty("topic").GetString().ShouldBe("宪法进机关");
        (await stage.Publish(plan)).Expect(409).Slug.ShouldBe("state-conflict");
        (await stage.Plan())["assignments"].GetArrayLength().ShouldBe(0, "nobody is left to be planned");
        var back = (await stage.TakeBack(plan)).Expect(200);
        back["state"].GetString().ShouldBe("draft");
        (await stage.Interviews()).ShouldAllBe(each => each.GetProperty("state").GetString() == "cancelled");
        (await service.Admin.GetJson($"/api/v1/series/{stage.SeriesId}/slots?state=open")).Items.Count.ShouldBe(4);
        (await stage.TakeBack(plan)).Expect(409).Slug.ShouldBe("state-conflict");
        (await stage.Publish(plan)).Expect(200);
        var log = (await service.Admin.GetJson($"/api/v1/audit-log?entity={plan.Id}")).Items.Select(item => item.GetProperty("action").GetString());
        log.ShouldBe(["publishPlan", "takeBackPlan", "publishPlan"]);
    }

    [Fact]
    public async Task What_was_taken_since_is_named_and_nothing_is_booked()
    {
        var stage = await PlanStage.Set(service, units: 3, slots: 5);
        var plan = await stage.Plan();
        var guests = new[] { new { officialId = stage.Officials[stage.Units[0]], role = "principal" } };
        var free = stage.Slots.First(slot => plan["assignments"].EnumerateArray().All(each => each.GetProperty("slotId").GetGuid() != slot));
        (await service.Admin.PostJson($"/api/v1/slots/{free}/booking", new { unitId = stage.Units[0], topic = "抢先", guests })).Expect(201);
        (await service.Admin.PostJson($"/api/v1/slots/{stage.SlotOf(plan, stage.Units[1])}:block")).Expect(200);
        var refused = (await stage.Publish(plan)).Expect(409);
        new[] { "unit-already-booked", "slot-taken" }.ShouldContain(refused.Slug);
        refused["clashes"].EnumerateArray().Select(clash => (clash.GetProperty("unitId").GetGuid(), clash.GetProperty("slug").GetString()))
            .ShouldBe([(stage.Units[0], "unit-already-booked"), (stage.Units[1], "slot-taken")], ignoreOrder: true);
        (await stage.Interviews()).ShouldHaveSingleItem();
        (await service.Admin.GetJson($"/api/v1/plans/{plan.Id}"))["state"].GetString().ShouldBe("draft");
    }

    [Fact]
    public async Task Limits_that_others_used_up_since_keep_a_plan_from_being_published()
    {
        var stage = await PlanStage.Set(service, units: 1, slots: 1);
        var later = await stage.Slot("2027-03-01T15:00:00+08:00");
        await stage.Busy(stage.Units[0], "2027-03-01T14:00:00+08:00", "2027-03-01T18:00:00+08:00");
        var plan = await stage.Plan(new { maxPerDay = 1 });
        var other = await stage.Unit();
        (await service.Admin.PostJson($"/api/v1/slots/{later}/booking", new { unitId = other, topic = "抢先", guests = new[] { new { officialId = stage.Officials[other], role = "principal" } } })).Expect(201);
        (await stage.Publish(plan)).Expect(409).Slug.ShouldBe("state-conflict");
        (await stage.Interviews()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Of_many_who_publish_the_same_units_one_wins_whole()
    {
        var stage = await PlanStage.Set(service, units: 4, slots: 8);
        var plans = new List<Answer> { await stage.Plan(), await stage.Plan(), await stage.Plan() };
        var answers = await Task.WhenAll(plans.Concat(plans).Select(stage.Publish));
        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        answers.Where(answer => answer.Status != 200).ShouldAllBe(answer => answer.Status == 409);
        (await stage.Interviews()).Count.ShouldBe(4);
    }

    [Fact]
    public async Task What_has_begun_is_not_taken_back()
    {
        var stage = await PlanStage.Set(service, units: 2, slots: 3);
        var plan = (await stage.Publish(await stage.Plan())).Expect(200);
        var interview = stage.Assignment(plan, stage.Units[0]).GetProperty("interviewId").GetGuid();
        (await service.Admin.PostJson($"/api/v1/interviews/{interview}:start")).Expect(200);
        var refused = (await stage.TakeBack(plan)).Expect(409);
        refused.Slug.ShouldBe("state-conflict");
        refused["clashes"][0].GetProperty("interviewId").GetGuid().ShouldBe(interview);
        (await stage.Interviews()).ShouldAllBe(each => each.GetProperty("state").GetString() != "cancelled");
    }

    [Fact]
    public async Task After_a_cancellation_the_smallest_change_is_proposed_and_publishing_carries_it_out()
    {
        var stage = await PlanStage.Set(service, units: 3, slots: 4);
        var plan = await stage.Plan();
        (await stage.Publish(plan)).Expect(200);
        var free = stage.Slots.Single(slot => plan["assignments"].EnumerateArray().All(each => each.GetProperty("slotId").GetGuid() != slot));

        // Unit 0 cannot any more at its time, and not at the free one either: it can only have the slot of another, who moves to the free one.
        var mine = stage.Assignment(plan, stage.Units[0]);
        var other = stage.Assignment(plan, stage.Units[1]);
        var day = (await service.Admin.GetJson($"/api/v1/slots/{free}"))["startsAt"].GetString()![..10];
        var third = stage.Assignment(plan, stage.Units[2]);
        (await service.Admin.PutJson($"/api/v1/officials/{stage.Officials[stage.Units[0]]}/availability", new
        {
            busy = new[]
            {
                new { from = mine.GetProperty("startsAt").GetString()!, to = mine.GetProperty("endsAt").GetString()! },
                new { from = third.GetProperty("startsAt").GetString()!, to = third.GetProperty("endsAt").GetString()! },
                new { from = $"{day}T00:00:00+08:00", to = $"{day}T23:59:00+08:00" },
            },
        })).Expect(200);
        var again = await stage.Plan(new { replan = true, weights = new { evenSpread = 0 } });
        var moves = again["moves"].EnumerateArray().ToDictionary(move => move.GetProperty("unitId").GetGuid(), move => move.GetProperty("toSlotId").GetGuid());
        moves.Count.ShouldBe(2, again.Text);
        moves[stage.Units[0]].ShouldBe(other.GetProperty("slotId").GetGuid());
        moves.ShouldNotContainKey(stage.Units[2]);
        (await stage.Publish(again)).Expect(200);
        (await stage.Interviews()).Single(each => each.GetProperty("unitId").GetGuid() == stage.Units[0]).GetProperty("slotId").GetGuid().ShouldBe(other.GetProperty("slotId").GetGuid());
        (await service.Admin.GetJson($"/api/v1/series/{stage.SeriesId}/slots?state=booked")).Items.Count.ShouldBe(3);

        // Taking it back fails as a whole, since unit 0 is still away at its old time.
        (await stage.TakeBack(again)).Expect(409).Slug.ShouldBe("official-busy");
        await stage.Busy(stage.Units[0], "2027-12-01T00:00:00+08:00", "2027-12-02T00:00:00+08:00");
        (await stage.TakeBack(again)).Expect(200);
        (await stage.Interviews()).Single(each => each.GetProperty("unitId").GetGuid() == stage.Units[0]).GetProperty("slotId").GetGuid().ShouldBe(mine.GetProperty("slotId").GetGuid());
        (await stage.Interviews()).Single(each => each.GetProperty("unitId").GetGuid() == stage.Units[1]).GetProperty("slotId").GetGuid().ShouldBe(other.GetProperty("slotId").GetGuid());
    }
}
