using Broadcast.Data;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Metrics;

/// <summary>Prometheus is told the audience and how the way to it does.</summary>
public sealed class MetricsTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task The_audience_and_the_pipeline_are_told()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var sender = await scene.Channel(family: "app");
        var live = await scene.Airing(interview, sender.ChannelId);
        await scene.Run(interview, Now.AddMinutes(-5));
        var message = Sender.Message(Sender.Reading(live, Now, 321, 12_345));
        (await sender.SendBytes(message, "msg_once")).Expect(202);
        (await sender.SendBytes(message, "msg_once")).Expect(202);
        (await sender.SendBytes(message, tamper: signature => signature + "x")).Status.ShouldBe(401);
        await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 12_345);

        var text = await Until($"channel=\"{sender.Code}\"");
        Value(text, "broadcast_audience_views", $"channel=\"{sender.Code}\"", "kind=\"measured\"", "family=\"app\"").ShouldBe(12_345);
        Value(text, "broadcast_audience_concurrent", $"channel=\"{sender.Code}\"").ShouldBe(321);
        Value(text, "broadcast_ingest_deliveries_total", "state=\"accepted\"").ShouldBeGreaterThanOrEqualTo(1);
        Value(text, "broadcast_ingest_deliveries_total", "state=\"duplicate\"").ShouldBeGreaterThanOrEqualTo(1);
        Value(text, "broadcast_ingest_refused_total", "reason=\"unauthorized\"").ShouldBeGreaterThanOrEqualTo(1);
        Value(text, "broadcast_ingest_lag_seconds_count").ShouldBeGreaterThanOrEqualTo(1);
        Value(text, "broadcast_subscriptions_messages", "state=\"dead\"").ShouldBe(0);
        text.ShouldContain("broadcast_ingest_pending");
    }

    [Fact]
    public async Task A_stranger_is_told_nothing() => (await service.Anonymous.GetJson("/metrics")).Status.ShouldBe(401);

    [Fact]
    public void An_id_tells_when_it_was_made()
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(1_773_297_000_123);
        Ids.TimeOf(Ids.New(at)).ShouldBe(at.ToUnixTimeMilliseconds());
    }

    /// <summary>What is told is at most a few seconds old.</summary>
    private async Task<string> Until(string part) =>
        (await Scene.Until(() => service.Admin.GetJson("/metrics"), answer => answer.Text.Contains(part, StringComparison.Ordinal), 12)).Text;

    private static double Value(string text, string name, params string[] labels)
    {
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal) && line[name.Length] is '{' or ' ' && labels.All(label => line.Contains(label, StringComparison.Ordinal)));
        line.ShouldNotBeNull($"{name} {string.Join(' ', labels)} in\n{text}");
        return double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
    }
}
