using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;

namespace Broadcast.Scheduling;

/// <summary>
/// Interviews, from the request to the archive: what pages and endpoints alike find, book, move and run. Every rule of them stands here or below, none above.
/// </summary>
public sealed partial class Interviews
{
    private readonly Db _db;
    private readonly InterviewTable _table;
    private readonly Slots _slots;
    private readonly SeriesRegister _register;
    private readonly AuditLog _audit;
    private readonly InterviewSignal _signal;

    internal Interviews(Db db, InterviewTable table, Slots slots, SeriesRegister register, AuditLog audit, InterviewSignal signal)
    {
        _db = db;
        _table = table;
        _slots = slots;
        _register = register;
        _audit = audit;
        _signal = signal;
    }

    /// <summary>An interview; null when there is none, or none that this caller may see.</summary>
    public async Task<Interview?> Find(Guid id, Caller by, CancellationToken ct) =>
        await _db.Read(tx => _table.Read(tx, id), ct) is { } interview && by.MayTouchUnit(interview.UnitId) ? interview : null;

    /// <summary>Interviews by planned start, after the instant and id given; a liaison gets its own unit's.</summary>
    public Task<IReadOnlyList<Interview>> List(InterviewQuery query, Caller by, (DateTimeOffset At, Guid Id) after, int take, CancellationToken ct)
    {
        if (by.Role == Role.Unit)
        {
            query = query with { UnitId = query.UnitId is null || query.UnitId == by.UnitId ? by.UnitId : Guid.Empty };
        }

        return _db.Read(tx => _table.List(tx, query, after, take), ct);
    }

    /// <summary>Changes the topic, and before the day host, guests and parts as well; answers of guests who stay are kept.</summary>
    internal Task<Outcome<Interview>> Change(Guid id, InterviewBody body, int? expected, Caller by, DateTimeOffset now, CancellationToken ct) => Act(
        id,
        "change",
        _ => body.ChangesPlan ? InterviewAction.Replan : InterviewAction.Edit,
        async (tx, row, _) =>
        {
            if (by.Role == Role.Unit && body.HostId.IsGiven)
            {
                return Refusal.Forbidden("A producer names the host.");
            }

            var fields = new Fields();
            var topic = fields.Text("topic", body.Topic.Or(row.Topic), BookingDraft.LongestTopic);
            var next = row with { Topic = topic, HostId = body.HostId.Or(row.HostId) };
            return await Replan(tx, row, next, body, fields) is { } refusal ? refusal : await Follow(tx, next);
        },
        by,
        now,
        ct,
        expected);

    /// <summary>One change of one interview: may this caller, does the state allow it, then the change itself, all in one transaction; the listeners afterwards.</summary>
    private async Task<Outcome<Interview>> Act(
        Guid id,
        string name,
        Func<InterviewState, InterviewAction> action,
        Func<Tx, InterviewRow, InterviewState, Task<Outcome<InterviewRow>>> change,
        Caller by,
        DateTimeOffset now,
        CancellationToken ct,
        int? expected = null,
        params (string Name, object? Value)[] notes)
    {
        var outcome = await _db.Write<Outcome<Interview>>(
            async tx =>
            {
                if (await _table.Lock(tx, id) is not { } row)
                {
                    return Refusal.NotFound("interview");
                }

                if ((InterviewRights.Check(by, action(row.State), row) ?? EntityTags.Check(expected, row.Version)) is { } refusal)
                {
                    return refusal;
                }

                var before = await _table.Read(tx, id);
                var state = InterviewStates.After(row.State, action(row.State));
                var changed = state.IsRefused ? state.Refusal : await change(tx, row, state.Value);
                if (changed.IsRefused)
                {
                    return changed.Refusal;
                }

                await _table.Save(tx, changed.Value);
                return await Log(tx, before!, name, by, now, notes);
            },
            ct);
        if (!outcome.IsRefused)
        {
            _signal.Send(id);
        }

        return outcome;
    }

    /// <summary>Writes into the log what has changed; the interview as it is now.</summary>
    private async Task<Interview> Log(Tx tx, Interview before, string name, Caller by, DateTimeOffset now, params (string Name, object? Value)[] notes)
    {
        var after = (await _table.Read(tx, before.Id))!;
        var (from, to) = InterviewFacts.Difference(before, after, notes);
        await _audit.Write(tx, by, name, "interview", before.Id, from, to, now);
        return after;
    }

    private async Task<InterviewRow> Follow(Tx tx, InterviewRow row)
    {
        var guests = await _table.Guests(tx, row.Id);
        return row with { State = InterviewStates.Following(row.State, guests.Select(guest => (guest.Role, guest.Answer))) };
    }

    private async Task<Refusal?> Replan(Tx tx, InterviewRow row, InterviewRow next, InterviewBody body, Fields fields)
    {
        var now = await _table.Guests(tx, next.Id);
        var guests = body.Guests.IsGiven ? GuestDraft.Check(body.Guests.Value, fields) : [];
        var segments = body.Segments.Value is { } given ? SegmentPlan.Check(given, fields) : [];
        if (body.Segments is { IsGiven: true, Value: null })
        {
            fields.Wrong("segments", "Required.");
        }

        await Participants.Check(tx, next.UnitId, body.HostId.Value, guests, fields);
        if (fields.Refusal is { } refusal)
        {
            return refusal;
        }

        if (body.HostId.IsGiven || body.Guests.IsGiven)
        {
            var claim = ClaimOf(next, body.Guests.IsGiven ? [.. guests.Select(guest => guest.OfficialId)] : [.. now.Select(guest => guest.OfficialId)]) with { Spacing = null };
            await Claims.Lock(tx, claim);
            if ((await Claims.Check(tx, claim) ?? await Absences.Check(tx, claim, IsNew)) is { } clash)
            {
                return clash;
            }

            bool IsNew(Guid id) => id != row.HostId && id != row.StudioId && now.All(guest => guest.OfficialId != id);
        }

        if (body.Guests.IsGiven)
        {
            await _table.SaveGuests(tx, next.Id, [.. guests.Select(guest => Keep(guest, now))]);
        }

        if (body.Segments.IsGiven)
        {
            await _table.SaveSegments(tx, next.Id, [.. segments.Select(SegmentRow.Of)]);
        }

        return null;
    }

    /// <summary>A guest who was there before keeps the answer.</summary>
    private static GuestRow Keep(GuestDraft draft, IReadOnlyList<GuestRow> before)
    {
        var known = before.FirstOrDefault(guest => guest.OfficialId == draft.OfficialId);
        return (known ?? new GuestRow { OfficialId = draft.OfficialId }) with { Role = draft.Role };
    }

    private static Claim ClaimOf(InterviewRow row, IReadOnlyList<Guid> officialIds) => new(
        row.Id, row.SeriesId, row.PlannedStartsAt, row.PlannedEndsAt, Times.Zones.Find(row.TimeZone), row.StudioId, row.UnitId, row.HostId, officialIds,
        new Spacing(row.SetupMinutes, row.StrikeMinutes));
}
