using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outbox;
using Broadcast.Outcomes;
using Broadcast.Scheduling;

namespace Broadcast.Confirmation;

/// <summary>
/// Follows interviews by comparison: what a guest was last told against what is so. Whatever differs is told, in one transaction with the note that it was; so no event can be lost,
/// whether the process was killed or the interview changed twice meanwhile.
/// </summary>
internal sealed class Correspondence(Db db, Postbox postbox, LetterWriter letters, Settings settings)
{
    private const string WithoutRequest = "http://localhost:5080";

    public static readonly Sql ById = $"SELECT {InvitationFacts.Columns} WHERE v.Id = @id";

    private static readonly Sql OfInterview = "SELECT Id FROM Invitation WHERE InterviewId = @interviewId ORDER BY Id";

    private static readonly Sql Differing =
        """
        SELECT v.Id FROM Invitation v JOIN Interview i ON i.Id = v.InterviewId JOIN Official o ON o.Id = v.OfficialId
        LEFT JOIN InterviewGuest g ON g.InterviewId = v.InterviewId AND g.OfficialId = v.OfficialId LEFT JOIN InvitationTold d ON d.InvitationId = v.Id
        WHERE (d.State = 'asked' AND (i.State = 'cancelled' OR g.OfficialId IS NULL))
          OR (i.State IN ('booked', 'confirmed') AND g.OfficialId IS NOT NULL AND (d.State IS NULL OR d.State = 'withdrawn' OR d.Sequence <> i.Sequence
            OR (o.Email IS NOT NULL AND g.Answer IS NULL AND (d.Recipient IS NULL OR d.Recipient <> o.Email))))
        ORDER BY v.Id
        """;

    private static readonly Sql Lock = "UPDATE Invitation SET Sequence = Sequence WHERE Id = @id";

    private static readonly Sql Update =
        """
        UPDATE InvitationTold SET State = @state, Sequence = @sequence, Turns = @turns, ToldAt = @now, Recipient = @recipient, Address = @address WHERE InvitationId = @id
        """;

    private static readonly Sql Insert =
        """
        INSERT INTO InvitationTold (InvitationId, State, Sequence, Turns, ToldAt, Recipient, Address) VALUES (@id, @state, @sequence, @turns, @now, @recipient, @address)
        """;

    /// <summary>Tells every guest what differs; the number of them.</summary>
    public async Task<int> Follow(DateTimeOffset now, CancellationToken ct)
    {
        var ids = await db.Query<Guid>(Differing, null, ct);
        foreach (var id in ids)
        {
            await db.Write(tx => Tell(tx, id, null, now), ct);
        }

        return ids.Count;
    }

    /// <summary>Tells every guest of an interview what differs, in a transaction that changes it.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="interviewId">The interview.</param>
    /// <param name="address">What links begin with.</param>
    /// <param name="now">The current instant.</param>
    public async Task TellAll(Tx tx, Guid interviewId, string address, DateTimeOffset now)
    {
        foreach (var id in await tx.Query<Guid>(OfInterview, new { interviewId }))
        {
            await Tell(tx, id, address, now);
        }
    }

    /// <summary>The invitation as it stands, locked until the end of the transaction.</summary>
    public async Task<InvitationFacts?> Read(Tx tx, Guid id) => await tx.Execute(Lock, new { id }) == 0 ? null : await tx.Find<InvitationFacts>(ById, new { id });

    /// <summary>Whether what a guest answers in a calendar is what the guest was told last, and still so.</summary>
    public async Task<bool> IsCurrent(Tx tx, Guid id, int sequence) =>
        await Read(tx, id) is { ToldState: ToldState.Asked } facts && facts.ToldSequence == facts.Sequence && sequence >= facts.CalendarSequence;

    /// <summary>Sends the invitation as it stands once more, because somebody asked for that; null when it is not open to be sent.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="id">The invitation.</param>
    /// <param name="time">The how manieth time it is, which makes it a cause of its own.</param>
    /// <param name="now">The current instant.</param>
    public async Task<Refusal?> AskAgain(Tx tx, Guid id, int time, DateTimeOffset now)
    {
        if (await Read(tx, id) is not { IsAhead: true, GuestId: not null, ToldState: ToldState.Asked } facts || facts.ToldSequence != facts.Sequence)
        {
            return Refusal.State("There is nothing to ask this guest now.");
        }

        var cause = string.Create(CultureInfo.InvariantCulture, $"{CauseOf(facts, facts.CalendarSequence)}:{time}");
        return await postbox.Post(tx, letters.Ask(facts, cause, facts.Address ?? settings.PublicUrl ?? WithoutRequest, facts.CalendarSequence, false, now), now) == 0
            ? Refusal.State("This guest has no mail address, and no other way out takes invitations: copy the link.")
            : null;
    }

    private async Task Tell(Tx tx, Guid id, string? address, DateTimeOffset now)
    {
        if (await Read(tx, id) is not { } facts)
        {
            return;
        }

        // The guest's link begins the next time as it did the first time.
        var begins = facts.Address ?? address ?? settings.PublicUrl ?? WithoutRequest;
        if (facts.State == InterviewState.Cancelled || facts.GuestId is null)
        {
            await Withdraw(tx, facts, begins, now);
        }
        else if (facts.IsAhead && Differs(facts))
        {
            await Ask(tx, facts, begins, now);
        }
    }

    private static bool Differs(InvitationFacts facts) =>
        facts.ToldState != ToldState.Asked || facts.ToldSequence != facts.Sequence || (facts.Email is not null && facts.Answer is null && facts.Recipient != facts.Email);

    private async Task Ask(Tx tx, InvitationFacts facts, string address, DateTimeOffset now)
    {
        var turns = (facts.Turns ?? 0) + (facts.ToldState == ToldState.Withdrawn ? 1 : 0);
        var sequence = facts.Sequence + turns;
        await Note(tx, facts, ToldState.Asked, turns, facts.Email, address, now);
        var isAnew = facts.ToldState == ToldState.Asked && facts.ToldSequence != facts.Sequence;
        var posting = letters.Ask(facts, CauseOf(facts, sequence), address, sequence, isAnew, now);

        // Who is asked anew because the mail address was wrong, was reached by the other ways already.
        await postbox.Post(tx, posting with { WayCause = $"{MessageKinds.Invitation}:{facts.Id:N}:{sequence}" }, now);
    }

    private async Task Withdraw(Tx tx, InvitationFacts facts, string address, DateTimeOffset now)
    {
        if (facts.ToldState != ToldState.Asked)
        {
            return;
        }

        var turns = facts.Turns!.Value + 1;
        var sequence = facts.Sequence + turns;
        await Note(tx, facts, ToldState.Withdrawn, turns, facts.Recipient, address, now);
        await postbox.Post(tx, letters.Withdraw(facts, $"{MessageKinds.Cancellation}:{facts.Id:N}:{sequence}", sequence, now), now);
    }

    private static string CauseOf(InvitationFacts facts, int sequence) => $"{MessageKinds.Invitation}:{facts.Id:N}:{sequence}:{Short(facts.Email ?? facts.Phone ?? "")}";

    private static async Task Note(Tx tx, InvitationFacts facts, ToldState state, int turns, string? recipient, string address, DateTimeOffset now)
    {
        var args = new { id = facts.Id, state = Words.Of(state), sequence = facts.Sequence, turns, now, recipient, address };
        if (await tx.Execute(Update, args) == 0)
        {
            await tx.Execute(Insert, args);
        }
    }

    private static string Short(string address) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address)))[..16];
}
