using Broadcast.Access;
using Broadcast.Data;
using Broadcast.Outcomes;

namespace Broadcast.Scheduling;

/// <summary>
/// Many interviews changed in one transaction of somebody else's, all or none. A refusal leaves the transaction to be rolled back, so the work may go on after one, to hear of all that is in the way.
/// Nobody is told before the commit: see <see cref="Tell"/>.
/// </summary>
public sealed partial class Interviews
{
    /// <summary>Locks all that these bookings will be about at once, in the order of the ids, so that two such transactions wait for each other instead of standing in each other's way.</summary>
    internal static Task LockFor(Tx tx, IEnumerable<(Guid StudioId, Guid UnitId, Guid? HostId, IReadOnlyList<Guid> OfficialIds)> bookings) => Claims.Lock(
        tx,
        [.. bookings.Select(each => new Claim(Guid.Empty, Guid.Empty, default, default, TimeZoneInfo.Utc, each.StudioId, each.UnitId, each.HostId, each.OfficialIds, null))]);

    /// <summary>Moves interviews to other slots of their series, into each other's too: all leave their slots first, then each takes its new one.</summary>
    /// <returns>What is in the way, by interview; empty when all were moved.</returns>
    internal async Task<IReadOnlyList<(Guid Id, Refusal Refusal)>> MoveTogether(Tx tx, IReadOnlyList<(Guid Id, Guid SlotId)> moves, Caller by, DateTimeOffset now)
    {
        var refusals = new List<(Guid, Refusal)>();
        var lifted = new List<(Lifted Interview, Guid SlotId)>();
        foreach (var (id, slotId) in moves.OrderBy(move => move.Id))
        {
            var ready = await Lift(tx, id, by);
            if (ready.IsRefused)
            {
                refusals.Add((id, ready.Refusal));
                continue;
            }

            lifted.Add((ready.Value, slotId));
        }

        foreach (var (interview, slotId) in lifted)
        {
            if (await Land(tx, interview, slotId, by, now) is { } refusal)
            {
                refusals.Add((interview.Row.Id, refusal));
            }
        }

        return refusals;
    }

    /// <summary>Cancels an interview.</summary>
    internal async Task<Outcome<Guid>> CancelIn(Tx tx, Guid id, string reason, Caller by, DateTimeOffset now)
    {
        if (await _table.Lock(tx, id) is not { } row)
        {
            return Refusal.NotFound("interview");
        }

        var state = InterviewStates.After(row.State, InterviewAction.Cancel);
        if ((InterviewRights.Check(by, InterviewAction.Cancel, row) ?? state.Refusal) is { } refusal)
        {
            return refusal;
        }

        var before = (await _table.Read(tx, id))!;
        await _table.Save(tx, await Leave(tx, row, state.Value, reason));
        await Log(tx, before, "cancel", by, now);
        return id;
    }

    /// <summary>Takes an interview out of its slot for the moment, as if it were cancelled, so that neither its slot nor its people are in the way of others that move.</summary>
    private async Task<Outcome<Lifted>> Lift(Tx tx, Guid id, Caller by)
    {
        if (await _table.Lock(tx, id) is not { } row)
        {
            return Refusal.NotFound("interview");
        }

        var state = InterviewStates.After(row.State, InterviewAction.Reschedule);
        if ((InterviewRights.Check(by, InterviewAction.Reschedule, row) ?? state.Refusal) is { } refusal)
        {
            return refusal;
        }

        var lifted = new Lifted(row, (await _table.Read(tx, id))!, state.Value);
        await _table.Save(tx, row with { State = InterviewState.Cancelled });
        await _slots.Free(tx, row.SlotId);
        return lifted;
    }

    private async Task<Refusal?> Land(Tx tx, Lifted interview, Guid slotId, Caller by, DateTimeOffset now)
    {
        // Whoever took the slot it was lifted from keeps it: that slot is not freed a second time.
        var moved = await Move(tx, interview.Row with { SlotId = Guid.Empty }, interview.State, slotId);
        if (moved.IsRefused)
        {
            return moved.Refusal;
        }

        await _table.Save(tx, moved.Value);
        await Log(tx, interview.Before, "reschedule", by, now);
        return null;
    }

    /// <summary>An interview that is out of its slot while others move.</summary>
    /// <param name="Row">As it stood in its slot.</param>
    /// <param name="Before">The same, for the log.</param>
    /// <param name="State">What it will be once it has moved.</param>
    private sealed record Lifted(InterviewRow Row, Interview Before, InterviewState State);
}
