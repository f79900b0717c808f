using System.Security.Cryptography;
using System.Text;
using MimeKit;

namespace Broadcast.Confirmation;

/// <summary>A mail that may hold answers of calendar programs.</summary>
/// <param name="Key">What names it, hashed: its Message-ID, or where it has none its whole text.</param>
/// <param name="From">Who says to have sent it.</param>
/// <param name="Calendars">Its parts with METHOD:REPLY, as text.</param>
internal sealed record ReplyMail(byte[] Key, string From, IReadOnlyList<string> Calendars)
{
    private const int Longest = 256 * 1024;

    public static ReplyMail Of(MimeMessage message)
    {
        var from = message.From.Mailboxes.FirstOrDefault()?.Address ?? message.Sender?.Address ?? "";
        return new ReplyMail(KeyOf(message), from, [.. message.BodyParts.OfType<MimePart>().Select(TextOf).OfType<string>().Where(IsReply).Distinct(StringComparer.Ordinal)]);
    }

    private static byte[] KeyOf(MimeMessage message)
    {
        if (message.MessageId is { Length: > 0 } id)
        {
            return SHA256.HashData(Encoding.UTF8.GetBytes(id));
        }

        using var text = new MemoryStream();
        message.WriteTo(text);
        return SHA256.HashData(text.ToArray());
    }

    /// <summary>Programs send the same object as a part and as a file, sometimes only as one of them.</summary>
    private static string? TextOf(MimePart part)
    {
        var isCalendar = part.ContentType.IsMimeType("text", "calendar") || part.ContentType.IsMimeType("application", "ics")
            || part.FileName?.EndsWith(".ics", StringComparison.OrdinalIgnoreCase) == true;
        if (!isCalendar || part.Content is null)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        part.Content.DecodeTo(bytes);
        return bytes.Length > Longest ? null : Encoding.UTF8.GetString(bytes.ToArray()).ReplaceLineEndings("\r\n").Trim();
    }

    private static bool IsReply(string text) => text.Contains("METHOD:REPLY", StringComparison.OrdinalIgnoreCase);
}
