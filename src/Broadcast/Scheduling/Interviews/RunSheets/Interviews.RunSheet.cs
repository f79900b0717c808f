using Broadcast.Access;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Times;

namespace Broadcast.Scheduling;

/// <summary>The day itself: on air, the parts, off air, and the settling afterwards.</summary>
public sealed partial class Interviews
{
    /// <summary>It went on air, now or at <paramref name="at"/>; said again with another instant, that is when it began.</summary>
    public Task<Outcome<Interview>> Start(Guid id, DateTimeOffset? at, Caller by, DateTimeOffset now, CancellationToken ct, int? expected = null) => Act(
        id,
        "start",
        state => InterviewStates.StartOf(state, at),
        (_, row, state) =>
        {
            var startedAt = Instants.Happened(at, now);
            var refusal = Instants.CheckPast(at, now) ?? (row.EndedAt <= startedAt ? Refusal.Field("at", "Must lie before the end.") : null);
            return Task.FromResult<Outcome<InterviewRow>>(refusal is null ? row with { State = state, StartedAt = startedAt } : refusal);
        },
        by,
        now,
        ct,
        expected);

    /// <summary>It went off air, now or at <paramref name="at"/>; said again with another instant, that is when it ended.</summary>
    public Task<Outcome<Interview>> End(Guid id, DateTimeOffset? at, Caller by, DateTimeOffset now, CancellationToken ct, int? expected = null) => Act(
        id,
        "end",
        state => InterviewStates.EndOf(state, at),
        async (tx, row, state) =>
        {
            var endedAt = Instants.Happened(at, now);
            if ((Instants.CheckPast(at, now) ?? (endedAt <= row.StartedAt ? Refusal.Field("at", "Must lie after the start.") : null)) is { } refusal)
            {
                return refusal;
            }

            var parts = await _table.Segments(tx, id);
            await _table.SaveSegments(tx, id, RunSheet.Settle(parts, endedAt));
            return row with { State = state, EndedAt = endedAt };
        },
        by,
        now,
        ct,
        expected);

    /// <summary>This part begins, now or at <paramref name="at"/>, and the one before it ends.</summary>
    public Task<Outcome<Interview>> Take(Guid id, string key, DateTimeOffset? at, Caller by, DateTimeOffset now, CancellationToken ct, int? expected = null) => Act(
        id,
        "take",
        state => InterviewStates.TakeOf(state, at),
        async (tx, row, _) =>
        {
            var begins = Instants.Happened(at, now);
            var parts = await _table.Segments(tx, id);
            if (CheckTake(row, parts.FirstOrDefault(part => part.SegmentKey == key), at, begins, now) is { } refusal)
            {
                return refusal;
            }

            await _table.SaveSegments(tx, id, RunSheet.Take(parts, key, begins, row.EndedAt));
            return row;
        },
        by,
        now,
        ct,
        expected,
        notes: [("segment", key), ("at", Instants.Happened(at, now))]);

    /// <summary>This part was taken by mistake: it has not begun, and the one before it goes on.</summary>
    public Task<Outcome<Interview>> Untake(Guid id, string key, Caller by, DateTimeOffset now, CancellationToken ct) => Act(
        id,
        "untake",
        _ => InterviewAction.Untake,
        async (tx, row, _) =>
        {
            var parts = await _table.Segments(tx, id);
            if (parts.FirstOrDefault(part => part.SegmentKey == key) is not { } taken)
            {
                return Refusal.NotFound("part");
            }

            if (taken.ActualStartsAt is null)
            {
                return Refusal.State("This part was not taken.");
            }

            await _table.SaveSegments(tx, id, RunSheet.Untake(parts, key, row.EndedAt));
            return row;
        },
        by,
        now,
        ct,
        notes: ("segment", key));

    /// <summary>Figures and times stand from now on: what arrives later is kept and does not count.</summary>
    public async Task<Outcome<Interview>> Close(Guid id, Caller by, DateTimeOffset now, CancellationToken ct, int? expected = null)
    {
        var at = await Closings.ToClose(_db, now, ct);
        return await Act(id, "close", _ => InterviewAction.Close, (tx, row, state) => Closings.Close(tx, row with { State = state }, at), by, at, ct, expected);
    }

    /// <summary>Something has to be set right after all; why stands in the log. What arrived meanwhile counts.</summary>
    public async Task<Outcome<Interview>> Reopen(Guid id, string? reason, Caller by, DateTimeOffset now, CancellationToken ct, int? expected = null)
    {
        var fields = new Fields();
        var why = fields.Text("reason", reason, LongestReason);
        if (fields.Refusal is { } refusal)
        {
            return refusal;
        }

        var at = await Closings.ToReopen(_db, id, now, ct);
        return await Act(id, "reopen", _ => InterviewAction.Reopen, (tx, row, state) => Closings.Reopen(tx, row with { State = state }, at), by, at, ct, expected, notes: ("reason", why));
    }

    private static Refusal? CheckTake(InterviewRow row, SegmentRow? part, DateTimeOffset? at, DateTimeOffset begins, DateTimeOffset now)
    {
        if (part is null)
        {
            return Refusal.NotFound("part");
        }

        if (at is null && part.ActualStartsAt is not null)
        {
            return Refusal.State("This part was taken already: say with 'at' when it really began.");
        }

        return Instants.CheckPast(at, now)
            ?? (begins < row.StartedAt ? Refusal.Field("at", "Must not lie before the start.") : null)
            ?? (begins >= row.EndedAt ? Refusal.Field("at", "Must lie before the end.") : null);
    }
}
