using System.Net.Sockets;
using Broadcast.Hosting;
using Broadcast.Work;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MailKit.Security;
using Polly.Timeout;

namespace Broadcast.Confirmation;

/// <summary>
/// The Hangfire job that reads the mailbox for answers, in one process at a time. It goes on where it stopped; should the server number its mails anew, all are looked at again,
/// and those that were taken are known by what names them.
/// </summary>
internal sealed class MailboxJob(ReplyIntake intake, MailboxPlaces places, Leases leases, Settings settings, TimeProvider clock, ILogger<MailboxJob> log) : INudged
{
    public const string Name = "mailbox";
    public const string Schedule = "*/10 * * * * *";

    private const int MostBytes = 2 * 1024 * 1024;
    private const int MostATime = 200;
    private const int MillisecondsAStep = 15_000;
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(2);

    public async Task Run(CancellationToken ct)
    {
        if (settings.Mail.Imap is not { } imap || await leases.TryTake(Name, Length, ct) is not { } lease)
        {
            return;
        }

        try
        {
            await Read(imap, ct);
        }
        finally
        {
            await leases.Return(lease);
        }
    }

    private async Task Read(ImapSettings imap, CancellationToken ct)
    {
        var name = imap.Name;
        var place = await places.Find(name, ct) ?? new MailboxPlace();
        try
        {
            using var client = new ImapClient { Timeout = MillisecondsAStep };
            await client.ConnectAsync(imap.Host, imap.Port, MailSettings.Security(imap.Tls), ct);
            await client.AuthenticateAsync(imap.User, imap.Password, ct);
            var folder = await client.GetFolderAsync(imap.Folder, ct);
            await folder.OpenAsync(FolderAccess.ReadWrite, ct);
            await Take(folder, name, place, ct);
            await client.DisconnectAsync(quit: true, ct);
        }
        catch (Exception e) when (IsTrouble(e) && !ct.IsCancellationRequested)
        {
            log.LogWarning("The mailbox {Mailbox} cannot be read: {Problem}", name, e.Message);
            await places.Keep(name, (await places.Find(name, ct) ?? place) with { Problem = e.Message.ReplaceLineEndings(" ") }, clock.GetUtcNow(), ct);
        }
    }

    private async Task Take(IMailFolder folder, string name, MailboxPlace place, CancellationToken ct)
    {
        var last = place.UidValidity == folder.UidValidity ? (uint)place.LastUid : 0;
        var uids = await folder.SearchAsync(SearchQuery.Uids(new UniqueIdRange(new UniqueId(last + 1), UniqueId.MaxValue)), ct);

        // "n:*" also matches the newest mail when there is none from n on.
        var fresh = uids.Where(uid => uid.Id > last).OrderBy(uid => uid.Id).Take(MostATime).ToList();
        var sizes = fresh.Count == 0 ? [] : (await folder.FetchAsync(fresh, MessageSummaryItems.UniqueId | MessageSummaryItems.Size, ct)).ToDictionary(mail => mail.UniqueId, mail => mail.Size ?? 0);
        foreach (var uid in fresh)
        {
            if (sizes.GetValueOrDefault(uid) <= MostBytes)
            {
                using var message = await folder.GetMessageAsync(uid, ct);
                var mail = ReplyMail.Of(message);
                await intake.Take(mail, clock.GetUtcNow(), ct);
                if (mail.Calendars.Count > 0)
                {
                    await folder.AddFlagsAsync(uid, MessageFlags.Seen, silent: true, ct);
                }
            }

            last = uid.Id;
            await Keep();
        }

        if (fresh.Count == 0)
        {
            await Keep();
        }

        Task Keep() => places.Keep(name, new MailboxPlace { UidValidity = folder.UidValidity, LastUid = last }, clock.GetUtcNow(), ct);
    }

    private static bool IsTrouble(Exception e) =>
        e is ImapProtocolException or ImapCommandException or FolderNotFoundException or ServiceNotConnectedException or ServiceNotAuthenticatedException or AuthenticationException
            or SslHandshakeException or IOException or SocketException or TimeoutException or TimeoutRejectedException or OperationCanceledException or NotSupportedException;
}
