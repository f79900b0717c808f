using System.Globalization;
using System.Text;
using MimeKit;
using MimeKit.Text;

namespace Broadcast.Outbox;

/// <summary>A message as mail programs read it. Made anew it comes out the same: date, Message-ID and boundaries are those of the message.</summary>
internal static class Mime
{
    /// <summary>Text, HTML and, where there is one, the calendar object: once as an alternative, for programs that ask right in the mail, and once as a file for the others.</summary>
    /// <exception cref="FormatException">No mail can be addressed like this.</exception>
    public static MimeMessage Write(Guid id, DateTimeOffset createdAt, System.Net.Mail.MailAddress from, MessageContent content)
    {
        var message = new MimeMessage { MessageId = $"{id:N}@{Domain(from)}", Date = createdAt, Subject = content.Subject };
        message.From.Add(new MailboxAddress(from.DisplayName, from.Address));
        message.To.Add(new MailboxAddress(content.Name, MailboxAddress.Parse(content.To).Address));
        message.Headers.Add("Auto-Submitted", "auto-generated");
        var body = new MultipartAlternative { Boundary = Boundary(id, 1) };
        body.Add(new TextPart(TextFormat.Plain) { Text = content.Text });
        body.Add(new TextPart(TextFormat.Html) { Text = content.Html });
        if (content.Calendar is not { } calendar)
        {
            message.Body = body;
            return message;
        }

        body.Add(CalendarPart(calendar));
        message.Body = new Multipart("mixed") { Boundary = Boundary(id, 2) };
        ((Multipart)message.Body).Add(body);
        ((Multipart)message.Body).Add(CalendarFile(calendar));
        return message;
    }

    private static TextPart CalendarPart(CalendarAttachment calendar)
    {
        var part = new TextPart("calendar") { Text = calendar.Text };
        part.ContentType.Parameters.Add("method", calendar.Method);
        part.ContentTransferEncoding = ContentEncoding.Base64;
        return part;
    }

    private static MimePart CalendarFile(CalendarAttachment calendar) => new("application", "ics")
    {
        ContentDisposition = new ContentDisposition(ContentDisposition.Attachment),
        FileName = "invite.ics",
        ContentTransferEncoding = ContentEncoding.Base64,
        Content = new MimeContent(new MemoryStream(Encoding.UTF8.GetBytes(calendar.Text))),
    };

    private static string Domain(System.Net.Mail.MailAddress from) => from.Host.All(char.IsAscii) ? from.Host : new IdnMapping().GetAscii(from.Host);

    private static string Boundary(Guid id, int part) => string.Create(CultureInfo.InvariantCulture, $"=-{part}-{id:N}");
}
