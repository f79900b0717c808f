using System.Text.Json;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Audience;

/// <summary>An answer is of one instant: a reading that is taken in while it is made shows in every figure or in none.</summary>
public sealed class WholeAnswerTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private const int Readings = 150;
    private static readonly DateTimeOffset Ten = new(2026, 3, 12, 10, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public async Task Views_and_peak_go_up_together()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var sender = await scene.Channel("delta");
        var airing = await scene.Airing(interview, sender.ChannelId);
        await scene.Run(interview, Ten, Ten.AddHours(1));
        var sending = Send();
        long views;
        do
        {
            var audience = await scene.Audience(interview);
            views = audience["views"].ValueKind == JsonValueKind.Number ? audience["views"].GetInt64() : 0;
            var peak = audience["peakConcurrent"] is { ValueKind: JsonValueKind.Object } told ? told.GetProperty("value").GetInt64() : 0;
            peak.ShouldBe(views);
        }
        while (views < Readings);

        await sending;

        async Task Send()
        {
            for (var i = 1; i <= Readings; i++)
            {
                // One view more and one connection more each time: the peak is as great as the views, whenever one looks.
                (await sender.SendBytes(Sender.Message(Sender.Reading(airing, Ten.AddSeconds(i), i, 1)))).Expect(202);
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }
}
