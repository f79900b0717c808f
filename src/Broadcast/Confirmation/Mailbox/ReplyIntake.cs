using Broadcast.Data;
using Broadcast.Outcomes;

namespace Broadcast.Confirmation;

/// <summary>Takes answers that came by mail. Each mail is taken once: its key stands in the row that the answer writes, in one transaction with it.</summary>
internal sealed class ReplyIntake(Invitations invitations, GuestReplies replies)
{
    /// <summary>The number of answers that were applied.</summary>
    public async Task<int> Take(ReplyMail mail, DateTimeOffset now, CancellationToken ct)
    {
        if (mail.Calendars.Count == 0 || await replies.Knows(mail.Key, ct))
        {
            return 0;
        }

        // A mail is one answer; a second object in it would be another part's copy.
        var read = CalendarReply.Read(mail.Calendars[0]);
        if (read.IsRefused)
        {
            await Keep(mail, null, read.Refusal, ReplyState.Unknown, now, ct);
            return 0;
        }

        var reply = read.Value;
        if (!await invitations.MaySpeak(reply.InterviewId, reply.Attendee, mail.From, ct))
        {
            await Keep(mail, reply, Refusal.State("The mail came from another address than that of the guest."), ReplyState.Refused, now, ct);
            return 0;
        }

        var outcome = await invitations.Respond(reply, new ReplyOrigin(ReplyVia.Mail, mail.From) { MessageKey = mail.Key }, now, ct);
        if (outcome.IsRefused && outcome.Refusal.Slug == Slugs.NotFound)
        {
            await Keep(mail, reply, outcome.Refusal, ReplyState.Unknown, now, ct);
        }

        return outcome.IsRefused ? 0 : 1;
    }

    private Task Keep(ReplyMail mail, CalendarReply? reply, Refusal why, ReplyState state, DateTimeOffset now, CancellationToken ct) => replies.Keep(
        new GuestReply
        {
            Id = Ids.New(now),
            InterviewId = reply?.InterviewId,
            Via = ReplyVia.Mail,
            ByName = mail.From,
            Answer = reply is null ? "" : Words.Of(reply.Answer),
            Reason = reply?.Comment,
            Sequence = reply?.Sequence,
            State = state,
            Note = why.Detail,
            ReceivedAt = now,
        },
        mail.Key,
        ct);
}
