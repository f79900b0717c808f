using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;
using Broadcast.Outcomes;

namespace Broadcast.Registers;

/// <summary>Officials as rows. A liaison sees and edits those of its own unit.</summary>
public sealed class Officials
{
    private const string Columns = "Id, UnitId, Name, Title, Email, Phone, Language, CalendarKey, Version";

    private static readonly Sql InsertOne =
        """
        INSERT INTO Official (Id, UnitId, Name, Title, Email, Phone, Language, CalendarKey, Version)
        VALUES (@id, @unitId, @name, @title, @email, @phone, @language, @calendarKey, 1)
        """;

    private static readonly Sql ById = $"SELECT {Columns} FROM Official WHERE Id = @id";

    private static readonly Sql Listing = new(
        SqlServer:
        $"""
        SELECT TOP (@take) {Columns} FROM Official
        WHERE Id > @after AND (@unitId IS NULL OR UnitId = @unitId) AND (@text IS NULL OR CHARINDEX(@text, Name) > 0) ORDER BY Id
        """,
        Sqlite:
        $"""
        SELECT {Columns} FROM Official
        WHERE Id > @after AND (@unitId IS NULL OR UnitId = @unitId) AND (@text IS NULL OR instr(Name, @text) > 0) ORDER BY Id LIMIT @take
        """);

    private static readonly Sql Lock = "UPDATE Official SET Version = Version WHERE Id = @id";

    private static readonly Sql Update =
        """
        UPDATE Official SET UnitId = @unitId, Name = @name, Title = @title, Email = @email, Phone = @phone, Language = @language, Version = @version
        WHERE Id = @id
        """;

    private static readonly Sql UpdateKey = "UPDATE Official SET CalendarKey = @key, Version = Version + 1 WHERE Id = @id";

    private static readonly Sql UnitById = "SELECT Id FROM Unit WHERE Id = @unitId";

    private static readonly Sql UnitByCode = "SELECT Id FROM Unit WHERE Code = @code";

    private readonly Db _db;
    private readonly AuditLog _audit;

    internal Officials(Db db, AuditLog audit)
    {
        _db = db;
        _audit = audit;
    }

    /// <summary>An official; null when there is none, or none that this caller may see.</summary>
    public async Task<Official?> Find(Guid id, Caller by, CancellationToken ct) =>
        await _db.Find<Official>(ById, new { id }, ct) is { } official && by.MayTouchUnit(official.UnitId) ? official : null;

    /// <summary>Officials by id, after the one given.</summary>
    public Task<IReadOnlyList<Official>> List(Guid? unitId, string? text, Caller by, Guid after, int take, CancellationToken ct)
    {
        var only = by.Role != Role.Unit ? unitId : unitId is null || unitId == by.UnitId ? by.UnitId : Guid.Empty;
        return _db.Query<Official>(Listing, new { unitId = only, text, after, take }, ct);
    }

    internal Task<Outcome<IReadOnlyList<Official>>> Create(OneOrMany<OfficialBody> sent, Caller by, DateTimeOffset now, CancellationToken ct) =>
        Batch.Create<OfficialBody, OfficialDraft, Official>(
            _db, sent, (body, fields) => body.Over(New(now), fields), (tx, draft, fields) => InsertChecked(tx, draft, fields, by, now), ct);

    internal Task<Outcome<Official>> Change(Guid id, OfficialBody body, int? expected, Caller by, DateTimeOffset now, CancellationToken ct) => _db.Write<Outcome<Official>>(
        async tx =>
        {
            await tx.Execute(Lock, new { id });
            if (await tx.Find<Official>(ById, new { id }) is not { } official)
            {
                return Refusal.NotFound("official");
            }

            if (!by.MayTouchUnit(official.UnitId))
            {
                return Refusal.Forbidden("This is another unit's official.");
            }

            if (EntityTags.Check(expected, official.Version) is { } stale)
            {
                return stale;
            }

            var fields = new Fields();
            var draft = body.Over(official, fields);
            var next = draft.Official with { UnitId = await FindUnit(tx, draft, fields), Version = official.Version + 1 };
            if (fields.Refusal is { } refusal)
            {
                return refusal;
            }

            if (!by.MayTouchUnit(next.UnitId))
            {
                return Refusal.Forbidden("A liaison names officials of its own unit only.");
            }

            await tx.Execute(Update, Parameters(next));
            await _audit.Write(tx, by, "change", "official", id, WithoutKey(official), WithoutKey(next), now);
            return next;
        },
        ct);

    /// <summary>Gives the calendar feed another key; the one before holds no more.</summary>
    internal Task<Outcome<Official>> RotateKey(Guid id, Caller by, DateTimeOffset now, CancellationToken ct) => _db.Write<Outcome<Official>>(
        async tx =>
        {
            if (await tx.Execute(UpdateKey, new { id, key = SecretText.New() }) == 0)
            {
                return Refusal.NotFound("official");
            }

            var official = (await tx.Find<Official>(ById, new { id }))!;
            if (!by.MayTouchUnit(official.UnitId))
            {
                return Refusal.Forbidden("This is another unit's official.");
            }

            await _audit.Write(tx, by, "rotateCalendarKey", "official", id, null, null, now);
            return official;
        },
        ct);

    /// <summary>Adds an official within a transaction of somebody else's.</summary>
    internal async Task Insert(Tx tx, Official official, Caller by, DateTimeOffset now)
    {
        await tx.Execute(InsertOne, Parameters(official));
        await _audit.Write(tx, by, "create", "official", official.Id, null, WithoutKey(official), now);
    }

    /// <summary>A blank official with an id and the key of its calendar.</summary>
    internal static Official New(DateTimeOffset now) => new() { Id = Ids.New(now), CalendarKey = SecretText.New() };

    private async Task<Outcome<Official>> InsertChecked(Tx tx, OfficialDraft draft, Fields fields, Caller by, DateTimeOffset now)
    {
        var official = draft.Official with { UnitId = await FindUnit(tx, draft, fields) };
        if (fields.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!by.MayTouchUnit(official.UnitId))
        {
            return Refusal.Forbidden("A liaison names officials of its own unit only.");
        }

        await Insert(tx, official, by, now);
        return official;
    }

    private static async Task<Guid> FindUnit(Tx tx, OfficialDraft draft, Fields fields)
    {
        var found = draft.UnitCode is { } code
            ? await tx.Find<Guid?>(UnitByCode, new { code })
            : await tx.Find<Guid?>(UnitById, new { unitId = draft.Official.UnitId });
        if (found is null)
        {
            fields.Wrong(draft.UnitCode is null ? "unitId" : "unitCode", "There is no such unit.");
        }

        return found ?? Guid.Empty;
    }

    /// <summary>The log shows no secrets.</summary>
    private static Official WithoutKey(Official official) => official with { CalendarKey = "" };

    private static object Parameters(Official official) => new
    {
        id = official.Id,
        unitId = official.UnitId,
        name = official.Name,
        title = official.Title,
        email = official.Email,
        phone = official.Phone,
        language = official.Language,
        calendarKey = official.CalendarKey,
        version = official.Version,
    };
}
