using System.Security.Cryptography;
using System.Text.Json;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Peers;

/// <summary>A real Icecast with real listeners, pulled by the service.</summary>
[Collection(PeersCollection.Name)]
public sealed class IcecastTests
{
    private const int Hold = 4;
    private const int AtFirst = 5;
    private const int Leaving = 2;

    [Fact]
    public async Task Listeners_are_counted_while_they_listen_and_a_mount_off_the_air_is_no_zero()
    {
        using var icecast = await IcecastServer.Start();
        await using var service = await ServiceFixture.Start(new ServiceSetup { Settings = { ["Broadcast:Pull:LiveIntervalSeconds"] = "1" } });
        await icecast.PutOnAir();
        await icecast.Join(AtFirst);

        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var channel = await ChannelOf(icecast, scene);
        await scene.Airing(interview, channel, IcecastServer.Mount);
        var startedAt = TimeProvider.System.GetUtcNow();
        await scene.Run(interview, startedAt);
        await UntilConcurrent(scene, interview, AtFirst);

        await icecast.Leave(Leaving);
        await UntilConcurrent(scene, interview, AtFirst - Leaving);

        icecast.TakeOffAir();
        await UntilConcurrent(scene, interview, 0);
        await UntilPulledAfterHold(scene, channel);
        var ended = (await scene.Http.PostJson($"/api/v1/interviews/{interview}:end", new { })).Expect(200);

        var evidence = await Evidence(scene, channel);
        evidence.Where(delivery => delivery.Listeners is not null).ShouldAllBe(delivery => delivery.Readings == 1 && delivery.Listeners >= AtFirst - Leaving);
        evidence.Where(delivery => delivery.Listeners is null).ShouldAllBe(delivery => delivery.Readings == 0 && delivery.Problem!.Contains("not on the air"));
        evidence[^1].Listeners.ShouldBeNull();

        var window = (From: Ms(startedAt), To: Ms(ended["endedAt"].GetDateTimeOffset()));
        var (watched, covered) = Held(evidence, window);
        var audience = await Scene.Until(() => scene.Audience(interview), answer => answer["watchSeconds"].GetDecimal() == watched / 1000m);
        audience["watchSeconds"].GetDecimal().ShouldBe(watched / 1000m);
        audience["coverage"].GetDouble().ShouldBe((double)covered / (window.To - window.From), 1e-9);
        audience["coverage"].GetDouble().ShouldBeLessThan(1);
        audience["peakConcurrent"].GetProperty("value").GetInt64().ShouldBe(AtFirst);
        audience["views"].GetInt64().ShouldBe(0);
    }

    private static async Task<Guid> ChannelOf(IcecastServer icecast, Scene scene)
    {
        var code = Scene.Unique("icecast");
        var made = await scene.Http.PostJson("/api/v1/channels", new { code, name = code, family = "web", connector = "icecast", settings = new { url = icecast.Address }, viewsCounter = "latest", holdSeconds = Hold });
        return made.Expect(201).Id;
    }

    private static async Task UntilConcurrent(Scene scene, Guid interview, int expected)
    {
        var audience = await Scene.Until(() => scene.Audience(interview), answer => answer["concurrent"].GetInt64() == expected, seconds: 12);
        audience["concurrent"].GetInt64().ShouldBe(expected);
        audience["peakConcurrent"].GetProperty("value").GetInt64().ShouldBe(AtFirst);
    }

    /// <summary>The platform is still asked when there is nothing left to count.</summary>
    private static async Task UntilPulledAfterHold(Scene scene, Guid channel)
    {
        var before = (await Evidence(scene, channel)).Count;
        (await Scene.Until(() => Deliveries(scene, channel), answer => answer.Items.Count > before)).Items.Count.ShouldBeGreaterThan(before);
    }

    private static async Task<Answer> Deliveries(Scene scene, Guid channel) => (await scene.Http.GetJson($"/api/v1/channels/{channel}/deliveries?limit=200")).Expect(200);

    /// <summary>What was kept of each pull, the oldest first.</summary>
    private static async Task<List<Pulled>> Evidence(Scene scene, Guid channel)
    {
        var evidence = new List<Pulled>();
        foreach (var item in (await Deliveries(scene, channel)).Items.Reverse())
        {
            evidence.Add(Pulled.Of((await scene.Http.GetJson($"/api/v1/deliveries/{item.GetProperty("id")}")).Expect(200)));
        }

        return evidence;
    }

    /// <summary>Person-milliseconds and covered milliseconds of the window, from the evidence alone: each reading holds until the next, or for the channel's hold.</summary>
    private static (long Watched, long Covered) Held(List<Pulled> evidence, (long From, long To) window)
    {
        var readings = evidence.Where(delivery => delivery.Listeners is not null).ToList();
        long watched = 0, covered = 0;
        for (var i = 0; i < readings.Count; i++)
        {
            var next = i + 1 < readings.Count ? readings[i + 1].At : long.MaxValue;
            var from = Math.Max(readings[i].At, window.From);
            var held = Math.Max(0, Math.Min(Math.Min(next, readings[i].At + (Hold * 1000)), window.To) - from);
            covered += held;
            watched += held * readings[i].Listeners!.Value;
        }

        return (watched, covered);
    }

    private static long Ms(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds();

    /// <summary>A pull's answer as it was kept, read here once more and apart from the service's own code.</summary>
    /// <param name="At">When it came, in Unix milliseconds.</param>
    /// <param name="Listeners">What Icecast said of the mount; null when it is not on the air.</param>
    /// <param name="Readings">How many readings the service took from it.</param>
    /// <param name="Problem">What it noted beside it.</param>
    private sealed record Pulled(long At, int? Listeners, int Readings, string? Problem)
    {
        public static Pulled Of(Answer delivery)
        {
            var body = delivery["body"].GetBytesFromBase64();
            Convert.ToHexStringLower(SHA256.HashData(body)).ShouldBe(delivery["sha256"].GetString());
            var status = JsonSerializer.Deserialize<JsonElement>(body).GetProperty("icestats");
            return new Pulled(
                Ms(delivery["receivedAt"].GetDateTimeOffset()),
                status.TryGetProperty("source", out var source) ? source.GetProperty("listeners").GetInt32() : null,
                delivery["readings"].GetInt32(),
                delivery["problem"].GetString());
        }
    }
}
