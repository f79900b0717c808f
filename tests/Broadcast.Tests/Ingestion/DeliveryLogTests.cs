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
        (await Task.WhenAll(written).WaitAsync(Patience, TestContext.Current.CancellationToken)).ShouldAllBe(state => state == DeliveryState.Accepted);
        service.Count("SELECT COUNT(*) FROM Delivery WHERE ChannelId = @id", channel).ShouldBe(written.Count);
    }

    private async Task<Guid> Channel() => (await (await Scene.Set(service)).Channel()).ChannelId;

    private DeliveryLog NewLog() =>
        new(service.Get<Db>(), service.Get<Handover>(), service.Get<IngestionMeter>(), service.Get<Nudge<DrainJob>>(), NullLogger<DeliveryLog>.Instance);

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

    private static Delivery Delivery(Guid channel)
    {
        var now = TimeProvider.System.GetUtcNow();
        var id = Ids.New(now);
        return new Delivery
        {
            Id = id, ChannelId = channel, WebhookId = id.ToString(), ReceivedAt = now, State = DeliveryState.Accepted, Sha256 = SHA256.HashData("{}"u8), Headers = "{}", Body = "{}"u8.ToArray(), Readings = 0, Holds = true,
        };
    }
}
