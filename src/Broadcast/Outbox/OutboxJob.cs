using Broadcast.Hosting;
using Broadcast.Work;
using MimeKit;

namespace Broadcast.Outbox;

/// <summary>
/// The Hangfire job that sends what is due. Each message goes to one process; a claim that a kill cuts off runs out by itself, and the message is sent again as the same one.
/// What the server does not take now is tried again, ever more seldom; what it refuses is failed, with its answer for the producer to see.
/// </summary>
internal sealed class OutboxJob(OutboxTable table, ICourier courier, Nudge<OutboxJob> nudge, Settings settings, TimeProvider clock, ILogger<OutboxJob> log) : INudged, IDisposable
{
    public const string Name = "outbox";
    public const string Schedule = "*/2 * * * * *";

    private const int ListedATime = 50;
    private static readonly TimeSpan ToServer = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan ToFile = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(3);

    // One at a time in a process: a server that lets everybody wait must not take all the workers.
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

    /// <summary>How long until the next try: it doubles, up to an hour.</summary>
    public static TimeSpan PauseAfter(int attempts)
    {
        var doubled = FirstPause * Math.Pow(2, Math.Min(attempts - 1, 20));
        return doubled > LongestPause ? LongestPause : doubled;
    }

    /// <summary>Whether there may be more to send now.</summary>
    private async Task<bool> SendSome(CancellationToken ct)
    {
        var due = await table.ListDue(clock.GetUtcNow(), ListedATime, ct);
        foreach (var message in due)
        {
            var until = clock.GetUtcNow() + (settings.Mail.Host is null ? ToFile : ToServer);
            if (await table.Claim(message, until, ct) && !await Send(message, ct))
            {
                return false;
            }
        }

        return due.Count == ListedATime;
    }

    /// <summary>False when nobody is there to take more.</summary>
    private async Task<bool> Send(DueMessage message, CancellationToken ct)
    {
        var handed = await Hand(message, ct);
        var now = clock.GetUtcNow();
        var isGivenUp = handed.Result is HandedResult.Later or HandedResult.Closed && now - message.CreatedAt > LongestTime;
        var (state, dueAt) = handed.Result switch
        {
            HandedResult.Done => (MessageState.Sent, now),
            HandedResult.Later or HandedResult.Closed when !isGivenUp => (MessageState.Queued, now + PauseAfter(message.Attempts + 1)),
            _ => (MessageState.Failed, now),
        };
        await table.Settle(message, state, handed.Answer, dueAt, state == MessageState.Sent ? now : null);
        if (state != MessageState.Sent)
        {
            log.LogWarning("Message {Message} was not taken and is {State}: {Answer}", message.Id, state, handed.Answer);
        }

        return handed.Result != HandedResult.Closed;
    }

    private async Task<Handed> Hand(DueMessage message, CancellationToken ct)
    {
        if (table.Read(message) is not { } content)
        {
            return new Handed(HandedResult.Refused, "The keys that encrypted the message are gone.");
        }

        MimeMessage mail;
        try
        {
            mail = Mime.Write(message.Id, message.CreatedAt, settings.Mail.From, content);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return new Handed(HandedResult.Refused, e.Message);
        }

        using (mail)
        {
            return await courier.Hand(message.Id, mail, ct);
        }
    }
}
