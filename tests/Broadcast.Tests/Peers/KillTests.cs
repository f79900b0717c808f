using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Peers;

/// <summary>What was answered is counted, and nothing else, however the program ends.</summary>
[Collection(PeersCollection.Name)]
public sealed class KillTests : IDisposable
{
    private const int Senders = 32;

    private readonly RestartedProgram _program = new();

    [Fact]
    public async Task Three_kills_under_load_lose_nothing_and_count_nothing_twice()
    {
        await _program.Start();
        var (scene, interview, channel, load) = await Begin();
        for (var kill = 1; kill <= 3; kill++)
        {
            await load.UntilMore(1000 * kill);
            _program.Process.Kill();
            await load.UntilRefused();
            await _program.Start();
            load.Resume();
        }

        await load.UntilMore(500);
        await load.Finish();
        await CountsExactly(scene, interview, channel, load);
    }

    [Fact]
    public async Task Told_to_stop_under_load_it_answers_what_it_took_and_counts_what_it_answered()
    {
        await _program.Start();
        var (scene, interview, channel, load) = await Begin();
        await load.UntilMore(1500);
        await _program.Process.Terminate();
        (await _program.Process.Ended()).ShouldBe(0);
        (await _program.Process.ErrorLines()).ShouldBeEmpty();
        await load.UntilRefused();

        await _program.Start();
        await CountsExactly(scene, interview, channel, load);
        load.Resume();
        await load.UntilMore(500);
        await load.Finish();
        await CountsExactly(scene, interview, channel, load);
    }

    public void Dispose() => _program.Dispose();

    private async Task<(Scene Scene, Guid Interview, Guid Channel, Load Load)> Begin()
    {
        var scene = await Scene.Set(new Scene(_program.Admin, _program.Anonymous));
        var interview = await scene.Interview();
        var sender = await scene.Channel("delta");
        var broadcast = await scene.Airing(interview, sender.ChannelId);
        await scene.Run(interview, TimeProvider.System.GetUtcNow());
        return (scene, interview, sender.ChannelId, new Load(sender, broadcast, Senders));
    }

    private static async Task CountsExactly(Scene scene, Guid interview, Guid channel, Load load)
    {
        var expected = load.Acknowledged.Count;
        await Scene.Until(() => scene.Audience(interview), answer => answer["views"].GetInt64() == expected);

        var deliveries = await Deliveries(scene, channel);
        deliveries.Where(delivery => delivery.State == "accepted").Select(delivery => delivery.WebhookId).Order(StringComparer.Ordinal)
            .ShouldBe(load.Acknowledged.Order(StringComparer.Ordinal));
        deliveries.Where(delivery => delivery.State != "accepted").ShouldAllBe(delivery => delivery.State == "duplicate" && delivery.Readings == 0);
        deliveries.Sum(delivery => delivery.Readings).ShouldBe(expected);
        (await scene.Audience(interview))["views"].GetInt64().ShouldBe(expected);
    }

    private static async Task<List<(string WebhookId, string State, int Readings)>> Deliveries(Scene scene, Guid channel)
    {
        var all = new List<(string, string, int)>();
        var next = "";
        while (next is not null)
        {
            var page = (await scene.Http.GetJson($"/api/v1/channels/{channel}/deliveries?limit=200{(next.Length > 0 ? $"&cursor={Uri.EscapeDataString(next)}" : "")}")).Expect(200);
            all.AddRange(page.Items.Select(item => (item.GetProperty("webhookId").GetString()!, item.GetProperty("state").GetString()!, item.GetProperty("readings").GetInt32())));
            next = page["next"].GetString();
        }

        return all;
    }
}
