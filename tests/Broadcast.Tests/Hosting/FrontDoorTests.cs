using System.Net;

namespace Broadcast.Tests.Hosting;

public sealed class FrontDoorTests
{
    [Fact]
    public async Task Only_the_hosts_that_are_allowed_are_answered()
    {
        await using var service = await ServiceFixture.Start(new ServiceSetup { Settings = { ["AllowedHosts"] = "broadcast.example; 127.0.0.1" } });
        (await Ask(service, "broadcast.example")).ShouldBe(HttpStatusCode.OK);
        (await Ask(service, "127.0.0.1")).ShouldBe(HttpStatusCode.OK);
        (await Ask(service, "elsewhere.example")).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("true", "198.51.100.7")]
    [InlineData("false", "198.51.100.8")]
    public async Task A_proxy_is_believed_who_asks_only_when_it_is_said_to_be_there(string isThere, string other)
    {
        await using var service = await ServiceFixture.Start(new ServiceSetup { Settings = { ["FORWARDEDHEADERS_ENABLED"] = isThere } });
        for (var i = 0; i < 10; i++)
        {
            await SignIn(service, "198.51.100.1");
        }

        // Ten tries a minute from one address: whose address that is depends on who is believed.
        (await SignIn(service, "198.51.100.1")).ShouldBe(HttpStatusCode.TooManyRequests);
        (await SignIn(service, other) == HttpStatusCode.TooManyRequests).ShouldBe(isThere == "false");
    }

    private static async Task<HttpStatusCode> Ask(ServiceFixture service, string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz/live") { Headers = { Host = host } };
        using var answer = await service.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> SignIn(ServiceFixture service, string from)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = new FormUrlEncodedContent([new("token", "wrong")]), Headers = { { "X-Forwarded-For", from } } };
        using var answer = await service.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
