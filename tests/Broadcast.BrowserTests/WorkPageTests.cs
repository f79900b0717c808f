using System.Text;
using Broadcast.Tests.Hosting;
using Microsoft.Playwright;

namespace Broadcast.BrowserTests;

/// <summary>The pages people work at: readable by everybody, operable by keyboard.</summary>
public sealed class WorkPageTests(ServiceFixture service, Chromium chromium) : IClassFixture<ServiceFixture>
{
    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Every_page_can_be_read_by_everybody(ColorScheme scheme, int width)
    {
        var scene = await Scene.Set(service);
        var slot = new DateTimeOffset(2026, 3, 12, 6, 30, 0, TimeSpan.Zero).AddHours(width);
        var interview = await scene.Interview(slotAt: slot);
        await TellBesides(scene, interview, slot);
        var invited = (await scene.Http.PostJson($"/api/v1/interviews/{interview}/invitations")).Expect(201);
        var page = await SignedIn(new() { Locale = "zh-CN", ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 844 } });
        (await scene.Http.PostJson($"/api/v1/series/{scene.SeriesId}/plans")).Expect(202);
        string[] paths =
        [
            "/", "/series", $"/series/{scene.SeriesId}?month=2026-03", $"/series/{scene.SeriesId}?view=list", $"/series/{scene.SeriesId}/plan", $"/interviews/{interview}", "/channels", "/units", "/officials", "/hosts",
            "/studios", "/message-ways", $"/series/{scene.SeriesId}/answers?show=all", $"/interviews/{interview}/invitations/{invited.Items[0].GetProperty("id").GetString()}/print", $"/wall/{scene.SeriesId}", new Uri(invited.Items[0].GetProperty("link").GetString()!).AbsolutePath, "/sign-in", "/nothing-here",
        ];
        await ShouldBeReadable(page, paths);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Every_page_of_planning_can_be_read_by_everybody(ColorScheme scheme, int width)
    {
        var scene = await Scene.Set(service);
        var (unit, official) = await scene.Unit();
        var (other, _) = await scene.Unit();
        var day = new DateTimeOffset(2026, 6, 1, 1, 0, 0, TimeSpan.Zero);
        var interview = await scene.Interview(unit, official, day);
        var swapped = await scene.Interview(slotAt: day.AddDays(1));
        var taken = (await scene.Http.GetJson($"/api/v1/interviews/{swapped}")).Expect(200)["slotId"].GetString();
        (await scene.Http.PostJson($"/api/v1/series/{scene.SeriesId}/slots", new { studioId = scene.StudioId, startsAt = day.AddDays(2) })).Expect(201);
        (await scene.Http.PostJson($"/api/v1/series/{scene.SeriesId}/units", new { unitIds = new[] { other } })).Expect(200);
        (await scene.Http.PutJson($"/api/v1/series/{scene.SeriesId}/units/{unit}/wishes", new { earliest = "2026-03-01", latest = "2026-06-30", month = 6, rank = 1, topic = "依法治理" })).Expect(200);
        (await scene.Http.PutJson($"/api/v1/series/{scene.SeriesId}/units/{other}/wishes", new { month = 11 })).Expect(200);
        (await scene.Http.PutJson($"/api/v1/officials/{official}/availability", new { busy = new[] { new { from = day, to = day.AddHours(3), note = "出差" } } })).Expect(200);
        var plan = (await scene.Http.PostJson($"/api/v1/series/{scene.SeriesId}/plans", new { bestHours = new[] { new { from = "09:00", to = "11:30" }, new { from = "14:00", to = "17:00" } }, mayMove = "booked" })).Expect(202).Id;
        (await Scene.Until(() => scene.Http.GetJson($"/api/v1/plans/{plan}"), answer => answer["state"].GetString() != "running", seconds: 40))["state"].GetString().ShouldBe("draft");
        var page = await SignedIn(new() { Locale = "zh-CN", ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 844 } });
        var series = $"/series/{scene.SeriesId}";
        await ShouldBeReadable(
            page,
            [
                $"{series}/plan", $"{series}/plan?view=month", $"{series}/wishes", $"{series}/wishes?edit={unit}", $"{series}/wishes?q=none", $"{series}/wishes/import", $"{series}/settings", $"{series}/slots", $"{series}/advice?unit={other}", $"{series}/clashes",
                $"{series}?move={interview}&slot={taken}&day=2026-06-02", $"{series}?unit={other}&day=2026-06-01", "/availability", "/availability?of=hosts", $"/officials/{official}/availability", $"/studios/{scene.StudioId}/availability", "/holidays",
            ]);
        await page.GotoAsync(Address($"{series}/slots"));
        await page.GetByRole(AriaRole.Button, new() { Name = "预览", Exact = true }).ClickAsync();
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        (await Readable.Complaints(page, "the preview of slots")).ShouldBeEmpty();
        await page.GotoAsync(Address($"{series}/wishes/import"));
        var codes = new[] { unit, other }.Select(id => scene.Http.GetJson($"/api/v1/units/{id}"));
        var rows = (await Task.WhenAll(codes)).Select((answer, i) => $"{answer["code"].GetString()},{(i == 0 ? "七月" : "十三")},法治,{i}\n");
        await page.Locator("input[name=file]").SetInputFilesAsync(new FilePayload { Name = "期望.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes($"单位代码,月份,主题,备注列\n{string.Concat(rows)}") });
        await page.GetByRole(AriaRole.Button, new() { Name = "查看内容", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".import-wrong")).ToHaveCountAsync(1);
        (await Readable.Complaints(page, "the preview of wishes")).ShouldBeEmpty();
        await page.GotoAsync(Address($"{series}/wishes?edit={unit}"));
        await page.FillAsync("input[name=latest]", "2026-02-01");
        await page.GetByRole(AriaRole.Button, new() { Name = "保存", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        (await Readable.Complaints(page, "wishes that were refused")).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_space_bar_takes_the_next_part()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        await scene.Run(interview, TimeProvider.System.GetUtcNow().AddMinutes(-5));
        var page = await SignedIn(new() { Locale = "zh-CN" });
        await page.GotoAsync(Address($"/interviews/{interview}"));
        foreach (var part in new[] { "谈认识", "晾举措" })
        {
            await page.Keyboard.PressAsync("Space");
            await Assertions.Expect(page.Locator(".parts .running .part-title")).ToHaveTextAsync(part);
        }
    }

    [Fact]
    public async Task The_space_bar_takes_parts_and_never_ends_the_interview()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var page = await SignedIn(new() { Locale = "zh-CN" });
        await page.GotoAsync(Address($"/interviews/{interview}"));
        await page.GetByRole(AriaRole.Button, new() { Name = "开始直播" }).ClickAsync();
        for (var taken = 1; taken <= 5; taken++)
        {
            // The focus may stand on the button that was pressed last.
            await Assertions.Expect(page.Locator(".run-buttons button[data-key=space]")).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("Space");
            await Assertions.Expect(page.Locator(".parts li.running, .parts li.over")).ToHaveCountAsync(taken);
        }

        await Assertions.Expect(page.Locator(".run-buttons button[data-key=space]")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Space");
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        (await scene.Http.GetJson($"/api/v1/interviews/{interview}"))["state"].GetString().ShouldBe("live");
    }

    [Fact]
    public async Task The_end_of_an_interview_offers_no_way_back_to_something_else()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        await scene.Run(interview, TimeProvider.System.GetUtcNow().AddMinutes(-5));
        var page = await SignedIn(new() { Locale = "zh-CN" });
        await page.GotoAsync(Address($"/interviews/{interview}"));
        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(page.Locator(".done button[data-key=z]")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("e");
        await Assertions.Expect(page.Locator(".done")).ToContainTextAsync("直播已结束");
        await Assertions.Expect(page.Locator(".done button")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_run_sheet_follows_what_another_one_does()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        await scene.Run(interview, TimeProvider.System.GetUtcNow().AddMinutes(-5));
        var (here, there) = (await SignedIn(new() { Locale = "zh-CN" }), await SignedIn(new() { Locale = "zh-CN" }));
        await there.GotoAsync(Address($"/interviews/{interview}"));
        await there.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await here.GotoAsync(Address($"/interviews/{interview}"));
        await here.Keyboard.PressAsync("Space");
        await Assertions.Expect(there.Locator(".parts .running .part-title")).ToHaveTextAsync("谈认识", new() { Timeout = 15_000 });
    }

    [Fact]
    public async Task What_is_being_typed_outlives_a_part_that_is_taken()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var channel = (await scene.Channel()).ChannelId;
        await scene.Run(interview, TimeProvider.System.GetUtcNow().AddMinutes(-5));
        var page = await SignedIn(new() { Locale = "zh-CN" });
        await page.GotoAsync(Address($"/interviews/{interview}"));
        await page.Locator("summary", new() { HasText = "添加播出渠道" }).ClickAsync();
        await page.SelectOptionAsync("[name=channelId]", channel.ToString());
        await page.FillAsync("[name=externalId]", "half-typed");
        await page.Locator(".run-buttons button[data-key=space]").ClickAsync();
        await Assertions.Expect(page.Locator(".parts .running .part-title")).ToHaveTextAsync("谈认识");
        await Assertions.Expect(page.Locator("[name=externalId]")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[name=externalId]")).ToHaveValueAsync("half-typed");
        await Assertions.Expect(page.Locator("[name=channelId]")).ToHaveValueAsync(channel.ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "添加", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".airings li")).ToContainTextAsync("half-typed");
        await Assertions.Expect(page.Locator("[name=externalId]")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task A_command_opens_nothing_that_nobody_opened_and_keeps_a_form_that_was_refused()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var channel = (await scene.Channel()).ChannelId;
        var taken = await scene.Airing(interview, channel);
        await scene.Run(interview, TimeProvider.System.GetUtcNow().AddMinutes(-5));
        var page = await SignedIn(new() { Locale = "zh-CN" });
        await page.GotoAsync(Address($"/interviews/{interview}"));
        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(page.Locator(".parts .running .part-title")).ToHaveTextAsync("谈认识");
        await Assertions.Expect(page.Locator("main details[open]")).ToHaveCountAsync(0);

        await page.Locator("summary", new() { HasText = "添加播出渠道" }).ClickAsync();
        await page.SelectOptionAsync("[name=channelId]", channel.ToString());
        await page.FillAsync("[name=externalId]", taken);
        await page.GetByRole(AriaRole.Button, new() { Name = "添加", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).First).ToBeVisibleAsync();
        await page.Locator(".run-buttons button[data-key=space]").ClickAsync();
        await Assertions.Expect(page.Locator(".parts .running .part-title")).ToHaveTextAsync("晾举措");
        await Assertions.Expect(page.Locator("[name=externalId]")).ToHaveValueAsync(taken);
        await Assertions.Expect(page.Locator("main details[open]")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_note_of_what_was_done_goes_after_ten_seconds()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        await scene.Run(interview, TimeProvider.System.GetUtcNow().AddMinutes(-5));
        var page = await SignedIn(new() { Locale = "zh-CN" });
        await page.Clock.InstallAsync();
        await page.GotoAsync(Address($"/interviews/{interview}"));
        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(page.Locator(".done button[data-key=z]")).ToBeVisibleAsync();
        page.Url.ShouldNotContain("done=", customMessage: "reloading says it no more");
        await page.Clock.FastForwardAsync(5_000);
        await Assertions.Expect(page.Locator(".done")).ToHaveCountAsync(1);
        await page.Clock.FastForwardAsync(5_500);
        await Assertions.Expect(page.Locator(".done")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_was_done_can_be_taken_back_by_a_key()
    {
        var scene = await Scene.Set(service);
        var slot = (await scene.Http.PostJson($"/api/v1/series/{scene.SeriesId}/slots", new { studioId = scene.StudioId, startsAt = "2026-05-12T14:30:00+08:00" })).Expect(201).Id;
        var page = await SignedIn(new() { Locale = "en" });
        await page.GotoAsync(Address($"/series/{scene.SeriesId}?month=2026-05&slot={slot}"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Block this slot" }).ClickAsync();
        await Assertions.Expect(page.Locator(".done")).ToContainTextAsync("The slot is blocked.");
        await page.Keyboard.PressAsync("z");
        await Assertions.Expect(page.Locator(".done")).ToContainTextAsync("The slot is open again.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the slot" }).ClickAsync();
        await Assertions.Expect(page.Locator(".done")).ToContainTextAsync("The slot is removed.");
        await page.Keyboard.PressAsync("z");
        await Assertions.Expect(page.Locator(".done")).ToContainTextAsync("The slot is back.");
    }

    [Fact]
    public async Task The_list_of_keys_opens_with_a_question_mark()
    {
        var page = await SignedIn(new() { Locale = "en" });
        await page.GotoAsync(Address("/units"));
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.Locator("#key-list")).ToContainTextAsync("Overview");
        await Assertions.Expect(page.Locator("#key-list")).ToContainTextAsync("Add a unit");
    }

    [Fact]
    public async Task A_guest_says_yes_on_a_phone_without_scripts()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var invited = (await scene.Http.PostJson($"/api/v1/interviews/{interview}/invitations")).Expect(201);
        var page = await chromium.NewPage(new() { Locale = "zh-CN", JavaScriptEnabled = false, ViewportSize = new() { Width = 390, Height = 844 } });
        await page.GotoAsync(invited.Items[0].GetProperty("link").GetString()!);
        await page.GetByRole(AriaRole.Button, new() { Name = "确认出席" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("您已确认出席");
        (await scene.Http.GetJson($"/api/v1/interviews/{interview}"))["state"].GetString().ShouldBe("confirmed");
    }

    [Fact]
    public async Task A_page_runs_no_script_that_its_policy_forbids()
    {
        var scene = await Scene.Set(service, isPublic: true);
        var page = await SignedIn(new() { Locale = "en" });
        var complaints = new List<string>();
        page.Console += (_, message) => complaints.AddRange(message.Type == "error" ? [message.Text] : Array.Empty<string>());
        foreach (var path in new[] { "/", $"/series/{scene.SeriesId}", $"/series/{scene.SeriesId}/dashboard", $"/wall/{scene.SeriesId}" })
        {
            await page.GotoAsync(Address(path));
            await page.WaitForTimeoutAsync(300);
        }

        complaints.ShouldBeEmpty();
    }

    /// <summary>Long figures of every kind that is shown apart.</summary>
    private static async Task TellBesides(Scene scene, Guid interview, DateTimeOffset at)
    {
        var sender = await scene.Channel();
        var airing = await scene.Airing(interview, sender.ChannelId);
        (await sender.Send(new { broadcast = airing, observedAt = at, displayed = 12_345_678, heat = 987_654_321, platformPeak = 1_234_567 })).Expect(202);
        await Scene.Until(() => scene.Http.GetJson($"/api/v1/interviews/{interview}/audience/apart"), answer => answer.Items.Count == 1);
    }

    /// <summary>All of them are looked at before one of them fails.</summary>
    private async Task ShouldBeReadable(IPage page, string[] paths)
    {
        var complaints = new List<string>();
        foreach (var path in paths)
        {
            await page.GotoAsync(Address(path));
            complaints.AddRange(await Readable.Complaints(page, path));
        }

        complaints.ShouldBeEmpty();
    }

    private string Address(string path) => new Uri(service.Address, path).ToString();

    /// <summary>By its token: signing in by the page is limited to a few tries a minute.</summary>
    private async Task<IPage> SignedIn(BrowserNewContextOptions options)
    {
        options.ExtraHTTPHeaders = [KeyValuePair.Create("Authorization", $"Bearer {ServiceFixture.AdminToken}")];
        return await chromium.NewPage(options);
    }
}
