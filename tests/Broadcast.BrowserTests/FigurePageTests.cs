using System.Net.Http.Headers;
using System.Text;
using Broadcast.Tests.Hosting;
using Microsoft.Playwright;

namespace Broadcast.BrowserTests;

/// <summary>The pages on which a total is walked down to its messages, with something on each of them.</summary>
public sealed class FigurePageTests(ServiceFixture service, Chromium chromium) : IClassFixture<ServiceFixture>
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Every_page_of_figures_can_be_read_by_everybody(ColorScheme scheme, int width)
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview(region: "通辽市");
        var sender = await scene.Channel();
        var live = await scene.Airing(interview, sender.ChannelId);
        await scene.Run(interview, Now.AddMinutes(-5));
        (await sender.Send(new { broadcast = live, observedAt = Now, concurrent = 21, viewsText = "1.2万" })).Expect(202);
        (await sender.Send(Sender.Reading("nobody-knows-it", Now, 1, 1))).Expect(202);
        await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 12_000);
        var airing = (await scene.Http.GetJson($"/api/v1/interviews/{interview}/broadcasts")).Items[0].GetProperty("id").GetGuid();
        var delivery = (await scene.Http.GetJson($"/api/v1/broadcasts/{airing}/readings")).Items[0].GetProperty("deliveryId").GetString();
        await Declare(scene, interview);
        await Done(scene, "audit");
        await Done(scene, "certificates");

        var page = await chromium.NewPage(new()
        {
            Locale = "zh-CN",
            ColorScheme = scheme,
            ViewportSize = new() { Width = width, Height = 844 },
            ExtraHTTPHeaders = [KeyValuePair.Create("Authorization", $"Bearer {ServiceFixture.AdminToken}")],
        });
        var series = $"/series/{scene.SeriesId}";
        var complaints = new List<string>();
        foreach (var path in new[]
        {
            $"{series}/dashboard", $"{series}/sources", $"{series}/sources?by=channel&key={sender.Code}", $"{series}/concurrent", $"{series}/concurrent?interview={interview}", $"{series}/figures?at=2026-01-01T00:00",
            $"{series}/audit", $"{series}/certificate", $"/interviews/{interview}", "/evidence", $"/evidence?broadcast={airing}", $"/evidence/{delivery}", "/declarations", $"/channels/{sender.ChannelId}/import", "/subscriptions",
        })
        {
            await page.GotoAsync(new Uri(service.Address, path).ToString());
            complaints.AddRange(await Readable.Complaints(page, path));
        }

        complaints.ShouldBeEmpty();
    }

    private static async Task Declare(Scene scene, Guid interview)
    {
        var channel = await scene.Channel(family: "social");
        await scene.Airing(interview, channel.ChannelId);
        var broadcast = (await scene.Http.GetJson($"/api/v1/interviews/{interview}/broadcasts")).Items.Single(row => row.GetProperty("channelId").GetGuid() == channel.ChannelId).GetProperty("id").GetGuid();
        var proof = new ByteArrayContent(Encoding.UTF8.GetBytes("日期,观看次数\n2026-03-12,5000\n")) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
        var form = new MultipartFormDataContent { { new StringContent("5000"), "views" }, { new StringContent("后台数据"), "note" }, { proof, "proof", "数据.csv" } };
        (await scene.Http.Call(HttpMethod.Post, $"/api/v1/broadcasts/{broadcast}/declarations", form)).Expect(201);
    }

    private static async Task Done(Scene scene, string work)
    {
        var asked = (await scene.Http.PostJson($"/api/v1/series/{scene.SeriesId}/{work}")).Expect(202);
        (await Scene.Until(() => scene.Http.GetJson(asked.Headers.Location!.ToString()), answer => answer["state"].GetString() is "done" or "failed", 20))["state"].GetString().ShouldBe("done");
    }
}
