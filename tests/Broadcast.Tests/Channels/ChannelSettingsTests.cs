using System.Text;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Channels;

/// <summary>Settings are free JSON, and whatever is taken can be shown again.</summary>
public sealed class ChannelSettingsTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Theory]
    [InlineData("webhook", """{"x":"\ud800"}""", "settings")]
    [InlineData("webhook", """{"\ud800":1}""", "settings")]
    [InlineData("webhook", """{"deep":[{"x":"\udc00"}]}""", "settings")]
    [InlineData("webhook", """{"a":1,"a":2}""", "settings")]
    [InlineData("webhook", """{"deep":{"a":1,"a":2}}""", "settings")]
    [InlineData("icecast", """{"url":"http://\ud800"}""", "settings")]
    [InlineData("icecast", """{"url":5}""", "settings.url")]
    [InlineData("icecast", """{"url":"x"}""", "settings.url")]
    public async Task What_cannot_be_shown_again_is_refused_and_keeps_nothing(string connector, string settings, string field)
    {
        var code = Scene.Unique("settings");
        var body = $$"""{"code":"{{code}}","name":"n","family":"web","connector":"{{connector}}","settings":{{settings}}}""";
        (await service.Admin.PostRaw("/api/v1/channels", Encoding.UTF8.GetBytes(body), "application/json")).Expect(400).WrongFields.ShouldBe([field]);
        (await service.Admin.GetJson("/api/v1/channels?limit=200")).Expect(200).Items.ShouldNotContain(channel => channel.GetProperty("code").GetString() == code);
    }

    [Theory]
    [InlineData("/api/v1/channels", "")]
    [InlineData("/api/v1/channels", "null")]
    [InlineData("/api/v1/subscriptions", "")]
    public async Task A_body_that_is_missing_is_named(string address, string body)
    {
        var answer = (await service.Admin.PostRaw(address, Encoding.UTF8.GetBytes(body), "application/json")).Expect(400);
        answer.WrongFields.ShouldBe(["body"]);
        answer.Text.ShouldNotContain("parameter");
    }

    [Fact]
    public async Task The_broadcasts_of_an_interview_that_is_none_are_not_found() =>
        (await service.Admin.GetJson($"/api/v1/interviews/{Guid.Empty}/broadcasts")).Expect(404).Slug.ShouldBe("not-found");
}
