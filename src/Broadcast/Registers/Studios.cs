using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;
using Broadcast.Outcomes;

namespace Broadcast.Registers;

/// <summary>Studios as rows.</summary>
internal sealed class Studios(Db db, AuditLog audit)
{
    private static readonly Sql Insert = "INSERT INTO Studio (Id, Name, Place, Version) VALUES (@id, @name, @place, 1)";

    private static readonly Sql ById = "SELECT Id, Name, Place, Version FROM Studio WHERE Id = @id";

    private static readonly Sql Listing = new(
        SqlServer: "SELECT TOP (@take) Id, Name, Place, Version FROM Studio WHERE Id > @after AND (@text IS NULL OR CHARINDEX(@text, Name) > 0) ORDER BY Id",
        Sqlite: "SELECT Id, Name, Place, Version FROM Studio WHERE Id > @after AND (@text IS NULL OR instr(Name, @text) > 0) ORDER BY Id LIMIT @take");

    private static readonly Sql Lock = "UPDATE Studio SET Version = Version WHERE Id = @id";

    private static readonly Sql Update = "UPDATE Studio SET Name = @name, Place = @place, Version = @version WHERE Id = @id";

    public Task<Outcome<IReadOnlyList<Studio>>> Create(OneOrMany<StudioBody> sent, Caller by, DateTimeOffset now, CancellationToken ct) => Batch.Create<StudioBody, Studio, Studio>(
        db,
        sent,
        (body, fields) => body.Over(new Studio { Id = Ids.New(now) }, fields),
        async (tx, studio, _) =>
        {
            await tx.Execute(Insert, Parameters(studio));
            await audit.Write(tx, by, "create", "studio", studio.Id, null, studio, now);
            return studio;
        },
        ct);

    public Task<Studio?> Find(Guid id, CancellationToken ct) => db.Find<Studio>(ById, new { id }, ct);

    public Task<IReadOnlyList<Studio>> List(string? text, Guid after, int take, CancellationToken ct) => db.Query<Studio>(Listing, new { text, after, take }, ct);

    public Task<Outcome<Studio>> Change(Guid id, StudioBody body, int? expected, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<Studio>>(
        async tx =>
        {
            await tx.Execute(Lock, new { id });
            if (await tx.Find<Studio>(ById, new { id }) is not { } studio)
            {
                return Refusal.NotFound("studio");
            }

            if (EntityTags.Check(expected, studio.Version) is { } stale)
            {
                return stale;
            }

            var fields = new Fields();
            var next = body.Over(studio, fields) with { Version = studio.Version + 1 };
            if (fields.Refusal is { } refusal)
            {
                return refusal;
            }

            await tx.Execute(Update, Parameters(next));
            await audit.Write(tx, by, "change", "studio", id, studio, next, now);
            return next;
        },
        ct);

    private static object Parameters(Studio studio) => new { id = studio.Id, name = studio.Name, place = studio.Place, version = studio.Version };
}
