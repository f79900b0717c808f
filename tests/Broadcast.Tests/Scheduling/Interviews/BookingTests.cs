using System.Text.Json;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Scheduling;

public sealed class BookingTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private readonly Plan _plan = new(service.Admin);

    [Fact]
    public async Task A_booking_is_an_interview_with_its_guests_and_parts()
    {
        var scene = await _plan.Scene();
        var host = await _plan.Host("主持人甲");
        var made = await scene.Book(body: scene.Body(host));
        made.Headers.Location!.ToString().ShouldBe($"/api/v1/interviews/{made.Id}");
        made["seriesId"].GetGuid().ShouldBe(scene.SeriesId);
        made["slotId"].GetGuid().ShouldBe(scene.SlotId);
        made["unitId"].GetGuid().ShouldBe(scene.UnitId);
        made["hostId"].GetGuid().ShouldBe(host);
        made["hostName"].GetString().ShouldBe("主持人甲");
        made["topic"].GetString().ShouldBe("宪法进机关");
        made["state"].GetString().ShouldBe("booked");
        made["startsAt"].GetString().ShouldBe("2026-03-09T09:00:00+08:00");
        made["endsAt"].GetString().ShouldBe("2026-03-09T09:40:00+08:00");
        made["startedAt"].ValueKind.ShouldBe(JsonValueKind.Null);
        made["endedAt"].ValueKind.ShouldBe(JsonValueKind.Null);
        var guest = made["guests"].EnumerateArray().ShouldHaveSingleItem();
        guest.GetProperty("officialId").GetGuid().ShouldBe(scene.OfficialId);
        guest.GetProperty("role").GetString().ShouldBe("principal");
        guest.GetProperty("answer").ValueKind.ShouldBe(JsonValueKind.Null);
        var parts = made["segments"].EnumerateArray().ToList();
        parts.Select(part => part.GetProperty("key").GetString()).ShouldBe(["views", "measures", "results", "problems", "solutions"]);
        parts.Select(part => part.GetProperty("plannedStartsAt").GetDateTimeOffset()).ShouldBe(Enumerable.Range(0, 5).Select(i => Plan.Monday.AddMinutes(8 * i)));
        parts.ShouldAllBe(part => part.GetProperty("actualStartsAt").ValueKind == JsonValueKind.Null && part.GetProperty("actualEndsAt").ValueKind == JsonValueKind.Null);
        (await scene.StateOfSlot()).ShouldBe("booked");
        (await service.Admin.GetJson($"/api/v1/interviews/{made.Id}")).Expect(200).Text.ShouldBe(made.Text);
        (await service.Admin.GetJson($"/api/v1/series/{scene.SeriesId}/units")).Items.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Parts_of_its_own_are_planned_one_after_the_other()
    {
        var scene = await _plan.Scene();
        var made = await scene.Book(body: scene.Body(segments: new[] { new { key = "intro", title = "开场", minutes = 2.5 }, new { key = "talk", title = "访谈", minutes = 30.0 } }));
        made["segments"].EnumerateArray().Select(part => part.GetProperty("plannedStartsAt").GetDateTimeOffset()).ShouldBe([Plan.Monday, Plan.Monday.AddMinutes(2.5)]);
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        var scene = await _plan.Scene();
        var (stranger, other) = (await _plan.Official(await _plan.Unit("别的单位")), await _plan.Official(scene.UnitId));
        (await scene.TryBook(body: new { })).Expect(400).WrongFields.ShouldBe(["unitId", "topic", "guests"], ignoreOrder: true);
        (await scene.TryBook(body: new { unitId = scene.UnitId, topic = "t", guests = Array.Empty<object>() })).Expect(400).WrongFields.ShouldBe(["guests"]);
        (await scene.TryBook(body: Guests((scene.OfficialId, "guest")))).Expect(400).WrongFields.ShouldBe(["guests"]);
        (await scene.TryBook(body: Guests((scene.OfficialId, "boss")))).Expect(400).WrongFields.ShouldBe(["guests[0].role"]);
        (await scene.TryBook(body: Guests((scene.OfficialId, "principal"), (scene.OfficialId, "guest")))).Expect(400).WrongFields.ShouldBe(["guests[1].officialId"]);
        (await scene.TryBook(body: Guests((stranger, "principal")))).Expect(400).WrongFields.ShouldBe(["guests[0].officialId"]);
        (await scene.TryBook(body: Guests((other, "principal"), (Guid.Empty, "guest")))).Expect(400).WrongFields.ShouldBe(["guests[1].officialId"]);
        (await scene.TryBook(body: scene.Body(hostId: Guid.Empty))).Expect(400).WrongFields.ShouldBe(["hostId"]);
        (await scene.TryBook(body: scene.Body(segments: new[] { new { key = "a", title = "A", minutes = 0 } }))).Expect(400).WrongFields.ShouldBe(["segments[0].minutes"]);
        (await scene.TryBook(body: scene.Body(topic: new string('x', 301)))).Expect(400).WrongFields.ShouldBe(["topic"]);
        (await scene.TryBook(slotId: Guid.Empty)).Expect(404).Slug.ShouldBe("not-found");
        (await service.Admin.PostJson("/api/v1/slots/nope/booking", scene.Body())).Expect(404);
        (await scene.StateOfSlot()).ShouldBe("open");

        object Guests(params (Guid OfficialId, string Role)[] guests) =>
            new { unitId = scene.UnitId, topic = "t", guests = guests.Select(guest => new { officialId = guest.OfficialId, role = guest.Role }) };
    }

    [Fact]
    public async Task A_refusal_says_who_what_and_when()
    {
        var scene = await _plan.Scene();
        await scene.Book();
        var second = await _plan.Slot(await _plan.Series(), await _plan.Studio(), Plan.Monday.AddMinutes(20));
        var refused = (await scene.TryBook(slotId: second)).Expect(409);
        refused.Slug.ShouldBe("official-busy");
        refused["detail"].GetString().ShouldBe("梁厅长 has the interview “宪法进机关”, 2026-03-09 09:00–09:40 (Asia/Shanghai).");
        (await scene.StateOfSlot(second)).ShouldBe("open");
    }

    [Fact]
    public async Task Interviews_that_only_touch_do_not_clash()
    {
        var scene = await _plan.Scene();
        await scene.Book();
        await scene.Book(await _plan.Slot(await _plan.Series(), await _plan.Studio(), Plan.Monday.AddMinutes(40)));
    }

    [Fact]
    public async Task A_unit_speaks_once_in_a_series_and_nowhere_at_the_same_time()
    {
        var scene = await _plan.Scene();
        await scene.Book();
        var other = scene with { OfficialId = await _plan.Official(scene.UnitId, "副厅长") };
        (await other.TryBook(slotId: await scene.AnotherSlot())).Expect(409).Slug.ShouldBe("unit-already-booked");
        var elsewhere = await _plan.Series();
        (await other.TryBook(slotId: await _plan.Slot(elsewhere, await _plan.Studio(), Plan.Monday))).Expect(409).Slug.ShouldBe("unit-already-booked");
        (await other.TryBook(slotId: await _plan.Slot(elsewhere, await _plan.Studio(), Plan.Monday.AddDays(1)))).Expect(201);
    }

    [Fact]
    public async Task A_cancelled_interview_is_in_nobodys_way()
    {
        var scene = await _plan.Scene();
        var host = await _plan.Host();
        var first = await scene.Book(body: scene.Body(host));
        (await service.Admin.PostJson($"/api/v1/interviews/{first.Id}:cancel", new { reason = "官员出差" })).Expect(200)["reason"].GetString().ShouldBe("官员出差");
        (await scene.StateOfSlot()).ShouldBe("open");
        await scene.Book(body: scene.Body(host));
    }

    [Fact]
    public async Task Of_fifty_for_one_slot_one_gets_it()
    {
        var scene = await _plan.Scene();
        var rivals = await Rivals(50, async _ =>
        {
            var unit = await _plan.Unit();
            return (scene.SlotId, scene with { UnitId = unit, OfficialId = await _plan.Official(unit) }, (Guid?)null);
        });
        await OneWins(rivals, "slot-taken");
    }

    [Fact]
    public async Task Of_fifty_for_one_official_one_gets_it()
    {
        var scene = await _plan.Scene();
        var rivals = await Rivals(50, async i => (await _plan.Slot(await _plan.Series(), await _plan.Studio(), Plan.Monday.AddMinutes(i % 39)), scene, (Guid?)null));
        await OneWins(rivals, "official-busy");
    }

    [Fact]
    public async Task Of_fifty_for_one_host_one_gets_it()
    {
        var scene = await _plan.Scene();
        var host = await _plan.Host();
        var rivals = await Rivals(50, async i =>
        {
            var unit = await _plan.Unit();
            return (await _plan.Slot(scene.SeriesId, await _plan.Studio(), Plan.Monday.AddMinutes(i % 39)), scene with { UnitId = unit, OfficialId = await _plan.Official(unit) }, (Guid?)host);
        });
        await OneWins(rivals, "host-busy");
    }

    [Fact]
    public async Task Of_fifty_for_one_unit_one_gets_it()
    {
        var scene = await _plan.Scene();
        var rivals = await Rivals(50, async i => (await scene.AnotherSlot(24 * (i + 1)), scene, (Guid?)null));
        await OneWins(rivals, "unit-already-booked");
    }

    [Fact]
    public async Task Of_fifty_with_one_idempotency_key_all_get_the_same_booking()
    {
        var scene = await _plan.Scene();
        var producer = await service.ClientFor("producer");
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ =>
            producer.PostJson($"/api/v1/slots/{scene.SlotId}/booking", scene.Body(), ("Idempotency-Key", $"book-{scene.SlotId}"))));
        answers.ShouldAllBe(answer => answer.Status == 201);
        answers.Select(answer => answer.Text).Distinct().ShouldHaveSingleItem();
        (await producer.GetJson($"/api/v1/interviews?seriesId={scene.SeriesId}")).Items.ShouldHaveSingleItem();
        (await producer.PostJson($"/api/v1/slots/{scene.SlotId}/booking", scene.Body(topic: "other"), ("Idempotency-Key", $"book-{scene.SlotId}"))).Expect(409).Slug.ShouldBe("state-conflict");
    }

    [Fact]
    public async Task Viewers_and_liaisons_do_not_book()
    {
        var scene = await _plan.Scene();
        (await scene.TryBook(await service.ClientFor("viewer"))).Expect(403);
        (await scene.TryBook(await service.ClientFor("unit", scene.UnitId))).Expect(403);
        (await scene.TryBook(await service.ClientFor("producer"))).Expect(201);
    }

    private static async Task<List<Func<Task<Answer>>>> Rivals(int count, Func<int, Task<(Guid SlotId, Scene Scene, Guid? HostId)>> make)
    {
        var rivals = new List<Func<Task<Answer>>>();
        for (var i = 0; i < count; i++)
        {
            var (slotId, scene, hostId) = await make(i);
            rivals.Add(() => scene.TryBook(slotId: slotId, body: scene.Body(hostId)));
        }

        return rivals;
    }

    private static async Task OneWins(List<Func<Task<Answer>>> rivals, string slug)
    {
        var answers = await Task.WhenAll(rivals.Select(rival => rival()));
        answers.Count(answer => answer.Status == 201).ShouldBe(1);
        answers.Where(answer => answer.Status != 201).ShouldAllBe(answer => answer.Slug == slug);
    }
}
