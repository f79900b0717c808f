using Broadcast.Hosting;
using MimeKit;

namespace Broadcast.Outbox;

/// <summary>Carries mail: makes the message anew each time, the same as before, and leaves it to the heir where it goes.</summary>
internal abstract class MailCourier(Settings settings) : ICourier
{
    public abstract TimeSpan Patience { get; }

    protected MailSettings Mail => settings.Mail;

    public async Task<Handed> Hand(DueMessage message, MessageContent content, CancellationToken ct)
    {
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
            return await Hand(message.Id, mail, ct);
        }
    }

    public abstract Task Rest();

    protected abstract Task<Handed> Hand(Guid id, MimeMessage mail, CancellationToken ct);
}
