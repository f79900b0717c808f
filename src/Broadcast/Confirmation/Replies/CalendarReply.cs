using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Scheduling;
using Ical.Net;
using Ical.Net.CalendarComponents;

namespace Broadcast.Confirmation;

/// <summary>An answer as a calendar program sends it (iTIP, <c>METHOD:REPLY</c>).</summary>
/// <param name="InterviewId">The interview that its UID names.</param>
/// <param name="Attendee">The mail address of who answers.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Sequence">The SEQUENCE of what is answered.</param>
/// <param name="Comment">What was said with it.</param>
internal sealed record CalendarReply(Guid InterviewId, string Attendee, GuestAnswer Answer, int Sequence, string? Comment)
{
    private const int LongestComment = 1000;

    public static Outcome<CalendarReply> Read(string text)
    {
        var fields = new Fields();
        var calendar = Load(text);
        var entry = calendar?.Events.FirstOrDefault();
        if (calendar is null || entry is null || !"REPLY".Equals(calendar.Method, StringComparison.OrdinalIgnoreCase))
        {
            return Refusal.Field("body", "An iCalendar object with METHOD:REPLY and one VEVENT.");
        }

        var attendee = entry.Attendees.Count == 1 ? entry.Attendees[0] : null;
        var address = attendee?.Value is { Scheme: "mailto" } uri ? Uri.UnescapeDataString(uri.GetComponents(UriComponents.UserInfo | UriComponents.Host, UriFormat.UriEscaped)) : null;
        if (address is null)
        {
            fields.Wrong("attendee", "Exactly one ATTENDEE, with a mailto address.");
        }

        var answer = Answered(attendee?.ParticipationStatus);
        if (answer is null)
        {
            fields.Wrong("partstat", "ACCEPTED, TENTATIVE or DECLINED.");
        }

        var comment = fields.OptionalText("comment", entry.Comments?.FirstOrDefault() is { Length: > LongestComment } more ? more[..LongestComment] : entry.Comments?.FirstOrDefault(), LongestComment);
        if (fields.Refusal is { } refusal)
        {
            return refusal;
        }

        return InvitationCalendar.InterviewOf(entry.Uid) is { } id ? new CalendarReply(id, address!, answer!.Value, entry.Sequence, comment) : Refusal.NotFound("invitation");
    }

    private static Calendar? Load(string text)
    {
        try
        {
            return Calendar.Load(text);
        }
        catch (Exception)
        {
            // The parser has many ways to give up on text that is no calendar, and any text may be sent.
            return null;
        }
    }

    private static GuestAnswer? Answered(string? status) => status?.ToUpperInvariant() switch
    {
        "ACCEPTED" => GuestAnswer.Accept,
        "TENTATIVE" => GuestAnswer.Tentative,
        "DECLINED" => GuestAnswer.Decline,
        _ => null,
    };
}
