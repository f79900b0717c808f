using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;

namespace Broadcast.Registers;

/// <summary>Hosts as rows.</summary>
internal sealed class Hosts(Db db, AuditLog audit) : RegisterOf<Host, HostBody>(db, audit)
{
    private static readonly Sql Insert = "INSERT INTO Host (Id, Name, Email, Version) VALUES (@id, @name, @email, @version)";

    private static readonly Sql ById = "SELECT Id, Name, Email, Version FROM Host WHERE Id = @id";

    private static readonly Sql All = "SELECT Id, Name, Email, Version FROM Host ORDER BY Id";

    private static readonly Sql Listing = new(
        SqlServer: "SELECT TOP (@take) Id, Name, Email, Version FROM Host WHERE Id > @after AND (@text IS NULL OR CHARINDEX(@text, Name) > 0) ORDER BY Id",
        Sqlite: "SELECT Id, Name, Email, Version FROM Host WHERE Id > @after AND (@text IS NULL OR instr(Name, @text) > 0) ORDER BY Id LIMIT @take");

    private static readonly Sql Lock = "UPDATE Host SET Version = Version WHERE Id = @id";

    private static readonly Sql Update = "UPDATE Host SET Name = @name, Email = @email, Version = @version WHERE Id = @id AND Version = @version - 1";

    private static readonly Sql Remove = "DELETE FROM Host WHERE Id = @id";

    private static readonly Sql UsedIn =
        """
        SELECT 'interviews' AS Kind, s.Id, s.Title AS Name, COUNT(*) AS Many FROM Interview i JOIN Series s ON s.Id = i.SeriesId
        WHERE i.HostId = @id GROUP BY s.Id, s.Title
        """;

    public override string Name => "hosts";

    public override string Word => "host";

    protected override IReadOnlyList<Column<Host, HostBody>> Layout { get; } =
    [
        new("name", "Field.Person") { Read = (host, _) => host.Name, Write = (body, text) => body with { Name = text }, IsTitle = true, IsRequired = true, IsKey = true, Longest = 200, Aliases = ["主持人", "主持人姓名", "host"] },
        new("email", "Field.Email") { Read = (host, _) => host.Email, Write = (body, text) => body with { Email = text }, Kind = ColumnKind.Mail, Longest = 254, Aliases = ["电子邮箱", "邮件", "e-mail", "mail"] },
    ];

    public Task<IReadOnlyList<Host>> List(string? text, Guid after, int take, CancellationToken ct) => Db.Query<Host>(Listing, new { text, after, take }, ct);

    public override Task<IReadOnlyList<Host>> List(RegisterQuery query, Caller by, Guid after, int take, CancellationToken ct) => List(query.Text, after, take, ct);

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

    protected override Host Blank(Guid id) => new() { Id = id, Version = 0 };

    protected override Host Over(HostBody body, Host now, UnitBook units, Fields fields) => body.Over(now, fields);

    protected override string Key(Host host) => host.Name;

    protected override string[] Names { get; } = ["@id", "@name", "@email", "@version"];

    protected override object?[] Values(Host host) => [Raw.Id(host.Id), host.Name, host.Email, host.Version];
}
