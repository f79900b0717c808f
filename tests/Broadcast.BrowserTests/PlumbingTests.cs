using Broadcast.Tests.Hosting;

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
}
