using System.Globalization;
using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;

namespace Broadcast.Registers;

/// <summary>Topics as rows. A liaison sees those of its own unit and those of none, and edits the former.</summary>
internal sealed class Topics(Db db, AuditLog audit) : RegisterOf<Topic, TopicBody>(db, audit)
{
    private const string Stored = "Id, Title, Note, Month, UnitId, Version";

    private const string Narrowing =
        "Id > @after AND (@unitId IS NULL OR UnitId = @unitId) AND (@month IS NULL OR Month = @month) AND (@own IS NULL OR UnitId IS NULL OR UnitId = @own)";

    private static readonly Sql Insert = "INSERT INTO Topic (Id, Title, Note, Month, UnitId, Version) VALUES (@id, @title, @note, @month, @unitId, @version)";

    private static readonly Sql ById = $"SELECT {Stored} FROM Topic WHERE Id = @id";

    private static readonly Sql All = $"SELECT {Stored} FROM Topic ORDER BY Id";

    private static readonly Sql Listing = new(
        SqlServer: $"SELECT TOP (@take) {Stored} FROM Topic WHERE {Narrowing} AND (@text IS NULL OR CHARINDEX(@text, Title) > 0) ORDER BY Id",
        Sqlite: $"SELECT {Stored} FROM Topic WHERE {Narrowing} AND (@text IS NULL OR instr(Title, @text) > 0) ORDER BY Id LIMIT @take");

    private static readonly Sql Lock = "UPDATE Topic SET Version = Version WHERE Id = @id";

    private static readonly Sql Update =
        "UPDATE Topic SET Title = @title, Note = @note, Month = @month, UnitId = @unitId, Version = @version WHERE Id = @id AND Version = @version - 1";

    private static readonly Sql Remove = "DELETE FROM Topic WHERE Id = @id";

    public override string Name => "topics";

    public override string Word => "topic";

    protected override bool NamesUnits => true;

    protected override IReadOnlyList<Column<Topic, TopicBody>> Layout { get; } =
    [
        new("title", "Field.Topic") { Read = (topic, _) => topic.Title, Write = (body, text) => body with { Title = text }, IsTitle = true, IsRequired = true, IsKey = true, Longest = Topic.LongestTitle, Aliases = ["题目", "标题", "访谈主题", "title"] },
        new("month", "Field.Month") { Read = (topic, _) => topic.Month, Write = (body, text) => body with { Month = text }, Kind = ColumnKind.Month, Longest = 7, Aliases = ["所属月份", "月"] },
        new("unitCode", "Field.UnitCode") { Read = (topic, units) => units.Code(topic.UnitId), Write = (body, text) => body with { UnitCode = text }, Kind = ColumnKind.Unit, Longest = 64, Aliases = ["单位编码", "单位编号", "unit code"] },
        new("unitName", "Field.Unit") { Read = (topic, units) => units.Name(topic.UnitId), Aliases = ["单位名称", "unit name"] },
        new("note", "Field.Note") { Read = (topic, _) => topic.Note, Write = (body, text) => body with { Note = text }, Kind = ColumnKind.Note, Longest = 2000, Aliases = ["备注", "简介", "notes", "remark"] },
    ];

    public override Task<IReadOnlyList<Topic>> List(RegisterQuery query, Caller by, Guid after, int take, CancellationToken ct) => Db.Query<Topic>(
        Listing,
        new { unitId = query.UnitId, month = query.Month, own = by.Role == Role.Unit ? by.UnitId : null, text = query.Text, after, take },
        ct);

    public override bool MayAdd(Caller by) => by.Role >= Role.Unit;

    protected override bool MaySee(Topic topic, Caller by) => topic.UnitId is not { } unit || by.MayTouchUnit(unit);

    protected override bool MayChange(Topic topic, Caller by) => by.Role >= Role.Producer || (by.Role == Role.Unit && topic.UnitId == by.UnitId && by.UnitId is not null);

    protected override Sql? Statement(Ask ask) => ask switch
    {
        Ask.All => All,
        Ask.ById => ById,
        Ask.Insert => Insert,
        Ask.Lock => Lock,
        Ask.Update => Update,
        Ask.Delete => Remove,
        _ => null,
    };

    protected override Topic Blank(Guid id) => new() { Id = id, Version = 0 };

    protected override Topic Over(TopicBody body, Topic now, UnitBook units, Fields fields) => body.Over(now, units, fields);

    /// <summary>A title may stand in several months, and for several units.</summary>
    protected override string Key(Topic topic) => string.Create(CultureInfo.InvariantCulture, $"{topic.UnitId}|{topic.Month}|{topic.Title}");

    protected override string[] Names { get; } = ["@id", "@title", "@note", "@month", "@unitId", "@version"];

    protected override object?[] Values(Topic topic) => [Raw.Id(topic.Id), topic.Title, topic.Note, topic.Month, Raw.Id(topic.UnitId), topic.Version];
}
