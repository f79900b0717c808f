using System.Text.Json;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Audience;

/// <summary>Figures of other kinds are kept and shown apart, and enter no total.</summary>
public sealed class ApartTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset Ten = new(2026, 3, 12, 10, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public async Task The_newest_that_was_told_is_shown_and_the_greatest_peak_whatever_the_order_of_arrival()
    {
        var (scene, interview, sender, airing) = await Arrange();
        (await sender.Send(new { broadcast = airing, observedAt = Ten.AddMinutes(3), concurrent = 7, heat = 300, platformPeak = 60 })).Expect(202);
        (await sender.Send(new { broadcast = airing, observedAt = Ten.AddMinutes(4), views = 11, displayed = 5_000, platformPeak = 60 })).Expect(202);
        (await sender.Send(new { broadcast = airing, observedAt = Ten.AddMinutes(1), heat = 900, displayed = 9_000, platformPeak = 40 })).Expect(202);
        await Scene.Until(() => scene.Audience(interview), answer => answer["views"].GetInt64() == 11);
        var apart = (await Scene.Until(() => Apart(service.Admin, interview), answer => answer.Items.Count == 1 && answer.Items[0].GetProperty("displayed").ValueKind == JsonValueKind.Object)).Items.ShouldHaveSingleItem();
        apart.GetProperty("channel").GetString().ShouldBe(sender.Code);
        Told(apart, "heat").ShouldBe((300, Ten.AddMinutes(3)));
        Told(apart, "displayed").ShouldBe((5_000, Ten.AddMinutes(4)));
        Told(apart, "platformPeak").ShouldBe((60, Ten.AddMinutes(3)));
        (await scene.Audience(interview))["peakConcurrent"].GetProperty("value").GetInt64().ShouldBe(7);
    }

    [Fact]
    public async Task A_broadcast_that_tells_nothing_else_has_no_row_and_a_kind_that_is_not_told_is_null()
    {
        var (scene, interview, sender, airing) = await Arrange();
        var (plain, quiet) = (await scene.Channel(), await scene.Channel());
        var silent = await scene.Airing(interview, plain.ChannelId);
        await scene.Airing(interview, quiet.ChannelId);
        (await plain.Send(Sender.Reading(silent, Ten, 3, 4))).Expect(202);
        (await sender.Send(new { broadcast = airing, observedAt = Ten, heat = 0 })).Expect(202);
        var apart = (await Scene.Until(() => Apart(service.Admin, interview), answer => answer.Items.Count > 0)).Items.ShouldHaveSingleItem();
        Told(apart, "heat").ShouldBe((0, Ten));
        apart.GetProperty("displayed").ValueKind.ShouldBe(JsonValueKind.Null);
        apart.GetProperty("platformPeak").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task The_interviews_page_shows_them_apart_in_both_languages()
    {
        var (_, interview, sender, airing) = await Arrange();
        (await Page(interview, "zh-CN")).ShouldNotContain("另计数据");
        (await sender.Send(new { broadcast = airing, observedAt = Ten, heat = 88_123 })).Expect(202);
        await Scene.Until(() => Apart(service.Admin, interview), answer => answer.Items.Count > 0);
        var page = await Page(interview, "zh-CN");
        page.ShouldContain("另计数据");
        page.ShouldContain("88,123");
        (await Page(interview, "en")).ShouldContain("Told besides");
    }

    [Fact]
    public async Task They_are_for_whoever_may_see_the_audience()
    {
        var (_, hidden, _, _) = await Arrange();
        (await Apart(service.Anonymous, hidden)).Expect(401);
        var open = await (await Scene.Set(service, isPublic: true)).Interview();
        (await Apart(service.Anonymous, open)).Expect(200).Items.ShouldBeEmpty();
        (await Apart(service.Admin, Guid.Parse("0199a0de-0000-7000-8000-000000000001"))).Expect(404);
    }

    private static (long Value, DateTimeOffset At) Told(JsonElement apart, string kind) =>
        (apart.GetProperty(kind).GetProperty("value").GetInt64(), apart.GetProperty(kind).GetProperty("at").GetDateTimeOffset());

    private static Task<Answer> Apart(HttpClient http, Guid interview) => http.GetJson($"/api/v1/interviews/{interview}/audience/apart");

    private async Task<(Scene Scene, Guid Interview, Sender Sender, string Airing)> Arrange()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var sender = await scene.Channel();
        var airing = await scene.Airing(interview, sender.ChannelId);
        await scene.Run(interview, Ten, Ten.AddHours(1));
        return (scene, interview, sender, airing);
    }

    private async Task<string> Page(Guid interview, string language)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/interviews/{interview}");
        request.Headers.AcceptLanguage.ParseAdd(language);
        return await (await service.Admin.SendAsync(request, TestContext.Current.CancellationToken)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
