using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;
using Broadcast.Outcomes;

namespace Broadcast.Registers;

/// <summary>Hosts as rows.</summary>
internal sealed class Hosts(Db db, AuditLog audit)
{
    private static readonly Sql Insert = "INSERT INTO Host (Id, Name, Email, Version) VALUES (@id, @name, @email, 1)";

    private static readonly Sql ById = "SELECT Id, Name, Email, Version FROM Host WHERE Id = @id";

    private static readonly Sql Listing = new(
        SqlServer: "SELECT TOP (@take) Id, Name, Email, Version FROM Host WHERE Id > @after AND (@text IS NULL OR CHARINDEX(@text, Name) > 0) ORDER BY Id",
        Sqlite: "SELECT Id, Name, Email, Version FROM Host WHERE Id > @after AND (@text IS NULL OR instr(Name, @text) > 0) ORDER BY Id LIMIT @take");

    private static readonly Sql Lock = "UPDATE Host SET Version = Version WHERE Id = @id";

    private static readonly Sql Update = "UPDATE Host SET Name = @name, Email = @email, Version = @version WHERE Id = @id";

    public Task<Outcome<IReadOnlyList<Host>>> Create(OneOrMany<HostBody> sent, Caller by, DateTimeOffset now, CancellationToken ct) => Batch.Create<HostBody, Host, Host>(
        db,
        sent,
        (body, fields) => body.Over(new Host { Id = Ids.New(now) }, fields),
        async (tx, host, _) =>
        {
            await tx.Execute(Insert, Parameters(host));
            await audit.Write(tx, by, "create", "host", host.Id, null, host, now);
            return host;
        },
        ct);

    public Task<Host?> Find(Guid id, CancellationToken ct) => db.Find<Host>(ById, new { id }, ct);

    public Task<IReadOnlyList<Host>> List(string? text, Guid after, int take, CancellationToken ct) => db.Query<Host>(Listing, new { text, after, take }, ct);

    public Task<Outcome<Host>> Change(Guid id, HostBody body, int? expected, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<Host>>(
        async tx =>
        {
            await tx.Execute(Lock, new { id });
            if (await tx.Find<Host>(ById, new { id }) is not { } host)
            {
                return Refusal.NotFound("host");
            }

            if (EntityTags.Check(expected, host.Version) is { } stale)
            {
                return stale;
            }

            var fields = new Fields();
            var next = body.Over(host, fields) with { Version = host.Version + 1 };
            if (fields.Refusal is { } refusal)
            {
                return refusal;
            }

            await tx.Execute(Update, Parameters(next));
            await audit.Write(tx, by, "change", "host", id, host, next, now);
            return next;
        },
        ct);

    private static object Parameters(Host host) => new { id = host.Id, name = host.Name, email = host.Email, version = host.Version };
}
