using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Times;

namespace Broadcast.Scheduling;

/// <summary>Busy and preferred times as rows. Whoever changes them updates the owner's row first, as a booking does: so neither passes the other by.</summary>
internal sealed class Availabilities(Db db, AuditLog audit)
{
    // What the log keeps whole; of a longer list it keeps the number.
    private const int MostLogged = 500;

    private const string Busy = "busy";
    private const string Preferred = "preferred";

    private static readonly string[] TimeNames = ["@ownerId", "@ordinal", "@kind", "@startsAt", "@endsAt", "@note"];

    private static readonly Sql LockOfficial = "UPDATE Official SET Version = Version WHERE Id = @id";

    private static readonly Sql LockHost = "UPDATE Host SET Version = Version WHERE Id = @id";

    private static readonly Sql LockStudio = "UPDATE Studio SET Version = Version WHERE Id = @id";

    private static readonly Sql UnitOfOfficial = "SELECT UnitId FROM Official WHERE Id = @id";

    private static readonly Sql HostById = "SELECT Id FROM Host WHERE Id = @id";

    private static readonly Sql StudioById = "SELECT Id FROM Studio WHERE Id = @id";

    private static readonly Sql Head = "SELECT KnownUntil, Version FROM Availability WHERE OwnerId = @id";

    private static readonly Sql Times = "SELECT Kind, StartsAt, EndsAt, Note FROM AvailabilityTime WHERE OwnerId = @id ORDER BY Ordinal";

    private static readonly Sql Update = "UPDATE Availability SET KnownUntil = @knownUntil, Version = @version WHERE OwnerId = @id";

    private static readonly Sql Insert = "INSERT INTO Availability (OwnerId, KnownUntil, Version) VALUES (@id, @knownUntil, @version)";

    private static readonly Sql DeleteTimes = "DELETE FROM AvailabilityTime WHERE OwnerId = @id";

    private static readonly Sql InsertTime =
        "INSERT INTO AvailabilityTime (OwnerId, Ordinal, Kind, StartsAt, EndsAt, Note) VALUES (@ownerId, @ordinal, @kind, @startsAt, @endsAt, @note)";

    /// <summary>Empty while nobody said anything; refused when there is no such owner, or none that this caller may see.</summary>
    public Task<Outcome<Availability>> Find(AvailabilityOwner owner, Guid id, Caller by, CancellationToken ct) => db.Read<Outcome<Availability>>(
        async tx => await UnitOf(tx, owner, id) is { } unit && MayTouch(by, owner, unit) ? await Read(tx, id) : Refusal.NotFound(Words.Of(owner)), ct);

    /// <summary>Replaces what was said before. Interviews that are booked already stay.</summary>
    public Task<Outcome<Availability>> Change(
        AvailabilityOwner owner, Guid id, AvailabilityDraft draft, int? expected, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<Availability>>(
        async tx =>
        {
            await tx.Execute(LockOf(owner), new { id });
            if (await UnitOf(tx, owner, id) is not { } unit)
            {
                return Refusal.NotFound(Words.Of(owner));
            }

            if (!MayTouch(by, owner, unit))
            {
                return Refusal.Forbidden("This is another unit's official.");
            }

            var before = await Read(tx, id);
            if (EntityTags.Check(expected, before.Version) is { } stale)
            {
                return stale;
            }

            await Save(tx, id, draft with { Preferred = draft.Preferred ?? before.Preferred }, before.Version + 1);
            var after = await Read(tx, id);
            await audit.Write(tx, by, "changeAvailability", Words.Of(owner), id, Facts(before), Facts(after), now);
            return after;
        },
        ct);

    private static async Task Save(Tx tx, Guid id, AvailabilityDraft draft, int version)
    {
        var head = new { id, knownUntil = draft.KnownUntil, version };
        if (await tx.Execute(Update, head) == 0)
        {
            await tx.Execute(Insert, head);
        }

        await tx.Execute(DeleteTimes, new { id });
        var busy = draft.Busy.Select(time => new TimeRow { Kind = Busy, StartsAt = time.From, EndsAt = time.To, Note = time.Note });
        var preferred = draft.Preferred!.Select(time => new TimeRow { Kind = Preferred, StartsAt = time.From, EndsAt = time.To });
        var rows = busy.Concat(preferred).Index().ToList();
        await tx.ExecuteMany(
            InsertTime,
            rows,
            TimeNames,
            row => [Raw.Id(id), row.Index, row.Item.Kind, Raw.Instant(row.Item.StartsAt), Raw.Instant(row.Item.EndsAt), row.Item.Note]);
    }

    private static async Task<Availability> Read(Tx tx, Guid id)
    {
        var head = await tx.Find<HeadRow>(Head, new { id });
        if (head is null)
        {
            return new Availability();
        }

        var zone = Zones.Find(Zones.Default);
        var times = (await tx.Query<TimeRow>(Times, new { id })).ToLookup(time => time.Kind, StringComparer.Ordinal);
        return new Availability
        {
            Busy = [.. times[Busy].Select(time => new BusyTime(time.StartsAt.In(zone), time.EndsAt.In(zone), time.Note))],
            Preferred = [.. times[Preferred].Select(time => new PreferredTime(time.StartsAt.In(zone), time.EndsAt.In(zone)))],
            KnownUntil = head.KnownUntil.In(zone),
            Version = head.Version,
        };
    }

    /// <summary>The unit of an official, the empty id for others; null when there is no such owner.</summary>
    private static async Task<Guid?> UnitOf(Tx tx, AvailabilityOwner owner, Guid id) => owner switch
    {
        AvailabilityOwner.Official => await tx.Find<Guid?>(UnitOfOfficial, new { id }),
        AvailabilityOwner.Host => await tx.Find<Guid?>(HostById, new { id }) is null ? null : Guid.Empty,
        _ => await tx.Find<Guid?>(StudioById, new { id }) is null ? null : Guid.Empty,
    };

    private static bool MayTouch(Caller by, AvailabilityOwner owner, Guid unit) => owner != AvailabilityOwner.Official || by.MayTouchUnit(unit);

    private static Sql LockOf(AvailabilityOwner owner) => owner switch
    {
        AvailabilityOwner.Official => LockOfficial,
        AvailabilityOwner.Host => LockHost,
        _ => LockStudio,
    };

    private static object Facts(Availability availability) => availability.Busy.Count + availability.Preferred.Count <= MostLogged
        ? availability
        : new { Busy = availability.Busy.Count, Preferred = availability.Preferred.Count, availability.KnownUntil, availability.Version };

    /// <summary>That somebody said something.</summary>
    private sealed record HeadRow
    {
        public DateTimeOffset? KnownUntil { get; init; }

        public int Version { get; init; }
    }

    /// <summary>A busy or preferred time as it stands in the database.</summary>
    private sealed record TimeRow
    {
        public string Kind { get; init; } = "";

        public DateTimeOffset StartsAt { get; init; }

        public DateTimeOffset EndsAt { get; init; }

        public string? Note { get; init; }
    }
}
