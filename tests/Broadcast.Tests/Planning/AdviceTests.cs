using System.Text.Json;
using Broadcast.Tests.Hosting;
using Broadcast.Tests.Scheduling;
using Scene = Broadcast.Tests.Scheduling.Scene;

namespace Broadcast.Tests.Planning;

public sealed class AdviceTests(EarlyService service) : IClassFixture<EarlyService>
{
    private readonly Plan _plan = new(service.Admin);

    [Fact]
    public async Task The_best_slot_can_be_booked_as_it_is_advised()
    {
        var scene = await _plan.Scene();
        var preferred = await scene.AnotherSlot(72);
        await Say(scene, new { preferred = new[] { new { from = Plan.Monday.AddDays(3).AddHours(-1), to = Plan.Monday.AddDays(3).AddHours(3) } } });
        await _plan.Host();
        var advice = (await Ask(scene)).Expect(200);
        advice["considered"].GetInt32().ShouldBe(2);
        advice["interviewId"].ValueKind.ShouldBe(JsonValueKind.Null);
        var best = advice.Items[0];
        best.GetProperty("slotId").GetGuid().ShouldBe(preferred);
        best.GetProperty("officialId").GetGuid().ShouldBe(scene.OfficialId);
        var reason = best.GetProperty("reasons")[0];
        reason.GetProperty("code").GetString().ShouldBe("official-preferred");
        reason.GetProperty("text").GetString().ShouldBe("梁厅长 would rather come then");
        reason.GetProperty("parameters").GetProperty("name").GetString().ShouldBe("梁厅长");
        await scene.Book(best.GetProperty("slotId").GetGuid(), scene.Body(best.GetProperty("hostId").GetGuid()));
    }

    [Fact]
    public async Task Whatever_is_advised_can_be_booked_and_the_rest_cannot()
    {
        var scene = await _plan.Scene(new { code = Plan.Code("series"), title = "t", timeZone = "Asia/Shanghai", startsOn = "2026-03-09", endsOn = "2026-12-31", slotMinutes = 40, setupMinutes = 20 });
        var (busy, tight, free) = (await scene.AnotherSlot(24), await _plan.Slot(scene.SeriesId, scene.StudioId, Plan.Monday.AddMinutes(50)), await scene.AnotherSlot(48));
        var unit = await _plan.Unit("教育厅");
        var other = scene with { UnitId = unit, OfficialId = await _plan.Official(unit) };
        await other.Book();
        await Say(scene, new { busy = new[] { new { from = Plan.Monday.AddHours(24), to = Plan.Monday.AddHours(25) } } });
        var advice = (await Ask(scene)).Expect(200);
        advice.Items.ShouldHaveSingleItem().GetProperty("slotId").GetGuid().ShouldBe(free);
        advice["leftOut"].EnumerateArray().Select(reason => reason.GetProperty("code").GetString()).ShouldBe(["gap-not-kept", "official-busy"], ignoreOrder: true);
        (await scene.TryBook(slotId: busy)).Expect(409);
        (await scene.TryBook(slotId: tight)).Expect(409);
    }

    [Fact]
    public async Task A_unit_that_has_an_interview_is_advised_where_to_move_it_and_near_what_its_guest_proposed()
    {
        var scene = await _plan.Scene();
        var (far, near, proposed) = (await scene.AnotherSlot(24 * 60), await scene.AnotherSlot((24 * 20) + 4), await scene.AnotherSlot(24 * 20));
        var interview = await scene.Book();
        var link = (await service.Admin.PostJson($"/api/v1/interviews/{interview.Id}/invitations")).Expect(201).Items[0].GetProperty("link").GetString()!;
        (await service.Anonymous.PostJson($"/api/v1/invitations/{link.Split('/')[^1]}/response", new { answer = "decline", reason = "出差", proposedSlotIds = new[] { proposed } })).Expect(200);
        var advice = (await Ask(scene)).Expect(200);
        advice["interviewId"].GetGuid().ShouldBe(interview.Id);
        advice.Items.Select(item => item.GetProperty("slotId").GetGuid()).ShouldBe([proposed, near, far]);
        (await service.Admin.PostJson($"/api/v1/interviews/{interview.Id}:reschedule", new { slotId = proposed })).Expect(200);
    }

    [Fact]
    public async Task Who_asks_what_is_wrong_is_told()
    {
        var scene = await _plan.Scene();
        var stranger = await _plan.Official(await _plan.Unit());
        (await service.Admin.GetJson($"/api/v1/series/{scene.SeriesId}/advice")).Expect(400).WrongFields.ShouldBe(["unitId"]);
        (await Ask(scene, "&officialId=" + stranger)).Expect(400).WrongFields.ShouldBe(["officialId"]);
        (await Ask(scene, "&hostId=" + Guid.Empty)).Expect(400).WrongFields.ShouldBe(["hostId"]);
        (await Ask(scene, "&limit=0")).Expect(400).WrongFields.ShouldBe(["limit"]);
        (await Ask(scene, "&from=never")).Expect(400).WrongFields.ShouldBe(["from"]);
        (await Ask(scene with { UnitId = Guid.Empty })).Expect(400).WrongFields.ShouldBe(["unitId"]);
        (await Ask(scene with { SeriesId = Guid.Empty })).Expect(404);
        var liaison = await service.ClientFor("unit", scene.UnitId);
        (await liaison.GetJson($"/api/v1/series/{scene.SeriesId}/advice")).Expect(200).Items.ShouldHaveSingleItem();
        (await liaison.GetJson($"/api/v1/series/{scene.SeriesId}/advice?unitId={await _plan.Unit()}")).Expect(403);
        (await (await service.ClientFor("viewer")).GetJson($"/api/v1/series/{scene.SeriesId}/advice?unitId={scene.UnitId}")).Expect(403);
    }

    private Task<Answer> Ask(Scene scene, string more = "") => service.Admin.GetJson($"/api/v1/series/{scene.SeriesId}/advice?unitId={scene.UnitId}{more}");

    private async Task Say(Scene scene, object availability) => (await service.Admin.PutJson($"/api/v1/officials/{scene.OfficialId}/availability", availability)).Expect(200);
}
