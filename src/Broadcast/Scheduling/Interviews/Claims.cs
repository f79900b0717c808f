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
internal sealed record Claim(
    Guid InterviewId,
    Guid SeriesId,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    TimeZoneInfo Zone,
    Guid StudioId,
    Guid UnitId,
    Guid? HostId,
    IReadOnlyList<Guid> OfficialIds);

/// <summary>
/// Checks a claim so that rivals cannot slip past each other: first every row it is about is updated, in the order of the ids, so that rivals for any of them
/// queue here; then the overlaps are looked for; then the caller writes.
/// </summary>
internal static class Claims
{
    private const string Clashing =
        """
        i.Topic, i.PlannedStartsAt AS StartsAt, i.PlannedEndsAt AS EndsAt FROM Interview i
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

    private static readonly Sql StudioElsewhere =
        $"SELECT t.Name AS Who, {Clashing} JOIN Slot s ON s.Id = i.SlotId JOIN Studio t ON t.Id = s.StudioId WHERE s.StudioId = @id AND {Overlapping}";

    private static readonly Sql UnitElsewhere =
        $"""
        SELECT u.Name AS Who, {Clashing} JOIN Unit u ON u.Id = i.UnitId
        WHERE i.UnitId = @id AND i.State <> 'cancelled' AND i.Id <> @self
          AND (i.SeriesId = @seriesId OR (i.PlannedStartsAt < @endsAt AND i.PlannedEndsAt > @startsAt))
        """;

    public static Task Lock(Tx tx, Claim claim) => Lock(tx, [claim]);

    /// <summary>Locks what several claims are about, each row once, in one order.</summary>
    public static async Task Lock(Tx tx, IReadOnlyList<Claim> claims)
    {
        foreach (var (id, sql) in claims.SelectMany(RowsOf).DistinctBy(row => row.Id).OrderBy(row => row.Id))
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

        if (await Find(tx, StudioElsewhere, claim.StudioId, claim) is { } ofStudio)
        {
            return ofStudio.ToRefusal(Slugs.StudioBusy, claim.Zone);
        }

        return (await Find(tx, UnitElsewhere, claim.UnitId, claim))?.ToRefusal(Slugs.UnitAlreadyBooked, claim.Zone);
    }

    private static IEnumerable<(Guid Id, Sql Lock)> RowsOf(Claim claim)
    {
        var rows = new List<(Guid Id, Sql Lock)> { (claim.StudioId, LockStudio), (claim.UnitId, LockUnit) };
        rows.AddRange(claim.OfficialIds.Select(id => (id, LockOfficial)));
        if (claim.HostId is { } hostId)
        {
            rows.Add((hostId, LockHost));
        }

        return rows;
    }

    private static Task<Clash?> Find(Tx tx, Sql sql, Guid id, Claim claim) =>
        tx.Find<Clash>(sql, new { id, self = claim.InterviewId, seriesId = claim.SeriesId, startsAt = claim.StartsAt, endsAt = claim.EndsAt });

    /// <summary>An interview that is in the way.</summary>
    private sealed record Clash
    {
        public string Who { get; init; } = "";

        public string Topic { get; init; } = "";

        public DateTimeOffset StartsAt { get; init; }

        public DateTimeOffset EndsAt { get; init; }

        public Refusal ToRefusal(string slug, TimeZoneInfo zone) => new(slug, $"{Who} has the interview “{Topic}”, {Instants.Span(StartsAt, EndsAt, zone)}.");
    }
}
