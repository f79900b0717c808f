using Broadcast.Tests.Hosting;
using Broadcast.Tests.Pages;

namespace Broadcast.Tests.Provenance;

/// <summary>The pages on which a producer sees what figures rest on; they work without a script.</summary>
public sealed class ProofPageTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset Ten = new(2026, 3, 12, 10, 0, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData("zh-CN", "当时所知", "重新计算并比对", "累计人次证书")]
    [InlineData("en", "As known then", "Recount and compare", "Certificate of the total")]
    public async Task They_open_in_the_readers_language(string language, string figures, string audit, string certificate)
    {
        var scene = await Arrange();
        using var browser = Browser.SignedIn(service, language: language);
        foreach (var (page, word) in new[] { ("figures", figures), ("audit", audit), ("certificate", certificate) })
        {
            await browser.Open($"/series/{scene.SeriesId}/{page}");
            browser.Status.ShouldBe(200, page);
            browser.Page.ShouldContain(word);
            browser.Page.ShouldContain("aria-current=\"page\"");
        }
    }

    [Fact]
    public async Task An_earlier_total_is_shown_with_why_it_changed()
    {
        var scene = await Arrange();
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open($"/series/{scene.SeriesId}/figures?at=2026-03-01T00:00");
        browser.Page.ShouldContain("Why it has changed since");
        System.Net.WebUtility.HtmlDecode(browser.Page).ShouldContain("+13,000");
        System.Net.WebUtility.HtmlDecode(browser.Page).ShouldContain("−0 / +999");
        await browser.Open($"/series/{scene.SeriesId}/figures?at=2099-01-01T00:00");
        browser.Page.ShouldContain("An instant in the past, please.");
        await browser.Open($"/series/{scene.SeriesId}/figures?at=nonsense");
        browser.Page.ShouldContain("aria-invalid=\"true\"");
    }

    [Fact]
    public async Task Why_an_interview_was_opened_again_stands_on_its_page()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        await scene.Run(interview, Ten, Ten.AddHours(1));
        (await service.Admin.PostJson($"/api/v1/interviews/{interview}:close")).Expect(200);
        (await service.Admin.PostJson($"/api/v1/interviews/{interview}:reopen", new { reason = "a platform <reported> late" })).Expect(200);
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open($"/interviews/{interview}");
        browser.Page.ShouldContain("Reopened ");
        browser.Page.ShouldContain("a platform &lt;reported&gt; late");
    }

    [Fact]
    public async Task An_audit_is_begun_and_read_here()
    {
        var scene = await Arrange();
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open($"/series/{scene.SeriesId}/audit");
        browser.Page.ShouldContain("No audit yet");
        await browser.Submit("audit", null);
        await Until(browser, $"/series/{scene.SeriesId}/audit", "Everything matches");
        service.Tamper("UPDATE AiringTotal SET Views = '7' WHERE InterviewId IN (SELECT Id FROM Interview WHERE SeriesId = @id)", ("@id", scene.SeriesId)).ShouldBe(1);
        await browser.Submit("audit", null);
        await Until(browser, $"/series/{scene.SeriesId}/audit", "figures differ");
        browser.Page.ShouldContain($"series/{scene.SeriesId}.views");
    }

    [Fact]
    public async Task A_certificate_is_made_and_printed_here()
    {
        var scene = await Arrange();
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open($"/series/{scene.SeriesId}/certificate");
        browser.Page.ShouldContain("No certificate yet");
        await browser.Submit("certify", null);
        await Until(browser, $"/series/{scene.SeriesId}/certificate", "Root hash");
        browser.Page.ShouldContain("13,000");
        browser.Page.ShouldContain("verify-certificate");
    }

    [Fact]
    public async Task Viewers_read_and_do_nothing_and_strangers_are_sent_to_sign_in()
    {
        var scene = await Arrange();
        var token = (await service.Admin.PostJson("/api/v1/tokens", new { name = "reader", role = "viewer" })).Expect(201)["token"].GetString()!;
        using var viewer = Browser.SignedIn(service, token);
        foreach (var (page, action) in new[] { ("audit", "audit"), ("certificate", "certify") })
        {
            await viewer.Open($"/series/{scene.SeriesId}/{page}");
            viewer.Status.ShouldBe(200);
            viewer.Page.ShouldNotContain($"value=\"{action}\"");
        }

        using var stranger = new Browser(service.Address);
        await stranger.Open($"/series/{scene.SeriesId}/audit");
        stranger.Address.AbsolutePath.ShouldBe("/sign-in");
        using var browser = Browser.SignedIn(service);
        await browser.Open($"/series/{Guid.Empty}/figures");
        browser.Status.ShouldBe(404);
    }

    private static async Task Until(Browser browser, string page, string word)
    {
        for (var i = 0; i < 150 && !browser.Page.Contains(word, StringComparison.Ordinal); i++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            await browser.Open(page);
        }

        browser.Page.ShouldContain(word);
    }

    private async Task<Scene> Arrange()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var sender = await scene.Channel();
        var external = await scene.Airing(interview, sender.ChannelId);
        await scene.Run(interview, Ten, Ten.AddMinutes(10));
        (await sender.Send(new { broadcast = external, observedAt = Ten, viewsText = "1.3万" })).Expect(202);
        await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 13_000);
        return scene;
    }
}
