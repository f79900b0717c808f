using Broadcast.Tests.Hosting;
using Broadcast.Tests.Provenance;

namespace Broadcast.Tests.Pages;

/// <summary>The pages of figures: evidence, declarations, imports, who is told, and where a total comes from.</summary>
public sealed class FigurePageTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Theory]
    [InlineData("zh-CN", "证据")]
    [InlineData("en", "Evidence")]
    public async Task Every_page_of_figures_opens_in_both_languages(string language, string word)
    {
        var (scene, sender, interview, _) = await Counted();
        using var browser = Browser.SignedIn(service, language: language);
        foreach (var page in new[] { "/evidence", $"/evidence?channel={sender.ChannelId}&state=accepted&from=2026-01-01T00:00", "/declarations", "/declarations?state=approved", "/subscriptions", $"/channels/{sender.ChannelId}/import", "/channels", $"/interviews/{interview}" })
        {
            await browser.Open(page);
            browser.Status.ShouldBe(200, page);
            browser.Page.ShouldContain("<h1", customMessage: page);
        }

        await browser.Open("/evidence");
        browser.Page.ShouldContain(word);
        foreach (var by in new[] { "unit", "interview", "channel", "family", "region", "day", "segment" })
        {
            await browser.Open($"/series/{scene.SeriesId}/sources?by={by}");
            browser.Status.ShouldBe(200, by);
            browser.Page.ShouldContain("1,234", customMessage: by);
        }
    }

    [Fact]
    public async Task From_a_figure_one_walks_down_to_the_bytes()
    {
        var (scene, sender, interview, airing) = await Counted();
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open($"/series/{scene.SeriesId}/dashboard");
        browser.Page.ShouldContain($"/series/{scene.SeriesId}/sources\"");
        browser.Page.ShouldContain($"/series/{scene.SeriesId}/figures\"");
        await browser.Open($"/series/{scene.SeriesId}/figures");
        browser.Page.ShouldContain($"/series/{scene.SeriesId}/sources?by=channel&amp;key={sender.Code}\"");
        await browser.Open($"/series/{scene.SeriesId}/sources?by=channel&key={sender.Code}");
        browser.Page.ShouldContain($"/series/{scene.SeriesId}/figures\"");
        browser.Page.ShouldContain($"/evidence?broadcast={airing}");
        await browser.Open($"/evidence?broadcast={airing}");
        browser.Page.ShouldContain($"/series/{scene.SeriesId}/sources?by=interview&amp;key={interview}\"");
        var delivery = (await service.Admin.GetJson($"/api/v1/broadcasts/{airing}/readings")).Items[0].GetProperty("deliveryId").GetString();
        browser.Page.ShouldContain($"/evidence/{delivery}");
        await browser.Open($"/evidence/{delivery}");
        browser.Page.ShouldContain("audience.reading");
        browser.Page.ShouldContain("As it was kept");
        await browser.Submit("replay", null);
        browser.Page.ShouldContain("Taken in again");
    }

    [Fact]
    public async Task A_concurrent_audience_its_peak_and_its_average_open_to_the_readings_they_come_from()
    {
        var (scene, sender, interview, airing) = await Counted();
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open($"/series/{scene.SeriesId}/dashboard");
        foreach (var place in new[] { "now", "peak", "known" })
        {
            browser.Page.ShouldContain($"/series/{scene.SeriesId}/concurrent#{place}\"");
        }

        await browser.Open($"/interviews/{interview}");
        browser.Page.ShouldContain($"/series/{scene.SeriesId}/concurrent?interview={interview}#peak\"");
        browser.Page.ShouldContain($"/series/{scene.SeriesId}/sources?by=interview&amp;key={interview}\"");

        var silent = await scene.Channel(family: "app");
        await scene.Airing(interview, silent.ChannelId);
        var delivery = (await service.Admin.GetJson($"/api/v1/broadcasts/{airing}/readings")).Items[0].GetProperty("deliveryId").GetString();
        foreach (var address in new[] { $"/series/{scene.SeriesId}/concurrent", $"/series/{scene.SeriesId}/concurrent?interview={interview}" })
        {
            await browser.Open(address);
            browser.Status.ShouldBe(200);
            (browser.Page.Split($"/evidence/{delivery}\"").Length - 1).ShouldBe(2, "the value holds now, and was the greatest");
            browser.Page.ShouldContain("Nothing holds", customMessage: "the channel that is silent stands there as such");
        }

        browser.Page.ShouldContain($"/evidence?broadcast={airing}\"");
        await browser.Open($"/series/{scene.SeriesId}/concurrent?interview={Guid.Empty}");
        browser.Status.ShouldBe(404);
        using var stranger = new Browser(service.Address);
        await stranger.Open($"/series/{scene.SeriesId}/concurrent");
        stranger.Address.AbsolutePath.ShouldBe("/sign-in");
        (await scene.SeriesAudience())["byChannel"].EnumerateArray().Select(channel => (channel.GetProperty("channelId").GetGuid() == sender.ChannelId, channel.GetProperty("reportsConcurrent").GetBoolean()))
            .ShouldBe([(true, true), (false, false)]);
    }

    [Fact]
    public async Task Everybody_sees_where_the_audience_of_a_public_series_comes_from_and_no_message_of_it()
    {
        var scene = await Scene.Set(service, isPublic: true);
        var (interview, other) = (await scene.Interview(), await scene.Interview());
        var sender = await scene.Channel();
        var (live, second) = (await scene.Airing(interview, sender.ChannelId), await scene.Airing(other, sender.ChannelId));
        await scene.Run(interview, Now.AddMinutes(-5));
        await scene.Run(other, Now.AddMinutes(-5));
        (await sender.Send(Sender.Reading(live, Now, 21, 4), Sender.Reading(second, Now, 21, 5))).Expect(202);
        await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 9);
        using var stranger = new Browser(service.Address, "en");
        await stranger.Open($"/series/{scene.SeriesId}/concurrent");
        stranger.Status.ShouldBe(200);
        stranger.Page.ShouldContain("<b>42</b>", customMessage: "both are watched now");
        stranger.Page.ShouldContain("<b>21</b>", customMessage: "the peak is that of one interview");
        stranger.Page.ShouldContain($"/series/{scene.SeriesId}/concurrent?interview={interview}\"");
        stranger.Page.ShouldNotContain("/evidence");
        stranger.Page.ShouldNotContain("/interviews/");
        await stranger.Open($"/series/{scene.SeriesId}/concurrent?interview={interview}");
        stranger.Page.ShouldNotContain("/evidence");
        stranger.Page.ShouldContain("Gaps");
    }

    [Fact]
    public async Task An_interview_whose_channels_tell_views_alone_says_so()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var sender = await scene.Channel();
        var live = await scene.Airing(interview, sender.ChannelId);
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open($"/series/{scene.SeriesId}/concurrent?interview={interview}");
        browser.Page.ShouldContain("Nothing has been on air yet");
        await scene.Run(interview, Now.AddMinutes(-5));
        (await sender.Send(new { broadcast = live, observedAt = Now, views = 5 })).Expect(202);
        await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 5);
        await browser.Open($"/series/{scene.SeriesId}/concurrent?interview={interview}");
        browser.Page.ShouldContain("No channel reports how many watch");
        browser.Page.ShouldNotContain("Nothing has been on air yet");
    }

    [Fact]
    public async Task Of_many_changes_the_greatest_are_shown_first_and_the_others_by_and_by()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        await scene.Run(interview, Now.AddMinutes(-5));
        for (var i = 1; i <= 25; i++)
        {
            var sender = await scene.Channel();
            (await sender.Send(Sender.Reading(await scene.Airing(interview, sender.ChannelId), Now, 1, i))).Expect(202);
        }

        await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 325);
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open($"/series/{scene.SeriesId}/figures?at=2026-01-01T00:00");
        Rows(browser).ShouldBe(20);
        browser.Page.ShouldContain("&amp;show=80#why");
        await browser.Open($"/series/{scene.SeriesId}/figures?at=2026-01-01T00:00&show=80");
        Rows(browser).ShouldBeGreaterThanOrEqualTo(25);
        browser.Page.ShouldNotContain("show=320");

        static int Rows(Browser browser) => browser.Page.Split("class=\"change-amount\"").Length - 1;
    }

    [Fact]
    public async Task A_total_that_changed_leads_to_the_deliveries_that_changed_it()
    {
        var (scene, _, _, airing) = await Counted();
        var delivery = (await service.Admin.GetJson($"/api/v1/broadcasts/{airing}/readings")).Items[0].GetProperty("deliveryId").GetString();
        using var producer = Browser.SignedIn(service, language: "en");
        await producer.Open($"/series/{scene.SeriesId}/figures?at=2026-01-01T00:00");
        producer.Page.ShouldContain($"/evidence/{delivery}\"");
        producer.Page.ShouldContain($"/evidence?broadcast={airing}\"");
        var token = (await service.Admin.PostJson("/api/v1/tokens", new { name = "viewer", role = "viewer" })).Expect(201)["token"].GetString()!;
        using var viewer = Browser.SignedIn(service, token, "en");
        await viewer.Open($"/series/{scene.SeriesId}/figures?at=2026-01-01T00:00");
        viewer.Page.ShouldContain($"/evidence/{delivery}\"");
        await viewer.Open($"/evidence/{delivery}");
        viewer.Status.ShouldBe(200, "whoever reads everything reads the evidence");
        viewer.Page.ShouldContain("audience.reading");
        viewer.Page.ShouldNotContain("value=\"replay\"");
        await viewer.Open("/evidence");
        viewer.Page.ShouldContain($"/evidence/{delivery}\"");
        await viewer.Open("/declarations");
        viewer.Status.ShouldBe(200);
        viewer.Page.ShouldNotContain("value=\"declare\"");
        using var liaison = Browser.SignedIn(service, (await service.Admin.PostJson("/api/v1/tokens", new { name = "liaison", role = "unit", unitId = (await scene.Unit()).Unit })).Expect(201)["token"].GetString()!, "en");
        await liaison.Open($"/series/{scene.SeriesId}/figures?at=2026-01-01T00:00");
        liaison.Status.ShouldBe(200);
        liaison.Page.ShouldNotContain("/evidence");
    }

    [Fact]
    public async Task A_rounded_figure_shows_how_far_it_may_lie_from_the_true_one_wherever_it_stands()
    {
        var (scene, _, interview, _) = await Counted();
        var sender = await scene.Channel(family: "app");
        var live = await scene.Airing(interview, sender.ChannelId);
        using var browser = Browser.SignedIn(service, language: "en");
        foreach (var page in new[] { $"/series/{scene.SeriesId}/dashboard", $"/wall/{scene.SeriesId}", $"/series/{scene.SeriesId}/sources?by=channel", $"/interviews/{interview}" })
        {
            await browser.Open(page);
            System.Net.WebUtility.HtmlDecode(browser.Page).ShouldNotContain("/ +", customMessage: $"{page}: every figure is exact");
        }

        (await sender.Send(new { broadcast = live, observedAt = Now, viewsText = "1.3万" })).Expect(202);
        await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 14_234);
        foreach (var (page, places) in new[]
        {
            ($"/series/{scene.SeriesId}/dashboard", 4), // the total, that of the day, the family, the channel
            ($"/series/{scene.SeriesId}/figures?at=2026-01-01T00:00", 5), // the total, its change, the channel, its change, what changed it
            ($"/wall/{scene.SeriesId}", 2),
            ($"/series/{scene.SeriesId}/sources?by=channel", 3), // the total, the channel, the sum
            ($"/series/{scene.SeriesId}/sources?by=channel&key={sender.Code}", 3), // the total, the broadcast, the sum
            ($"/series/{scene.SeriesId}/sources?by=day", 3),
            ($"/series/{scene.SeriesId}/sources?by=day&key={Now.ToOffset(TimeSpan.FromHours(8)):yyyy-MM-dd}", 3),
            ($"/series/{scene.SeriesId}/sources?by=segment", 3),
            ($"/interviews/{interview}", 1),
        })
        {
            await browser.Open(page);
            (System.Net.WebUtility.HtmlDecode(browser.Page).Split("−0 / +999").Length - 1).ShouldBe(places, page);
        }
    }

    [Fact]
    public async Task Evidence_is_found_by_message_id_state_time_and_broadcast()
    {
        var (_, sender, _, airing) = await Counted();
        var id = Scene.Unique("msg");
        var late = Sender.Message(Sender.Reading("nobody-knows-it", Now, 1, 1));
        (await sender.SendBytes(late, id)).Expect(202);
        (await sender.SendBytes(late, id)).Expect(202);
        (await Find($"webhookId={id}")).Count.ShouldBe(2);
        (await Find($"webhookId={id}&state=duplicate")).Count.ShouldBe(1);
        (await Find($"channelId={sender.ChannelId}&state=rejected")).Count.ShouldBe(1);
        (await Find($"channelId={sender.ChannelId}&from={Uri.EscapeDataString(Now.AddMinutes(5).ToString("O"))}")).Count.ShouldBe(0);
        (await Find($"channelId={sender.ChannelId}&to={Uri.EscapeDataString(Now.AddMinutes(5).ToString("O"))}")).Count.ShouldBe(3);
        var first = (await service.Admin.GetJson($"/api/v1/deliveries?channelId={sender.ChannelId}&limit=2")).Expect(200);
        var second = await service.Admin.GetJson($"/api/v1/deliveries?channelId={sender.ChannelId}&limit=2&cursor={first["next"].GetString()}");
        (first.Items.Count, second.Items.Count).ShouldBe((2, 1));

        var readings = (await service.Admin.GetJson($"/api/v1/broadcasts/{airing}/readings?limit=1")).Expect(200);
        readings.Items[0].GetProperty("views").GetInt64().ShouldBe(1_234);
        (await service.Admin.GetJson($"/api/v1/broadcasts/{airing}/readings?cursor=bm9uZQ")).Expect(400).WrongFields.ShouldBe(["cursor"]);
        (await service.Admin.GetJson($"/api/v1/broadcasts/{Guid.Empty}/readings")).Status.ShouldBe(404);
        var delivery = readings.Items[0].GetProperty("deliveryId").GetString();
        (await service.Admin.GetStringAsync(new Uri($"/api/v1/deliveries/{delivery}/body", UriKind.Relative), TestContext.Current.CancellationToken)).ShouldContain("audience.reading");
    }

    [Fact]
    public async Task A_declared_figure_is_reviewed_beside_its_proof_and_approved_by_another_person()
    {
        var (scene, _, interview, _) = await Counted();
        var channel = await scene.Channel(family: "social");
        await scene.Airing(interview, channel.ChannelId);
        var broadcast = (await service.Admin.GetJson($"/api/v1/interviews/{interview}/broadcasts")).Items.Single(row => row.GetProperty("channelId").GetGuid() == channel.ChannelId).GetProperty("id").GetGuid();
        var producer = await service.ClientFor("producer");
        var made = (await producer.Declare(broadcast, "5000", "后台数据", Proofs.Csv, "数据.csv")).Expect(201);
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open("/declarations");
        browser.Page.ShouldContain("12000", customMessage: "the table that proves it stands beside the figure");
        await browser.Submit("approve", made.Id.ToString());
        browser.Page.ShouldContain("Approved");
        (await service.Admin.GetJson($"/api/v1/declarations/{made.Id}"))["state"].GetString().ShouldBe("approved");
        (await scene.SeriesAudience())["declared"].GetInt64().ShouldBe(5_000);
    }

    [Fact]
    public async Task A_part_taken_by_mistake_is_taken_back_and_the_one_before_goes_on()
    {
        var (scene, _, interview, _) = await Counted();
        (await scene.Http.PostJson($"/api/v1/interviews/{interview}/segments/views:take")).Expect(200);
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open($"/interviews/{interview}");
        await browser.Submit("take", "measures");
        await browser.Submit("untake", "measures");
        var segments = (await scene.Http.GetJson($"/api/v1/interviews/{interview}"))["segments"].EnumerateArray().ToList();
        segments[0].GetProperty("actualStartsAt").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.String);
        segments[0].GetProperty("actualEndsAt").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        segments[1].GetProperty("actualStartsAt").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await scene.Http.PostJson($"/api/v1/interviews/{interview}/segments/measures:untake")).Expect(409).Slug.ShouldBe("state-conflict");
        (await scene.Http.PostJson($"/api/v1/interviews/{interview}/segments/none:untake")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task An_export_is_mapped_looked_at_imported_and_withdrawn_by_the_page()
    {
        var (scene, _, interview, _) = await Counted();
        var sender = await scene.Channel(family: "app");
        var live = await scene.Airing(interview, sender.ChannelId);
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open($"/channels/{sender.ChannelId}/import");
        await browser.Upload("upload", "file", "导出.csv", System.Text.Encoding.UTF8.GetBytes($"时间,场次,播放\n{Now.AddMinutes(-2):yyyy-MM-ddTHH:mm:ssZ},{live},777\n"));
        browser.Address.Query.ShouldContain("draft=");
        browser.Page.ShouldContain("场次");
        await browser.Submit("map", null, ("observedAt", "时间"), ("broadcast", "场次"), ("views", "播放"), ("timeZone", "Asia/Shanghai"), ("headerRow", "1"));
        browser.Page.ShouldContain("1 rows count");
        await browser.Submit("import", null);
        browser.Page.ShouldContain("being counted");
        (await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 1_234 + 777))["views"].GetInt64().ShouldBe(2_011);

        var import = (await scene.Http.GetJson($"/api/v1/channels/{sender.ChannelId}/imports")).Items.ShouldHaveSingleItem().GetProperty("id").GetString()!;
        await browser.Submit("withdraw", import, ("reason", ""));
        browser.Status.ShouldBe(400);
        await browser.Submit("withdraw", import, ("reason", "the wrong file"));
        browser.Page.ShouldContain("count no more");
        browser.Page.ShouldContain("the wrong file");
        (await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 1_234))["views"].GetInt64().ShouldBe(1_234);
    }

    [Fact]
    public async Task The_secret_of_a_subscription_is_shown_once_by_the_page()
    {
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open("/subscriptions");
        var name = Scene.Unique("told");
        await browser.Submit("create", null, ("url", "https://example.org/hook"), ("name", name), ("events", "interview.live"), ("milestones", "1000 2000"));
        browser.Page.ShouldContain("whsec_");
        await browser.Open("/subscriptions");
        browser.Page.ShouldContain(name);
        browser.Page.ShouldNotContain("whsec_");
        await browser.Submit("create", null, ("url", "nonsense"), ("events", "interview.live"));
        browser.Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_liaison_sees_declarations_and_no_evidence()
    {
        var scene = await Scene.Set(service);
        var (unit, _) = await scene.Unit();
        var token = (await service.Admin.PostJson("/api/v1/tokens", new { name = "liaison", role = "unit", unitId = unit })).Expect(201)["token"].GetString()!;
        using var browser = Browser.SignedIn(service, token, "en");
        await browser.Open("/declarations");
        browser.Status.ShouldBe(200);
        browser.Page.ShouldNotContain("/evidence\"");
        await browser.Open("/evidence");
        browser.Status.ShouldBe(403);
    }

    private async Task<IReadOnlyList<System.Text.Json.JsonElement>> Find(string query) => (await service.Admin.GetJson($"/api/v1/deliveries?{query}")).Expect(200).Items;

    private async Task<(Scene Scene, Sender Sender, Guid Interview, Guid Airing)> Counted()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview(region: "通辽市");
        var sender = await scene.Channel();
        var live = await scene.Airing(interview, sender.ChannelId);
        await scene.Run(interview, Now.AddMinutes(-5));
        (await sender.Send(Sender.Reading(live, Now, 21, 1_234))).Expect(202);
        await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 1_234);
        var airing = (await service.Admin.GetJson($"/api/v1/interviews/{interview}/broadcasts")).Items[0].GetProperty("id").GetGuid();
        return (scene, sender, interview, airing);
    }
}
