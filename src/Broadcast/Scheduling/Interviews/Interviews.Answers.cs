using Broadcast.Access;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;

namespace Broadcast.Scheduling;

/// <summary>What the guests answer, for the slice that asks them: within its transaction, with the interview locked from here on.</summary>
public sealed partial class Interviews
{
    /// <summary>Tells the listeners about what was committed in a transaction of somebody else's.</summary>
    internal void Tell(Guid id) => _signal.Send(id);

    /// <summary>The interview as it stands, whoever may see it; null when there is none.</summary>
    internal Task<Interview?> Read(Tx tx, Guid id) => _table.Read(tx, id);

    /// <summary>An interview whose guests this caller may invite now, locked.</summary>
    internal async Task<Outcome<Interview>> ForInviting(Tx tx, Guid id, Caller by)
    {
        if (await _table.Lock(tx, id) is not { } row)
        {
            return Refusal.NotFound("interview");
        }

        return (InterviewRights.Check(by, InterviewAction.Invite, row) ?? InterviewStates.After(row.State, InterviewAction.Invite).Refusal) is { } refusal
            ? refusal
            : (await _table.Read(tx, id))!;
    }

    /// <summary>An interview that still waits for this guest's answer, locked.</summary>
    internal async Task<Outcome<Interview>> ForAnswering(Tx tx, Guid id, Guid officialId)
    {
        if (await _table.Lock(tx, id) is not { } row)
        {
            return Refusal.NotFound("interview");
        }

        if (InterviewStates.After(row.State, InterviewAction.Answer).Refusal is { } refusal)
        {
            return refusal;
        }

        var interview = (await _table.Read(tx, id))!;
        return interview.Guests.Any(guest => guest.OfficialId == officialId) ? interview : Refusal.State("The interview goes without this guest now.");
    }

    /// <summary>Keeps an answer, adds the substitute who was named with it, and confirms the interview or takes that back, as the answers say.</summary>
    internal async Task<Interview> Answer(Tx tx, Interview interview, Guid officialId, GuestAnswer answer, Guid? substituteId, Caller by, DateTimeOffset now)
    {
        var row = (await _table.Lock(tx, interview.Id))!;
        var guests = (await _table.Guests(tx, row.Id)).Select(guest => guest.OfficialId == officialId ? guest with { Answer = answer } : guest).ToList();
        if (substituteId is { } id && guests.TrueForAll(guest => guest.OfficialId != id))
        {
            guests.Add(new GuestRow { OfficialId = id, Role = GuestRole.Substitute, SubstituteOf = officialId });
        }

        await _table.SaveGuests(tx, row.Id, guests);
        var next = await Follow(tx, row);
        await _table.Save(tx, next);
        if (next.State != row.State)
        {
            return await Log(tx, interview, next.State == InterviewState.Confirmed ? "confirm" : "withdraw", by, now);
        }

        return (await _table.Read(tx, row.Id))!;
    }

    /// <summary>Why another official of the unit cannot stand in; null: nothing is in the way, and nothing can come in it before the end of the transaction.</summary>
    internal async Task<Refusal?> CheckSubstitute(Tx tx, Interview interview, Guid officialId)
    {
        var row = (await _table.Lock(tx, interview.Id))!;
        var fields = new Fields();
        await Participants.Check(tx, row.UnitId, null, [new GuestDraft(officialId, GuestRole.Substitute)], fields);
        if (!fields.AreGood)
        {
            return Refusal.Field("substitute.officialId", "There is no such official in the unit.");
        }

        var claim = ClaimOf(row, [officialId]);
        await Claims.Lock(tx, claim);
        return await Claims.Check(tx, claim) ?? await Absences.Check(tx, claim, id => id == officialId);
    }

    /// <summary>Cancels an interview whose guests let the deadline pass, locked before and found to be waiting; its slot is open again.</summary>
    internal async Task Release(Tx tx, Guid id, string reason, DateTimeOffset now)
    {
        var row = (await _table.Lock(tx, id))!;
        var before = (await _table.Read(tx, id))!;
        await _table.Save(tx, await Leave(tx, row, InterviewState.Cancelled, reason));
        await Log(tx, before, "release", Caller.Service, now);
    }
}
