using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;
using Broadcast.Outcomes;

namespace Broadcast.Registers;

/// <summary>Which units are asked for; null does not narrow.</summary>
internal sealed record UnitQuery(Guid? Only, string? Code, string? Region, string? Level, string? Text);

/// <summary>Units as rows. A liaison sees and edits its own.</summary>
internal sealed class Units(Db db, AuditLog audit)
{
    private const string Columns = "Id, Code, Name, Level, Region, LiaisonName, LiaisonEmail, Version";

    private const string Narrowing =
        "Id > @after AND (@only IS NULL OR Id = @only) AND (@code IS NULL OR Code = @code) AND (@region IS NULL OR Region = @region) AND (@level IS NULL OR Level = @level)";

    private const string Values = "@id, @code, @name, @level, @region, @liaisonName, @liaisonEmail, 1";

    private static readonly Sql Insert = new(
        SqlServer: $"INSERT INTO Unit ({Columns}) SELECT {Values} WHERE NOT EXISTS (SELECT 1 FROM Unit WITH (UPDLOCK, HOLDLOCK) WHERE Code = @code)",
        Sqlite: $"INSERT INTO Unit ({Columns}) VALUES ({Values}) ON CONFLICT DO NOTHING");

    private static readonly Sql ById = $"SELECT {Columns} FROM Unit WHERE Id = @id";

    private static readonly Sql Listing = new(
        SqlServer: $"SELECT TOP (@take) {Columns} FROM Unit WHERE {Narrowing} AND (@text IS NULL OR CHARINDEX(@text, Name) > 0) ORDER BY Id",
        Sqlite: $"SELECT {Columns} FROM Unit WHERE {Narrowing} AND (@text IS NULL OR instr(Name, @text) > 0) ORDER BY Id LIMIT @take");

    private static readonly Sql Lock = "UPDATE Unit SET Version = Version WHERE Id = @id";

    private static readonly Sql CodeElsewhere = "SELECT Id FROM Unit WHERE Code = @code AND Id <> @id";

    private static readonly Sql Update =
        """
        UPDATE Unit SET Code = @code, Name = @name, Level = @level, Region = @region, LiaisonName = @liaisonName, LiaisonEmail = @liaisonEmail, Version = @version
        WHERE Id = @id
        """;

    public Task<Outcome<IReadOnlyList<Unit>>> Create(OneOrMany<UnitBody> sent, Caller by, DateTimeOffset now, CancellationToken ct) => Batch.Create<UnitBody, Unit, Unit>(
        db,
        sent,
        (body, fields) => body.Over(new Unit { Id = Ids.New(now) }, fields),
        async (tx, unit, fields) =>
        {
            if (await tx.Execute(Insert, Parameters(unit)) == 0)
            {
                fields.Wrong("code", $"There is a unit with the code {unit.Code} already.");
                return fields.Refusal!;
            }

            await audit.Write(tx, by, "create", "unit", unit.Id, null, unit, now);
            return unit;
        },
        ct);

    public async Task<Unit?> Find(Guid id, Caller by, CancellationToken ct) => by.MayTouchUnit(id) ? await db.Find<Unit>(ById, new { id }, ct) : null;

    public Task<IReadOnlyList<Unit>> List(UnitQuery query, Caller by, Guid after, int take, CancellationToken ct) => db.Query<Unit>(
        Listing,
        new { only = by.Role == Role.Unit ? by.UnitId : query.Only, code = query.Code, region = query.Region, level = query.Level, text = query.Text, after, take },
        ct);

    public Task<Outcome<Unit>> Change(Guid id, UnitBody body, int? expected, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<Unit>>(
        async tx =>
        {
            await tx.Execute(Lock, new { id });
            if (await tx.Find<Unit>(ById, new { id }) is not { } unit)
            {
                return Refusal.NotFound("unit");
            }

            if (!by.MayTouchUnit(id))
            {
                return Refusal.Forbidden("This is another unit's.");
            }

            if (EntityTags.Check(expected, unit.Version) is { } stale)
            {
                return stale;
            }

            var fields = new Fields();
            var next = body.Over(unit, fields) with { Version = unit.Version + 1 };
            if (await tx.Find<Guid?>(CodeElsewhere, new { id, code = next.Code }) is not null)
            {
                fields.Wrong("code", $"There is a unit with the code {next.Code} already.");
            }

            if (fields.Refusal is { } refusal)
            {
                return refusal;
            }

            await tx.Execute(Update, Parameters(next));
            await audit.Write(tx, by, "change", "unit", id, unit, next, now);
            return next;
        },
        ct);

    private static object Parameters(Unit unit) => new
    {
        id = unit.Id,
        code = unit.Code,
        name = unit.Name,
        level = unit.Level,
        region = unit.Region,
        liaisonName = unit.LiaisonName,
        liaisonEmail = unit.LiaisonEmail,
        version = unit.Version,
    };
}
