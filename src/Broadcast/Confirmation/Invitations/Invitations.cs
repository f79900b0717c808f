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
internal sealed partial class Invitations(
    Db db,
    Interviews interviews,
    Officials officials,
    AuditLog audit,
    GuestLinks links,
    GuestReplies replies,
    Correspondence correspondence,
    Postbox postbox,
    LetterWriter letters,
    Nudge<OutboxJob> outbox)
{
    private const int MostChoices = 60;

    private const string Columns =
        """
        v.Id, v.InterviewId, v.OfficialId, v.TokenProtected, v.Reason, v.ProposedSlotIds, v.AnsweredAt,
        (SELECT MAX(m.SentAt) FROM OutboxMessage m WHERE m.InvitationId = v.Id AND m.Kind = 'invitation') AS SentAt FROM Invitation v
        """;

    private static readonly Sql OfInterview = $"SELECT {Columns} WHERE v.InterviewId = @interviewId ORDER BY v.Id";

    private static readonly Sql ByHash = $"SELECT {Columns} WHERE v.TokenHash = @hash";

    private static readonly Sql Insert =
        """
        INSERT INTO Invitation (Id, InterviewId, OfficialId, TokenHash, TokenProtected, Sequence, CreatedAt)
        VALUES (@id, @interviewId, @officialId, @hash, @tokenProtected, @sequence, @now)
        """;

    private static readonly Sql Deliveries =
        """
        SELECT m.InvitationId, m.State, m.Recipient, m.Answer FROM OutboxMessage m
        WHERE m.InterviewId = @interviewId AND m.Kind = 'invitation' AND NOT EXISTS (SELECT 1 FROM WayMessage w WHERE w.MessageId = m.Id) ORDER BY m.Id
        """;

    private static readonly Sql Setting =
        """
        SELECT r.Title AS SeriesTitle, r.TimeZone, t.Place AS StudioPlace, o.Name, o.Language, o.TimeZone AS OwnTimeZone FROM Interview i JOIN Series r ON r.Id = i.SeriesId
        JOIN Slot s ON s.Id = i.SlotId JOIN Studio t ON t.Id = s.StudioId JOIN Official o ON o.Id = @officialId
        WHERE i.Id = @interviewId
        """;

    private static readonly Sql Place = "SELECT t.Place FROM Interview i JOIN Slot s ON s.Id = i.SlotId JOIN Studio t ON t.Id = s.StudioId WHERE i.Id = @interviewId";

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

    private static readonly Sql Colleagues = new(
        SqlServer: "SELECT TOP (@take) Id AS OfficialId, Name, Title FROM Official WHERE UnitId = @unitId ORDER BY Id",
        Sqlite: "SELECT Id AS OfficialId, Name, Title FROM Official WHERE UnitId = @unitId ORDER BY Id LIMIT @take");

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

    /// <summary>What the guest with this link sees; null when no link has this token, or its interview is over. The work is the same for every wrong one.</summary>
    public Task<InvitationView?> FindByToken(string token, DateTimeOffset now, CancellationToken ct) => db.Read(
        async tx => await FindAlive(tx, token) is var (row, interview) ? await View(tx, row, interview, now) : null,
        ct);

    /// <summary>The invitation of a link that still opens something; null for any other link.</summary>
    public async Task<(InvitationRow Row, Interview Interview)?> FindAlive(Tx tx, string token) =>
        await tx.Find<InvitationRow>(ByHash, new { hash = SecretText.Hash(token) }) is { } row
        && await interviews.Read(tx, row.InterviewId) is { State: not (InterviewState.Ended or InterviewState.Closed) } interview
            ? (row, interview)
            : null;

    /// <summary>How the studio of an interview is found; null when nobody wrote it down.</summary>
    public Task<string?> PlaceOf(Guid interviewId, CancellationToken ct) => db.Find<string>(Place, new { interviewId }, ct);

    /// <summary>The entry for the guest's calendar; null when the link opens nothing.</summary>
    public Task<CalendarAttachment?> Entry(string token, string address, DateTimeOffset now, CancellationToken ct) => db.Read(
        async tx => await FindAlive(tx, token) is var (row, _) && await tx.Find<InvitationFacts>(Correspondence.ById, new { id = row.Id }) is { } facts
            ? InvitationCalendar.Publish(facts, address + GuestLinks.Path + token, now)
            : null,
        ct);

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

    private async Task<IReadOnlyList<Invitation>> Items(Tx tx, Interview interview, string address, Caller by)
    {
        var (zone, isProducer) = (interview.StartsAt.Offset, by.Role >= Role.Producer);
        var rows = await tx.Query<InvitationRow>(OfInterview, new { interviewId = interview.Id });
        var came = (await GuestReplies.OfInterviewIn(tx, interview.Id)).Where(reply => reply.State == ReplyState.Applied).ToLookup(reply => reply.InvitationId);
        var went = (await tx.Query<DeliveryRow>(Deliveries, new { interviewId = interview.Id })).ToLookup(message => message.InvitationId);
        return
        [
            .. rows.Select(row => row.ToInvitation(interview, isProducer ? links.Of(row.TokenProtected, address) : null, zone) with
            {
                Delivery = isProducer ? went[row.Id].LastOrDefault()?.ToDelivery() : null,
            }).Select(item => item.Answer is null || came[item.Id].LastOrDefault() is not { } reply ? item : item with
            {
                Via = reply.Via, AnsweredBy = reply.Via is ReplyVia.Page or ReplyVia.Program ? null : reply.ByName,
            }),
        ];
    }

    private async Task<InvitationView> View(Tx tx, InvitationRow row, Interview interview, DateTimeOffset now)
    {
        var setting = (await tx.Find<SettingRow>(Setting, new { interviewId = interview.Id, officialId = row.OfficialId }))!;
        var zone = Zones.Find(setting.TimeZone);
        var choices = await tx.Query<SlotChoice>(Choices, new { seriesId = interview.SeriesId, now, take = MostChoices });
        var colleagues = await tx.Query<Colleague>(Colleagues, new { unitId = interview.UnitId, take = MostChoices });
        var invitation = row.ToInvitation(interview, null, interview.StartsAt.Offset);
        return new InvitationView
        {
            Id = row.Id,
            State = invitation.State,
            SeriesTitle = setting.SeriesTitle,
            TimeZone = setting.TimeZone,
            StudioPlace = setting.StudioPlace,
            Language = setting.Language,
            OwnTimeZone = setting.OwnTimeZone,
            Interview = interview,
            Guest = interview.Guests.FirstOrDefault(guest => guest.OfficialId == row.OfficialId) ?? new InterviewGuest { OfficialId = row.OfficialId, Name = setting.Name },
            Reason = invitation.Reason,
            ProposedSlotIds = invitation.ProposedSlotIds,
            AnsweredAt = invitation.AnsweredAt,
            Colleagues = [.. colleagues.Where(colleague => interview.Guests.All(guest => guest.OfficialId != colleague.OfficialId || guest.SubstituteOf == row.OfficialId))],
            OpenSlots = [.. choices.Select(slot => slot with { StartsAt = slot.StartsAt.In(zone), EndsAt = slot.EndsAt.In(zone) })],
        };
    }

    /// <summary>What became of a mail that asked.</summary>
    private sealed record DeliveryRow
    {
        public Guid? InvitationId { get; init; }

        public MessageState State { get; init; }

        public string Recipient { get; init; } = "";

        public string? Answer { get; init; }

        public Delivery ToDelivery() => new(State, Recipient, Answer);
    }

    /// <summary>What the guest's page needs beside the interview.</summary>
    private sealed record SettingRow
    {
        public string SeriesTitle { get; init; } = "";

        public string TimeZone { get; init; } = "";

        public string? StudioPlace { get; init; }

        public string Name { get; init; } = "";

        public string Language { get; init; } = "";

        public string? OwnTimeZone { get; init; }
    }
}
