using System.Text.Json;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Audience;

/// <summary>An answer is of one instant: a reading that is taken in while it is made shows in every figure or in none.</summary>
public sealed class WholeAnswerTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private const int Readings = 150;
    private static readonly DateTimeOffset Ten = new(2026, 3, 12, 10, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public async Task By_day_nothing_is_watched_after_now()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var sender = await scene.Channel(holdSeconds: 86_400);
        var airing = await scene.Airing(interview, sender.ChannelId);
        var began = TimeProvider.System.GetUtcNow().AddSeconds(-20);
        await scene.Run(interview, began);
        (await sender.Send(Sender.Reading(airing, began, 10, 1))).Expect(202);
        await Scene.Until(() => scene.Audience(interview), answer => answer["views"].GetInt64() == 1);

        var days = (await scene.Audience(interview, "/breakdown?by=day")).Expect(200).Items;
        var elapsed = (TimeProvider.System.GetUtcNow() - began).TotalSeconds;
        days.Sum(day => day.GetProperty("watchSeconds").GetDouble()).ShouldBeInRange(200, 10 * elapsed);
        days.Count.ShouldBeLessThanOrEqualTo(2, "yesterday at most, and never tomorrow");
        days.ShouldAllBe(day => string.CompareOrdinal(day.GetProperty("key").GetString(), TimeProvider.System.GetUtcNow().AddHours(8).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)) <= 0);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("2016-11-30T00:00:00Z")]
    public async Task A_clock_that_is_years_wrong_makes_no_endless_timeline(string observedAt)
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var sender = await scene.Channel("delta");
        var airing = await scene.Airing(interview, sender.ChannelId);
        (await sender.Send(new { broadcast = airing, observedAt, views = 3 }, new { broadcast = airing, observedAt = "2026-03-12T02:00:00Z", views = 4 })).Expect(202);
        await Scene.Until(() => scene.Audience(interview), answer => answer["views"].GetInt64() == 7);
        foreach (var grain in new[] { "minute", "hour", "day" })
        {
            var items = (await scene.Audience(interview, $"/timeline?grain={grain}")).Expect(200).Items;
            items.Count.ShouldBeLessThanOrEqualTo((31 * 24 * 60) + 1);
            items.Sum(item => item.GetProperty("views").GetInt64()).ShouldBe(7);
            (await scene.SeriesAudience($"/timeline?grain={grain}")).Expect(200);
            (await scene.Audience(interview, $"/timeline?grain={grain}&until={items[0].GetProperty("at").GetString()!.Replace("+", "%2B", StringComparison.Ordinal)}")).Expect(200).Items.Count.ShouldBe(1);
        }
    }

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
