using System.Globalization;
using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Times;

namespace Broadcast.Scheduling;

/// <summary>Which slots of a series are asked for; null does not narrow. A slot counts by its start, in <c>[From, To)</c>.</summary>
internal sealed record SlotQuery(Guid SeriesId, string? State, DateTimeOffset? From, DateTimeOffset? To, Guid? StudioId);

/// <summary>A slot as a client wants it.</summary>
internal sealed record SlotBody
{
    public Guid? StudioId { get; init; }

    public DateTimeOffset? StartsAt { get; init; }

    public DateTimeOffset? EndsAt { get; init; }
}

/// <summary>Slots as rows. Two slots of a studio never overlap, whichever series they belong to.</summary>
internal sealed class Slots(Db db, SeriesRegister register, AuditLog audit)
{
    private const string Removed = "remove";
    private const string Columns = "s.Id, s.SeriesId, s.StudioId, s.StartsAt, s.EndsAt, s.State, s.Version, r.TimeZone";

    private const string Narrowing =
        """
        FROM Slot s JOIN Series r ON r.Id = s.SeriesId
        WHERE s.SeriesId = @seriesId AND s.State <> 'removed' AND (@state IS NULL OR s.State = @state) AND (@studioId IS NULL OR s.StudioId = @studioId)
          AND (@from IS NULL OR s.StartsAt >= @from) AND (@to IS NULL OR s.StartsAt < @to)
          AND (s.StartsAt > @afterAt OR (s.StartsAt = @afterAt AND s.Id > @afterId))
        ORDER BY s.StartsAt, s.Id
        """;

    private static readonly Sql ById = $"SELECT {Columns} FROM Slot s JOIN Series r ON r.Id = s.SeriesId WHERE s.Id = @id AND s.State <> 'removed'";

    private static readonly Sql StudioOfRemoved = "SELECT StudioId FROM Slot WHERE Id = @id AND State = 'removed'";

    private static readonly Sql Listing = new(SqlServer: $"SELECT TOP (@take) {Columns} {Narrowing}", Sqlite: $"SELECT {Columns} {Narrowing} LIMIT @take");

    private static readonly Sql LockStudio = "UPDATE Studio SET Version = Version WHERE Id = @studioId";

    private static readonly Sql Overlapping =
        """
        SELECT s.StartsAt, s.EndsAt, t.Name AS Studio FROM Slot s JOIN Studio t ON t.Id = s.StudioId
        WHERE s.StudioId = @studioId AND s.State <> 'removed' AND s.StartsAt < @endsAt AND s.EndsAt > @startsAt
        """;

    private static readonly string[] InsertNames = ["@id", "@seriesId", "@studioId", "@startsAt", "@endsAt"];

    private static readonly Sql Insert =
        "INSERT INTO Slot (Id, SeriesId, StudioId, StartsAt, EndsAt, State, Version) VALUES (@id, @seriesId, @studioId, @startsAt, @endsAt, 'open', 1)";

    private static readonly Sql Lock = "UPDATE Slot SET Version = Version WHERE Id = @id";

    private static readonly Sql SetState = "UPDATE Slot SET State = @to, Version = Version + 1 WHERE Id = @id AND State = @from";

    public async Task<Slot?> Find(Guid id, CancellationToken ct) => (await db.Find<SlotRow>(ById, new { id }, ct))?.ToSlot();

    public async Task<Slot?> Find(Tx tx, Guid id) => (await tx.Find<SlotRow>(ById, new { id }))?.ToSlot();

    public async Task<IReadOnlyList<Slot>> List(SlotQuery query, (DateTimeOffset At, Guid Id) after, int take, CancellationToken ct)
    {
        var (seriesId, state, from, to, studioId) = query;
        var rows = await db.Query<SlotRow>(Listing, new { seriesId, state, from, to, studioId, afterAt = after.At, afterId = after.Id, take }, ct);
        return [.. rows.Select(row => row.ToSlot())];
    }

    public Task<Outcome<Slot>> Create(Guid seriesId, SlotBody body, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<Slot>>(
        async tx =>
        {
            if (await register.Find(tx, seriesId) is not { } series)
            {
                return Refusal.NotFound("series");
            }

            var fields = new Fields();
            var slot = Check(series, body, fields) with { Id = Ids.New(now) };
            if (await tx.Execute(LockStudio, new { studioId = slot.StudioId }) == 0 && body.StudioId is not null)
            {
                fields.Wrong("studioId", "There is no such studio.");
            }

            if (fields.Refusal is { } refusal)
            {
                return refusal;
            }

            if (await InTheWay(tx, slot, series) is { } busy)
            {
                return busy;
            }

            await Add(tx, [slot]);
            await audit.Write(tx, by, "create", "slot", slot.Id, null, slot, now);
            return slot;
        },
        ct);

    public Task<Outcome<Slot>> Block(Guid id, Caller by, DateTimeOffset now, CancellationToken ct, int? expected = null) =>
        Switch(id, SlotState.Blocked, expected, by, now, ct);

    public Task<Outcome<Slot>> Unblock(Guid id, Caller by, DateTimeOffset now, CancellationToken ct, int? expected = null) =>
        Switch(id, SlotState.Open, expected, by, now, ct);

    /// <summary>Removes a slot that nobody has. The row stays for the cancelled interviews that were in it.</summary>
    public Task<Outcome<bool>> Remove(Guid id, int? expected, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<bool>>(
        async tx =>
        {
            await tx.Execute(Lock, new { id });
            if (await Find(tx, id) is not { } slot)
            {
                return Refusal.NotFound("slot");
            }

            if (EntityTags.Check(expected, slot.Version) is { } stale)
            {
                return stale;
            }

            if (slot.State == SlotState.Booked)
            {
                return Refusal.State("The slot is booked: move or cancel its interview first.");
            }

            await tx.Execute(SetState, new { id, from = Words.Of(slot.State), to = "removed" });
            await audit.Write(tx, by, Removed, "slot", id, slot, null, now);
            return true;
        },
        ct);

    /// <summary>Brings a slot back that the caller removed, as it was, where its time is still free.</summary>
    public Task<Outcome<Slot>> Restore(Guid id, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<Slot>>(
        async tx =>
        {
            if (await tx.Find<Guid?>(StudioOfRemoved, new { id }) is not { } studioId)
            {
                return Refusal.NotFound("slot that was removed");
            }

            await tx.Execute(LockStudio, new { studioId });
            if (await audit.FindLast(tx, id) is not { Action: Removed, FromValue: { } before } last || last.Actor != by.Name)
            {
                return Refusal.State("There is nothing to take back.");
            }

            var slot = Json.Read<Slot>(before);
            var series = (await register.Find(tx, slot.SeriesId))!;
            if (!series.Zone.Holds(series.StartsOn, series.EndsOn, slot.StartsAt, slot.EndsAt))
            {
                return Refusal.State(Outside(series));
            }

            if (await InTheWay(tx, slot, series) is { } busy)
            {
                return busy;
            }

            if (await tx.Execute(SetState, new { id, from = "removed", to = Words.Of(slot.State) }) == 0)
            {
                return Refusal.Version();
            }

            var restored = (await Find(tx, id))!;
            await audit.Write(tx, by, "restore", "slot", id, null, restored, now);
            return restored;
        },
        ct);

    /// <summary>Writes open slots that were checked.</summary>
    public Task<int[]> Add(Tx tx, IReadOnlyList<Slot> slots) => tx.ExecuteMany(
        Insert,
        slots,
        InsertNames,
        slot => [Raw.Id(slot.Id), Raw.Id(slot.SeriesId), Raw.Id(slot.StudioId), Raw.Instant(slot.StartsAt), Raw.Instant(slot.EndsAt)]);

    /// <summary>Takes an open slot for an interview; false when somebody else has it. Who gets the row, gets the slot.</summary>
    public async Task<bool> Take(Tx tx, Guid id) => await tx.Execute(SetState, new { id, from = "open", to = "booked" }) == 1;

    /// <summary>Opens the slot of an interview that was moved or cancelled.</summary>
    public Task<int> Free(Tx tx, Guid id) => tx.Execute(SetState, new { id, from = "booked", to = "open" });

    private static async Task<Refusal?> InTheWay(Tx tx, Slot slot, Series series) =>
        await tx.Find<Clash>(Overlapping, new { studioId = slot.StudioId, startsAt = slot.StartsAt, endsAt = slot.EndsAt }) is { } clash
            ? new Refusal(Slugs.StudioBusy, $"{clash.Studio} has another slot, {Instants.Span(clash.StartsAt, clash.EndsAt, series.Zone)}.")
            : null;

    private Task<Outcome<Slot>> Switch(Guid id, SlotState to, int? expected, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<Slot>>(
        async tx =>
        {
            await tx.Execute(Lock, new { id });
            if (await Find(tx, id) is not { } slot)
            {
                return Refusal.NotFound("slot");
            }

            if (EntityTags.Check(expected, slot.Version) is { } stale)
            {
                return stale;
            }

            if (slot.State == to)
            {
                return slot;
            }

            if (slot.State == SlotState.Booked)
            {
                return Refusal.State("The slot is booked: move or cancel its interview first.");
            }

            await tx.Execute(SetState, new { id, from = Words.Of(slot.State), to = Words.Of(to) });
            await audit.Write(tx, by, to == SlotState.Blocked ? "block" : "unblock", "slot", id, new { state = slot.State }, new { state = to }, now);
            return slot with { State = to, Version = slot.Version + 1 };
        },
        ct);

    private static Slot Check(Series series, SlotBody body, Fields fields)
    {
        var studioId = fields.Required("studioId", body.StudioId);
        if (body.StartsAt is not { } startsAt)
        {
            fields.Wrong("startsAt", "Required.");
            return new Slot();
        }

        var zone = series.Zone;
        var endsAt = body.EndsAt ?? startsAt.AddMinutes(series.SlotMinutes);
        if (endsAt <= startsAt)
        {
            fields.Wrong("endsAt", "Must lie after startsAt.");
        }
        else if (endsAt - startsAt > TimeSpan.FromHours(24))
        {
            fields.Wrong("endsAt", "A slot is at most 24 hours long.");
        }

        if (!zone.Holds(series.StartsOn, series.EndsOn, startsAt, startsAt))
        {
            fields.Wrong("startsAt", Outside(series));
        }
        else if (!zone.Holds(series.StartsOn, series.EndsOn, startsAt, endsAt))
        {
            fields.Wrong(body.EndsAt is null ? "startsAt" : "endsAt", Outside(series));
        }

        return new Slot { SeriesId = series.Id, StudioId = studioId, StartsAt = startsAt.In(zone), EndsAt = endsAt.In(zone), State = SlotState.Open };
    }

    private static string Outside(Series series) =>
        string.Create(CultureInfo.InvariantCulture, $"Outside the days of the series, {series.StartsOn:yyyy-MM-dd} to {series.EndsOn:yyyy-MM-dd} ({series.TimeZone}).");

    /// <summary>What is in the way.</summary>
    private sealed record Clash
    {
        public DateTimeOffset StartsAt { get; init; }

        public DateTimeOffset EndsAt { get; init; }

        public string Studio { get; init; } = "";
    }

    /// <summary>A slot as it stands in the database, with the zone of its series.</summary>
    private sealed record SlotRow
    {
        public Guid Id { get; init; }

        public Guid SeriesId { get; init; }

        public Guid StudioId { get; init; }

        public DateTimeOffset StartsAt { get; init; }

        public DateTimeOffset EndsAt { get; init; }

        public SlotState State { get; init; }

        public int Version { get; init; }

        public string TimeZone { get; init; } = "";

        public Slot ToSlot()
        {
            var zone = Zones.Find(TimeZone);
            return new Slot { Id = Id, SeriesId = SeriesId, StudioId = StudioId, StartsAt = StartsAt.In(zone), EndsAt = EndsAt.In(zone), State = State, Version = Version };
        }
    }
}
