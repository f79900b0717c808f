using System.Security.Cryptography;
using Broadcast.Data;
using Broadcast.Ingestion;
using Broadcast.Tests.Hosting;
using Broadcast.Tests.Provenance;
using Broadcast.Work;
using Microsoft.Extensions.Logging.Abstractions;

namespace Broadcast.Tests.Ingestion;

/// <summary>How the log ends: what it took in is written, and nobody is left without an answer.</summary>
public sealed class DeliveryLogTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_waits_at_the_end_is_still_written_and_later_ones_are_refused()
    {
        var (channel, log) = (await Channel(), NewLog());
        var (held, release) = await HoldTheDatabase();
        var kept = Enumerable.Range(0, 50).Select(_ => log.Append(Delivery(channel), [])).ToList();
        var end = Task.Run(log.Dispose, TestContext.Current.CancellationToken);
        kept.ShouldAllBe(task => !task.IsCompleted);

        release.SetResult();
        await Task.WhenAll([end, held]).WaitAsync(Patience, TestContext.Current.CancellationToken);
        (await Task.WhenAll(kept).WaitAsync(Patience, TestContext.Current.CancellationToken)).ShouldAllBe(state => state == DeliveryState.Accepted);
        service.Count("SELECT COUNT(*) FROM Delivery WHERE ChannelId = @id", channel).ShouldBe(50);
        await Should.ThrowAsync<ObjectDisposedException>(async () => await log.Append(Delivery(channel), []));
    }

    [Fact]
    public async Task A_database_that_does_not_come_free_does_not_hold_up_the_end_and_who_is_not_written_is_told()
    {
        var (channel, log) = (await Channel(), NewLog());
        var (held, release) = await HoldTheDatabase();
        // More than one commit takes: some are being written when the end comes, the last ones still wait.
        var all = Enumerable.Range(0, 600).Select(_ => log.Append(Delivery(channel), [])).ToList();

        await Task.Run(log.Dispose, TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        await Should.ThrowAsync<ObjectDisposedException>(async () => await all[^1].WaitAsync(Patience, TestContext.Current.CancellationToken));
        var written = all.Where(task => !task.IsCompleted).ToList();
        written.ShouldNotBeEmpty();

        release.SetResult();
        await held;
        (await Task.WhenAll(written).WaitAsync(Patience, TestContext.Current.CancellationToken)).ShouldAllBe(state => state == null, "they have waited too long to bear the instant at which they came");
        service.Count("SELECT COUNT(*) FROM Delivery WHERE ChannelId = @id", channel).ShouldBe(0);
    }

    [Fact]
    public async Task What_waits_so_long_that_its_instant_was_told_of_is_not_kept_and_what_came_since_is()
    {
        var (channel, log) = (await Channel(), NewLog());
        var (held, release) = await HoldTheDatabase();
        var first = log.Append(Delivery(channel), []);
        await Task.Delay(TimeSpan.FromSeconds(1.7), TestContext.Current.CancellationToken);
        var (late, fresh) = (log.Append(Delivery(channel, TimeSpan.FromSeconds(1.7)), []), log.Append(Delivery(channel), []));
        release.SetResult();
        await held;
        (await first, await late, await fresh).ShouldBe((null, null, DeliveryState.Accepted));
        service.Count("SELECT COUNT(*) FROM Delivery WHERE ChannelId = @id", channel).ShouldBe(1);
        log.Dispose();
    }

    [Fact]
    public async Task What_took_too_long_to_insert_is_rolled_back()
    {
        var channel = await Channel();
        using var log = NewLog(new Jumping(TimeSpan.FromSeconds(2.5)));
        (await log.Append(Delivery(channel), []).WaitAsync(Patience, TestContext.Current.CancellationToken)).ShouldBeNull();
        service.Count("SELECT COUNT(*) FROM Delivery WHERE ChannelId = @id", channel).ShouldBe(0);
    }

    [Fact]
    public async Task A_webhook_that_waited_long_for_the_database_arrives_when_that_comes_free_and_once()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var sender = await scene.Channel();
        var live = await scene.Airing(interview, sender.ChannelId);
        var (held, release) = await HoldTheDatabase();
        var sent = sender.Send(Sender.Reading(live, TimeProvider.System.GetUtcNow(), 3, 5));
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        sent.IsCompleted.ShouldBeFalse();
        var free = TimeProvider.System.GetUtcNow();
        release.SetResult();
        await held;
        (await sent).Expect(202)["accepted"].GetInt32().ShouldBe(1);
        var kept = (await service.Admin.GetJson($"/api/v1/channels/{sender.ChannelId}/deliveries")).Items.ShouldHaveSingleItem();
        kept.GetProperty("receivedAt").GetDateTimeOffset().ShouldBeGreaterThanOrEqualTo(free.AddMilliseconds(-1));
        (await Scene.Until(() => scene.Audience(interview), answer => answer["views"].GetInt64() == 5))["views"].GetInt64().ShouldBe(5);
    }

    private async Task<Guid> Channel() => (await (await Scene.Set(service)).Channel()).ChannelId;

    private DeliveryLog NewLog(TimeProvider? clock = null) =>
        new(service.Get<Db>(), service.Get<Handover>(), service.Get<IngestionMeter>(), service.Get<Nudge<DrainJob>>(), clock ?? TimeProvider.System, NullLogger<DeliveryLog>.Instance);

    /// <summary>A clock that is looked at before and after: in between, rows were waited for.</summary>
    private sealed class Jumping(TimeSpan jump) : TimeProvider
    {
        private int _looks;

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + (_looks++ * jump);
    }

    /// <summary>A transaction that stays open, which every other one must wait for.</summary>
    private async Task<(Task Held, TaskCompletionSource Release)> HoldTheDatabase()
    {
        var (isHeld, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var held = service.Get<Db>().Write(async tx =>
        {
            isHeld.SetResult();
            await release.Task;
        });
        await isHeld.Task;
        return (held, release);
    }

    private static Delivery Delivery(Guid channel, TimeSpan age = default)
    {
        var now = TimeProvider.System.GetUtcNow() - age;
        var id = Ids.New(now);
        return new Delivery
        {
            Id = id, ChannelId = channel, WebhookId = id.ToString(), ReceivedAt = now, State = DeliveryState.Accepted, Sha256 = SHA256.HashData("{}"u8), Headers = "{}", Body = "{}"u8.ToArray(), Readings = 0, Holds = true,
        };
    }
}
