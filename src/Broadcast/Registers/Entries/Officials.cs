using System.Globalization;
using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;

namespace Broadcast.Registers;

/// <summary>Officials as rows. A liaison sees and edits those of its own unit.</summary>
internal sealed class Officials(Db db, AuditLog audit) : RegisterOf<Official, OfficialBody>(db, audit)
{
    private const string Stored = "Id, UnitId, Name, Title, Email, Phone, Language, TimeZone, CalendarKey, Version";

    private const string Narrowing = "Id > @after AND (@unitId IS NULL OR UnitId = @unitId)";

    private static readonly Sql InsertOne =
        """
        INSERT INTO Official (Id, UnitId, Name, Title, Email, Phone, Language, TimeZone, CalendarKey, Version)
        VALUES (@id, @unitId, @name, @title, @email, @phone, @language, @timeZone, @calendarKey, @version)
        """;

    private static readonly Sql ById = $"SELECT {Stored} FROM Official WHERE Id = @id";

    private static readonly Sql All = $"SELECT {Stored} FROM Official ORDER BY Id";

    private static readonly Sql Listing = new(
        SqlServer: $"SELECT TOP (@take) {Stored} FROM Official WHERE {Narrowing} AND (@text IS NULL OR CHARINDEX(@text, Name) > 0) ORDER BY Id",
        Sqlite: $"SELECT {Stored} FROM Official WHERE {Narrowing} AND (@text IS NULL OR instr(Name, @text) > 0) ORDER BY Id LIMIT @take");

    private static readonly Sql Lock = "UPDATE Official SET Version = Version WHERE Id = @id";

    private static readonly Sql Update =
        """
        UPDATE Official SET UnitId = @unitId, Name = @name, Title = @title, Email = @email, Phone = @phone, Language = @language, TimeZone = @timeZone, Version = @version
        WHERE Id = @id AND Version = @version - 1
        """;

    private static readonly Sql UpdateKey = "UPDATE Official SET CalendarKey = @key, Version = Version + 1 WHERE Id = @id";

    private static readonly Sql Remove = "DELETE FROM Official WHERE Id = @id";

    private static readonly Sql UsedIn =
        """
        SELECT 'interviews' AS Kind, s.Id, s.Title AS Name, COUNT(*) AS Many FROM Interview i JOIN Series s ON s.Id = i.SeriesId
        WHERE i.Id IN (
            SELECT InterviewId FROM InterviewGuest WHERE OfficialId = @id OR SubstituteOf = @id
            UNION SELECT InterviewId FROM Invitation WHERE OfficialId = @id)
        GROUP BY s.Id, s.Title
        """;

    public override string Name => "officials";

    public override string Word => "official";

    protected override bool NamesUnits => true;

    protected override IReadOnlyList<Column<Official, OfficialBody>> Layout { get; } =
    [
        new("unitCode", "Field.UnitCode") { Read = (official, units) => units.Code(official.UnitId), Write = (body, text) => body with { UnitCode = text }, IsRequired = true, IsKey = true, Kind = ColumnKind.Unit, Longest = 64, Aliases = ["单位编码", "单位编号", "unit code"] },
        new("unitName", "Field.Unit") { Read = (official, units) => units.Name(official.UnitId), Aliases = ["单位名称", "unit name"] },
        new("name", "Field.Person") { Read = (official, _) => official.Name, Write = (body, text) => body with { Name = text }, IsTitle = true, IsRequired = true, IsKey = true, Longest = 200, Aliases = ["嘉宾", "官员", "official"] },
        new("title", "Field.Title") { Read = (official, _) => official.Title, Write = (body, text) => body with { Title = text }, IsRequired = true, Longest = 200, Aliases = ["职位", "position", "title"] },
        new("email", "Field.Email") { Read = (official, _) => official.Email, Write = (body, text) => body with { Email = text }, Kind = ColumnKind.Mail, Longest = 254, Aliases = ["电子邮箱", "邮件", "e-mail", "mail"] },
        new("phone", "Field.Phone") { Read = (official, _) => official.Phone, Write = (body, text) => body with { Phone = text }, Kind = ColumnKind.Phone, Longest = 40, Aliases = ["手机", "手机号", "联系电话", "mobile", "telephone"] },
        new("language", "Field.Language") { Read = (official, _) => official.Language, Write = (body, text) => body with { Language = text }, Kind = ColumnKind.Language, Longest = 10, Aliases = ["lang"] },
        new("timeZone", "Field.TimeZone") { Read = (official, _) => official.TimeZone, Write = (body, text) => body with { TimeZone = text }, Kind = ColumnKind.Zone, Longest = 64, Aliases = ["zone", "timezone"] },
    ];

    /// <summary>An official; null when there is none, or none that this caller may see.</summary>
    public async Task<Official?> Find(Guid id, Caller by, CancellationToken ct) => await Find(id, ct) is { } official && MaySee(official, by) ? official : null;

    /// <summary>Officials by id, after the one given.</summary>
    public Task<IReadOnlyList<Official>> List(Guid? unitId, string? text, Caller by, Guid after, int take, CancellationToken ct)
    {
        var only = by.Role != Role.Unit ? unitId : unitId is null || unitId == by.UnitId ? by.UnitId : Guid.Empty;
        return Db.Query<Official>(Listing, new { unitId = only, text, after, take }, ct);
    }

    public override Task<IReadOnlyList<Official>> List(RegisterQuery query, Caller by, Guid after, int take, CancellationToken ct) =>
        List(query.UnitId, query.Text, by, after, take, ct);

    /// <summary>Gives the calendar feed another key; the one before holds no more.</summary>
    public Task<Outcome<Official>> RotateKey(Guid id, Caller by, DateTimeOffset now, CancellationToken ct) => Db.Write<Outcome<Official>>(
        async tx =>
        {
            if (await tx.Execute(UpdateKey, new { id, key = SecretText.New() }) == 0)
            {
                return Refusal.NotFound("official");
            }

            var official = (await tx.Find<Official>(ById, new { id }))!;
            if (!MayChange(official, by))
            {
                return Refusal.Forbidden(NotYours);
            }

            await Audit.Write(tx, by, "rotateCalendarKey", "official", id, null, null, now);
            return official;
        },
        ct);

    /// <summary>Adds an official within a transaction of somebody else's.</summary>
    public async Task Insert(Tx tx, Official official, Caller by, DateTimeOffset now)
    {
        await tx.ExecuteMany(InsertOne, [official], Names, Values);
        await Audit.Write(tx, by, "create", "official", official.Id, null, ForLog(official), now);
    }

    /// <summary>A blank official with an id and the key of its calendar.</summary>
    public static Official New(DateTimeOffset now) => new() { Id = Ids.New(now), CalendarKey = SecretText.New() };

    public override bool MayAdd(Caller by) => by.Role >= Role.Unit;

    protected override bool MaySee(Official official, Caller by) => by.MayTouchUnit(official.UnitId);

    protected override bool MayChange(Official official, Caller by) => by.Role >= Role.Unit && by.MayTouchUnit(official.UnitId);

    protected override string? CalendarOf(Official official) => official.CalendarUrl;

    protected override Sql? Statement(Ask ask) => ask switch
    {
        Ask.All => All,
        Ask.ById => ById,
        Ask.Insert => InsertOne,
        Ask.Lock => Lock,
        Ask.Update => Update,
        Ask.Delete => Remove,
        _ => UsedIn,
    };

    protected override Official Blank(Guid id) => new() { Id = id, CalendarKey = SecretText.New(), Version = 0 };

    protected override Official Over(OfficialBody body, Official now, UnitBook units, Fields fields) => body.Over(now, units, fields);

    /// <summary>A name may stand in several units.</summary>
    protected override string Key(Official official) => string.Create(CultureInfo.InvariantCulture, $"{official.UnitId}|{official.Name}");

    /// <summary>The log shows no secrets.</summary>
    protected override object ForLog(Official official) => official with { CalendarKey = "" };

    protected override string[] Names { get; } = ["@id", "@unitId", "@name", "@title", "@email", "@phone", "@language", "@timeZone", "@calendarKey", "@version"];

    protected override object?[] Values(Official official) =>
    [
        Raw.Id(official.Id), Raw.Id(official.UnitId), official.Name, official.Title, official.Email, official.Phone, official.Language, official.TimeZone, official.CalendarKey, official.Version,
    ];
}
