using System.Text.Json;
using Broadcast.Planning;
using Broadcast.Scheduling;
using Broadcast.Tests.Hosting;
using Broadcast.Tests.Scheduling;
using Scene = Broadcast.Tests.Scheduling.Scene;

namespace Broadcast.Tests.Planning;

public sealed class ClashTests(EarlyService service) : IClassFixture<EarlyService>
{
    private readonly Plan _plan = new(service.Admin);

    [Fact]
    public async Task What_becomes_busy_after_the_booking_is_a_clash()
    {
        var scene = await _plan.Scene();
        var host = await _plan.Host("主持人乙");
        var interview = await scene.Book(body: scene.Body(host));
        (await Types(scene)).ShouldBe(["guest-without-address", "unit-without-liaison"], ignoreOrder: true);
        foreach (var owner in new[] { $"officials/{scene.OfficialId}", $"hosts/{host}", $"studios/{scene.StudioId}" })
        {
            (await service.Admin.PutJson($"/api/v1/{owner}/availability", new { busy = new[] { new { from = Plan.Monday, to = Plan.Monday.AddHours(1), note = "会议" } } })).Expect(200);
        }

        (await Types(scene)).ShouldBe(["official-busy", "host-busy", "studio-busy", "guest-without-address", "unit-without-liaison"], ignoreOrder: true);
        var clash = (await Clashes(scene)).First(one => one.GetProperty("type").GetString() == "host-busy");
        clash.GetProperty("message").GetString().ShouldBe("The host 主持人乙 is busy, 2026-03-09 09:00–2026-03-09 10:00");
        clash.GetProperty("action").GetString().ShouldBe("Name another host, or move the interview");
        clash.GetProperty("link").GetString().ShouldBe($"/hosts/{host}/availability");
        clash.GetProperty("interviewId").GetGuid().ShouldBe(interview.Id);
        clash.GetProperty("severity").GetString().ShouldBe("error");
    }

    [Fact]
    public async Task A_guest_who_declines_is_a_clash_until_somebody_stands_in()
    {
        var scene = await _plan.Scene();
        var interview = await scene.Book(body: scene.Body(await _plan.Host()));
        var link = (await service.Admin.PostJson($"/api/v1/interviews/{interview.Id}/invitations")).Expect(201).Items[0].GetProperty("link").GetString()!;
        var response = $"/api/v1/invitations/{link.Split('/')[^1]}/response";
        (await service.Anonymous.PostJson(response, new { answer = "decline", reason = "出差" })).Expect(200);
        (await Types(scene)).ShouldContain("guest-declined");
        (await service.Anonymous.PostJson(response, new { answer = "decline", reason = "出差", substitute = new { name = "赵副厅长", title = "副厅长" } })).Expect(200);
        var types = await Types(scene);
        types.ShouldNotContain("guest-declined");
        types.ShouldContain("substitute-waiting");
    }

    [Fact]
    public async Task A_holiday_that_is_announced_later_is_a_clash()
    {
        var scene = await _plan.Scene(new { code = Plan.Code("series"), title = "t", timeZone = "Asia/Shanghai", startsOn = "2029-03-01", endsOn = "2029-03-31", slotMinutes = 40 }, new DateTimeOffset(2029, 3, 5, 9, 0, 0, TimeSpan.FromHours(8)));
        await scene.Book();
        (await Types(scene)).ShouldContain("holidays-not-announced");
        (await service.Admin.PutJson("/api/v1/holidays/2029", new { days = new[] { new { date = "2029-03-05", name = "植树节", isOffDay = true } } })).Expect(200);
        var types = await Types(scene);
        types.ShouldContain("holiday");
        types.ShouldContain("no-host");
        types.ShouldNotContain("holidays-not-announced");
    }

    [Fact]
    public async Task A_gap_that_grew_and_limits_that_shrank_are_clashes()
    {
        var scene = await _plan.Scene();
        await scene.Book();
        var unit = await _plan.Unit();
        await (scene with { UnitId = unit, OfficialId = await _plan.Official(unit) }).Book(await _plan.Slot(scene.SeriesId, scene.StudioId, Plan.Monday.AddMinutes(50)));
        (await service.Admin.PatchJson($"/api/v1/series/{scene.SeriesId}", new { setupMinutes = 15, maxPerDay = 1, maxPerWeek = 1 })).Expect(200);
        var types = await Types(scene);
        types.Count(type => type == "gap-not-kept").ShouldBe(1);
        types.ShouldContain("day-limit");
        types.ShouldContain("week-limit");
    }

    [Fact]
    public async Task Clashes_of_all_series_stand_together_for_those_who_plan()
    {
        var scene = await _plan.Scene();
        await scene.Book();
        var all = (await service.Admin.GetJson("/api/v1/clashes")).Expect(200).Items;
        all.ShouldContain(clash => clash.GetProperty("seriesId").GetGuid() == scene.SeriesId && clash.GetProperty("type").GetString() == "no-host");
        (await service.Admin.GetJson($"/api/v1/series/{Guid.Empty}/clashes")).Expect(404);
        (await (await service.ClientFor("unit", scene.UnitId)).GetJson($"/api/v1/series/{scene.SeriesId}/clashes")).Expect(403);
        (await (await service.ClientFor("producer")).GetJson($"/api/v1/series/{scene.SeriesId}/clashes")).Expect(200);
    }

    [Fact]
    public void Whatever_is_wrong_is_found_in_the_facts_alone()
    {
        var (series, unit) = (new Series { Id = Id(1), TimeZone = "Asia/Shanghai", StartsOn = new DateOnly(2026, 3, 10), EndsOn = new DateOnly(2026, 3, 31) }, Id(2));
        var interview = new ClashInterview
        {
            Id = Id(3), SeriesId = series.Id, UnitId = unit, UnitName = "Unit", LiaisonEmail = "a@b.cn", HostId = Id(4), HostName = "Host", StudioId = Id(5), StudioName = "Studio", Topic = "One",
            State = InterviewState.Booked, SlotState = "blocked", StartsAt = Plan.Monday, EndsAt = Plan.Monday.AddMinutes(40), PartMinutes = 45,
        };
        var other = interview with { Id = Id(6), SeriesId = Id(9), UnitId = Id(7), StudioId = Id(8), Topic = "Two", StartsAt = Plan.Monday.AddMinutes(30), EndsAt = Plan.Monday.AddMinutes(70) };
        var facts = new ClashFacts
        {
            Series = new Dictionary<Guid, Series> { [series.Id] = series },
            Interviews = [interview, other],
            Guests = [new ClashGuest { InterviewId = interview.Id, OfficialId = Id(10), UnitId = Id(11), Name = "Head", Email = "h@b.cn", Namesakes = 2, Role = GuestRole.Principal }],
        };
        var found = ClashFinder.Find(facts, Plan.Monday.AddHours(-3));
        found.Select(clash => clash.Type).ShouldBe(
            ["slot-gone", "outside-series", "parts-too-long", "guest-of-another-unit", "namesakes", "not-confirmed", "host-double", "holidays-not-announced"], ignoreOrder: true);
        found.Single(clash => clash.Type == "host-double").Message.ShouldBe("The host Host has “Two” at the same time (2026-03-09 09:30)");
        ClashFinder.Find(facts, Plan.Monday.AddDays(1)).ShouldHaveSingleItem().Type.ShouldBe("never-started");
    }

    [Fact]
    public void Every_clash_is_a_sentence_and_says_what_to_do()
    {
        string[] types =
        [
            "day-limit", "gap-not-kept", "guest-declined", "guest-of-another-unit", "guest-without-address", "holiday", "holidays-not-announced", "host-busy", "host-double", "namesakes", "never-started", "no-host",
            "not-confirmed", "official-busy", "official-double", "outside-series", "parts-too-long", "slot-gone", "studio-busy", "studio-double", "substitute-waiting", "unit-double", "unit-without-liaison", "week-limit",
        ];
        var values = Ranking.Values(("a", "A"), ("b", "B"), ("c", "C"), ("d", "D"), ("e", "E"));
        types.SelectMany(type => new[] { $"Clash.{type}", $"Clash.{type}.Do" }).ShouldAllBe(key => Sentences.English(key, values) != key);
    }

    private async Task<IReadOnlyList<JsonElement>> Clashes(Scene scene) => (await service.Admin.GetJson($"/api/v1/series/{scene.SeriesId}/clashes")).Expect(200).Items;

    private async Task<List<string>> Types(Scene scene) => [.. (await Clashes(scene)).Select(clash => clash.GetProperty("type").GetString()!)];

    private static Guid Id(int number) => new(number, 2, 0, new byte[8]);
}
