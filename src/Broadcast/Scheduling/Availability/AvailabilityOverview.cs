using Broadcast.Access;
using Broadcast.Data;

namespace Broadcast.Scheduling;

/// <summary>Of whom availability is known, for a list of people and rooms.</summary>
internal sealed class AvailabilityOverview(Db db)
{
    private const string Known =
        """
        a.OwnerId AS SpokeId, a.KnownUntil, (SELECT COUNT(*) FROM AvailabilityTime b WHERE b.OwnerId = o.Id AND b.Kind = 'busy' AND b.EndsAt > @now) AS Busy,
        (SELECT COUNT(*) FROM AvailabilityTime p WHERE p.OwnerId = o.Id AND p.Kind = 'preferred' AND p.EndsAt > @now) AS Preferred
        """;

    private const string Told = "LEFT JOIN Availability a ON a.OwnerId = o.Id";

    private const string OfOfficials = $"o.Id, o.Name, u.Name AS Detail, {Known} FROM Official o JOIN Unit u ON u.Id = o.UnitId {Told} WHERE o.Id > @after AND (@unitId IS NULL OR o.UnitId = @unitId)";

    private const string OfHosts = $"o.Id, o.Name, o.Email AS Detail, {Known} FROM Host o {Told} WHERE o.Id > @after";

    private const string OfStudios = $"o.Id, o.Name, o.Place AS Detail, {Known} FROM Studio o {Told} WHERE o.Id > @after";

    private const string InSqlServer = "AND (@text IS NULL OR CHARINDEX(@text, o.Name) > 0) ORDER BY o.Id";

    private const string InSqlite = "AND (@text IS NULL OR instr(o.Name, @text) > 0) ORDER BY o.Id LIMIT @take";

    private static readonly Sql Officials = new(SqlServer: $"SELECT TOP (@take) {OfOfficials} {InSqlServer}", Sqlite: $"SELECT {OfOfficials} {InSqlite}");

    private static readonly Sql Hosts = new(SqlServer: $"SELECT TOP (@take) {OfHosts} {InSqlServer}", Sqlite: $"SELECT {OfHosts} {InSqlite}");

    private static readonly Sql Studios = new(SqlServer: $"SELECT TOP (@take) {OfStudios} {InSqlServer}", Sqlite: $"SELECT {OfStudios} {InSqlite}");

    /// <summary>By id, after the one given; a liaison gets the officials of its own unit.</summary>
    public Task<IReadOnlyList<AvailabilityRow>> List(AvailabilityOwner owner, string? text, Caller by, DateTimeOffset now, Guid after, int take, CancellationToken ct) =>
        db.Query<AvailabilityRow>(
            owner switch { AvailabilityOwner.Official => Officials, AvailabilityOwner.Host => Hosts, _ => Studios },
            new { text, unitId = by.Role == Role.Unit ? by.UnitId : null, now, after, take },
            ct);
}

/// <summary>What is known of one person's or room's availability.</summary>
public sealed record AvailabilityRow
{
    /// <summary>Whose it is.</summary>
    public Guid Id { get; init; }

    /// <summary>The name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The unit, the address or the place.</summary>
    public string? Detail { get; init; }

    /// <summary>The same id when something was said; null: nothing yet.</summary>
    public Guid? SpokeId { get; init; }

    /// <summary>How far an imported calendar was read.</summary>
    public DateTimeOffset? KnownUntil { get; init; }

    /// <summary>How many busy times lie ahead.</summary>
    public int Busy { get; init; }

    /// <summary>How many preferred ones.</summary>
    public int Preferred { get; init; }
}
