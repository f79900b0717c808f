using Broadcast.Tests.Hosting;
using Microsoft.Playwright;

namespace Broadcast.BrowserTests;

/// <summary>The line's end: what arrives as a signed webhook moves the number that people see.</summary>
public sealed class DashboardTests(ServiceFixture service, Chromium chromium) : IClassFixture<ServiceFixture>
{
    private const string Views = "[data-figure=views]";

    [Fact]
    public async Task A_signed_webhook_arrives_and_the_number_on_the_dashboard_changes()
    {
        var (scene, sender, live) = await GoLive();
        var page = await chromium.NewPage();
        await page.GotoAsync(new Uri(service.Address, $"/series/{scene.SeriesId}/dashboard").ToString());
        await Assertions.Expect(page.Locator(Views).First).ToContainTextAsync("0");

        (await sender.Send(Sender.Reading(live, Now, 321, 12_345))).Expect(202);
        await Assertions.Expect(page.Locator(Views).First).ToContainTextAsync("12,345", new() { Timeout = 6_000 });
        (await sender.Send(Sender.Reading(live, Now.AddSeconds(1), 322, 12_346))).Expect(202);
        await Assertions.Expect(page.Locator(Views).First).ToContainTextAsync("12,346", new() { Timeout = 6_000 });
        await Assertions.Expect(page.Locator("[data-figure=concurrent]").First).ToContainTextAsync("322");
    }

    [Fact]
    public async Task The_big_screen_moves_as_well()
    {
        var (scene, sender, live) = await GoLive();
        var page = await chromium.NewPage(new() { Locale = "en", ViewportSize = new() { Width = 1920, Height = 1080 } });
        await page.GotoAsync(new Uri(service.Address, $"/wall/{scene.SeriesId}").ToString());
        (await sender.Send(Sender.Reading(live, Now, 5, 7_654_321))).Expect(202);
        await Assertions.Expect(page.Locator("[data-digits]")).ToHaveAttributeAsync("aria-label", "7,654,321", new() { Timeout = 6_000 });
    }

    [Theory]
    [InlineData("/series/{0}/dashboard", 1)]
    [InlineData("/wall/{0}", 0)]
    public async Task How_far_a_rounded_total_may_lie_from_the_true_one_comes_and_goes_with_the_figures(string address, int channels)
    {
        var (scene, sender, live) = await GoLive();
        var page = await chromium.NewPage(new() { Locale = "en", ViewportSize = new() { Width = 1920, Height = 1080 } });
        await page.GotoAsync(new Uri(service.Address, string.Format(System.Globalization.CultureInfo.InvariantCulture, address, scene.SeriesId)).ToString());
        var total = page.Locator("[data-figure=bounds]");
        await Assertions.Expect(total).ToBeHiddenAsync();

        (await sender.Send(new { broadcast = live, observedAt = Now, viewsText = "1.2万" })).Expect(202);
        await Assertions.Expect(total).ToHaveTextAsync("−0 / +999", new() { Timeout = 6_000 });
        await Assertions.Expect(page.Locator("[data-of=bounds]:visible")).ToHaveCountAsync(1 + channels);
        (await sender.Send(new { broadcast = live, observedAt = Now.AddSeconds(1), viewsText = "1.3万", viewsRounding = "nearest" })).Expect(202);
        await Assertions.Expect(total).ToHaveTextAsync("± 500", new() { Timeout = 6_000 });
        (await sender.Send(Sender.Reading(live, Now.AddSeconds(2), 5, 13_123))).Expect(202);
        await Assertions.Expect(total).ToBeHiddenAsync(new() { Timeout = 6_000 });
        await Assertions.Expect(page.Locator("[data-of=bounds]:visible")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task On_a_phone_the_open_tab_is_in_sight_and_a_rounded_figure_stays_in_its_cell()
    {
        var (scene, sender, live) = await GoLive();
        (await sender.Send(new { broadcast = live, observedAt = Now, viewsText = "12345.6万" })).Expect(202);
        var page = await chromium.NewPage(new()
        {
            Locale = "en",
            ViewportSize = new() { Width = 390, Height = 844 },
            ExtraHTTPHeaders = [KeyValuePair.Create("Authorization", $"Bearer {ServiceFixture.AdminToken}")],
        });
        await page.GotoAsync(new Uri(service.Address, $"/series/{scene.SeriesId}/dashboard").ToString());
        await Assertions.Expect(page.Locator("td [data-of=bounds]")).ToHaveTextAsync("−0 / +999", new() { Timeout = 6_000 });
        (await page.EvaluateAsync<double>("(() => { const b = document.querySelector('td [data-of=bounds]'); return b.getBoundingClientRect().right - b.closest('td').getBoundingClientRect().right; })()")).ShouldBeLessThanOrEqualTo(0);
        await page.GotoAsync(new Uri(service.Address, $"/series/{scene.SeriesId}/certificate").ToString());
        await Assertions.Expect(page.Locator(".tabs [aria-current]")).ToBeInViewportAsync(new() { Ratio = 0.9f });
    }

    [Fact]
    public async Task A_point_of_the_curve_says_how_far_its_views_are_rounded()
    {
        const string Told = "12,000 −0 / +999";
        var (scene, sender, live) = await GoLive();
        (await sender.Send(new { broadcast = live, observedAt = Now, viewsText = "1.2万" })).Expect(202);
        var page = await chromium.NewPage(new() { Locale = "en", ViewportSize = new() { Width = 1440, Height = 900 } });
        await page.GotoAsync(new Uri(service.Address, $"/series/{scene.SeriesId}/dashboard").ToString());
        await Assertions.Expect(page.Locator("[data-figure=bounds]")).ToHaveTextAsync("−0 / +999", new() { Timeout = 6_000 });
        var chart = page.Locator("#chart-series");
        await Assertions.Expect(chart.Locator("canvas")).ToBeVisibleAsync();
        for (var tries = 0; tries < 20 && !(await chart.InnerTextAsync()).Contains(Told, StringComparison.Ordinal); tries++)
        {
            // The pointer must move to be seen, and the chart may be drawn anew in between.
            await chart.HoverAsync(new() { Position = new() { X = 200 + tries, Y = 100 } });
            await page.WaitForTimeoutAsync(200);
        }

        (await chart.InnerTextAsync()).ShouldContain(Told);
    }

    [Theory]
    [InlineData("[5, 7]", "[undefined,undefined]")]
    [InlineData("[1000, -300]", "[0.5,0.5]")]
    [InlineData("[-20]", "[4,4]")]
    public async Task Views_that_were_taken_back_leave_both_scales_of_the_curve_one_zero_line(string views, string below)
    {
        var (scene, _, _) = await GoLive();
        var page = await chromium.NewPage();
        await page.GotoAsync(new Uri(service.Address, $"/series/{scene.SeriesId}/dashboard").ToString());
        (await page.EvaluateAsync<string>(
            $$"""
            async () => {
              const { seriesOption } = await import('/js/charts.js');
              const items = {{views}}.map((views, i) => ({ at: `2026-03-12T0${i}:00:00Z`, views, maxConcurrent: 44 * i }));
              const axes = seriesOption(document.querySelector('#chart-series'), items, { zone: 'Asia/Shanghai', words: {}, grain: 'hour' }).yAxis;
              return `[${axes.map(axis => axis.min === undefined ? 'undefined' : -axis.min / axis.max)}]`;
            }
            """)).ShouldBe(below);
    }

    [Fact]
    public async Task A_private_series_sends_a_stranger_to_sign_in()
    {
        var scene = await Scene.Set(service);
        var page = await chromium.NewPage();
        await page.GotoAsync(new Uri(service.Address, $"/series/{scene.SeriesId}/dashboard").ToString());
        page.Url.ShouldContain("/sign-in");
    }

    [Theory]
    [InlineData("zh-CN", "累计")]
    [InlineData("en", "views")]
    public async Task The_dashboard_speaks_the_readers_language(string language, string word)
    {
        var (scene, _, _) = await GoLive();
        var page = await chromium.NewPage(new() { Locale = language });
        await page.GotoAsync(new Uri(service.Address, $"/series/{scene.SeriesId}/dashboard").ToString());
        (await page.InnerTextAsync("main")).ShouldContain(word, Case.Insensitive);
        (await page.GetAttributeAsync("html", "lang"))!.ShouldStartWith(language[..2]);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task The_dashboard_can_be_read_by_everybody(ColorScheme scheme, int width)
    {
        var (scene, sender, live) = await GoLive();
        (await sender.Send(Sender.Reading(live, Now, 5, 1_234_567))).Expect(202);
        var page = await chromium.NewPage(new() { Locale = "zh-CN", ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 844 } });
        await page.GotoAsync(new Uri(service.Address, $"/series/{scene.SeriesId}/dashboard").ToString());
        (await Readable.Complaints(page, "dashboard")).ShouldBeEmpty();
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private async Task<(Scene Scene, Sender Sender, string Live)> GoLive()
    {
        var scene = await Scene.Set(service, isPublic: true);
        var interview = await scene.Interview();
        var sender = await scene.Channel();
        var live = await scene.Airing(interview, sender.ChannelId);
        await scene.Run(interview, Now.AddMinutes(-5));
        return (scene, sender, live);
    }
}
