using System.Net.Sockets;
using Broadcast.Hosting;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Broadcast.Outbox;

/// <summary>
/// Hands messages to a mail server, over one connection for as many as there are. A short trouble is tried again at once; a longer one is the outbox's affair, which keeps the time of the next try.
/// Once the text of a message is on its way and the line breaks, nobody can know whether it was taken: then it is left to the later try, under the same <c>Message-ID</c>.
/// </summary>
internal sealed class SmtpCourier(Settings settings) : MailCourier(settings), IDisposable
{
    private const int MillisecondsAStep = 15_000;

    private static readonly ResiliencePipeline Tries = new ResiliencePipelineBuilder()
        .AddTimeout(TimeSpan.FromSeconds(60))
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(300),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = new PredicateBuilder().Handle<Exception>(e => IsPassing(e) && e is not (MailInDoubtException or AuthenticationException)),
        })
        .Build();

    private readonly string _host = settings.Mail.Host ?? throw new InvalidOperationException("There is no mail server to hand anything to.");
    private SmtpClient? _client;

    public override TimeSpan Patience => TimeSpan.FromSeconds(90);

    protected override async Task<Handed> Hand(Guid id, MimeMessage mail, CancellationToken ct)
    {
        try
        {
            var answer = await Tries.ExecuteAsync(async token => await Send(mail, token), ct);
            return new Handed(HandedResult.Done, answer);
        }
        catch (SmtpCommandException e)
        {
            return new Handed((int)e.StatusCode >= 500 ? HandedResult.Refused : HandedResult.Later, $"{(int)e.StatusCode} {e.Message}".ReplaceLineEndings(" "));
        }
        catch (Exception e) when (IsPassing(e) && !ct.IsCancellationRequested)
        {
            return new Handed(e is MailInDoubtException ? HandedResult.Later : HandedResult.Closed, Root(e).Message.ReplaceLineEndings(" "));
        }
        catch (Exception e) when (e is ParseException or FormatException or ArgumentException or NotSupportedException)
        {
            return new Handed(HandedResult.Refused, e.Message.ReplaceLineEndings(" "));
        }
    }

    public override async Task Rest()
    {
        if (_client is { IsConnected: true } client)
        {
            await HangUp(client);
        }

        Dispose();
    }

    public void Dispose()
    {
        _client?.Dispose();
        _client = null;
    }

    private async Task<string> Send(MimeMessage message, CancellationToken ct)
    {
        var client = await Connect(ct);
        var transfer = new Transfer();
        try
        {
            return await client.SendAsync(message, ct, transfer);
        }
        catch (SmtpCommandException)
        {
            throw;
        }
        catch (Exception e) when (IsPassing(e))
        {
            Dispose();
            throw transfer.HasBegun ? new MailInDoubtException(e) : e;
        }
    }

    private async Task<SmtpClient> Connect(CancellationToken ct)
    {
        if (_client is { IsConnected: true } open)
        {
            return open;
        }

        Dispose();
        var client = _client = new SmtpClient { Timeout = MillisecondsAStep };
        try
        {
            await client.ConnectAsync(_host, Mail.Port, MailSettings.Security(Mail.Tls), ct);
            if (Mail.User is not null)
            {
                await client.AuthenticateAsync(Mail.User, Mail.Password, ct);
            }

            return client;
        }
        catch (Exception e) when (e is SmtpCommandException or NotSupportedException)
        {
            // The server takes nobody just now (421, 454), or not as the settings want it: that says nothing about this message.
            Dispose();
            throw new ServiceNotConnectedException(e is SmtpCommandException said ? $"{(int)said.StatusCode} {said.Message}" : e.Message, e);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private static async Task HangUp(SmtpClient client)
    {
        try
        {
            await client.DisconnectAsync(quit: true, CancellationToken.None);
        }
        catch (Exception e) when (IsPassing(e))
        {
            // What was to be sent is sent.
        }
    }

    /// <summary>What may be otherwise the next time: the server, the line, or a password that somebody sets right.</summary>
    private static bool IsPassing(Exception e) =>
        e is SmtpCommandException { StatusCode: < (SmtpStatusCode)500 }
            or MailInDoubtException or SmtpProtocolException or ServiceNotConnectedException or ServiceNotAuthenticatedException or AuthenticationException
            or SslHandshakeException or IOException or SocketException or TimeoutException or TimeoutRejectedException or OperationCanceledException;

    private static Exception Root(Exception e) => e is MailInDoubtException or SslHandshakeException or ServiceNotConnectedException ? e : e.InnerException ?? e;

    /// <summary>Whether any of the text went out.</summary>
    private sealed class Transfer : ITransferProgress
    {
        public bool HasBegun { get; private set; }

        public void Report(long bytesTransferred, long totalSize) => HasBegun = true;

        public void Report(long bytesTransferred) => HasBegun = true;
    }

    private sealed class MailInDoubtException(Exception inner)
        : Exception($"The line broke after the text was sent; whether it was taken, nobody can know: {inner.Message}", inner);
}
