using Broadcast.Data;
using Broadcast.Scheduling;

namespace Broadcast.Planning;

/// <summary>Reads what clashes are looked for in – three queries over one state of the database, however many interviews there are – and finds them.</summary>
internal sealed class ClashReader(Db db, SeriesRegister register, Holidays holidays)
{
    private const int MostSeries = 1000;

    // Of other series only what is still to come can be in the way.
    private const string Standing = "i.State IN ('requested', 'booked', 'confirmed', 'live') AND (@seriesId IS NULL OR i.SeriesId = @seriesId OR i.PlannedEndsAt > @now)";

    private const string Absent =
        "JOIN AvailabilityTime a ON a.Kind = 'busy' AND a.StartsAt < i.PlannedEndsAt AND a.EndsAt > i.PlannedStartsAt AND a.OwnerId";

    private const string AbsentOnes = "SELECT i.Id AS InterviewId, a.OwnerId, a.StartsAt, a.EndsAt, a.Note FROM Interview i";

    private const string Asked = "i.State IN ('requested', 'booked', 'confirmed') AND (@seriesId IS NULL OR i.SeriesId = @seriesId) AND i.PlannedEndsAt > @now";

    private static readonly Sql Interviews =
        $"""
        SELECT i.Id, i.SeriesId, i.SlotId, i.UnitId, u.Name AS UnitName, u.LiaisonEmail, i.HostId, h.Name AS HostName, s.StudioId, t.Name AS StudioName, i.Topic, i.State,
            s.State AS SlotState, i.PlannedStartsAt AS StartsAt, i.PlannedEndsAt AS EndsAt, COALESCE(x.SetupMinutes, 0) AS SetupMinutes, COALESCE(x.StrikeMinutes, 0) AS StrikeMinutes,
            COALESCE((SELECT SUM(p.Minutes) FROM InterviewSegment p WHERE p.InterviewId = i.Id), 0) AS PartMinutes
        FROM Interview i JOIN Unit u ON u.Id = i.UnitId JOIN Slot s ON s.Id = i.SlotId JOIN Studio t ON t.Id = s.StudioId
        LEFT JOIN Host h ON h.Id = i.HostId LEFT JOIN SeriesRule x ON x.SeriesId = i.SeriesId
        WHERE {Standing} ORDER BY i.PlannedStartsAt, i.Id
        """;

    private static readonly Sql Guests =
        $"""
        SELECT g.InterviewId, g.OfficialId, o.Name, o.UnitId, o.Email, g.Role, g.Answer, g.SubstituteOf,
            CASE WHEN EXISTS (SELECT 1 FROM Invitation v WHERE v.InterviewId = g.InterviewId AND v.OfficialId = g.OfficialId) THEN 1 ELSE 0 END AS IsInvited,
            (SELECT COUNT(*) FROM Official n WHERE n.UnitId = o.UnitId AND n.Name = o.Name) AS Namesakes
        FROM Interview i JOIN InterviewGuest g ON g.InterviewId = i.Id JOIN Official o ON o.Id = g.OfficialId
        WHERE {Standing} ORDER BY g.InterviewId, g.Ordinal
        """;

    private static readonly Sql Absences =
        $"""
        {AbsentOnes} JOIN InterviewGuest g ON g.InterviewId = i.Id {Absent} = g.OfficialId WHERE {Asked} AND (g.Answer IS NULL OR g.Answer <> 'decline')
        UNION ALL {AbsentOnes} {Absent} = i.HostId WHERE {Asked}
        UNION ALL {AbsentOnes} JOIN Slot s ON s.Id = i.SlotId {Absent} = s.StudioId WHERE {Asked}
        """;

    /// <summary>Everything that is wrong now, what is nearest first.</summary>
    /// <param name="seriesId">The series; null: all of them.</param>
    /// <param name="now">The current instant.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>Null when there is no such series.</returns>
    public async Task<IReadOnlyList<Clash>?> Find(Guid? seriesId, DateTimeOffset now, CancellationToken ct)
    {
        var series = seriesId is { } id
            ? await register.Find(id, ct) is { } one ? [one] : []
            : await register.List(null, Guid.Empty, MostSeries, ct);
        if (seriesId is not null && series.Count == 0)
        {
            return null;
        }

        var facts = await db.Read(tx => Read(tx, seriesId, series, now), ct);
        return ClashFinder.Find(facts, now);
    }

    private async Task<ClashFacts> Read(Tx tx, Guid? seriesId, IReadOnlyList<Series> series, DateTimeOffset now)
    {
        var args = new { seriesId, now };
        var years = series.SelectMany(one => new[] { one.StartsOn.Year, one.EndsOn.Year }).DefaultIfEmpty(now.Year).ToList();
        return new ClashFacts
        {
            Series = series.ToDictionary(one => one.Id),
            Interviews = await tx.Query<ClashInterview>(Interviews, args),
            Guests = await tx.Query<ClashGuest>(Guests, args),
            Absences = await tx.Query<ClashAbsence>(Absences, args),
            Holidays = await holidays.Load(tx, years.Min(), years.Max()),
        };
    }
}
