using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Work;

namespace Broadcast.Subscriptions;

/// <summary>
/// The Hangfire job that says what is due. Each subscriber is served apart, its messages one after the other in their order, so that one who does not answer lets nobody else wait.
/// What is not taken is tried again, ever more seldom, for three days; then it is dead and stays in the list.
/// </summary>
internal sealed class SendingJob(
    Db db, SubscriptionTable subscriptions, SubscriptionMessages messages, SubscriberHttp http, AuditLog audit, Nudge<SendingJob> nudge, TimeProvider clock, ILogger<SendingJob> log)
    : INudged, IDisposable
{
    public const string Name = "subscriptions-send";
    public const string Schedule = "*/2 * * * * *";

    private const int AtOnce = 8;
    private static readonly TimeSpan ClaimLength = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWish = TimeSpan.FromHours(24);

    private readonly SemaphoreSlim _one = new(1, 1);

    public async Task Run(CancellationToken ct)
    {
        nudge.Taken();
        if (!await _one.WaitAsync(TimeSpan.Zero, ct))
        {
            return;
        }

        try
        {
            var due = await messages.ListDue(clock.GetUtcNow(), ct);
            var bySubscriber = due.GroupBy(message => message.SubscriptionId);
            await Parallel.ForEachAsync(bySubscriber, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, (group, token) => new(Serve(group.Key, [.. group], token)));
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>How long until the next try: it doubles, up to an hour; longer only where the server asks for it.</summary>
    public static TimeSpan PauseAfter(int attempts, TimeSpan? wished)
    {
        var doubled = FirstPause * Math.Pow(2, Math.Min(attempts - 1, 20));
        var pause = doubled > LongestPause ? LongestPause : doubled;
        return wished is { } wish && wish > pause ? (wish > LongestWish ? LongestWish : wish) : pause;
    }

    private async Task Serve(Guid subscriptionId, IReadOnlyList<DueSubscriptionMessage> due, CancellationToken ct)
    {
        if (await subscriptions.FindRow(subscriptionId, ct) is not { } subscription)
        {
            return;
        }

        foreach (var message in due)
        {
            if (await messages.Claim(message, clock.GetUtcNow() + ClaimLength, ct) && !await Send(subscription, message, ct))
            {
                return;
            }
        }
    }

    /// <summary>False when the subscriber should be left alone for now.</summary>
    private async Task<bool> Send(SubscriptionRow subscription, DueSubscriptionMessage message, CancellationToken ct)
    {
        var answer = await http.Post(subscription, message, ct);
        var now = clock.GetUtcNow();
        if (answer.IsTaken)
        {
            await messages.Settle(message, SubscriptionMessageState.Sent, answer, now, now);
            return true;
        }

        var next = now + PauseAfter(message.Attempts + 1, answer.RetryAfter);
        var isDead = answer.IsGone || next > message.GiveUpAt;
        await messages.Settle(message, isDead ? SubscriptionMessageState.Dead : SubscriptionMessageState.Queued, answer, next, null);
        log.LogWarning("Message {Message} to {Subscription} was not taken ({Attempts} tries): {Answer}", message.Id, subscription.Name, message.Attempts + 1, answer.Words);
        if (answer.IsGone)
        {
            await Stop(subscription, now);
        }

        await messages.HoldBack(subscription.Id, next < now + LongestHold ? next : now + LongestHold);
        return false;
    }

    /// <summary>The address said that it wants nothing any more.</summary>
    private Task Stop(SubscriptionRow subscription, DateTimeOffset now) => db.Write(
        async tx =>
        {
            if (await SubscriptionTable.Stop(tx, subscription.Id))
            {
                await audit.Write(tx, Caller.Service, "stop", "subscription", subscription.Id, null, new { reason = "410 Gone" }, now);
            }
        },
        CancellationToken.None);
}
