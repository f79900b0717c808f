using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Channels;

/// <summary>A series names its channels once, and each of its interviews runs on them.</summary>
public sealed class SeriesChannelTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Fact]
    public async Task Interviews_that_stand_and_those_booked_later_run_on_the_channels_of_their_series()
    {
        var scene = await Scene.Set(service);
        var (web, app) = (await scene.Channel(), await scene.Channel(family: "app"));
        var before = await scene.Interview();
        var set = (await Put(scene, new[] { new { channelId = web.ChannelId, externalId = (string?)null }, new { channelId = app.ChannelId, externalId = (string?)"app-{interviewId}" } })).Expect(200);
        set.Json.GetProperty("items").GetArrayLength().ShouldBe(2);
        var after = await scene.Interview();
        foreach (var interview in new[] { before, after })
        {
            var airings = await Scene.Until(() => scene.Http.GetJson($"/api/v1/interviews/{interview}/broadcasts"), answer => answer.Items.Count == 2);
            airings.Items.Select(airing => airing.GetProperty("channelId").GetGuid()).ShouldBe([web.ChannelId, app.ChannelId], ignoreOrder: true);
            airings.Items.ShouldContain(airing => airing.GetProperty("externalId").GetString() == $"app-{interview}");
        }
    }

    [Fact]
    public async Task A_unit_that_is_booked_again_after_a_cancellation_gets_a_name_of_its_own()
    {
        var scene = await Scene.Set(service);
        var web = await scene.Channel();
        (await Put(scene, new[] { new { channelId = web.ChannelId, externalId = "{unitCode}" } })).Expect(200);
        var (unit, official) = await scene.Unit();
        var first = await scene.Interview(unit, official);
        var name = await NameOf(scene, first);
        (await scene.Http.PostJson($"/api/v1/interviews/{first}:cancel", new { reason = "away" })).Expect(200);
        (await NameOf(scene, await scene.Interview(unit, official))).ShouldStartWith($"{name}-");
    }

    [Fact]
    public async Task What_is_wrong_is_named_and_changes_nothing()
    {
        var scene = await Scene.Set(service);
        var web = await scene.Channel();
        (await Put(scene, new[] { new { channelId = web.ChannelId, externalId = (string?)null } })).Expect(200);
        (await Put(scene, new[] { new { channelId = web.ChannelId, externalId = "the-same-for-all" } })).Expect(400).WrongFields.ShouldBe(["channels[0].externalId"]);
        (await Put(scene, new[] { new { channelId = web.ChannelId }, new { channelId = web.ChannelId } })).Expect(400).WrongFields.ShouldBe(["channels[1].channelId"]);
        (await Put(scene, new[] { new { channelId = scene.SeriesId } })).Expect(400).WrongFields.ShouldBe(["channels[0].channelId"]);
        (await scene.Http.PutJson($"/api/v1/series/{scene.SeriesId}/channels", new { })).Expect(400).WrongFields.ShouldBe(["channels"]);
        (await scene.Http.PutJson($"/api/v1/series/{web.ChannelId}/channels", new { channels = Array.Empty<object>() })).Expect(404);
        (await scene.Http.GetJson($"/api/v1/series/{scene.SeriesId}/channels")).Items.Count.ShouldBe(1);
    }

    private static Task<Answer> Put<T>(Scene scene, T[] channels) => scene.Http.PutJson($"/api/v1/series/{scene.SeriesId}/channels", new { channels });

    private static async Task<string> NameOf(Scene scene, Guid interview) =>
        (await Scene.Until(() => scene.Http.GetJson($"/api/v1/interviews/{interview}/broadcasts"), answer => answer.Items.Count > 0)).Items[0].GetProperty("externalId").GetString()!;
}
