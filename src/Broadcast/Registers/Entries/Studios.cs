using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;

namespace Broadcast.Registers;

/// <summary>Studios as rows.</summary>
internal sealed class Studios(Db db, AuditLog audit) : RegisterOf<Studio, StudioBody>(db, audit)
{
    private static readonly Sql Insert = "INSERT INTO Studio (Id, Name, Place, Version) VALUES (@id, @name, @place, @version)";

    private static readonly Sql ById = "SELECT Id, Name, Place, Version FROM Studio WHERE Id = @id";

    private static readonly Sql All = "SELECT Id, Name, Place, Version FROM Studio ORDER BY Id";

    private static readonly Sql Listing = new(
        SqlServer: "SELECT TOP (@take) Id, Name, Place, Version FROM Studio WHERE Id > @after AND (@text IS NULL OR CHARINDEX(@text, Name) > 0) ORDER BY Id",
        Sqlite: "SELECT Id, Name, Place, Version FROM Studio WHERE Id > @after AND (@text IS NULL OR instr(Name, @text) > 0) ORDER BY Id LIMIT @take");

    private static readonly Sql Lock = "UPDATE Studio SET Version = Version WHERE Id = @id";

    private static readonly Sql Update = "UPDATE Studio SET Name = @name, Place = @place, Version = @version WHERE Id = @id AND Version = @version - 1";

    private static readonly Sql Remove = "DELETE FROM Studio WHERE Id = @id";

    private static readonly Sql UsedIn =
        """
        SELECT 'slots' AS Kind, s.Id, s.Title AS Name, COUNT(*) AS Many FROM Slot t JOIN Series s ON s.Id = t.SeriesId
        WHERE t.StudioId = @id GROUP BY s.Id, s.Title
        """;

    public override string Name => "studios";

    public override string Word => "studio";

    protected override IReadOnlyList<Column<Studio, StudioBody>> Layout { get; } =
    [
        new("name", "Field.Name") { Read = (studio, _) => studio.Name, Write = (body, text) => body with { Name = text }, IsTitle = true, IsRequired = true, IsKey = true, Longest = 200, Aliases = ["演播室", "演播室名称", "studio"] },
        new("place", "Field.Place") { Read = (studio, _) => studio.Place, Write = (body, text) => body with { Place = text }, Longest = 400, Aliases = ["地址", "位置", "address"] },
    ];

    public Task<IReadOnlyList<Studio>> List(string? text, Guid after, int take, CancellationToken ct) => Db.Query<Studio>(Listing, new { text, after, take }, ct);

    public override Task<IReadOnlyList<Studio>> List(RegisterQuery query, Caller by, Guid after, int take, CancellationToken ct) => List(query.Text, after, take, ct);

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

    protected override Studio Blank(Guid id) => new() { Id = id, Version = 0 };

    protected override Studio Over(StudioBody body, Studio now, UnitBook units, Fields fields) => body.Over(now, fields);

    protected override string Key(Studio studio) => studio.Name;

    protected override string[] Names { get; } = ["@id", "@name", "@place", "@version"];

    protected override object?[] Values(Studio studio) => [Raw.Id(studio.Id), studio.Name, studio.Place, studio.Version];
}
