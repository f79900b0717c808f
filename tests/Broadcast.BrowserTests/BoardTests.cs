using Broadcast.Tests.Hosting;
using Microsoft.Playwright;

namespace Broadcast.BrowserTests;

/// <summary>The board as a producer works at it: with the mouse, in three clicks, and by keyboard alone.</summary>
public sealed class BoardTests(ServiceFixture service, Chromium chromium) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset Tuesday = new(2026, 5, 12, 9, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public async Task An_interview_is_dragged_to_an_open_slot_and_taken_back()
    {
        var (scene, interview, from, to) = await Booked();
        var page = await Open(scene, "en");
        await page.Locator(Chip(from)).DragToAsync(page.Locator(Chip(to)));
        await Assertions.Expect(page.Locator(".done")).ToContainTextAsync("Moved.");
        await Assertions.Expect(page.Locator(Chip(to))).ToHaveAttributeAsync("data-interview", interview.ToString());
        (await SlotOf(scene, interview)).ShouldBe(to);

        await page.Keyboard.PressAsync("z");
        await Assertions.Expect(page.Locator(".done")).ToContainTextAsync("Back in its old slot.");
        (await SlotOf(scene, interview)).ShouldBe(from);
    }

    [Fact]
    public async Task A_drop_that_clashes_moves_nothing_and_says_why()
    {
        var (scene, interview, from, to) = await Booked();
        var official = (await scene.Http.GetJson($"/api/v1/interviews/{interview}"))["guests"][0].GetProperty("officialId").GetGuid();
        (await scene.Http.PutJson($"/api/v1/officials/{official}/availability", new { busy = new[] { new { from = Tuesday.AddDays(1), to = Tuesday.AddDays(2), note = "Abroad" } } })).Expect(200);
        var page = await Open(scene, "en");
        await page.Locator(Chip(from)).DragToAsync(page.Locator(Chip(to)));
        await Assertions.Expect(page.Locator("#slot .problems")).ToContainTextAsync("Abroad");
        (await SlotOf(scene, interview)).ShouldBe(from);
    }

    [Fact]
    public async Task A_drop_on_another_interview_offers_to_swap()
    {
        var (scene, interview, from, _) = await Booked();
        var other = await scene.Interview(slotAt: Tuesday.AddDays(2));
        var otherSlot = await SlotOf(scene, other);
        var page = await Open(scene, "en");
        await page.Locator(Chip(from)).DragToAsync(page.Locator(Chip(otherSlot)));
        await page.GetByRole(AriaRole.Button, new() { Name = "Swap" }).ClickAsync();
        await Assertions.Expect(page.Locator(".done")).ToContainTextAsync("Swapped");
        (await SlotOf(scene, interview), await SlotOf(scene, other)).ShouldBe((otherSlot, from));
    }

    [Fact]
    public async Task A_unit_is_booked_in_three_clicks_from_an_open_slot()
    {
        var (scene, _, _, open) = await Booked();
        var unit = await Waiting(scene);
        var page = await Open(scene, "zh-CN");
        await page.Locator(Chip(open)).ClickAsync();
        await page.Locator("#pick-rows a").ClickAsync();
        await page.FillAsync("#slot [name=topic]", "依法治理");
        await page.GetByRole(AriaRole.Button, new() { Name = "预订", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".done")).ToContainTextAsync("已预订");
        (await scene.Http.GetJson($"/api/v1/interviews?seriesId={scene.SeriesId}&unitId={unit}")).Items.ShouldHaveSingleItem().GetProperty("slotId").GetGuid().ShouldBe(open);
    }

    [Fact]
    public async Task A_unit_is_booked_from_the_checklist_into_the_best_slot()
    {
        var scene = await Scene.Set(service);
        var unit = await Waiting(scene);
        var at = TimeProvider.System.GetUtcNow().AddDays(10);
        var series = (await scene.Http.PatchJson($"/api/v1/series/{scene.SeriesId}", new { endsOn = at.AddDays(20).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) })).Expect(200).Id;
        var slot = (await scene.Http.PostJson($"/api/v1/series/{series}/slots", new { studioId = scene.StudioId, startsAt = at })).Expect(201).Id;
        var page = await SignedIn(new() { Locale = "en", ViewportSize = new() { Width = 1440, Height = 900 } });
        await page.GotoAsync(new Uri(service.Address, $"/series/{series}").ToString());
        await page.Locator("#unit-rows a").ClickAsync();
        await page.Locator(".suggestions a").First.ClickAsync();
        await page.FillAsync("#slot [name=topic]", "Rule of law");
        await page.GetByRole(AriaRole.Button, new() { Name = "Book", Exact = false }).First.ClickAsync();
        await Assertions.Expect(page.Locator(".done")).ToContainTextAsync("Booked.");
        (await scene.Http.GetJson($"/api/v1/interviews?seriesId={series}&unitId={unit}")).Items.ShouldHaveSingleItem().GetProperty("slotId").GetGuid().ShouldBe(slot);
    }

    [Fact]
    public async Task An_interview_is_moved_by_keyboard_alone()
    {
        var (scene, interview, from, to) = await Booked();
        var page = await Open(scene, "en");
        await page.Locator(Chip(from)).FocusAsync();
        await page.Keyboard.PressAsync("v");
        await Assertions.Expect(page.Locator("#slot")).ToContainTextAsync("Moving");
        await Assertions.Expect(page.Locator(Chip(from))).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(page.Locator(Chip(to))).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator(".drag-note")).ToHaveTextAsync("No clashes");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Move here" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".done")).ToContainTextAsync("Moved.");
        (await SlotOf(scene, interview)).ShouldBe(to);
    }

    [Fact]
    public async Task The_checklist_is_searched_by_initials_while_typing()
    {
        var scene = await Scene.Set(service);
        var units = new List<Guid>();
        foreach (var name in new[] { "教育厅", "公安厅" })
        {
            units.Add((await scene.Http.PostJson("/api/v1/units", new { code = Scene.Unique("unit"), name })).Expect(201).Id);
        }

        (await scene.Http.PostJson($"/api/v1/series/{scene.SeriesId}/units", new { unitIds = units })).Expect(200);
        var page = await Open(scene, "zh-CN");
        await page.Keyboard.PressAsync("u");
        await page.Keyboard.TypeAsync("jyt");
        await Assertions.Expect(page.Locator("#unit-rows li:visible")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#unit-rows li:visible")).ToContainTextAsync("教育厅");
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Every_view_can_be_read_by_everybody(ColorScheme scheme, int width)
    {
        var (scene, interview, from, to) = await Booked();
        await Waiting(scene);
        var page = await SignedIn(new() { Locale = "zh-CN", ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 844 } });
        string[] queries = ["view=month", "view=week", "view=day", "view=list", $"view=week&slot={from}", $"slot={to}", $"move={interview}&slot={to}"];
        var complaints = new List<string>();
        foreach (var query in queries)
        {
            await page.GotoAsync(new Uri(service.Address, $"/series/{scene.SeriesId}?day=2026-05-12&{query}").ToString());
            complaints.AddRange(await Readable.Complaints(page, query));
        }

        complaints.ShouldBeEmpty();
    }

    private static string Chip(Guid slot) => $".board-main .chip[data-slot='{slot}']";

    private static async Task<Guid> SlotOf(Scene scene, Guid interview) => (await scene.Http.GetJson($"/api/v1/interviews/{interview}"))["slotId"].GetGuid();

    /// <summary>A unit that takes part and has no slot, with an official.</summary>
    private static async Task<Guid> Waiting(Scene scene)
    {
        var (unit, _) = await scene.Unit();
        (await scene.Http.PostJson($"/api/v1/series/{scene.SeriesId}/units", new { unitIds = new[] { unit } })).Expect(200);
        return unit;
    }

    private async Task<(Scene Scene, Guid Interview, Guid From, Guid To)> Booked()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview(slotAt: Tuesday);
        var to = (await scene.Http.PostJson($"/api/v1/series/{scene.SeriesId}/slots", new { studioId = scene.StudioId, startsAt = Tuesday.AddDays(1) })).Expect(201).Id;
        return (scene, interview, await SlotOf(scene, interview), to);
    }

    private async Task<IPage> Open(Scene scene, string language)
    {
        var page = await SignedIn(new() { Locale = language, ViewportSize = new() { Width = 1440, Height = 900 } });
        await page.GotoAsync(new Uri(service.Address, $"/series/{scene.SeriesId}?view=week&day=2026-05-12").ToString());
        await page.WaitForFunctionAsync("() => document.querySelector('board-desk')?.begun");
        return page;
    }

    private async Task<IPage> SignedIn(BrowserNewContextOptions options)
    {
        options.ExtraHTTPHeaders = [KeyValuePair.Create("Authorization", $"Bearer {ServiceFixture.AdminToken}")];
        return await chromium.NewPage(options);
    }
}
