using Broadcast.Tests.Hosting;
using Microsoft.Playwright;

namespace Broadcast.BrowserTests;

public sealed class PlumbingTests(ServiceFixture service, Chromium chromium) : IClassFixture<ServiceFixture>
{
    [Fact]
    public async Task A_browser_opens_the_service()
    {
        var page = await chromium.NewPage();
        var response = await page.GotoAsync(new Uri(service.Address, "/healthz/live").ToString());
        response.ShouldNotBeNull().Status.ShouldBe(200);
        (await page.InnerTextAsync("body")).ShouldBe("Healthy");
    }

    [Fact]
    public async Task A_person_signs_in_with_a_token_and_a_wrong_one_is_refused()
    {
        var page = await chromium.NewPage();
        await page.GotoAsync(new Uri(service.Address, "/sign-in").ToString());
        await SignIn(page, "wrong");
        page.Url.ShouldContain("/sign-in?failed=1");
        await SignIn(page, ServiceFixture.AdminToken);
        page.Url.ShouldNotContain("/sign-in");
        service.Log.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_cannot_be_read_is_found()
    {
        var page = await chromium.NewPage();
        await page.SetContentAsync("<html lang=zh><title>图</title><main><h1>图</h1><img src=x><p style='width:200vw'>文</p></main>");
        var complaints = await Readable.Complaints(page, "a picture");
        complaints.Count.ShouldBe(2);
        complaints[0].ShouldStartWith("a picture: image-alt: <img");
        complaints[1].ShouldStartWith("a picture: sticks out sideways by ");
    }

    private static async Task SignIn(IPage page, string token)
    {
        await page.FillAsync("input[name=token]", token);
        await page.PressAsync("input[name=token]", "Enter");
        await page.WaitForLoadStateAsync(LoadState.Load);
    }
}
