using System.Net.Mail;
using Broadcast.Outbox;
using Broadcast.Scheduling;
using Broadcast.Times;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;

namespace Broadcast.Confirmation;

/// <summary>An invitation as calendar programs read it (RFC 5545, RFC 5546): one event for an interview, whoever is asked and however often it is moved.</summary>
internal static class InvitationCalendar
{
    private const string ProductId = "-//Broadcast//Invitations//EN";
    private const int IdLength = 36;

    /// <summary>How long before the interview a calendar program rings.</summary>
    private static readonly Duration Ring = Duration.FromHours(-1);

    private static readonly int IdStart = FeedEvent.UidOf(Guid.Empty).IndexOf(Guid.Empty.ToString(), StringComparison.Ordinal);

    /// <summary>The interview that a UID is about; null when it is none of ours.</summary>
    public static Guid? InterviewOf(string? uid) =>
        uid?.Length >= IdStart + IdLength && Guid.TryParse(uid.AsSpan(IdStart, IdLength), out var id) && FeedEvent.UidOf(id).Equals(uid, StringComparison.OrdinalIgnoreCase) ? id : null;

    public static CalendarAttachment Request(InvitationFacts facts, string to, int sequence, MailAddress from, string? link, DateTimeOffset now)
    {
        var entry = Event(facts, to, sequence, from, now);
        entry.Status = EventStatus.Confirmed;
        Describe(entry, facts, link);
        return Write("REQUEST", entry, facts);
    }

    public static CalendarAttachment Cancel(InvitationFacts facts, string to, int sequence, MailAddress from, DateTimeOffset now)
    {
        var entry = Event(facts, to, sequence, from, now);
        entry.Status = EventStatus.Cancelled;
        return Write("CANCEL", entry, facts);
    }

    /// <summary>For a guest who adds the entry by hand: nobody asks, nobody answers.</summary>
    public static CalendarAttachment Publish(InvitationFacts facts, string? link, DateTimeOffset now)
    {
        var entry = Event(facts, now, facts.ToldState is null ? facts.Sequence : facts.CalendarSequence);
        entry.Status = facts.State == InterviewState.Cancelled ? EventStatus.Cancelled : EventStatus.Confirmed;
        Describe(entry, facts, link);
        return Write("PUBLISH", entry, facts);
    }

    private static void Describe(CalendarEvent entry, InvitationFacts facts, string? link)
    {
        entry.Description = link is null ? facts.SeriesTitle : $"{facts.SeriesTitle}\n{link}";
        if (link is not null)
        {
            entry.Url = new Uri(link);
        }

        entry.Alarms.Add(new Alarm { Action = AlarmAction.Display, Description = facts.Topic, Trigger = new Trigger(Ring) });
    }

    private static CalendarEvent Event(InvitationFacts facts, string to, int sequence, MailAddress from, DateTimeOffset now)
    {
        var entry = Event(facts, now, sequence);
        entry.Organizer = new Organizer($"mailto:{from.Address}") { CommonName = from.DisplayName.Length > 0 ? from.DisplayName : facts.SeriesTitle };
        entry.Attendees = [new Attendee($"mailto:{to}") { CommonName = facts.Name, Rsvp = true, Role = ParticipationRole.RequiredParticipant, ParticipationStatus = EventParticipationStatus.NeedsAction }];
        return entry;
    }

    private static CalendarEvent Event(InvitationFacts facts, DateTimeOffset now, int sequence) => new()
    {
        Uid = FeedEvent.UidOf(facts.InterviewId),
        Sequence = sequence,
        DtStamp = new CalDateTime(now.UtcDateTime, "UTC"),
        Start = Local(facts.StartsAt, facts),
        End = Local(facts.EndsAt, facts),
        Summary = facts.Topic,
        Location = facts.Place,
    };

    private static CalDateTime Local(DateTimeOffset at, InvitationFacts facts) => new(at.In(facts.Zone).DateTime, facts.TimeZone);

    private static CalendarAttachment Write(string method, CalendarEvent entry, InvitationFacts facts)
    {
        var calendar = new Calendar { Method = method, ProductId = ProductId };
        calendar.AddTimeZone(VTimeZone.FromDateTimeZone(facts.TimeZone, facts.StartsAt.UtcDateTime.AddYears(-1), includeHistoricalData: false));
        calendar.Events.Add(entry);
        return new CalendarAttachment(method, new CalendarSerializer().SerializeToString(calendar)!);
    }
}
