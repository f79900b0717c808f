using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Scheduling;

public sealed class SwapTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private readonly Plan _plan = new(service.Admin);

    [Fact]
    public async Task Two_interviews_get_each_others_slot()
    {
        var (scene, one, other) = await Two();
        var swapped = (await Swap(one.Id, other.Id)).Expect(200);
        swapped["slotId"].GetGuid().ShouldBe(other["slotId"].GetGuid());
        swapped["startsAt"].GetString().ShouldBe(other["startsAt"].GetString());
        swapped["sequence"].GetInt32().ShouldBe(1);
        swapped["segments"].EnumerateArray().First().GetProperty("plannedStartsAt").GetString().ShouldBe(other["startsAt"].GetString());
        var second = await Read(other.Id);
        second["slotId"].GetGuid().ShouldBe(one["slotId"].GetGuid());
        second["sequence"].GetInt32().ShouldBe(1);
        (await scene.StateOfSlot(one["slotId"].GetGuid())).ShouldBe("booked");
        (await scene.StateOfSlot(other["slotId"].GetGuid())).ShouldBe("booked");
        var log = (await service.Admin.GetJson($"/api/v1/audit-log?entity={one.Id}")).Items[^1];
        log.GetProperty("action").GetString().ShouldBe("swap");
        log.GetProperty("to").GetProperty("with").GetGuid().ShouldBe(other.Id);
        log.GetProperty("from").GetProperty("slotId").GetGuid().ShouldBe(one["slotId"].GetGuid());
    }

    [Fact]
    public async Task Swapping_twice_is_as_it_was()
    {
        var (_, one, other) = await Two();
        (await Swap(one.Id, other.Id)).Expect(200);
        (await Swap(other.Id, one.Id)).Expect(200)["slotId"].GetGuid().ShouldBe(other["slotId"].GetGuid());
        (await Read(one.Id))["slotId"].GetGuid().ShouldBe(one["slotId"].GetGuid());
    }

    [Fact]
    public async Task One_host_may_lead_both()
    {
        var host = await _plan.Host();
        var (_, one, other) = await Two(host);
        (await Swap(one.Id, other.Id)).Expect(200)["hostId"].GetGuid().ShouldBe(host);
    }

    [Fact]
    public async Task Answers_are_void_and_both_are_to_be_confirmed_anew()
    {
        var (_, one, other) = await Two();
        foreach (var interview in new[] { one, other })
        {
            var invited = (await service.Admin.PostJson($"/api/v1/interviews/{interview.Id}/invitations")).Expect(201);
            var token = invited.Items[0].GetProperty("link").GetString()!.Split('/')[^1];
            (await service.Anonymous.PostJson($"/api/v1/invitations/{token}/response", new { answer = "accept" })).Expect(200);
        }

        (await Read(one.Id))["state"].GetString().ShouldBe("confirmed");
        (await Swap(one.Id, other.Id)).Expect(200)["state"].GetString().ShouldBe("booked");
        foreach (var id in new[] { one.Id, other.Id })
        {
            var after = await Read(id);
            after["state"].GetString().ShouldBe("booked");
            after["guests"][0].GetProperty("answer").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        }
    }

    [Fact]
    public async Task When_either_cannot_both_stay()
    {
        var (scene, one, other) = await Two();
        var (from, to) = (Plan.Monday, Plan.Monday.AddMinutes(10));
        (await service.Admin.PutJson($"/api/v1/officials/{other["guests"][0].GetProperty("officialId").GetGuid()}/availability", new { busy = new[] { new { from, to } } })).Expect(200);
        (await Swap(one.Id, other.Id)).Expect(409).Slug.ShouldBe("official-busy");
        (await Swap(other.Id, one.Id)).Expect(409).Slug.ShouldBe("official-busy");
        (await Read(one.Id)).Text.ShouldBe(one.Text);
        (await Read(other.Id)).Text.ShouldBe(other.Text);
        (await scene.StateOfSlot()).ShouldBe("booked");
    }

    [Fact]
    public async Task What_cannot_be_swapped_is_refused()
    {
        var (scene, one, other) = await Two();
        var stranger = await (await _plan.Scene(at: Plan.Monday.AddDays(9))).Book();
        (await Swap(one.Id, one.Id)).Expect(400).WrongFields.ShouldBe(["withInterviewId"]);
        (await Swap(one.Id, Guid.Empty)).Expect(400).WrongFields.ShouldBe(["withInterviewId"]);
        (await Swap(one.Id, stranger.Id)).Expect(400).WrongFields.ShouldBe(["withInterviewId"]);
        (await service.Admin.PostJson($"/api/v1/interviews/{one.Id}:swap", new { })).Expect(400).WrongFields.ShouldBe(["withInterviewId"]);
        (await Swap(Guid.Empty, one.Id)).Expect(404);
        (await (await service.ClientFor("unit", scene.UnitId)).PostJson($"/api/v1/interviews/{one.Id}:swap", new { withInterviewId = other.Id })).Expect(403);
        (await service.Admin.PostJson($"/api/v1/interviews/{one.Id}:swap", new { withInterviewId = other.Id }, ("If-Match", "\"7\""))).Expect(412);
        (await service.Admin.PostJson($"/api/v1/interviews/{other.Id}:cancel", new { reason = "出差" })).Expect(200);
        (await Swap(one.Id, other.Id)).Expect(409).Slug.ShouldBe("state-conflict");
    }

    private Task<Answer> Swap(Guid id, Guid other) => service.Admin.PostJson($"/api/v1/interviews/{id}:swap", new { withInterviewId = other });

    private async Task<Answer> Read(Guid id) => (await service.Admin.GetJson($"/api/v1/interviews/{id}")).Expect(200);

    private async Task<(Scene Scene, Answer One, Answer Other)> Two(Guid? hostId = null)
    {
        var scene = await _plan.Scene();
        var one = await scene.Book(body: scene.Body(hostId));
        var unit = await _plan.Unit("教育厅");
        var second = scene with { UnitId = unit, OfficialId = await _plan.Official(unit, "王厅长") };
        return (scene, one, await second.Book(await scene.AnotherSlot(), second.Body(hostId)));
    }
}
