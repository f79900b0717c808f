using Broadcast.Tests.Hosting;
using Broadcast.Tests.Scheduling;

namespace Broadcast.Tests.Pages;

/// <summary>The pages of slots, availability, holidays, advice and clashes, without a script.</summary>
public sealed class CalendarPageTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private readonly Plan _plan = new(service.Admin);

    [Fact]
    public async Task Slots_are_looked_at_first_then_made_and_taken_back()
    {
        var (series, studio) = (await _plan.Series(), await _plan.Studio());
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open($"/series/{series}/slots");
        (string, string)[] rule = [("studioId", studio.ToString()), ("day", "MO"), ("day", "TH"), ("startTimes", "09:00\uFF0C14:30"), ("interval", "1"), ("until", "2026-04-12"), ("skipHolidays", "true")];
        await browser.Submit("preview", null, rule);
        browser.Page.ShouldContain("18 slots would be made, 2 left out");
        (await Count(series)).ShouldBe(0);
        await browser.Submit("generate", null);
        browser.Page.ShouldContain("The slots are made.");
        (await Count(series)).ShouldBe(18);
        await browser.Submit("takeBack", null);
        (await Count(series)).ShouldBe(0);
    }

    [Fact]
    public async Task A_rule_that_names_nothing_is_refused_beside_the_form()
    {
        var (series, studio) = (await _plan.Series(), await _plan.Studio());
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open($"/series/{series}/slots");
        await browser.Submit("preview", null, ("studioId", studio.ToString()), ("startTimes", "nine"), ("until", "2026-04-12"));
        browser.Status.ShouldBe(400);
        browser.Page.ShouldContain("nine");
        browser.Page.ShouldContain("role=\"alert\"");
    }

    [Fact]
    public async Task Chosen_slots_are_blocked_and_that_is_taken_back()
    {
        var scene = await _plan.Scene();
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open($"/series/{scene.SeriesId}/slots");
        await browser.Submit("batch", null, ("what", "block"), ("slot", scene.SlotId.ToString()));
        (await scene.StateOfSlot()).ShouldBe("blocked");
        await browser.Submit("takeBack", null);
        (await scene.StateOfSlot()).ShouldBe("open");
    }

    [Fact]
    public async Task Gaps_are_set_on_the_page_of_slots()
    {
        var series = await _plan.Series();
        using var browser = Browser.SignedIn(service);
        await browser.Open($"/series/{series}/slots");
        await browser.Submit("rules", null, ("setupMinutes", "15"), ("strikeMinutes", "10"), ("maxPerDay", "4"), ("maxPerWeek", ""));
        var saved = (await service.Admin.GetJson($"/api/v1/series/{series}")).Expect(200);
        (saved["setupMinutes"].GetInt32(), saved["maxPerDay"].GetInt32()).ShouldBe((15, 4));
        await browser.Submit("rules", null, ("setupMinutes", "999"), ("strikeMinutes", "10"));
        browser.Status.ShouldBe(400);
    }

    [Fact]
    public async Task Busy_times_are_entered_removed_and_restored()
    {
        var official = await _plan.Official(await _plan.Unit());
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open($"/officials/{official}/availability");
        await browser.Submit("addBusy", null, ("from", "2031-03-12T09:00"), ("to", "2031-03-12T12:00"), ("note", "Council"));
        browser.Page.ShouldContain("Council");
        (await Busy(official)).ShouldBe(1);
        await browser.Submit("remove", null);
        (await Busy(official)).ShouldBe(0);
        await browser.Submit("restore", null);
        (await Busy(official)).ShouldBe(1);
        await browser.Submit("addPreferred", null, ("from", "2031-03-13T09:00"), ("to", "2031-03-12T12:00"));
        browser.Status.ShouldBe(400);
        await browser.Open("/availability?of=officials");
        browser.Page.ShouldContain($"/officials/{official}/availability");
    }

    [Fact]
    public async Task A_liaison_enters_what_concerns_its_own_officials_only()
    {
        var (unit, other) = (await _plan.Unit(), await _plan.Unit());
        var (own, strange) = (await _plan.Official(unit), await _plan.Official(other));
        var made = (await service.Admin.PostJson("/api/v1/tokens", new { name = "liaison", role = "unit", unitId = unit })).Expect(201)["token"].GetString()!;
        using var browser = Browser.SignedIn(service, made);
        await browser.Open($"/officials/{strange}/availability");
        browser.Status.ShouldBe(404);
        await browser.Open($"/officials/{own}/availability");
        await browser.Submit("addBusy", null, ("from", "2031-03-12T09:00"), ("to", "2031-03-12T12:00"));
        (await Busy(own)).ShouldBe(1);
        await browser.Open($"/studios/{await _plan.Studio()}/availability");
        browser.Page.ShouldNotContain("value=\"addBusy\"");
        await browser.Open("/availability");
        browser.Page.ShouldNotContain(strange.ToString());
    }

    [Fact]
    public async Task A_year_without_a_notice_says_so_until_its_days_are_entered()
    {
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open("/holidays?year=2041");
        browser.Page.ShouldContain("The holidays of 2041 are not announced yet");
        await browser.Submit("add", null, ("date", "2041-01-01"), ("name", "New Year"), ("isOffDay", "true"));
        browser.Page.ShouldNotContain("not announced yet");
        browser.Page.ShouldContain("New Year");
        await browser.Submit("add", null, ("date", "2041-01-01"), ("name", "Twice"), ("isOffDay", "true"));
        browser.Status.ShouldBe(400);
        await browser.Submit("remove", null);
        await browser.Submit("restore", null);
        browser.Page.ShouldContain("New Year");
        await browser.Submit("reset", null);
        browser.Page.ShouldContain("The holidays of 2041 are not announced yet");
    }

    [Theory]
    [InlineData("zh-CN", "空档推荐", "冲突")]
    [InlineData("en", "Advice", "Clashes")]
    public async Task Advice_is_booked_on_its_page_and_what_is_wrong_stands_on_another(string language, string advice, string clashes)
    {
        var year = TimeProvider.System.GetUtcNow().Year + 1;
        var scene = await _plan.Scene(
            new { code = Plan.Code("series"), title = "t", timeZone = "Asia/Shanghai", startsOn = $"{year}-03-01", endsOn = $"{year}-04-30", slotMinutes = 40 }, new DateTimeOffset(year, 3, 9, 9, 0, 0, TimeSpan.FromHours(8)));
        (await service.Admin.PostJson($"/api/v1/series/{scene.SeriesId}/units", new { unitIds = new[] { scene.UnitId } })).Expect(200);
        using var browser = Browser.SignedIn(service, language: language);
        await browser.Open($"/series/{scene.SeriesId}/advice?unit={scene.UnitId}");
        browser.Page.ShouldContain(advice);
        await browser.Submit("book", scene.SlotId.ToString(), ("topic", "宪法进机关"));
        browser.Address.AbsolutePath.ShouldStartWith("/interviews/");
        (await scene.StateOfSlot()).ShouldBe("booked");
        await browser.Open($"/series/{scene.SeriesId}/clashes");
        browser.Page.ShouldContain(clashes);
        browser.Page.ShouldContain("clash-mark");
    }

    private async Task<int> Count(Guid series) => (await service.Admin.GetJson($"/api/v1/series/{series}/slots?limit=200")).Expect(200).Items.Count;

    private async Task<int> Busy(Guid official) => (await service.Admin.GetJson($"/api/v1/officials/{official}/availability")).Expect(200)["busy"].GetArrayLength();
}
