using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Pages;

/// <summary>The board without a script: everything that is dragged there goes by links and forms as well.</summary>
public sealed class BoardPageTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset Tuesday = new(2026, 5, 12, 9, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public async Task An_interview_is_moved_by_the_panel_and_back_by_undo()
    {
        var (scene, interview, from, to) = await Booked();
        using var browser = Browser.SignedIn(service);
        await browser.Open($"{Board(scene)}&slot={from}");
        await browser.Submit("move", interview.ToString(), ("slotId", to.ToString()));
        browser.Page.ShouldContain("已改期");
        (await SlotOf(scene, interview)).ShouldBe(to);

        await browser.Post(browser.Address.PathAndQuery, browser.FormWith("name=\"undo\""));
        browser.Page.ShouldContain("已恢复原来的场次");
        (await SlotOf(scene, interview)).ShouldBe(from);
    }

    [Fact]
    public async Task Before_a_move_the_board_says_what_is_in_the_way_and_then_offers_no_button()
    {
        var (scene, interview, _, to) = await Booked();
        using var browser = Browser.SignedIn(service);
        await browser.Open($"{Board(scene)}&move={interview}&slot={to}");
        browser.Page.ShouldContain("没有冲突");
        browser.Page.ShouldContain("移到这里");

        var official = (await scene.Http.GetJson($"/api/v1/interviews/{interview}"))["guests"][0].GetProperty("officialId").GetGuid();
        var busy = new { busy = new[] { new { from = Tuesday.AddDays(1), to = Tuesday.AddDays(2), note = "出差" } } };
        (await scene.Http.PutJson($"/api/v1/officials/{official}/availability", busy)).Expect(200);
        await browser.Open($"{Board(scene)}&move={interview}&slot={to}");
        browser.Page.ShouldContain("出差");
        browser.Page.ShouldNotContain("移到这里");
    }

    [Fact]
    public async Task Two_interviews_swap_and_swap_back()
    {
        var (scene, one, slot, _) = await Booked();
        var other = await scene.Interview(slotAt: Tuesday.AddDays(2));
        var otherSlot = await SlotOf(scene, other);
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open($"{Board(scene)}&move={one}&slot={otherSlot}");
        browser.Page.ShouldContain("No clashes");
        await browser.Submit("swap", one.ToString());
        browser.Page.ShouldContain("Swapped");
        (await SlotOf(scene, one), await SlotOf(scene, other)).ShouldBe((otherSlot, slot));
        await browser.Post(browser.Address.PathAndQuery, browser.FormWith("name=\"undo\""));
        (await SlotOf(scene, one), await SlotOf(scene, other)).ShouldBe((slot, otherSlot));
    }

    [Fact]
    public async Task A_booking_is_taken_back_at_once()
    {
        var (scene, _, _, open) = await Booked();
        var (unit, official) = await scene.Unit();
        (await scene.Http.PostJson($"/api/v1/series/{scene.SeriesId}/units", new { unitIds = new[] { unit } })).Expect(200);
        using var browser = Browser.SignedIn(service);
        await browser.Open($"{Board(scene)}&unit={unit}");
        browser.Page.ShouldContain($"slot={open}", customMessage: "the unit's side offers slots");
        await browser.Open($"{Board(scene)}&unit={unit}&slot={open}");
        await browser.Submit("book", open.ToString(), ("topic", "依法治理"), ("principal", official.ToString()));
        browser.Page.ShouldContain("已预订");
        await browser.Post(browser.Address.PathAndQuery, browser.FormWith("name=\"undo\""));
        browser.Page.ShouldContain("预订已撤销");
        (await scene.Http.GetJson($"/api/v1/slots/{open}"))["state"].GetString().ShouldBe("open");
    }

    [Theory]
    [InlineData("month", "class=\"month\"")]
    [InlineData("week", "class=\"week\"")]
    [InlineData("day", "class=\"lane\"")]
    [InlineData("list", "aria-sort=\"ascending\"")]
    public async Task Each_view_shows_the_same_slots(string view, string sign)
    {
        var (scene, interview, slot, _) = await Booked();
        var name = (await scene.Http.GetJson($"/api/v1/interviews/{interview}"))["unitName"].GetString()!;
        using var browser = Browser.SignedIn(service);
        await browser.Open($"/series/{scene.SeriesId}?view={view}&day=2026-05-12");
        browser.Page.ShouldContain(sign);
        browser.Page.ShouldContain($"data-slot=\"{slot}\"");
        browser.Page.ShouldContain(name);
    }

    [Fact]
    public async Task The_search_finds_a_unit_by_its_initials_and_hides_the_rest()
    {
        var scene = await Scene.Set(service);
        var unit = (await scene.Http.PostJson("/api/v1/units", new { code = Scene.Unique("unit"), name = "教育厅" })).Expect(201).Id;
        var official = (await scene.Http.PostJson("/api/v1/officials", new { unitId = unit, name = "负责人", title = "厅长" })).Expect(201).Id;
        var found = await SlotOf(scene, await scene.Interview(unit, official, Tuesday));
        var other = await SlotOf(scene, await scene.Interview(slotAt: Tuesday.AddHours(2)));
        using var browser = Browser.SignedIn(service);
        await browser.Open($"{Board(scene)}&q=JYT");
        browser.Page.ShouldContain($"data-slot=\"{found}\"");
        browser.Page.ShouldNotContain($"data-slot=\"{other}\"");
        await browser.Open($"{Board(scene)}&q=nowhere");
        browser.Page.ShouldContain("没有符合条件的场次");
        await browser.Open($"{Board(scene)}&state=confirmed");
        browser.Page.ShouldContain("没有符合条件的场次");
    }

    [Fact]
    public async Task A_liaison_sees_that_a_slot_is_taken_but_not_by_whom()
    {
        var (scene, interview, slot, open) = await Booked();
        var name = (await scene.Http.GetJson($"/api/v1/interviews/{interview}"))["unitName"].GetString()!;
        var (unit, official) = await scene.Unit();
        var token = (await service.Admin.PostJson("/api/v1/tokens", new { name = "liaison", role = "unit", unitId = unit })).Expect(201)["token"].GetString()!;
        using var liaison = Browser.SignedIn(service, token);
        await liaison.Open(Board(scene));
        liaison.Page.ShouldContain($"data-slot=\"{slot}\"");
        liaison.Page.ShouldNotContain(name);
        liaison.Page.ShouldNotContain("data-movable");

        await liaison.Open($"{Board(scene)}&slot={open}");
        await liaison.Submit("request", open.ToString(), ("topic", "依法治理"), ("principal", official.ToString()));
        liaison.Page.ShouldContain("时段已为您保留");
        await liaison.Post(liaison.Address.PathAndQuery, liaison.FormWith("action=\"/sign-out\"") + "<input type=\"hidden\" name=\"_handler\" value=\"page\"", ("_action", "move"), ("_subject", interview.ToString()), ("slotId", open.ToString()));
        liaison.Status.ShouldBe(403);
    }

    [Fact]
    public async Task What_is_wrong_with_the_plan_stands_on_the_board_and_on_the_overview()
    {
        var scene = await Scene.Set(service);
        var (unit, official) = await scene.Unit();
        var at = TimeProvider.System.GetUtcNow().AddDays(5);
        var interview = await scene.Interview(unit, official, at);
        (await scene.Http.PutJson($"/api/v1/officials/{official}/availability", new { busy = new[] { new { from = at.AddHours(-1), to = at.AddHours(2) } } })).Expect(200);
        using var browser = Browser.SignedIn(service);
        foreach (var page in new[] { "/", $"/series/{scene.SeriesId}" })
        {
            await browser.Open(page);
            browser.Page.ShouldContain("主要负责人这时没空", customMessage: page);
            browser.Page.ShouldContain($"move={interview}", customMessage: page);
        }
    }

    private static string Board(Scene scene) => $"/series/{scene.SeriesId}?day=2026-05-12";

    private async Task<(Scene Scene, Guid Interview, Guid From, Guid To)> Booked()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview(slotAt: Tuesday);
        var to = (await scene.Http.PostJson($"/api/v1/series/{scene.SeriesId}/slots", new { studioId = scene.StudioId, startsAt = Tuesday.AddDays(1) })).Expect(201).Id;
        return (scene, interview, await SlotOf(scene, interview), to);
    }

    private static async Task<Guid> SlotOf(Scene scene, Guid interview) => (await scene.Http.GetJson($"/api/v1/interviews/{interview}"))["slotId"].GetGuid();
}
