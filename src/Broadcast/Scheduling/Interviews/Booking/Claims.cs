using Broadcast.Data;
using Broadcast.Outcomes;
using Broadcast.Times;

namespace Broadcast.Scheduling;

/// <summary>What an interview lays claim to at a time: nobody and nothing can be in two interviews at once, whatever studio or series.</summary>
/// <param name="InterviewId">The interview itself, which is in nobody's way.</param>
/// <param name="SeriesId">Its series: a unit has one interview in it.</param>
/// <param name="StartsAt">From then on.</param>
/// <param name="EndsAt">Until then, not included.</param>
/// <param name="Zone">For what is said to people.</param>
/// <param name="StudioId">The studio of the slot.</param>
/// <param name="UnitId">The unit that speaks.</param>
/// <param name="HostId">Who leads it.</param>
/// <param name="OfficialIds">Who speaks.</param>
/// <param name="Spacing">What its series keeps free in the studio; null: the interview stays where it is, and the gaps around it are not asked about again.</param>
internal sealed record Claim(
    Guid InterviewId,
    Guid SeriesId,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    TimeZoneInfo Zone,
    Guid StudioId,
    Guid UnitId,
    Guid? HostId,
    IReadOnlyList<Guid> OfficialIds,
    Spacing? Spacing)
{
    /// <summary>The same time, claimed for one at a time: each official, the host, the studio, the unit. Nobody has the empty id.</summary>
    public IEnumerable<Claim> Parts()
    {
        var nobody = this with { StudioId = Guid.Empty, UnitId = Guid.Empty, HostId = null, OfficialIds = [] };
        return
        [
            .. OfficialIds.Select(id => nobody with { OfficialIds = [id] }),
            .. HostId is null ? Array.Empty<Claim>() : [nobody with { HostId = HostId }],
            nobody with { StudioId = StudioId },
            nobody with { UnitId = UnitId },
        ];
    }
}

/// <summary>Minutes that a series keeps free in a studio around each of its interviews. Between two of them lie the strike of the earlier and the set-up of the later.</summary>
/// <param name="SetupMinutes">Before it.</param>
/// <param name="StrikeMinutes">After it.</param>
internal sealed record Spacing(int SetupMinutes, int StrikeMinutes);

/// <summary>
/// Checks a claim so that rivals cannot slip past each other: first every row it is about is updated, in the order of the ids, so that rivals for any of them
/// queue here; then the overlaps are looked for; then the caller writes.
/// </summary>
internal static class Claims
{
    private const string Clashing =
        """
        i.Id AS InterviewId, i.Topic, i.PlannedStartsAt AS StartsAt, i.PlannedEndsAt AS EndsAt FROM Interview i
        """;

    private const string Overlapping =
        "i.State <> 'cancelled' AND i.Id <> @self AND i.PlannedStartsAt < @endsAt AND i.PlannedEndsAt > @startsAt";

    private static readonly Sql LockStudio = "UPDATE Studio SET Version = Version WHERE Id = @id";

    private static readonly Sql LockOfficial = "UPDATE Official SET Version = Version WHERE Id = @id";

    private static readonly Sql LockHost = "UPDATE Host SET Version = Version WHERE Id = @id";

    private static readonly Sql LockUnit = "UPDATE Unit SET Version = Version WHERE Id = @id";

    private static readonly Sql OfficialElsewhere =
        $"SELECT o.Name AS Who, {Clashing} JOIN InterviewGuest g ON g.InterviewId = i.Id JOIN Official o ON o.Id = g.OfficialId WHERE g.OfficialId = @id AND {Overlapping}";

    private static readonly Sql HostElsewhere = $"SELECT h.Name AS Who, {Clashing} JOIN Host h ON h.Id = i.HostId WHERE i.HostId = @id AND {Overlapping}";

    // The slot's start narrows it to the days around, which an index knows: no slot is longer than a day, and no gap either.
    private static readonly Sql StudioElsewhere =
        $"""
        SELECT t.Name AS Who, COALESCE(x.SetupMinutes, 0) AS SetupMinutes, COALESCE(x.StrikeMinutes, 0) AS StrikeMinutes, {Clashing}
        JOIN Slot s ON s.Id = i.SlotId JOIN Studio t ON t.Id = s.StudioId LEFT JOIN SeriesRule x ON x.SeriesId = i.SeriesId
        WHERE s.StudioId = @id AND s.StartsAt > @startsAt - 200000000 AND s.StartsAt < @endsAt + 100000000 AND i.State <> 'cancelled' AND i.Id <> @self
          AND i.PlannedStartsAt < @endsAt + @minute * (@strike + COALESCE(x.SetupMinutes, 0))
          AND i.PlannedEndsAt > @startsAt - @minute * (@setup + COALESCE(x.StrikeMinutes, 0))
        ORDER BY i.PlannedStartsAt
        """;

    private static readonly Sql UnitElsewhere =
        $"""
        SELECT u.Name AS Who, {Clashing} JOIN Unit u ON u.Id = i.UnitId
        WHERE i.UnitId = @id AND i.State <> 'cancelled' AND i.Id <> @self
          AND (i.SeriesId = @seriesId OR (i.PlannedStartsAt < @endsAt AND i.PlannedEndsAt > @startsAt))
        """;

    public static async Task Lock(Tx tx, params IReadOnlyList<Claim> claims)
    {
        foreach (var (id, sql) in claims.SelectMany(Rows).Distinct().OrderBy(row => row.Id))
        {
            await tx.Execute(sql, new { id });
        }
    }

    /// <summary>The first thing that is in the way, with who, what and when; null when nothing is.</summary>
    public static async Task<Refusal?> Check(Tx tx, Claim claim)
    {
        foreach (var officialId in claim.OfficialIds)
        {
            if (await Find(tx, OfficialElsewhere, officialId, claim) is { } clash)
            {
                return clash.ToRefusal(Slugs.OfficialBusy, claim.Zone);
            }
        }

        if (claim.HostId is { } hostId && await Find(tx, HostElsewhere, hostId, claim) is { } ofHost)
        {
            return ofHost.ToRefusal(Slugs.HostBusy, claim.Zone);
        }

        if (await FindInStudio(tx, claim) is { } ofStudio)
        {
            return ofStudio.ToRefusal(Slugs.StudioBusy, claim.Zone, ofStudio.MinutesFrom(claim));
        }

        return (await Find(tx, UnitElsewhere, claim.UnitId, claim))?.ToRefusal(Slugs.UnitAlreadyBooked, claim.Zone);
    }

    private static IEnumerable<(Guid Id, Sql Lock)> Rows(Claim claim)
    {
        IEnumerable<(Guid Id, Sql Lock)> rows = [(claim.StudioId, LockStudio), (claim.UnitId, LockUnit), .. claim.OfficialIds.Select(id => (id, LockOfficial))];
        return claim.HostId is { } hostId ? rows.Append((hostId, LockHost)) : rows;
    }

    private static Task<Clash?> FindInStudio(Tx tx, Claim claim) => tx.Find<Clash>(
        StudioElsewhere,
        new
        {
            id = claim.StudioId,
            self = claim.InterviewId,
            startsAt = claim.StartsAt,
            endsAt = claim.EndsAt,
            minute = claim.Spacing is null ? 0 : 60_000,
            setup = claim.Spacing?.SetupMinutes ?? 0,
            strike = claim.Spacing?.StrikeMinutes ?? 0,
        });

    private static Task<Clash?> Find(Tx tx, Sql sql, Guid id, Claim claim) =>
        tx.Find<Clash>(sql, new { id, self = claim.InterviewId, seriesId = claim.SeriesId, startsAt = claim.StartsAt, endsAt = claim.EndsAt });

    /// <summary>An interview that is in the way.</summary>
    private sealed record Clash
    {
        public string Who { get; init; } = "";

        public Guid InterviewId { get; init; }

        public string Topic { get; init; } = "";

        public DateTimeOffset StartsAt { get; init; }

        public DateTimeOffset EndsAt { get; init; }

        public int SetupMinutes { get; init; }

        public int StrikeMinutes { get; init; }

        /// <summary>What has to lie between the two when they do not overlap; 0 when they do.</summary>
        public int MinutesFrom(Claim claim) =>
            StartsAt >= claim.EndsAt ? claim.Spacing!.StrikeMinutes + SetupMinutes : EndsAt <= claim.StartsAt ? StrikeMinutes + claim.Spacing!.SetupMinutes : 0;

        public Refusal ToRefusal(string slug, TimeZoneInfo zone, int gap = 0) =>
            new(slug, $"{Who} has the interview “{Topic}”, {Instants.Span(StartsAt, EndsAt, zone)}{(gap == 0 ? "" : $", and {gap} minutes are kept free between the two")}.")
            {
                Obstacle = new Obstacle(Who, Topic, StartsAt.In(zone), EndsAt.In(zone), InterviewId),
            };
    }
}
