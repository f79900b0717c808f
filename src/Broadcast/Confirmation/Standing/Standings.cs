using Broadcast.Access;
using Broadcast.Data;
using Broadcast.Outbox;
using Broadcast.Scheduling;

namespace Broadcast.Confirmation;

/// <summary>Puts together what stands in several tables about the guests of interviews; writes nothing.</summary>
internal sealed class Standings(Db db, Interviews interviews, OutboxTable outbox, GuestReplies replies)
{
    private const int MostMessages = 1000;

    private static readonly Sql OfSeries = $"SELECT {InvitationFacts.Columns} WHERE i.SeriesId = @seriesId ORDER BY v.Id";

    private static readonly Sql OfInterview = $"SELECT {InvitationFacts.Columns} WHERE v.InterviewId = @interviewId ORDER BY v.Id";

    /// <summary>The interviews of a series that are still to come or under way, by planned start; a liaison gets its own unit's.</summary>
    public async Task<IReadOnlyList<InterviewAnswers>> OfSeriesFor(
        Guid seriesId, Caller by, (DateTimeOffset At, Guid Id) after, int take, DateTimeOffset now, CancellationToken ct)
    {
        var all = await interviews.List(new InterviewQuery(SeriesId: seriesId), by, after, take, ct);
        var facts = (await db.Query<InvitationFacts>(OfSeries, new { seriesId }, ct)).ToLookup(one => one.InterviewId);
        var sent = by.Role >= Role.Producer ? (await outbox.ListOfSeries(seriesId, ct)).ToLookup(message => message.InvitationId) : NoMessages;
        var came = (await replies.ListOfSeries(seriesId, ct)).ToLookup(reply => reply.InvitationId);
        return [.. all.Select(interview => Of(interview, [.. facts[interview.Id]], sent, came, now))];
    }

    /// <summary>One interview that this caller was shown.</summary>
    public async Task<InterviewAnswers> OfOne(Interview interview, Caller by, DateTimeOffset now, CancellationToken ct)
    {
        var facts = await db.Query<InvitationFacts>(OfInterview, new { interviewId = interview.Id }, ct);
        var sent = by.Role >= Role.Producer ? (await outbox.List(interview.Id, Guid.Empty, MostMessages, ct)).ToLookup(message => message.InvitationId) : NoMessages;
        var came = (await replies.List(interview.Id, null, Guid.Empty, MostMessages, ct)).ToLookup(reply => reply.InvitationId);
        return Of(interview, facts, sent, came, now);
    }

    private static ILookup<Guid?, Message> NoMessages { get; } = Array.Empty<Message>().ToLookup(message => message.InvitationId);

    private static InterviewAnswers Of(
        Interview interview, IReadOnlyList<InvitationFacts> facts, ILookup<Guid?, Message> sent, ILookup<Guid?, GuestReply> came, DateTimeOffset now)
    {
        var offset = interview.StartsAt.Offset;
        var guests = interview.Guests.Select(guest => Of(interview, guest, facts.FirstOrDefault(one => one.GuestId == guest.OfficialId), sent, came, now, offset)).ToList();
        return new InterviewAnswers
        {
            InterviewId = interview.Id,
            UnitName = interview.UnitName,
            Topic = interview.Topic,
            StartsAt = interview.StartsAt,
            EndsAt = interview.EndsAt,
            State = interview.State,
            Guests = guests,
            NeedsAttention = interview.State == InterviewState.Booked && guests.Exists(guest => guest.Trouble is not null && guest.Guest.Role == GuestRole.Principal),
        };
    }

    private static GuestStanding Of(
        Interview interview, InterviewGuest guest, InvitationFacts? facts, ILookup<Guid?, Message> sent, ILookup<Guid?, GuestReply> came, DateTimeOffset now, TimeSpan offset)
    {
        if (facts is null)
        {
            return new GuestStanding { Guest = guest, Trouble = IsAhead(interview) ? GuestTrouble.NotAsked : null };
        }

        var messages = sent[facts.Id].Select(message => message.In(offset)).ToList();
        var isAsked = facts is { ToldState: ToldState.Asked, IsAhead: true } && facts.ToldSequence == facts.Sequence;
        var next = isAsked ? Ladder.Next(facts.ToLadder(), now) : null;
        next = next is { Kind: LadderKind.AnswerReminder or LadderKind.InterviewReminder or LadderKind.RunSheetToGuest } && facts is { Email: null, Phone: null } ? null : next;
        return new GuestStanding
        {
            Guest = guest,
            InvitationId = facts.Id,
            AskedAt = isAsked ? facts.ToldAt?.ToOffset(offset) : null,
            AnswerBy = isAsked ? Ladder.Deadline(facts.ToLadder()).ToOffset(offset) : null,
            Messages = messages,
            Replies = [.. came[facts.Id].Select(reply => reply with { ReceivedAt = reply.ReceivedAt.ToOffset(offset) })],
            Next = next is null ? null : new NextStep(Words.Of(next.Kind), next.At.ToOffset(offset)),
            Trouble = IsAhead(interview) ? TroubleOf(guest, facts, messages, isAsked, now) : null,
        };
    }

    private static bool IsAhead(Interview interview) => interview.State is InterviewState.Booked or InterviewState.Confirmed;

    private static GuestTrouble? TroubleOf(InterviewGuest guest, InvitationFacts facts, IReadOnlyList<Message> messages, bool isAsked, DateTimeOffset now) => guest.Answer switch
    {
        GuestAnswer.Accept => null,
        GuestAnswer.Decline => GuestTrouble.Declined,
        GuestAnswer.Tentative => GuestTrouble.Unsure,
        _ when messages.LastOrDefault(message => message is { Kind: MessageKinds.Invitation, Way: null }) is { State: MessageState.Failed } => GuestTrouble.NotDelivered,
        _ when isAsked && now >= Ladder.Deadline(facts.ToLadder()) => GuestTrouble.Overdue,
        _ when facts.Email is null => GuestTrouble.NoAddress,
        _ => null,
    };
}
