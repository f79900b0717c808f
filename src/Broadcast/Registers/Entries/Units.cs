using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;

namespace Broadcast.Registers;

/// <summary>Units as rows. A liaison sees and edits its own.</summary>
internal sealed class Units(Db db, AuditLog audit) : RegisterOf<Unit, UnitBody>(db, audit)
{
    private const string Stored = "Id, Code, Name, Level, Region, LiaisonName, LiaisonEmail, Version";

    private const string Narrowing =
        "Id > @after AND (@only IS NULL OR Id = @only) AND (@code IS NULL OR Code = @code) AND (@region IS NULL OR Region = @region) AND (@level IS NULL OR Level = @level)";

    private const string Given = "@id, @code, @name, @level, @region, @liaisonName, @liaisonEmail, @version";

    private static readonly Sql Insert = new(
        SqlServer: $"INSERT INTO Unit ({Stored}) SELECT {Given} WHERE NOT EXISTS (SELECT 1 FROM Unit WITH (UPDLOCK, HOLDLOCK) WHERE Code = @code)",
        Sqlite: $"INSERT INTO Unit ({Stored}) VALUES ({Given}) ON CONFLICT DO NOTHING");

    private static readonly Sql ById = $"SELECT {Stored} FROM Unit WHERE Id = @id";

    private static readonly Sql All = $"SELECT {Stored} FROM Unit ORDER BY Id";

    private static readonly Sql Listing = new(
        SqlServer: $"SELECT TOP (@take) {Stored} FROM Unit WHERE {Narrowing} AND (@text IS NULL OR CHARINDEX(@text, Name) > 0 OR CHARINDEX(@text, Code) > 0) ORDER BY Id",
        Sqlite: $"SELECT {Stored} FROM Unit WHERE {Narrowing} AND (@text IS NULL OR instr(Name, @text) > 0 OR instr(Code, @text) > 0) ORDER BY Id LIMIT @take");

    private static readonly Sql Lock = "UPDATE Unit SET Version = Version WHERE Id = @id";

    private static readonly Sql CodeElsewhere = "SELECT Id FROM Unit WHERE Code = @code AND Id <> @id";

    private static readonly Sql Update =
        """
        UPDATE Unit SET Code = @code, Name = @name, Level = @level, Region = @region, LiaisonName = @liaisonName, LiaisonEmail = @liaisonEmail, Version = @version
        WHERE Id = @id AND Version = @version - 1
        """;

    private static readonly Sql Remove = "DELETE FROM Unit WHERE Id = @id";

    private static readonly Sql UsedIn =
        """
        SELECT 'officials' AS Kind, u.Id, u.Name, COUNT(*) AS Many FROM Official o JOIN Unit u ON u.Id = o.UnitId WHERE o.UnitId = @id GROUP BY u.Id, u.Name
        UNION ALL
        SELECT 'topics', u.Id, u.Name, COUNT(*) FROM Topic t JOIN Unit u ON u.Id = t.UnitId WHERE t.UnitId = @id GROUP BY u.Id, u.Name
        UNION ALL
        SELECT 'members', s.Id, s.Title, COUNT(*) FROM SeriesUnit m JOIN Series s ON s.Id = m.SeriesId WHERE m.UnitId = @id GROUP BY s.Id, s.Title
        UNION ALL
        SELECT 'interviews', s.Id, s.Title, COUNT(*) FROM Interview i JOIN Series s ON s.Id = i.SeriesId WHERE i.UnitId = @id GROUP BY s.Id, s.Title
        UNION ALL
        SELECT 'tokens', u.Id, u.Name, COUNT(*) FROM AccessToken a JOIN Unit u ON u.Id = a.UnitId WHERE a.UnitId = @id AND a.RevokedAt IS NULL GROUP BY u.Id, u.Name
        """;

    public override string Name => "units";

    public override string Word => "unit";

    protected override IReadOnlyList<Column<Unit, UnitBody>> Layout { get; } =
    [
        new("code", "Field.Code") { Read = (unit, _) => unit.Code, Write = (body, text) => body with { Code = text }, IsRequired = true, IsKey = true, Longest = 64, Aliases = ["单位代码", "单位编码", "编码", "编号", "unit code"] },
        new("name", "Field.Name") { Read = (unit, _) => unit.Name, Write = (body, text) => body with { Name = text }, IsTitle = true, IsRequired = true, Longest = 200, Aliases = ["单位", "单位名称", "unit", "unit name"] },
        new("level", "Field.Level") { Read = (unit, _) => unit.Level, Write = (body, text) => body with { Level = text }, Longest = 60, Aliases = ["单位级别", "层级", "rank"] },
        new("region", "Field.Region") { Read = (unit, _) => unit.Region, Write = (body, text) => body with { Region = text }, Longest = 100, Aliases = ["所在地区", "盟市", "area"] },
        new("liaisonName", "Field.LiaisonName") { Read = (unit, _) => unit.LiaisonName, Write = (body, text) => body with { LiaisonName = text }, Longest = 200, Aliases = ["联络人", "联系人", "liaison name", "contact"] },
        new("liaisonEmail", "Field.LiaisonEmail") { Read = (unit, _) => unit.LiaisonEmail, Write = (body, text) => body with { LiaisonEmail = text }, Kind = ColumnKind.Mail, Longest = 254, Aliases = ["联络人邮箱", "联系人邮箱", "liaison e-mail"] },
    ];

    public async Task<Unit?> Find(Guid id, Caller by, CancellationToken ct) => by.MayTouchUnit(id) ? await Find(id, ct) : null;

    public override Task<IReadOnlyList<Unit>> List(RegisterQuery query, Caller by, Guid after, int take, CancellationToken ct) => Db.Query<Unit>(
        Listing,
        new { only = by.Role == Role.Unit ? by.UnitId : null, code = query.Code, region = query.Region, level = query.Level, text = query.Text, after, take },
        ct);

    public override bool MayAdd(Caller by) => by.Role >= Role.Producer;

    protected override bool MaySee(Unit unit, Caller by) => by.MayTouchUnit(unit.Id);

    protected override bool MayChange(Unit unit, Caller by) => by.Role >= Role.Unit && by.MayTouchUnit(unit.Id);

    protected override Sql? Statement(Ask ask) => ask switch
    {
        Ask.All => All,
        Ask.ById => ById,
        Ask.Insert => Insert,
        Ask.Lock => Lock,
        Ask.Update => Update,
        Ask.Delete => Remove,
        _ => UsedIn,
    };

    protected override Unit Blank(Guid id) => new() { Id = id, Version = 0 };

    protected override Unit Over(UnitBody body, Unit now, UnitBook units, Fields fields) => body.Over(now, fields);

    protected override string Key(Unit unit) => unit.Code;

    protected override bool KeyIsUnique => true;

    protected override async Task Check(Tx tx, Unit next, Fields fields)
    {
        if (await tx.Find<Guid?>(CodeElsewhere, new { id = next.Id, code = next.Code }) is not null)
        {
            fields.Wrong("code", Clash);
        }
    }

    protected override string[] Names { get; } = ["@id", "@code", "@name", "@level", "@region", "@liaisonName", "@liaisonEmail", "@version"];

    protected override object?[] Values(Unit unit) =>
        [Raw.Id(unit.Id), unit.Code, unit.Name, unit.Level, unit.Region, unit.LiaisonName, unit.LiaisonEmail, unit.Version];
}
