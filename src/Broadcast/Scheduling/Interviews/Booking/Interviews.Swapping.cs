using Broadcast.Access;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;

namespace Broadcast.Scheduling;

/// <summary>How two interviews change places.</summary>
public sealed partial class Interviews
{
    /// <summary>Two interviews of one series get each other's slot, or both stay: every answer is void, and the guests of both are asked anew. The first of the two as it is then.</summary>
    public async Task<Outcome<Interview>> Swap(Guid id, Guid? withInterviewId, Caller by, DateTimeOffset now, CancellationToken ct, int? expected = null)
    {
        if (withInterviewId is not { } otherId || otherId == id)
        {
            return Refusal.Field("withInterviewId", withInterviewId is null ? "Required." : "Another interview than this one.");
        }

        await ExpireHolds(now, ct);
        var outcome = await _db.Write(tx => Swap(tx, id, otherId, by, now, expected), ct);
        if (!outcome.IsRefused)
        {
            _signal.Send(id);
            _signal.Send(otherId);
        }

        return outcome;
    }

    private async Task<Outcome<Interview>> Swap(Tx tx, Guid id, Guid otherId, Caller by, DateTimeOffset now, int? expected)
    {
        var rows = new Dictionary<Guid, InterviewRow?>();
        foreach (var locked in new[] { id, otherId }.Order())
        {
            rows[locked] = await _table.Lock(tx, locked);
        }

        if (rows[id] is not { } one)
        {
            return Refusal.NotFound("interview");
        }

        if (rows[otherId] is not { } other || other.SeriesId != one.SeriesId)
        {
            return Refusal.Field("withInterviewId", "There is no such interview in the series.");
        }

        var (oneThere, otherHere) = (Takes(one, other, by), Takes(other, one, by));
        return (EntityTags.Check(expected, one.Version) ?? oneThere.Refusal ?? otherHere.Refusal) is { } refusal
            ? refusal
            : await Swap(tx, one, oneThere.Value!, other, otherHere.Value!, by, now);
    }

    /// <summary>One interview as it is in the place of another, if this caller and its state allow it.</summary>
    private static Outcome<InterviewRow> Takes(InterviewRow row, InterviewRow place, Caller by)
    {
        var state = InterviewStates.After(row.State, InterviewAction.Reschedule);
        return (InterviewRights.Check(by, InterviewAction.Reschedule, row) ?? state.Refusal) is { } refusal
            ? refusal
            : Moved(row, state.Value, place.SlotId, place.StudioId, place.PlannedStartsAt, place.PlannedEndsAt);
    }

    private async Task<Outcome<Interview>> Swap(Tx tx, InterviewRow one, InterviewRow oneThere, InterviewRow other, InterviewRow otherHere, Caller by, DateTimeOffset now)
    {
        var (before, otherBefore) = ((await _table.Read(tx, one.Id))!, (await _table.Read(tx, other.Id))!);
        var (guests, otherGuests) = (await _table.Guests(tx, one.Id), await _table.Guests(tx, other.Id));
        var claim = ClaimOf(oneThere, [.. guests.Select(guest => guest.OfficialId)]);
        var otherClaim = ClaimOf(otherHere, [.. otherGuests.Select(guest => guest.OfficialId)]);
        await Claims.Lock(tx, claim, otherClaim);

        // Neither is in the other's way while it leaves; the second one meets the first in its new place.
        await _table.Park(tx, one.Id);
        await _table.Park(tx, other.Id);
        if (await Arrive(tx, one, oneThere, claim, guests) is { } clash)
        {
            return clash;
        }

        await _table.Save(tx, oneThere);
        if (await Arrive(tx, other, otherHere, otherClaim, otherGuests) is { } otherClash)
        {
            return otherClash;
        }

        await _table.Save(tx, otherHere);
        await Log(tx, otherBefore, "swap", by, now, ("with", one.Id));
        return await Log(tx, before, "swap", by, now, ("with", other.Id));
    }
}
