using System.Security.Cryptography;
using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Outcomes;
using Broadcast.Times;

namespace Broadcast.Scheduling;

/// <summary>Whose interviews a feed shows.</summary>
internal enum FeedOwner
{
    Series,
    Official,
    Studio,
    Unit,
}

/// <summary>Interviews as calendar feeds. The key in a feed's address is the permission to read it; a studio or unit has one from when somebody first asks for it.</summary>
internal sealed class CalendarFeeds(Db db, AuditLog audit)
{
    private const string Columns =
        """
        i.Id, i.Topic, i.State, i.PlannedStartsAt, i.PlannedEndsAt, i.Sequence, i.Reason, i.CreatedAt, r.TimeZone, r.Title AS SeriesTitle, u.Name AS UnitName, h.Name AS HostName,
        t.Name AS StudioName, t.Place AS StudioPlace, (SELECT MAX(a.At) FROM AuditEntry a WHERE a.EntityId = i.Id) AS ChangedAt
        FROM Interview i JOIN Series r ON r.Id = i.SeriesId JOIN Unit u ON u.Id = i.UnitId JOIN Slot s ON s.Id = i.SlotId JOIN Studio t ON t.Id = s.StudioId
        LEFT JOIN Host h ON h.Id = i.HostId
        """;

    private const string Guests =
        "SELECT g.InterviewId, o.Name, o.Title FROM InterviewGuest g JOIN Official o ON o.Id = g.OfficialId JOIN Interview i ON i.Id = g.InterviewId JOIN Slot s ON s.Id = i.SlotId";

    private const string OfOfficial = "WHERE i.Id IN (SELECT InterviewId FROM InterviewGuest WHERE OfficialId = @id)";

    private const string InOrder = "ORDER BY i.PlannedStartsAt, i.Id";

    private static readonly Sql SeriesEvents = $"SELECT {Columns} WHERE i.SeriesId = @id {InOrder}";

    private static readonly Sql OfficialEvents = $"SELECT {Columns} {OfOfficial} {InOrder}";

    private static readonly Sql StudioEvents = $"SELECT {Columns} WHERE s.StudioId = @id {InOrder}";

    private static readonly Sql UnitEvents = $"SELECT {Columns} WHERE i.UnitId = @id {InOrder}";

    private static readonly Sql SeriesGuests = $"{Guests} WHERE i.SeriesId = @id ORDER BY g.Ordinal";

    private static readonly Sql OfficialGuests = $"{Guests} {OfOfficial} ORDER BY g.Ordinal";

    private static readonly Sql StudioGuests = $"{Guests} WHERE s.StudioId = @id ORDER BY g.Ordinal";

    private static readonly Sql UnitGuests = $"{Guests} WHERE i.UnitId = @id ORDER BY g.Ordinal";

    private static readonly Sql SeriesHead = "SELECT Title AS Name, TimeZone, CalendarKey AS SecretKey FROM Series WHERE Id = @id";

    private static readonly Sql OfficialHead = "SELECT Name, CalendarKey AS SecretKey FROM Official WHERE Id = @id";

    private static readonly Sql StudioHead = "SELECT t.Name, k.SecretKey FROM Studio t LEFT JOIN CalendarKey k ON k.OwnerId = t.Id WHERE t.Id = @id";

    private static readonly Sql UnitHead = "SELECT u.Name, k.SecretKey FROM Unit u LEFT JOIN CalendarKey k ON k.OwnerId = u.Id WHERE u.Id = @id";

    private static readonly Sql LockStudio = "UPDATE Studio SET Version = Version WHERE Id = @id";

    private static readonly Sql LockUnit = "UPDATE Unit SET Version = Version WHERE Id = @id";

    private static readonly Sql UpdateKey = "UPDATE CalendarKey SET SecretKey = @key WHERE OwnerId = @id";

    private static readonly Sql InsertKey = "INSERT INTO CalendarKey (OwnerId, SecretKey) VALUES (@id, @key)";

    /// <summary>The feed as iCalendar; null when there is no such owner or this is not its key, which look the same from outside.</summary>
    public Task<string?> Find(FeedOwner owner, Guid id, string? key, CancellationToken ct) => db.Read(
        async tx =>
        {
            var head = await tx.Find<FeedHead>(HeadOf(owner), new { id });
            if (key is null || head?.SecretKey is not { } secret || !CryptographicOperations.FixedTimeEquals(SecretText.Hash(key), SecretText.Hash(secret)))
            {
                return null;
            }

            var (events, guests) = StatementsOf(owner);
            return CalendarFeed.Write(head, await tx.Query<FeedEvent>(events, new { id }), await tx.Query<FeedGuest>(guests, new { id }));
        },
        ct);

    /// <summary>Makes a studio's or unit's key; the one before holds no more. The new address.</summary>
    public Task<Outcome<CalendarAddress>> Rotate(FeedOwner owner, Guid id, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<CalendarAddress>>(
        async tx =>
        {
            if (await tx.Execute(owner == FeedOwner.Studio ? LockStudio : LockUnit, new { id }) == 0)
            {
                return Refusal.NotFound(Words.Of(owner));
            }

            if (owner == FeedOwner.Unit && !by.MayTouchUnit(id))
            {
                return Refusal.Forbidden("This is another unit's.");
            }

            var key = SecretText.New();
            if (await tx.Execute(UpdateKey, new { id, key }) == 0)
            {
                await tx.Execute(InsertKey, new { id, key });
            }

            await audit.Write(tx, by, "rotateCalendarKey", Words.Of(owner), id, null, null, now);
            return new CalendarAddress($"/api/v1/{Words.Of(owner)}s/{id}/calendar.ics?key={key}");
        },
        ct);

    private static Sql HeadOf(FeedOwner owner) => owner switch
    {
        FeedOwner.Series => SeriesHead,
        FeedOwner.Official => OfficialHead,
        FeedOwner.Studio => StudioHead,
        _ => UnitHead,
    };

    private static (Sql Events, Sql Guests) StatementsOf(FeedOwner owner) => owner switch
    {
        FeedOwner.Series => (SeriesEvents, SeriesGuests),
        FeedOwner.Official => (OfficialEvents, OfficialGuests),
        FeedOwner.Studio => (StudioEvents, StudioGuests),
        _ => (UnitEvents, UnitGuests),
    };
}

/// <summary>Whose feed it is.</summary>
internal sealed record FeedHead
{
    public string Name { get; init; } = "";

    public string? TimeZone { get; init; }

    public string? SecretKey { get; init; }
}

/// <summary>Where a feed is; shown this once.</summary>
/// <param name="CalendarUrl">The address with its key, below that of the service.</param>
public sealed record CalendarAddress(string CalendarUrl);
