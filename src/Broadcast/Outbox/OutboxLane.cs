namespace Broadcast.Outbox;

/// <summary>
/// Sends what is due by one courier. Each message goes to one process; a claim that a kill cuts off runs out by itself, and the message is tried again as the same one.
/// What the server does not take now is tried again, ever more seldom; what it refuses is failed, with its answer for the producer to see.
/// </summary>
internal sealed class OutboxLane(OutboxTable table, ICourier courier, bool isMail, TimeProvider clock, ILogger log) : IDisposable
{
    private const int ListedATime = 50;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(3);

    // One at a time in a process: a server that lets everybody wait must not take all the workers.
    private readonly SemaphoreSlim _one = new(1, 1);

    public async Task Run(CancellationToken ct)
    {
        if (!await _one.WaitAsync(TimeSpan.Zero, ct))
        {
            return;
        }

        try
        {
            while (await SendSome(ct))
            {
            }

            await courier.Rest();
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>How long until the next try: it doubles, and is what the server asks for where that is longer; an hour at the most.</summary>
    public static TimeSpan PauseAfter(int attempts, TimeSpan? asked = null)
    {
        var doubled = FirstPause * Math.Pow(2, Math.Min(attempts - 1, 20));
        var pause = asked > doubled ? asked.Value : doubled;
        return pause > LongestPause ? LongestPause : pause;
    }

    /// <summary>Whether there may be more to send now.</summary>
    private async Task<bool> SendSome(CancellationToken ct)
    {
        var due = await table.ListDue(isMail, clock.GetUtcNow(), ListedATime, ct);
        foreach (var message in due)
        {
            var now = clock.GetUtcNow();
            if (await table.Claim(message, now, now + courier.Patience, ct) && !await Send(message, ct))
            {
                return false;
            }
        }

        return due.Count == ListedATime;
    }

    /// <summary>False when nobody is there to take more.</summary>
    private async Task<bool> Send(DueMessage message, CancellationToken ct)
    {
        var handed = table.Read(message) is { } content
            ? await courier.Hand(message, content, ct)
            : new Handed(HandedResult.Refused, "The keys that encrypted the message are gone.");
        var now = clock.GetUtcNow();
        var isGivenUp = handed.Result is HandedResult.Later or HandedResult.Closed && now - message.CreatedAt > LongestTime;
        var (state, dueAt) = handed.Result switch
        {
            HandedResult.Done => (MessageState.Sent, now),
            HandedResult.Later or HandedResult.Closed when !isGivenUp => (MessageState.Queued, now + PauseAfter(message.Attempts + 1, handed.Wait)),
            _ => (MessageState.Failed, now),
        };
        await table.Settle(message, state, handed.Answer, dueAt, state == MessageState.Sent ? now : null);
        if (state != MessageState.Sent)
        {
            log.LogWarning("Message {Message} was not taken and is {State}: {Answer}", message.Id, state, handed.Answer);
        }

        return handed.Result != HandedResult.Closed;
    }
}
