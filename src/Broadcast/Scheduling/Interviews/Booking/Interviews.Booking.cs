using Broadcast.Access;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Times;

namespace Broadcast.Scheduling;

/// <summary>How interviews get a slot, another one, and lose it.</summary>
public sealed partial class Interviews
{
    private const int LongestReason = 1000;

    /// <summary>Books a slot: of any number of rivals for the slot, an official, the host or the unit, exactly one gets it.</summary>
    public Task<Outcome<Interview>> Book(Guid slotId, BookingBody body, Caller by, DateTimeOffset now, CancellationToken ct) =>
        Place(slotId, body, InterviewState.Booked, by, now, ct);

    /// <summary>Asks for a slot and holds it at once, until a producer decides or the hold runs out.</summary>
    public Task<Outcome<Interview>> Request(Guid slotId, BookingBody body, Caller by, DateTimeOffset now, CancellationToken ct) =>
        Place(slotId, body, InterviewState.Requested, by, now, ct);

    /// <summary>A producer agrees to a request.</summary>
    public async Task<Outcome<Interview>> Approve(Guid id, Caller by, DateTimeOffset now, CancellationToken ct, int? expected = null)
    {
        await ExpireHolds(now, ct);
        return await Act(id, "approve", _ => InterviewAction.Approve, (_, row, state) => Done(row with { State = state, HoldUntil = null }), by, now, ct, expected);
    }

    /// <summary>A producer does not agree; the slot is open again.</summary>
    public Task<Outcome<Interview>> Refuse(Guid id, string? reason, Caller by, DateTimeOffset now, CancellationToken ct, int? expected = null) =>
        Drop(id, "refuse", InterviewAction.Refuse, reason, by, now, expected, ct);

    /// <summary>It does not take place; the slot is open again.</summary>
    public Task<Outcome<Interview>> Cancel(Guid id, string? reason, Caller by, DateTimeOffset now, CancellationToken ct, int? expected = null) =>
        Drop(id, "cancel", InterviewAction.Cancel, reason, by, now, expected, ct);

    /// <summary>Moves it to an open slot of the same series: the old slot is open again, every answer is void, and the guests are asked anew.</summary>
    public async Task<Outcome<Interview>> Reschedule(Guid id, Guid? slotId, Caller by, DateTimeOffset now, CancellationToken ct, int? expected = null)
    {
        if (slotId is not { } target)
        {
            return Refusal.Field("slotId", "Required.");
        }

        await ExpireHolds(now, ct);
        return await Act(id, "reschedule", _ => InterviewAction.Reschedule, (tx, row, state) => Move(tx, row, state, target), by, now, ct, expected);
    }

    /// <summary>Cancels the requests whose hold ran out and opens their slots; the number of them.</summary>
    internal async Task<int> ExpireHolds(DateTimeOffset now, CancellationToken ct)
    {
        var ids = await _table.ListHoldsThatRanOut(_db, now, ct);
        foreach (var id in ids)
        {
            // Refused when a producer was faster: then there is nothing left to do.
            await Act(
                id,
                "expire",
                _ => InterviewAction.Expire,
                async (tx, row, state) => row.HoldUntil > now ? Refusal.State("The hold was prolonged.") : await Leave(tx, row, state, "The hold ran out."),
                Caller.Service,
                now,
                ct);
        }

        return ids.Count;
    }

    private async Task<Outcome<Interview>> Place(Guid slotId, BookingBody body, InterviewState state, Caller by, DateTimeOffset now, CancellationToken ct)
    {
        var fields = new Fields();
        var draft = body.Check(fields);
        if (by.Role == Role.Unit && body.UnitId is { } unitId && !by.MayTouchUnit(unitId))
        {
            return Refusal.Forbidden("A liaison asks for its own unit only.");
        }

        if (by.Role == Role.Viewer || (by.Role == Role.Unit && state != InterviewState.Requested))
        {
            return Refusal.Forbidden();
        }

        if (fields.Refusal is { } refusal)
        {
            return refusal;
        }

        await ExpireHolds(now, ct);
        var id = Ids.New(now);
        var outcome = await _db.Write(tx => Place(tx, id, slotId, draft, state, by, now), ct);
        if (!outcome.IsRefused)
        {
            _signal.Send(id);
        }

        return outcome;
    }

    /// <summary>Places an interview within a transaction: locks, looks, writes.</summary>
    internal async Task<Outcome<Interview>> Place(Tx tx, Guid id, Guid slotId, BookingDraft draft, InterviewState state, Caller by, DateTimeOffset now)
    {
        if (await _slots.Find(tx, slotId) is not { } slot || await _register.Find(tx, slot.SeriesId) is not { } series)
        {
            return Refusal.NotFound("slot");
        }

        // Of many rivals all but one end here, before they ask for anything else.
        if (slot.State != SlotState.Open)
        {
            return Taken(slot, slot.State, series.Zone);
        }

        var fields = new Fields();
        await Participants.CheckUnit(tx, draft.UnitId, fields);
        await Participants.Check(tx, draft.UnitId, draft.HostId, draft.Guests, fields);
        if (fields.Refusal is { } refusal)
        {
            return refusal;
        }

        var row = RowOf(id, slot, series, draft, state, now);
        var claim = ClaimOf(row, [.. draft.Guests.Select(guest => guest.OfficialId)]);
        await Claims.Lock(tx, claim);
        if (await TakeSlot(tx, slot, series.Zone) is { } taken)
        {
            return taken;
        }

        if ((await Claims.Check(tx, claim) ?? await Absences.Check(tx, claim, _ => true)) is { } clash)
        {
            return clash;
        }

        await _register.AddUnit(tx, series.Id, draft.UnitId);
        await _table.Insert(tx, row);
        await _table.SaveGuests(tx, id, [.. draft.Guests.Select(guest => new GuestRow { OfficialId = guest.OfficialId, Role = guest.Role })]);
        await _table.SaveSegments(tx, id, [.. PartsOf(draft, series, slot).Select(SegmentRow.Of)]);
        var interview = (await _table.Read(tx, id))!;
        await _audit.Write(tx, by, state == InterviewState.Requested ? "request" : "book", "interview", id, null, interview, now);
        return interview;
    }

    private static InterviewRow RowOf(Guid id, Slot slot, Series series, BookingDraft draft, InterviewState state, DateTimeOffset now) => new()
    {
        Id = id,
        SeriesId = series.Id,
        SlotId = slot.Id,
        StudioId = slot.StudioId,
        UnitId = draft.UnitId,
        HostId = draft.HostId,
        Topic = draft.Topic,
        State = state,
        PlannedStartsAt = slot.StartsAt,
        PlannedEndsAt = slot.EndsAt,
        HoldUntil = state == InterviewState.Requested ? Instants.Cut(now.AddHours(series.HoldHours)) : null,
        CreatedAt = now,
        TimeZone = series.TimeZone,
        SetupMinutes = series.SetupMinutes,
        StrikeMinutes = series.StrikeMinutes,
    };

    private static IReadOnlyList<SegmentPlan> PartsOf(BookingDraft draft, Series series, Slot slot) =>
        draft.Segments ?? SegmentPlan.Fit(series.Segments, series.SlotMinutes, (slot.EndsAt - slot.StartsAt).TotalMinutes);

    private async Task<Refusal?> TakeSlot(Tx tx, Slot slot, TimeZoneInfo zone)
    {
        if (await _slots.Take(tx, slot.Id))
        {
            return null;
        }

        var state = (await _slots.Find(tx, slot.Id))?.State;
        return state is null ? Refusal.NotFound("slot") : Taken(slot, state.Value, zone);
    }

    private static Refusal Taken(Slot slot, SlotState state, TimeZoneInfo zone) =>
        new(Slugs.SlotTaken, $"The slot {Instants.Span(slot.StartsAt, slot.EndsAt, zone)} is {Words.Of(state)}.");

    private async Task<Outcome<InterviewRow>> Move(Tx tx, InterviewRow row, InterviewState state, Guid slotId)
    {
        if (await _slots.Find(tx, slotId) is not { } slot || slot.SeriesId != row.SeriesId)
        {
            return Refusal.Field("slotId", "There is no such slot in the series.");
        }

        var guests = await _table.Guests(tx, row.Id);
        var next = Moved(row, state, slotId, slot.StudioId, slot.StartsAt, slot.EndsAt);
        var claim = ClaimOf(next, [.. guests.Select(guest => guest.OfficialId)]);
        await Claims.Lock(tx, claim);
        if (await TakeSlot(tx, slot, claim.Zone) is { } taken)
        {
            return taken;
        }

        if (await Arrive(tx, row, next, claim, guests) is { } clash)
        {
            return clash;
        }

        await _slots.Free(tx, row.SlotId);
        return next;
    }

    private static InterviewRow Moved(InterviewRow row, InterviewState state, Guid slotId, Guid studioId, DateTimeOffset startsAt, DateTimeOffset endsAt) => row with
    {
        State = state, SlotId = slotId, StudioId = studioId, PlannedStartsAt = startsAt, PlannedEndsAt = endsAt, Sequence = row.Sequence + 1,
    };

    /// <summary>Looks for what is in the way at the new time; when nothing is, every answer is void and the parts fill the new slot.</summary>
    private async Task<Refusal?> Arrive(Tx tx, InterviewRow row, InterviewRow next, Claim claim, IReadOnlyList<GuestRow> guests)
    {
        if ((await Claims.Check(tx, claim) ?? await Absences.Check(tx, claim, _ => true)) is { } clash)
        {
            return clash;
        }

        await _table.SaveGuests(tx, row.Id, [.. guests.Select(guest => guest with { Answer = null })]);
        await Refit(tx, row, next);
        return null;
    }

    /// <summary>Parts that filled the old slot fill the new one.</summary>
    private async Task Refit(Tx tx, InterviewRow before, InterviewRow after)
    {
        var segments = await _table.Segments(tx, before.Id);
        var plans = segments.Select(segment => new SegmentPlan { Key = segment.SegmentKey, Title = segment.Title, Minutes = segment.Minutes }).ToList();
        var fitted = SegmentPlan.Fit(
            plans, (before.PlannedEndsAt - before.PlannedStartsAt).TotalMinutes, (after.PlannedEndsAt - after.PlannedStartsAt).TotalMinutes);
        await _table.SaveSegments(tx, before.Id, [.. fitted.Select(SegmentRow.Of)]);
    }

    private async Task<Outcome<Interview>> Drop(
        Guid id, string name, InterviewAction action, string? reason, Caller by, DateTimeOffset now, int? expected, CancellationToken ct)
    {
        var fields = new Fields();
        var why = fields.Text("reason", reason, LongestReason);
        return fields.Refusal is { } refusal
            ? refusal
            : await Act(id, name, _ => action, async (tx, row, state) => await Leave(tx, row, state, why), by, now, ct, expected);
    }

    private async Task<InterviewRow> Leave(Tx tx, InterviewRow row, InterviewState state, string reason)
    {
        await _slots.Free(tx, row.SlotId);
        return row with { State = state, Reason = reason, HoldUntil = null };
    }

    private static Task<Outcome<InterviewRow>> Done(InterviewRow row) => Task.FromResult<Outcome<InterviewRow>>(row);
}
