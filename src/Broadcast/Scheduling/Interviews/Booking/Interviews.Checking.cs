using Broadcast.Access;
using Broadcast.Data;
using Broadcast.Outcomes;

namespace Broadcast.Scheduling;

/// <summary>What would stand in the way, looked for without changing anything: the same questions that a move asks, but all of them.</summary>
public sealed partial class Interviews
{
    /// <summary>Whether an interview could move to a slot of its series now, and if not, everything that is in the way.</summary>
    public Task<Outcome<MoveCheck>> CheckMove(Guid id, Guid? slotId, Caller by, CancellationToken ct) => _db.Read<Outcome<MoveCheck>>(
        async tx =>
        {
            if (await _table.Read(tx, id) is not { } interview || !by.MayTouchUnit(interview.UnitId))
            {
                return Refusal.NotFound("interview");
            }

            if (slotId is not { } target)
            {
                return Refusal.Field("slotId", "Required.");
            }

            if (await _slots.Find(tx, target) is not { } slot || slot.SeriesId != interview.SeriesId)
            {
                return Refusal.Field("slotId", "There is no such slot in the series.");
            }

            var series = (await _register.Find(tx, slot.SeriesId))!;
            return MoveCheck.Of([.. slot.State == SlotState.Open ? Array.Empty<Refusal>() : [Taken(slot, slot.State, series.Zone)], .. await InTheWay(tx, interview, slot, series)]);
        },
        ct);

    /// <summary>Whether two interviews of a series could change places now: what is in the way of either, except that they are in each other's.</summary>
    public Task<Outcome<MoveCheck>> CheckSwap(Guid id, Guid withId, Caller by, CancellationToken ct) => _db.Read<Outcome<MoveCheck>>(
        async tx =>
        {
            var (one, other) = (await _table.Read(tx, id), await _table.Read(tx, withId));
            if (one is null || other is null || one.SeriesId != other.SeriesId || !by.MayTouchUnit(one.UnitId) || !by.MayTouchUnit(other.UnitId))
            {
                return Refusal.NotFound("interview");
            }

            if (await _slots.Find(tx, one.SlotId) is not { } slotOfOne || await _slots.Find(tx, other.SlotId) is not { } slotOfOther)
            {
                return Refusal.NotFound("slot");
            }

            var series = (await _register.Find(tx, one.SeriesId))!;
            List<Refusal> problems = [.. await InTheWay(tx, one, slotOfOther, series), .. await InTheWay(tx, other, slotOfOne, series)];
            return MoveCheck.Of(problems.Where(problem => problem.Obstacle?.InterviewId is not { } inTheWay || (inTheWay != id && inTheWay != withId)));
        },
        ct);

    /// <summary>What the claims of an interview would meet in a slot: one question for each whom it claims, so that nothing hides behind the first answer.</summary>
    private static async Task<List<Refusal>> InTheWay(Tx tx, Interview interview, Slot slot, Series series)
    {
        var claim = new Claim(
            interview.Id,
            interview.SeriesId,
            slot.StartsAt,
            slot.EndsAt,
            series.Zone,
            slot.StudioId,
            interview.UnitId,
            interview.HostId,
            [.. interview.Guests.Select(guest => guest.OfficialId)],
            new Spacing(series.SetupMinutes, series.StrikeMinutes));
        List<Refusal?> found = [InterviewStates.After(interview.State, InterviewAction.Reschedule) is { IsRefused: true } state ? state.Refusal : null];
        foreach (var part in claim.Parts())
        {
            found.Add(await Claims.Check(tx, part));
            found.Add(await Absences.Check(tx, part, _ => true));
        }

        return [.. found.OfType<Refusal>()];
    }
}
