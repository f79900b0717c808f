using System.Globalization;
using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;

namespace Broadcast.Scheduling;

/// <summary>Many slots of a series at once, all of them or none. What was done stands in the log as one entry, by which it can be taken back.</summary>
internal sealed class SlotBatches(Db db, SeriesRegister register, AuditLog audit)
{
    /// <summary>The log's word for slots that were made from a rule.</summary>
    public const string Generate = "generateSlots";

    private const int Most = 5000;
    private const string Booked = "booked";
    private const string Removed = "removed";

    private static readonly string[] Names = ["@id", "@seriesId", "@from", "@to"];

    private static readonly string[] Actions = [Generate, "blockSlots", "unblockSlots", "removeSlots"];

    private static readonly Sql LockStudios = "UPDATE Studio SET Version = Version WHERE Id IN (SELECT StudioId FROM Slot WHERE SeriesId = @seriesId)";

    private static readonly Sql States = "SELECT Id, State FROM Slot WHERE SeriesId = @seriesId";

    // A slot that comes back must not overlap one that was made meanwhile.
    private static readonly Sql SetState =
        """
        UPDATE Slot SET State = @to, Version = Version + 1
        WHERE Id = @id AND SeriesId = @seriesId AND State = @from
          AND (@from <> 'removed' OR NOT EXISTS (SELECT 1 FROM Slot o
            WHERE o.StudioId = Slot.StudioId AND o.Id <> Slot.Id AND o.State <> 'removed' AND o.StartsAt < Slot.EndsAt AND o.EndsAt > Slot.StartsAt))
        """;

    public Task<Outcome<SlotBatch>> Block(Guid seriesId, SlotIdsBody body, Caller by, DateTimeOffset now, CancellationToken ct) => Change(seriesId, body, "blockSlots", "blocked", by, now, ct);

    public Task<Outcome<SlotBatch>> Unblock(Guid seriesId, SlotIdsBody body, Caller by, DateTimeOffset now, CancellationToken ct) => Change(seriesId, body, "unblockSlots", "open", by, now, ct);

    public Task<Outcome<SlotBatch>> Remove(Guid seriesId, SlotIdsBody body, Caller by, DateTimeOffset now, CancellationToken ct) => Change(seriesId, body, "removeSlots", Removed, by, now, ct);

    /// <summary>Puts the slots of a batch back to what they were; those that changed since, or whose time was given away, are left alone.</summary>
    public Task<Outcome<SlotBatch>> TakeBack(Guid seriesId, Guid? batchId, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<SlotBatch>>(
        async tx =>
        {
            await tx.Execute(LockStudios, new { seriesId });
            if (batchId is not { } id || await audit.Find(tx, id) is not { } entry || entry.EntityId != seriesId || !Actions.Contains(entry.Action, StringComparer.Ordinal))
            {
                return batchId is null ? Refusal.Field("batchId", "Required.") : Refusal.Field("batchId", "There is no such batch in the series.");
            }

            var changes = Reverse(entry);
            var changed = await Apply(tx, seriesId, changes);
            var done = changes.Where((_, i) => changed[i] > 0).ToList();
            var (from, to) = Facts(done);
            return new SlotBatch(await audit.Write(tx, by, "takeBackSlots", "series", seriesId, from, to, now), done.Count, changes.Count - done.Count);
        },
        ct);

    private Task<Outcome<SlotBatch>> Change(Guid seriesId, SlotIdsBody body, string action, string to, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<SlotBatch>>(
        async tx =>
        {
            if (await register.Find(tx, seriesId) is null)
            {
                return Refusal.NotFound("series");
            }

            if (body.SlotIds is not { Count: > 0 and <= Most } ids)
            {
                return Refusal.Field("slotIds", body.SlotIds is null ? "Required." : $"From 1 to {Most} slots.");
            }

            await tx.Execute(LockStudios, new { seriesId });
            var states = (await tx.Query<StateRow>(States, new { seriesId })).ToDictionary(row => row.Id, row => row.State);
            if (Check(ids, states) is { } refusal)
            {
                return refusal;
            }

            var changes = ids.Distinct().Where(id => states[id] != to).Select(id => new StateChange(id, states[id], to)).ToList();
            if ((await Apply(tx, seriesId, changes)).Contains(0))
            {
                return Refusal.State("Somebody was faster: one of the slots was booked meanwhile.");
            }

            var (was, became) = Facts(changes);
            return new SlotBatch(await audit.Write(tx, by, action, "series", seriesId, was, became, now), changes.Count, 0);
        },
        ct);

    private static Refusal? Check(IReadOnlyList<Guid> ids, Dictionary<Guid, string> states)
    {
        var fields = new Fields();
        for (var i = 0; i < ids.Count; i++)
        {
            if (states.GetValueOrDefault(ids[i], Removed) == Removed)
            {
                fields.Wrong($"slotIds[{i}]", "There is no such slot in the series.");
            }
        }

        var booked = ids.Distinct().Count(id => states.GetValueOrDefault(id) == Booked);
        return fields.Refusal ?? (booked == 0 ? null : Refusal.State(string.Create(CultureInfo.InvariantCulture, $"{booked} of the slots are booked: move or cancel their interviews first.")));
    }

    private static Task<int[]> Apply(Tx tx, Guid seriesId, IReadOnlyList<StateChange> changes) =>
        tx.ExecuteMany(SetState, changes, Names, change => [Raw.Id(change.Id), Raw.Id(seriesId), change.From, change.To]);

    private static List<StateChange> Reverse(AuditRow entry)
    {
        if (entry.Action == Generate)
        {
            return [.. Json.Read<GeneratedFacts>(entry.ToValue!).Slots.Select(id => new StateChange(id, "open", Removed))];
        }

        var (was, became) = (Json.Read<BatchFacts>(entry.FromValue!).Slots, Json.Read<BatchFacts>(entry.ToValue!).Slots);
        return [.. became.Select(pair => new StateChange(pair.Key, pair.Value, was[pair.Key]))];
    }

    private static (BatchFacts From, BatchFacts To) Facts(IReadOnlyList<StateChange> changes) =>
        (new BatchFacts(changes.ToDictionary(change => change.Id, change => change.From)), new BatchFacts(changes.ToDictionary(change => change.Id, change => change.To)));

    /// <summary>A slot and its state.</summary>
    private sealed record StateRow
    {
        public Guid Id { get; init; }

        public string State { get; init; } = "";
    }

    private sealed record StateChange(Guid Id, string From, string To);

    /// <summary>As it stands in the log.</summary>
    private sealed record BatchFacts(Dictionary<Guid, string> Slots);

    /// <summary>What of a generation stands in the log.</summary>
    private sealed record GeneratedFacts(List<Guid> Slots);
}

/// <summary>What was done with many slots at once.</summary>
/// <param name="BatchId">By which it can be taken back.</param>
/// <param name="Changed">How many slots are another than before.</param>
/// <param name="Left">How many were left alone, since they changed meanwhile.</param>
public sealed record SlotBatch(Guid BatchId, int Changed, int Left);

/// <summary>Which slots.</summary>
internal sealed record SlotIdsBody
{
    public List<Guid>? SlotIds { get; init; }
}

/// <summary>Which batch.</summary>
internal sealed record BatchBody
{
    public Guid? BatchId { get; init; }
}
