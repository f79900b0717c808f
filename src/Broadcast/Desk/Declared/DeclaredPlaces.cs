using Broadcast.Access;
using Broadcast.Data;

namespace Broadcast.Desk;

/// <summary>Broadcasts as declared figures are entered for them, and shown.</summary>
internal sealed class DeclaredPlaces(Db db)
{
    private const string Columns =
        """
        a.Id AS AiringId, a.InterviewId, u.Name AS UnitName, c.Name AS ChannelName, s.TimeZone, COALESCE(i.StartedAt, i.PlannedStartsAt) AS At
        FROM Airing a JOIN Interview i ON i.Id = a.InterviewId JOIN Series s ON s.Id = i.SeriesId JOIN Unit u ON u.Id = i.UnitId JOIN Channel c ON c.Id = a.ChannelId
        """;

    private const string Takes = "WHERE i.State NOT IN ('closed', 'cancelled', 'requested') AND (@unitId IS NULL OR i.UnitId = @unitId) ORDER BY COALESCE(i.StartedAt, i.PlannedStartsAt) DESC, c.Name";

    private static readonly Sql Taking = new(SqlServer: $"SELECT TOP (500) {Columns} {Takes}", Sqlite: $"SELECT {Columns} {Takes} LIMIT 500");

    private static readonly Sql One = $"SELECT {Columns} WHERE a.Id = @id";

    /// <summary>Those a figure can be declared for, the newest first; a liaison's own.</summary>
    public Task<IReadOnlyList<DeclaredPlace>> Open(Caller by, CancellationToken ct) =>
        db.Query<DeclaredPlace>(Taking, new { unitId = by.Role == Role.Unit ? by.UnitId ?? Guid.Empty : (Guid?)null }, ct);

    public Task<IReadOnlyList<DeclaredPlace>> Of(IReadOnlyCollection<Guid> airings, CancellationToken ct) => db.Read<IReadOnlyList<DeclaredPlace>>(
        async tx =>
        {
            var places = new List<DeclaredPlace>();
            foreach (var id in airings.Distinct())
            {
                places.AddRange(await tx.Query<DeclaredPlace>(One, new { id }));
            }

            return places;
        },
        ct);
}

/// <summary>A broadcast by the names people know it by.</summary>
internal sealed record DeclaredPlace
{
    public Guid AiringId { get; init; }

    public Guid InterviewId { get; init; }

    public string UnitName { get; init; } = "";

    public string ChannelName { get; init; } = "";

    public string TimeZone { get; init; } = "";

    public DateTimeOffset At { get; init; }
}
