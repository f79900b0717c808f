using Broadcast.Data;
using Broadcast.Planning.Model;
using Broadcast.Scheduling;
using Broadcast.Times;

namespace Broadcast.Planning;

/// <summary>A problem read from the database, with the words that belong to it and that the planner has no use for.</summary>
/// <param name="Problem">What is to be solved.</param>
/// <param name="Series">The series.</param>
/// <param name="Topics">What each unit's interview will be about.</param>
/// <param name="LostPins">Units whose pin no longer holds: their slot is not to be had any more.</param>
/// <param name="Booked">Units that have an interview in the series which is not to be moved.</param>
internal sealed record PlanScene(Problem Problem, Series Series, IReadOnlyDictionary<Guid, string> Topics, IReadOnlySet<Guid> LostPins, IReadOnlySet<Guid> Booked);

/// <summary>Reads all that a plan depends on, in one transaction, so that it fits together.</summary>
internal sealed class ProblemReader(SeriesRegister register)
{
    private const string Standing = "i.State <> 'cancelled' AND (i.SeriesId = @seriesId OR (i.PlannedEndsAt > @from AND i.PlannedStartsAt < @to))";

    // Beyond the longest gap and the longest slot: what lies further away is in nobody's way.
    private static readonly TimeSpan Margin = TimeSpan.FromDays(2);

    private static readonly Sql SlotsOf =
        """
        SELECT s.Id, s.StudioId, t.Name AS StudioName, s.StartsAt, s.EndsAt, s.State FROM Slot s JOIN Studio t ON t.Id = s.StudioId
        WHERE s.SeriesId = @seriesId AND s.State IN ('open', 'booked') ORDER BY s.StartsAt, s.Id
        """;

    private static readonly Sql UnitsOf =
        """
        SELECT u.Id, u.Name, w.EarliestOn AS Earliest, w.LatestOn AS Latest, w.ThemeMonth, w.UnitRank, w.Topic
        FROM SeriesUnit s JOIN Unit u ON u.Id = s.UnitId LEFT JOIN SeriesWish w ON w.SeriesId = s.SeriesId AND w.UnitId = s.UnitId
        WHERE s.SeriesId = @seriesId ORDER BY u.Id
        """;

    private static readonly Sql OfficialsOf =
        "SELECT o.Id, o.UnitId, o.Name FROM Official o JOIN SeriesUnit s ON s.UnitId = o.UnitId WHERE s.SeriesId = @seriesId ORDER BY o.Id";

    private static readonly Sql AllHosts = "SELECT Id, Name FROM Host ORDER BY Id";

    private static readonly Sql Interviews =
        $"""
        SELECT i.Id, i.SeriesId, i.SlotId, i.UnitId, i.HostId, i.State, i.PlannedStartsAt AS StartsAt, i.PlannedEndsAt AS EndsAt, s.StudioId,
            COALESCE(x.SetupMinutes, 0) AS SetupMinutes, COALESCE(x.StrikeMinutes, 0) AS StrikeMinutes
        FROM Interview i JOIN Slot s ON s.Id = i.SlotId LEFT JOIN SeriesRule x ON x.SeriesId = i.SeriesId WHERE {Standing} ORDER BY i.Id
        """;

    private static readonly Sql Guests = $"SELECT g.InterviewId, g.OfficialId FROM InterviewGuest g JOIN Interview i ON i.Id = g.InterviewId WHERE {Standing} ORDER BY g.InterviewId, g.Ordinal";

    private static readonly Sql TopicsOf =
        "SELECT t.UnitId, t.Title, t.Month FROM Topic t JOIN SeriesUnit s ON s.UnitId = t.UnitId WHERE s.SeriesId = @seriesId ORDER BY t.Id";

    private static readonly Sql Times = "SELECT OwnerId, Kind, StartsAt, EndsAt FROM AvailabilityTime WHERE EndsAt > @from AND StartsAt < @to";

    /// <summary>The problem as it stands; null when there is no such series.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="seriesId">The series.</param>
    /// <param name="rules">What the plan holds to.</param>
    /// <param name="pins">Who is pinned.</param>
    /// <param name="drafted">Where each unit was in the draft before.</param>
    /// <param name="now">Slots of the past are left out, unless the series has no other: then it is entered afterwards.</param>
    public async Task<PlanScene?> Read(Tx tx, Guid seriesId, PlanRules rules, IReadOnlyList<PlanPin> pins, IReadOnlyDictionary<Guid, Guid> drafted, DateTimeOffset now)
    {
        if (await register.Find(tx, seriesId) is not { } series)
        {
            return null;
        }

        var slots = await tx.Query<SlotFacts>(SlotsOf, new { seriesId });
        var window = new { seriesId, from = (slots.Count == 0 ? now : slots[0].StartsAt) - Margin, to = (slots.Count == 0 ? now : slots.Max(slot => slot.EndsAt)) + Margin };
        var facts = new PlanFacts
        {
            Slots = slots,
            Units = await tx.Query<UnitFacts>(UnitsOf, new { seriesId }),
            Officials = await tx.Query<OfficialFacts>(OfficialsOf, new { seriesId }),
            Topics = (await tx.Query<TopicFacts>(TopicsOf, new { seriesId })).ToLookup(topic => topic.UnitId),
            Hosts = await tx.Query<HostFacts>(AllHosts),
            Interviews = await tx.Query<StandingFacts>(Interviews, window),
            Guests = (await tx.Query<GuestFacts>(Guests, window)).ToLookup(guest => guest.InterviewId, guest => guest.OfficialId),
            Times = (await tx.Query<TimeFacts>(Times, window)).ToLookup(time => time.OwnerId),
        };
        return facts.ToScene(series, rules, pins, drafted, now);
    }
}
