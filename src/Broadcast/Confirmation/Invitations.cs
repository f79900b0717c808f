using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outbox;
using Broadcast.Outcomes;
using Broadcast.Registers;
using Broadcast.Scheduling;
using Broadcast.Times;
using Broadcast.Work;

namespace Broadcast.Confirmation;

/// <summary>
/// Invitations as rows: one for each guest of an interview. Whoever has the link is the guest; of its token the database keeps a hash to find it by,
/// and the encrypted text for the producer who copies the link again.
/// </summary>
internal sealed class Invitations(
    Db db, Interviews interviews, Officials officials, AuditLog audit, GuestLinks links, Correspondence correspondence, Nudge<OutboxJob> outbox)
{
    private const int MostChoices = 60;
    private const int MostSubstitutes = 3;
    private const int LongestActor = 190;

    private const string Columns =
        """
        v.Id, v.InterviewId, v.OfficialId, v.TokenProtected, v.Reason, v.ProposedSlotIds, v.AnsweredAt,
        (SELECT MAX(m.SentAt) FROM OutboxMessage m WHERE m.InvitationId = v.Id AND m.Kind = 'invitation') AS SentAt FROM Invitation v
        """;

    private static readonly Sql OfInterview = $"SELECT {Columns} WHERE v.InterviewId = @interviewId ORDER BY v.Id";

    private static readonly Sql ByHash = $"SELECT {Columns} WHERE v.TokenHash = @hash";

    private static readonly Sql ById = $"SELECT {Columns} WHERE v.Id = @id";

    private static readonly Sql Addresses =
        """
        SELECT v.Id, v.OfficialId, o.Email, d.Recipient FROM Invitation v JOIN Official o ON o.Id = v.OfficialId LEFT JOIN InvitationTold d ON d.InvitationId = v.Id
        WHERE v.InterviewId = @interviewId ORDER BY v.Id
        """;

    private static readonly Sql Insert =
        """
        INSERT INTO Invitation (Id, InterviewId, OfficialId, TokenHash, TokenProtected, Sequence, CreatedAt)
        VALUES (@id, @interviewId, @officialId, @hash, @tokenProtected, @sequence, @now)
        """;

    private static readonly Sql Keep =
        """
        UPDATE Invitation SET Answer = @answer, Reason = @reason, ProposedSlotIds = @proposedSlotIds, AnsweredAt = @now, Sequence = @sequence WHERE Id = @id
        """;

    private static readonly Sql Setting =
        """
        SELECT r.Title AS SeriesTitle, r.TimeZone, t.Place AS StudioPlace, o.Name, o.Language FROM Interview i JOIN Series r ON r.Id = i.SeriesId
        JOIN Slot s ON s.Id = i.SlotId JOIN Studio t ON t.Id = s.StudioId JOIN Official o ON o.Id = @officialId
        WHERE i.Id = @interviewId
        """;

    private static readonly Sql Choices = new(
        SqlServer:
        """
        SELECT TOP (@take) s.Id, s.StartsAt, s.EndsAt, t.Name AS StudioName FROM Slot s JOIN Studio t ON t.Id = s.StudioId
        WHERE s.SeriesId = @seriesId AND s.State = 'open' AND s.StartsAt > @now ORDER BY s.StartsAt, s.Id
        """,
        Sqlite:
        """
        SELECT s.Id, s.StartsAt, s.EndsAt, t.Name AS StudioName FROM Slot s JOIN Studio t ON t.Id = s.StudioId
        WHERE s.SeriesId = @seriesId AND s.State = 'open' AND s.StartsAt > @now ORDER BY s.StartsAt, s.Id LIMIT @take
        """);

    private static readonly Sql SlotOfSeries = "SELECT Id FROM Slot WHERE Id = @id AND SeriesId = @seriesId AND State <> 'removed'";

    /// <summary>Invites every guest who has no invitation yet, by mail where there is an address; the others keep theirs. All of them, and how many are new.</summary>
    /// <param name="interviewId">The interview.</param>
    /// <param name="address">What links begin with.</param>
    /// <param name="by">The producer.</param>
    /// <param name="now">The current instant.</param>
    /// <param name="ct">Ends with the request.</param>
    public async Task<Outcome<Invited>> Invite(Guid interviewId, string address, Caller by, DateTimeOffset now, CancellationToken ct)
    {
        var outcome = await db.Write(tx => Invite(tx, interviewId, address, by, now), ct);
        outbox.Now();
        return outcome;
    }

    /// <summary>The invitations of an interview; null when there is none that this caller may see.</summary>
    public async Task<IReadOnlyList<Invitation>?> List(Guid interviewId, string address, Caller by, CancellationToken ct) => await db.Read(
        async tx => await interviews.Read(tx, interviewId) is { } interview && by.MayTouchUnit(interview.UnitId) ? await Items(tx, interview, address, by) : null,
        ct);

    /// <summary>What the guest with this link sees; null when no link has this token. The work is the same for every wrong one.</summary>
    public Task<InvitationView?> FindByToken(string token, DateTimeOffset now, CancellationToken ct) => db.Read(
        async tx => await tx.Find<InvitationRow>(ByHash, new { hash = SecretText.Hash(token) }) is { } row
            && await interviews.Read(tx, row.InterviewId) is { } interview ? await View(tx, row, interview, now) : null,
        ct);

    /// <summary>The guest answers, or answers anew: the interview is confirmed when every principal guest has accepted, and no longer when one withdraws.</summary>
    public async Task<Outcome<InvitationView>> Respond(string token, ResponseBody body, DateTimeOffset now, CancellationToken ct)
    {
        // Looked for without a transaction that writes: a wrong link must not make anybody wait.
        if (await db.Find<InvitationRow>(ByHash, new { hash = SecretText.Hash(token) }, ct) is not { } row)
        {
            return Refusal.NotFound("invitation");
        }

        var outcome = await db.Write<Outcome<InvitationView>>(
            async tx =>
            {
                var open = await interviews.ForAnswering(tx, row.InterviewId, row.OfficialId);
                return open.IsRefused ? open.Refusal : await Respond(tx, row, open.Value, body, now);
            },
            ct);
        if (!outcome.IsRefused)
        {
            interviews.Tell(row.InterviewId);
        }

        return outcome;
    }

    /// <summary>The guest answers in a calendar program; an answer to a time that does not hold any more is refused.</summary>
    public async Task<Outcome<InvitationView>> Respond(CalendarReply reply, DateTimeOffset now, CancellationToken ct)
    {
        var addresses = await db.Query<AddressRow>(Addresses, new { interviewId = reply.InterviewId }, ct);
        if (addresses.FirstOrDefault(address => address.Is(reply.Attendee)) is not { } address)
        {
            return Refusal.NotFound("invitation");
        }

        var outcome = await db.Write<Outcome<InvitationView>>(
            async tx =>
            {
                var open = await interviews.ForAnswering(tx, reply.InterviewId, address.OfficialId);
                if (open.IsRefused)
                {
                    return open.Refusal;
                }

                var row = (await tx.Find<InvitationRow>(ById, new { id = address.Id }))!;
                return await correspondence.IsCurrent(tx, row.Id, reply.Sequence)
                    ? await Respond(tx, row, open.Value, new ResponseBody { Answer = Words.Of(reply.Answer), Reason = reply.Comment }, now)
                    : Refusal.State("The answer is to an earlier time: the interview was moved since.");
            },
            ct);
        if (!outcome.IsRefused)
        {
            interviews.Tell(reply.InterviewId);
        }

        return outcome;
    }

    private async Task<Outcome<Invited>> Invite(Tx tx, Guid interviewId, string address, Caller by, DateTimeOffset now)
    {
        var outcome = await interviews.ForInviting(tx, interviewId, by);
        if (outcome.IsRefused)
        {
            return outcome.Refusal;
        }

        var interview = outcome.Value;
        var asked = (await tx.Query<InvitationRow>(OfInterview, new { interviewId })).Select(row => row.OfficialId).ToHashSet();
        var fresh = interview.Guests.Where(guest => !asked.Contains(guest.OfficialId)).ToList();
        foreach (var guest in fresh)
        {
            var id = Ids.New(now);
            var (hash, tokenProtected) = links.New();
            await tx.Execute(Insert, new { id, interviewId, officialId = guest.OfficialId, hash, tokenProtected, sequence = interview.Sequence, now });
            await audit.Write(tx, by, "invite", "invitation", id, null, new { interviewId, guest.OfficialId }, now);
        }

        await correspondence.TellAll(tx, interviewId, address, now);
        return new Invited(await Items(tx, interview, address, by), fresh.Count);
    }

    private async Task<Outcome<InvitationView>> Respond(Tx tx, InvitationRow row, Interview interview, ResponseBody body, DateTimeOffset now)
    {
        var fields = new Fields();
        var draft = body.Check(fields);
        await CheckSlots(tx, interview.SeriesId, draft.ProposedSlotIds, fields);
        if (fields.Refusal is { } refusal)
        {
            return refusal;
        }

        var guest = interview.Guests.First(one => one.OfficialId == row.OfficialId);
        var by = Caller.Guest(guest.Name.Length > LongestActor ? guest.Name[..LongestActor] : guest.Name);
        var substitute = await FindOrAdd(tx, draft.Substitute, row, interview, by, now);
        if (substitute.IsRefused)
        {
            return substitute.Refusal;
        }

        var kept = row with { Reason = draft.Reason, ProposedSlotIds = Json.Write(draft.ProposedSlotIds), AnsweredAt = Instants.Cut(now) };
        await tx.Execute(
            Keep, new { id = row.Id, answer = Words.Of(draft.Answer), reason = kept.Reason, proposedSlotIds = kept.ProposedSlotIds, now, sequence = interview.Sequence });
        await audit.Write(
            tx, by, "answer", "invitation", row.Id, new { guest.Answer }, new { draft.Answer, draft.Reason, draft.ProposedSlotIds, substituteId = substitute.Value }, now);
        var next = await interviews.Answer(tx, interview, row.OfficialId, draft.Answer, substitute.Value, by, now);
        return await View(tx, kept, next, now);
    }

    /// <summary>A new official of the unit; the one named before when the guest only says it again.</summary>
    private async Task<Outcome<Guid?>> FindOrAdd(Tx tx, Official? named, InvitationRow row, Interview interview, Caller by, DateTimeOffset now)
    {
        if (named is null)
        {
            return (Guid?)null;
        }

        var before = interview.Guests.Where(guest => guest.SubstituteOf == row.OfficialId).ToList();
        if (before.Find(guest => guest.Name == named.Name) is { } same)
        {
            return (Guid?)same.OfficialId;
        }

        if (before.Count >= MostSubstitutes)
        {
            return Refusal.State($"{MostSubstitutes} substitutes were named already: talk to the producer.");
        }

        var official = Officials.New(now) with { UnitId = interview.UnitId, Name = named.Name, Title = named.Title, Email = named.Email, Phone = named.Phone };
        await officials.Insert(tx, official, by, now);
        return (Guid?)official.Id;
    }

    private static async Task CheckSlots(Tx tx, Guid seriesId, IReadOnlyList<Guid> slotIds, Fields fields)
    {
        for (var i = 0; i < slotIds.Count && fields.AreGood; i++)
        {
            if (await tx.Find<Guid?>(SlotOfSeries, new { id = slotIds[i], seriesId }) is null)
            {
                fields.Wrong($"proposedSlotIds[{i}]", "There is no such slot in the series.");
            }
        }
    }

    private async Task<IReadOnlyList<Invitation>> Items(Tx tx, Interview interview, string address, Caller by)
    {
        var zone = interview.StartsAt.Offset;
        var rows = await tx.Query<InvitationRow>(OfInterview, new { interviewId = interview.Id });
        return [.. rows.Select(row => row.ToInvitation(interview, by.Role >= Role.Producer ? links.Of(row.TokenProtected, address) : null, zone))];
    }

    private async Task<InvitationView> View(Tx tx, InvitationRow row, Interview interview, DateTimeOffset now)
    {
        var setting = (await tx.Find<SettingRow>(Setting, new { interviewId = interview.Id, officialId = row.OfficialId }))!;
        var zone = Zones.Find(setting.TimeZone);
        var choices = await tx.Query<SlotChoice>(Choices, new { seriesId = interview.SeriesId, now, take = MostChoices });
        var invitation = row.ToInvitation(interview, null, interview.StartsAt.Offset);
        return new InvitationView
        {
            Id = row.Id,
            State = invitation.State,
            SeriesTitle = setting.SeriesTitle,
            TimeZone = setting.TimeZone,
            StudioPlace = setting.StudioPlace,
            Language = setting.Language,
            Interview = interview,
            Guest = interview.Guests.FirstOrDefault(guest => guest.OfficialId == row.OfficialId) ?? new InterviewGuest { OfficialId = row.OfficialId, Name = setting.Name },
            Reason = invitation.Reason,
            ProposedSlotIds = invitation.ProposedSlotIds,
            AnsweredAt = invitation.AnsweredAt,
            OpenSlots = [.. choices.Select(slot => slot with { StartsAt = slot.StartsAt.In(zone), EndsAt = slot.EndsAt.In(zone) })],
        };
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

    /// <summary>What the guest's page needs beside the interview.</summary>
    private sealed record SettingRow
    {
        public string SeriesTitle { get; init; } = "";

        public string TimeZone { get; init; } = "";

        public string? StudioPlace { get; init; }

        public string Name { get; init; } = "";

        public string Language { get; init; } = "";
    }
}
