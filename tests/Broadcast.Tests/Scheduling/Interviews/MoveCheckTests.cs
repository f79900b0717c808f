using Broadcast.Data;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Scheduling;

/// <summary>A move tried before it is made: everything that is in the way, and nothing is changed.</summary>
public sealed class MoveCheckTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private readonly Plan _plan = new(service.Admin);

    [Fact]
    public async Task A_free_slot_is_fine_and_stays_free()
    {
        var scene = await _plan.Scene();
        var interview = (await scene.Book()).Id;
        var target = await scene.AnotherSlot();
        var check = await Check(interview, target);
        check["ok"].GetBoolean().ShouldBeTrue();
        check["problems"].GetArrayLength().ShouldBe(0);
        (await scene.StateOfSlot(target)).ShouldBe("open");
        (await scene.Plan.Client.GetJson($"/api/v1/interviews/{interview}"))["slotId"].GetGuid().ShouldBe(scene.SlotId);
    }

    [Fact]
    public async Task All_that_is_in_the_way_is_told_with_who_and_when()
    {
        var scene = await _plan.Scene();
        var host = await _plan.Host("主持人甲");
        var interview = (await scene.Book(body: scene.Body(host))).Id;
        var target = await scene.AnotherSlot();
        var at = Plan.Monday.AddDays(1);
        await Busy($"/api/v1/officials/{scene.OfficialId}/availability", at, "出差");
        await Busy($"/api/v1/hosts/{host}/availability", at, "休假");
        await Busy($"/api/v1/studios/{scene.StudioId}/availability", at, null);

        var check = await Check(interview, target);
        check["ok"].GetBoolean().ShouldBeFalse();
        check["problems"].EnumerateArray().Select(problem => problem.GetProperty("type").GetString()).ShouldBe(["official-busy", "host-busy", "studio-busy"]);
        var first = check["problems"][0].GetProperty("obstacle");
        first.GetProperty("who").GetString().ShouldBe("梁厅长");
        first.GetProperty("what").GetString().ShouldBe("出差");
        first.GetProperty("from").GetString().ShouldBe("2026-03-10T09:00:00+08:00");
        (await _plan.Client.PostJson($"/api/v1/interviews/{interview}:reschedule", new { slotId = target })).Expect(409).Slug.ShouldBe("official-busy", "the move itself says the same");
    }

    [Fact]
    public async Task A_slot_that_is_taken_and_an_interview_that_is_over_are_told_as_well()
    {
        var scene = await _plan.Scene();
        var interview = (await scene.Book()).Id;
        var other = await scene.AnotherSlot();
        (await _plan.Client.PostJson($"/api/v1/slots/{other}:block")).Expect(200);
        var check = await Check(interview, other);
        check["problems"].EnumerateArray().Select(problem => problem.GetProperty("type").GetString()).ShouldBe(["slot-taken"]);

        (await _plan.Client.PostJson($"/api/v1/interviews/{interview}:start", new { at = "2026-03-09T09:00:00+08:00" })).Expect(200);
        check = await Check(interview, await scene.AnotherSlot(48));
        check["problems"].EnumerateArray().Select(problem => problem.GetProperty("type").GetString()).ShouldBe(["state-conflict"]);
    }

    [Fact]
    public async Task An_interview_is_not_in_its_own_way()
    {
        var scene = await _plan.Scene();
        var interview = (await scene.Book()).Id;
        var studio = await _plan.Studio("二号演播室");
        var sameTime = await _plan.Slot(scene.SeriesId, studio, Plan.Monday.AddMinutes(10));
        (await Check(interview, sameTime))["ok"].GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_slot_of_another_series_or_none_is_a_bad_request()
    {
        var (scene, elsewhere) = (await _plan.Scene(), await _plan.Scene());
        var interview = (await scene.Book()).Id;
        (await Post(interview, new { slotId = elsewhere.SlotId })).Expect(400).WrongFields.ShouldContain("slotId");
        (await Post(interview, new { })).Expect(400).WrongFields.ShouldContain("slotId");
        (await Post(Ids.New(TimeProvider.System.GetUtcNow()), new { slotId = scene.SlotId })).Expect(404);
        (await service.Anonymous.PostJson($"/api/v1/interviews/{interview}:check", new { slotId = scene.SlotId })).Expect(401);
    }

    private Task<Answer> Post(Guid interview, object body) => _plan.Client.PostJson($"/api/v1/interviews/{interview}:check", body);

    private async Task<Answer> Check(Guid interview, Guid slotId) => (await Post(interview, new { slotId })).Expect(200);

    private async Task Busy(string path, DateTimeOffset from, string? note) =>
        (await _plan.Client.PutJson(path, new { busy = new[] { new { from, to = from.AddHours(1), note } } })).Expect(200);
}
