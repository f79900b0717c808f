using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Audience;

/// <summary>Section 6 of audience.md, from the signed webhooks to the answers.</summary>
public sealed class WorkedExampleTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset Ten = new(2026, 3, 12, 10, 0, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_figure_comes_out_whatever_the_order_of_arrival(int seed)
    {
        var (scene, interview, a, b, messages) = await Arrange();
        var random = new Random(seed);
        random.Shuffle(messages);
        foreach (var (sender, body) in messages)
        {
            (await sender.SendBytes(body)).Expect(202)["accepted"].GetInt32().ShouldBe(1);
        }

        await scene.Run(interview, Ten, Ten.AddMinutes(10));
        var audience = await Scene.Until(() => scene.Audience(interview), answer => answer["views"].GetInt64() == 1065 && answer["watchSeconds"].GetDecimal() == 60_000);

        audience["views"].GetInt64().ShouldBe(1065);
        audience["liveViews"].GetInt64().ShouldBe(690 + 165);
        audience["replayViews"].GetInt64().ShouldBe(210);
        audience["measured"].GetInt64().ShouldBe(1065);
        audience["declared"].GetInt64().ShouldBe(0);
        audience["peakConcurrent"].GetProperty("value").GetInt64().ShouldBe(350);
        audience["peakConcurrent"].GetProperty("at").GetDateTimeOffset().ShouldBe(Ten.AddMinutes(1));
        audience["watchSeconds"].GetDecimal().ShouldBe(60_000);
        audience["averageAudience"].GetDouble().ShouldBe(100);
        audience["coverage"].GetDecimal().ShouldBe(0.70m);
        audience["byFamily"].EnumerateArray().Select(family => (family.GetProperty("family").GetString(), family.GetProperty("views").GetInt64()))
            .ShouldBe([("web", 900L), ("app", 165L)]);
        audience["byChannel"].EnumerateArray().Select(channel => (channel.GetProperty("channel").GetString(), channel.GetProperty("views").GetInt64()))
            .ShouldBe([(a.Code, 900L), (b.Code, 165L)]);

        var timeline = (await scene.Audience(interview, "/timeline?grain=minute")).Expect(200).Items;
        timeline.Count.ShouldBe(31);
        timeline.Sum(item => item.GetProperty("views").GetInt64()).ShouldBe(1065);
        timeline[1].GetProperty("maxConcurrent").GetInt64().ShouldBe(350);
        timeline[0].GetProperty("averageConcurrent").GetDouble().ShouldBe(125);

        foreach (var by in new[] { "unit", "interview", "channel", "family", "region", "day", "segment" })
        {
            var parts = (await scene.SeriesAudience($"/breakdown?by={by}")).Expect(200).Items;
            parts.Sum(part => part.GetProperty("views").GetInt64()).ShouldBe(1065, by);
        }
    }

    private async Task<(Scene Scene, Guid Interview, Sender A, Sender B, (Sender, byte[])[] Messages)> Arrange()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var a = await scene.Channel("latest");
        var b = await scene.Channel("resets", "app");
        var onA = await scene.Airing(interview, a.ChannelId);
        var onB = await scene.Airing(interview, b.ChannelId);
        (Sender, byte[])[] messages =
        [
            (a, At(onA, 0, 100, 100)), (a, At(onA, 60, 300, 450)), (a, At(onA, 120, 200, 700)), (a, At(onA, 180, 0, 690)), (a, At(onA, 1800, null, 900)),
            (b, At(onB, 30, 50, 50)), (b, At(onB, 150, 80, 120)), (b, At(onB, 360, 40, 30)), (b, At(onB, 480, 10, 45)),
        ];
        return (scene, interview, a, b, messages);
    }

    private static byte[] At(string broadcast, int seconds, long? concurrent, long views) => Sender.Message(Sender.Reading(broadcast, Ten.AddSeconds(seconds), concurrent, views));
}
