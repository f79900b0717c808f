using Broadcast.Access;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outbox;
using Broadcast.Outcomes;
using Broadcast.Registers;
using Broadcast.Scheduling;
using Broadcast.Times;

namespace Broadcast.Confirmation;

/// <summary>What comes back: by the link, from a calendar program, or through somebody who answers for the guest.</summary>
internal sealed partial class Invitations
{
    private const int MostSubstitutes = 3;
    private const int LongestActor = 190;

    private static readonly Sql ById = $"SELECT {Columns} WHERE v.Id = @id";

    private static readonly Sql Addresses =
        """
        SELECT v.Id, v.OfficialId, o.Email, d.Recipient FROM Invitation v JOIN Official o ON o.Id = v.OfficialId LEFT JOIN InvitationTold d ON d.InvitationId = v.Id
        WHERE v.InterviewId = @interviewId ORDER BY v.Id
        """;

    private static readonly Sql Keep =
        """
        UPDATE Invitation SET Answer = @answer, Reason = @reason, ProposedSlotIds = @proposedSlotIds, AnsweredAt = @now, Sequence = @sequence WHERE Id = @id
        """;

    private static readonly Sql PersonById = "SELECT Id AS OfficialId, Name, Title FROM Official WHERE Id = @id";

    private static readonly Sql SlotOfSeries =
        "SELECT s.Id, s.StartsAt, s.EndsAt, t.Name AS StudioName FROM Slot s JOIN Studio t ON t.Id = s.StudioId WHERE s.Id = @id AND s.SeriesId = @seriesId AND s.State <> 'removed'";

    /// <summary>The guest answers, or answers anew: the interview is confirmed when every principal guest has accepted, and no longer when one withdraws.</summary>
    public async Task<Outcome<InvitationView>> Respond(string token, ResponseBody body, ReplyVia via, DateTimeOffset now, CancellationToken ct)
    {
        // Looked for without a transaction that writes: a wrong link must not make anybody wait.
        if (await db.Find<InvitationRow>(ByHash, new { hash = SecretText.Hash(token) }, ct) is not { } found)
        {
            return Refusal.NotFound("invitation");
        }

        return Settled(found.InterviewId, await db.Write<Outcome<InvitationView>>(
            async tx =>
            {
                if (await FindAlive(tx, token) is not var (row, _))
                {
                    return Refusal.NotFound("invitation");
                }

                var open = await interviews.ForAnswering(tx, row.InterviewId, row.OfficialId);
                return open.IsRefused ? open.Refusal : await Respond(tx, row, open.Value, body, new ReplyOrigin(via), null, now);
            },
            ct));
    }

    /// <summary>Somebody answers for a guest, and is recorded as having done so.</summary>
    public async Task<Outcome<InvitationView>> Respond(Guid interviewId, Guid id, ResponseBody body, Caller by, DateTimeOffset now, CancellationToken ct) => Settled(
        interviewId,
        await db.Write<Outcome<InvitationView>>(
            async tx =>
            {
                if (await tx.Find<InvitationRow>(ById, new { id }) is not { } row || row.InterviewId != interviewId
                    || await interviews.Read(tx, interviewId) is not { } interview || !by.MayTouchUnit(interview.UnitId))
                {
                    return Refusal.NotFound("invitation");
                }

                var open = await interviews.ForAnswering(tx, row.InterviewId, row.OfficialId);
                return open.IsRefused ? open.Refusal : await Respond(tx, row, open.Value, body, new ReplyOrigin(ReplyVia.Behalf, by.Name), by, now);
            },
            ct));

    /// <summary>The guest answers in a calendar program; an answer to a time that does not hold any more is refused, and kept to be seen.</summary>
    public async Task<Outcome<InvitationView>> Respond(CalendarReply reply, ReplyOrigin origin, DateTimeOffset now, CancellationToken ct)
    {
        var addresses = await db.Query<AddressRow>(Addresses, new { interviewId = reply.InterviewId }, ct);
        if (addresses.FirstOrDefault(one => one.Is(reply.Attendee)) is not { } address)
        {
            return Refusal.NotFound("invitation");
        }

        var isOutdated = false;
        var outcome = await db.Write<Outcome<InvitationView>>(
            async tx =>
            {
                isOutdated = false;
                var open = await interviews.ForAnswering(tx, reply.InterviewId, address.OfficialId);
                if (open.IsRefused)
                {
                    return open.Refusal;
                }

                var row = (await tx.Find<InvitationRow>(ById, new { id = address.Id }))!;
                if (await correspondence.IsCurrent(tx, row.Id, reply.Sequence))
                {
                    var body = new ResponseBody { Answer = Words.Of(reply.Answer), Reason = reply.Comment };
                    return await Respond(tx, row, open.Value, body, origin with { Sequence = reply.Sequence }, null, now);
                }

                isOutdated = true;
                return Refusal.State("The answer is to an earlier time: the interview was moved since.");
            },
            ct);
        if (outcome.IsRefused)
        {
            var kept = NewReply(address.Id, reply.InterviewId, origin, Words.Of(reply.Answer), now) with
            {
                Reason = reply.Comment, Sequence = reply.Sequence, State = isOutdated ? ReplyState.Outdated : ReplyState.Refused, Note = outcome.Refusal.Detail,
            };
            await replies.Keep(kept, origin.MessageKey, ct);
        }

        return Settled(reply.InterviewId, outcome);
    }

    /// <summary>Whether a mail may speak for a guest: it comes from the address that answers, or from one that the guest was written to.</summary>
    public async Task<bool> MaySpeak(Guid interviewId, string attendee, string sender, CancellationToken ct) =>
        attendee.Equals(sender, StringComparison.OrdinalIgnoreCase)
        || (await db.Query<AddressRow>(Addresses, new { interviewId }, ct)).Any(address => address.Is(attendee) && address.Is(sender));

    private Outcome<InvitationView> Settled(Guid interviewId, Outcome<InvitationView> outcome)
    {
        if (!outcome.IsRefused)
        {
            interviews.Tell(interviewId);
            outbox.Now();
        }

        return outcome;
    }

    private async Task<Outcome<InvitationView>> Respond(
        Tx tx, InvitationRow row, Interview interview, ResponseBody body, ReplyOrigin origin, Caller? behalf, DateTimeOffset now)
    {
        var fields = new Fields();
        var draft = body.Check(fields);
        var proposed = await CheckSlots(tx, interview.SeriesId, draft.ProposedSlotIds, fields);
        if (fields.Refusal is { } refusal)
        {
            return refusal;
        }

        var guest = interview.Guests.First(one => one.OfficialId == row.OfficialId);
        var by = behalf ?? Caller.Guest(guest.Name.Length > LongestActor ? guest.Name[..LongestActor] : guest.Name);
        var substitute = await FindOrAdd(tx, draft.Substitute, row, interview, by, now);
        if (substitute.IsRefused)
        {
            return substitute.Refusal;
        }

        var reply = NewReply(row.Id, interview.Id, origin with { ByName = origin.ByName ?? guest.Name }, Words.Of(draft.Answer), now) with { Reason = draft.Reason, Sequence = origin.Sequence };
        if (!await GuestReplies.Add(tx, reply, origin.MessageKey))
        {
            return Refusal.State("This mail was taken before.");
        }

        var kept = row with { Reason = draft.Reason, ProposedSlotIds = Json.Write(draft.ProposedSlotIds), AnsweredAt = Instants.Cut(now) };
        await tx.Execute(
            Keep, new { id = row.Id, answer = Words.Of(draft.Answer), reason = kept.Reason, proposedSlotIds = kept.ProposedSlotIds, now, sequence = interview.Sequence });
        await audit.Write(
            tx, by, "answer", "invitation", row.Id, new { guest.Answer },
            new { draft.Answer, draft.Reason, draft.ProposedSlotIds, substituteId = substitute.Value?.OfficialId, origin.Via, onBehalfOf = behalf is null ? null : guest.Name }, now);
        if (behalf is null && Matters(draft, guest, row))
        {
            await TellProducer(tx, row.Id, reply.Id, draft, proposed, substitute.Value, now);
        }

        var next = await interviews.Answer(tx, interview, row.OfficialId, draft.Answer, substitute.Value?.OfficialId, by, now);
        return await View(tx, kept, next, now);
    }

    /// <summary>Anything but a plain yes, unless it was said before.</summary>
    private static bool Matters(ResponseDraft draft, InterviewGuest guest, InvitationRow row) => draft.Answer != GuestAnswer.Accept
        && (guest.Answer != draft.Answer || row.Reason != draft.Reason || draft.ProposedSlotIds.Count > 0 || draft.Substitute is not null);

    private async Task TellProducer(Tx tx, Guid id, Guid replyId, ResponseDraft draft, IReadOnlyList<SlotChoice> proposed, InterviewGuest? substitute, DateTimeOffset now)
    {
        if (await correspondence.Read(tx, id) is { } facts)
        {
            await postbox.Post(tx, letters.Answered(facts, $"{MessageKinds.GuestAnswer}:{replyId:N}", draft, proposed, substitute), now);
        }
    }

    private static GuestReply NewReply(Guid id, Guid interviewId, ReplyOrigin origin, string answer, DateTimeOffset now) => new()
    {
        Id = Ids.New(now), InterviewId = interviewId, InvitationId = id, Via = origin.Via, ByName = origin.ByName ?? "", Answer = answer, ReceivedAt = now,
    };

    /// <summary>Another official of the unit who is free then, or a new one; the one named before when the guest only says it again.</summary>
    private async Task<Outcome<InterviewGuest?>> FindOrAdd(Tx tx, SubstituteDraft? named, InvitationRow row, Interview interview, Caller by, DateTimeOffset now)
    {
        if (named is null)
        {
            return (InterviewGuest?)null;
        }

        var before = interview.Guests.Where(guest => guest.SubstituteOf == row.OfficialId).ToList();
        if (before.Find(guest => named.OfficialId is { } id ? guest.OfficialId == id : guest.Name == named.Person.Name) is { } same)
        {
            return same;
        }

        if (before.Count >= MostSubstitutes)
        {
            return Refusal.State($"{MostSubstitutes} substitutes were named already: talk to the producer.");
        }

        if (named.OfficialId is { } known)
        {
            return interview.Guests.Any(guest => guest.OfficialId == known)
                ? Refusal.Field("substitute.officialId", "This official is a guest already.")
                : await interviews.CheckSubstitute(tx, interview, known) is { } refusal ? refusal : (await tx.Find<InterviewGuest>(PersonById, new { id = known }))!;
        }

        var official = Officials.New(now) with
        {
            UnitId = interview.UnitId, Name = named.Person.Name, Title = named.Person.Title, Email = named.Person.Email, Phone = named.Person.Phone,
        };
        await officials.Insert(tx, official, by, now);
        return new InterviewGuest { OfficialId = official.Id, Name = official.Name, Title = official.Title };
    }

    private static async Task<IReadOnlyList<SlotChoice>> CheckSlots(Tx tx, Guid seriesId, IReadOnlyList<Guid> slotIds, Fields fields)
    {
        var slots = new List<SlotChoice>();
        for (var i = 0; i < slotIds.Count && fields.AreGood; i++)
        {
            if (await tx.Find<SlotChoice>(SlotOfSeries, new { id = slotIds[i], seriesId }) is { } slot)
            {
                slots.Add(slot);
            }
            else
            {
                fields.Wrong($"proposedSlotIds[{i}]", "There is no such slot in the series.");
            }
        }

        return slots;
    }

    /// <summary>Where a guest gets mail, and where the invitation went.</summary>
    private sealed record AddressRow
    {
        public Guid Id { get; init; }

        public Guid OfficialId { get; init; }

        public string? Email { get; init; }

        public string? Recipient { get; init; }

        public bool Is(string address) => address.Equals(Email, StringComparison.OrdinalIgnoreCase) || address.Equals(Recipient, StringComparison.OrdinalIgnoreCase);
    }
}
