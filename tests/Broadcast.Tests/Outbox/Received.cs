using Ical.Net.CalendarComponents;
using MimeKit;

namespace Broadcast.Tests.Outbox;

/// <summary>A mail as its recipient has it, its parts read by a mail parser and a calendar parser.</summary>
public sealed record Received(MimeMessage Message)
{
    public string Subject => Message.Subject ?? "";

    public string Text => Message.TextBody ?? "";

    public string Html => Message.HtmlBody ?? "";

    public string Id => Message.MessageId ?? "";

    /// <summary>The part a mail program asks with.</summary>
    public TextPart CalendarPart => Message.BodyParts.OfType<TextPart>().Single(part => part.ContentType.IsMimeType("text", "calendar"));

    public Ical.Net.Calendar Calendar => Ical.Net.Calendar.Load(CalendarPart.Text)!;

    public CalendarEvent Event => Calendar.Events.Single();
}
