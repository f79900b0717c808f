using System.Net.Http.Headers;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Peers;

/// <summary>A real nginx-rtmp with real viewers, whose callbacks reach the service through the relay. Nothing here is in the test's own process.</summary>
[Collection(PeersCollection.Name)]
public sealed class NginxRtmpTests : IDisposable
{
    private readonly TempFolder _serviceFolder = new();
    private readonly TempFolder _relayFolder = new();
    private readonly Uri _service = RunningProgram.FreeAddress();
    private readonly Uri _relay = RunningProgram.FreeAddress();
    private readonly HttpClient _admin;
    private readonly HttpClient _anonymous;
    private RunningProgram? _runningService;
    private RelayProgram? _runningRelay;

    public NginxRtmpTests()
    {
        _anonymous = new HttpClient { BaseAddress = _service };
        _admin = new HttpClient { BaseAddress = _service };
        _admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServiceFixture.AdminToken);
    }

    [Fact]
    public async Task Every_viewer_is_counted_once_though_the_service_and_the_relay_are_killed()
    {
        using var nginx = await NginxRtmpServer.Start(new Uri(_relay, "/nginx-rtmp"));
        await StartService();
        var scene = await Scene.Set(new Scene(_admin, _anonymous));
        var interview = await scene.Interview();
        var (channel, code, secret) = await DeltaChannel(scene);
        var stream = await scene.Airing(interview, channel);
        await scene.Run(interview, TimeProvider.System.GetUtcNow());
        await StartRelay(code, secret);

        await nginx.Publish(stream);
        await nginx.Watch(stream, 3);
        await UntilViews(scene, interview, 3);
        await nginx.Watch(stream, 1);
        await UntilViews(scene, interview, 4);
        await RepeatAll(scene, channel, new Sender(_anonymous, code, secret));
        await UntilViews(scene, interview, 4);

        _runningService!.Kill();
        await nginx.Watch(stream, 2);
        _runningRelay!.Kill();
        await StartService();
        await StartRelay(code, secret);
        await UntilViews(scene, interview, 6);
        await nginx.Watch(stream, 1);
        await UntilViews(scene, interview, 7);
    }

    public void Dispose()
    {
        _runningRelay?.Dispose();
        _runningService?.Dispose();
        _admin.Dispose();
        _anonymous.Dispose();
        _relayFolder.Dispose();
        _serviceFolder.Dispose();
    }

    private async Task StartService()
    {
        _runningService?.Dispose();
        _runningService = RunningProgram.StartAt(_service, _serviceFolder, $"Broadcast:Auth:AdminToken={ServiceFixture.AdminToken}");
        await _runningService.Ready();
    }

    private async Task StartRelay(string code, string secret)
    {
        _runningRelay?.Dispose();
        _runningRelay = await RelayProgram.Start(_relay, new Uri(_service, $"/hooks/{code}"), secret, _relayFolder);
    }

    private static async Task<(Guid Id, string Code, string Secret)> DeltaChannel(Scene scene)
    {
        var code = Scene.Unique("rtmp");
        var made = await scene.Http.PostJson("/api/v1/channels", new { code, name = code, family = "web", connector = "webhook", viewsCounter = "delta" });
        return (made.Expect(201).Id, code, made["webhookSecret"].GetString()!);
    }

    private async Task UntilViews(Scene scene, Guid interview, int expected)
    {
        var audience = await Scene.Until(() => scene.Audience(interview), answer => answer["views"].GetInt64() == expected);
        audience["views"].GetInt64().ShouldBe(expected, _runningRelay!.Output);
    }

    /// <summary>Every delivery once more as it came, as after an acknowledgement that was lost.</summary>
    private static async Task RepeatAll(Scene scene, Guid channel, Sender sender)
    {
        var deliveries = (await scene.Http.GetJson($"/api/v1/channels/{channel}/deliveries?state=accepted")).Expect(200).Items;
        deliveries.Sum(delivery => delivery.GetProperty("readings").GetInt32()).ShouldBe(4);
        foreach (var delivery in deliveries)
        {
            var kept = (await scene.Http.GetJson($"/api/v1/deliveries/{delivery.GetProperty("id")}")).Expect(200);
            var again = await sender.SendBytes(kept["body"].GetBytesFromBase64(), kept["webhookId"].GetString());
            again.Expect(202)["duplicate"].GetBoolean().ShouldBeTrue();
        }
    }
}
