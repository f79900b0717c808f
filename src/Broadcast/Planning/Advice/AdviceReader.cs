using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Scheduling;

namespace Broadcast.Planning;

/// <summary>What is asked: the best slots for a unit.</summary>
/// <param name="UnitId">The unit that is to speak.</param>
/// <param name="OfficialId">Who of it; null: any of its officials.</param>
/// <param name="HostId">Who leads; null: any host.</param>
/// <param name="From">Not before; null: from now on.</param>
/// <param name="To">Before; null: to the end.</param>
internal sealed record AdviceQuery(Guid UnitId, Guid? OfficialId, Guid? HostId, DateTimeOffset? From, DateTimeOffset? To);

/// <summary>Reads what the ranking looks at: a handful of queries over one state of the database.</summary>
internal sealed class AdviceReader(Db db, SeriesRegister register, Holidays holidays)
{
    private const int MostSlots = 5000;

    // An interview of the day before or after may stand next to a slot.
    private static readonly TimeSpan Around = TimeSpan.FromDays(2);

    private static readonly Sql UnitById = "SELECT Id FROM Unit WHERE Id = @unitId";

    private static readonly Sql OpenSlots = new(
        SqlServer:
        """
        SELECT TOP (@take) Id, StudioId, StartsAt, EndsAt FROM Slot
        WHERE SeriesId = @seriesId AND State = 'open' AND StartsAt >= @from AND StartsAt < @to ORDER BY StartsAt, Id
        """,
        Sqlite:
        """
        SELECT Id, StudioId, StartsAt, EndsAt FROM Slot
        WHERE SeriesId = @seriesId AND State = 'open' AND StartsAt >= @from AND StartsAt < @to ORDER BY StartsAt, Id LIMIT @take
        """);

    private static readonly Sql Officials =
        """
        SELECT o.Id, o.Name, a.OwnerId AS SpokeId, a.KnownUntil FROM Official o LEFT JOIN Availability a ON a.OwnerId = o.Id
        WHERE o.UnitId = @unitId AND (@officialId IS NULL OR o.Id = @officialId) ORDER BY o.Id
        """;

    private static readonly Sql Hosts =
        "SELECT h.Id, h.Name, a.OwnerId AS SpokeId, a.KnownUntil FROM Host h LEFT JOIN Availability a ON a.OwnerId = h.Id WHERE @hostId IS NULL OR h.Id = @hostId ORDER BY h.Id";

    private static readonly Sql Studios = "SELECT Id, Name FROM Studio WHERE Id IN (SELECT StudioId FROM Slot WHERE SeriesId = @seriesId) ORDER BY Id";

    private static readonly Sql Times =
        """
        SELECT OwnerId, Kind, StartsAt, EndsAt FROM AvailabilityTime
        WHERE OwnerId IN (SELECT Id FROM Official WHERE UnitId = @unitId UNION SELECT Id FROM Host WHERE @hostId IS NULL OR Id = @hostId UNION SELECT Id FROM Studio)
          AND Kind IN ('busy', 'preferred') AND StartsAt < @last AND EndsAt > @first
        """;

    private static readonly Sql Interviews =
        """
        SELECT i.Id, i.SeriesId, i.UnitId, i.HostId, s.StudioId, i.PlannedStartsAt AS StartsAt, i.PlannedEndsAt AS EndsAt,
            COALESCE(x.SetupMinutes, 0) AS SetupMinutes, COALESCE(x.StrikeMinutes, 0) AS StrikeMinutes
        FROM Interview i JOIN Slot s ON s.Id = i.SlotId LEFT JOIN SeriesRule x ON x.SeriesId = i.SeriesId
        WHERE i.State IN ('requested', 'booked', 'confirmed', 'live', 'ended', 'closed') AND (i.SeriesId = @seriesId OR (i.PlannedStartsAt > @before AND i.PlannedStartsAt < @after))
        ORDER BY i.PlannedStartsAt
        """;

    private static readonly Sql GuestsOfUnit = "SELECT g.OfficialId, g.InterviewId FROM InterviewGuest g WHERE g.OfficialId IN (SELECT Id FROM Official WHERE UnitId = @unitId)";

    private static readonly Sql Proposals = "SELECT ProposedSlotIds FROM Invitation WHERE InterviewId = @interviewId AND ProposedSlotIds IS NOT NULL";

    private static readonly Sql SlotById = "SELECT Id, StudioId, StartsAt, EndsAt FROM Slot WHERE Id = @slotId";

    public Task<Outcome<AdviceFacts>> Read(Guid seriesId, AdviceQuery query, DateTimeOffset now, CancellationToken ct) => db.Read<Outcome<AdviceFacts>>(
        async tx =>
        {
            if (await register.Find(tx, seriesId) is not { } series)
            {
                return Refusal.NotFound("series");
            }

            var officials = await tx.Query<PersonRow>(Officials, new { unitId = query.UnitId, officialId = query.OfficialId });
            var hosts = await tx.Query<PersonRow>(Hosts, new { hostId = query.HostId });
            return await Check(tx, query, officials, hosts) is { } refusal ? refusal : await Read(tx, series, query, officials, hosts, now);
        },
        ct);

    private static async Task<Refusal?> Check(Tx tx, AdviceQuery query, IReadOnlyList<PersonRow> officials, IReadOnlyList<PersonRow> hosts)
    {
        var fields = new Fields();
        if (await tx.Find<Guid?>(UnitById, new { unitId = query.UnitId }) is null)
        {
            fields.Wrong("unitId", "There is no such unit.");
        }
        else if (query.OfficialId is not null && officials.Count == 0)
        {
            fields.Wrong("officialId", "The unit has no such official.");
        }

        if (query.HostId is not null && hosts.Count == 0)
        {
            fields.Wrong("hostId", "There is no such host.");
        }

        return fields.Refusal;
    }

    private async Task<AdviceFacts> Read(Tx tx, Series series, AdviceQuery query, IReadOnlyList<PersonRow> officials, IReadOnlyList<PersonRow> hosts, DateTimeOffset now)
    {
        var (from, to) = (query.From ?? now, query.To ?? DateTimeOffset.UnixEpoch.AddYears(1000));
        var slots = await tx.Query<AdviceSlot>(OpenSlots, new { seriesId = series.Id, from, to, take = MostSlots });
        var (first, last) = slots.Count == 0 ? (from, from) : (slots[0].StartsAt, slots[^1].EndsAt);
        var interviews = await tx.Query<InterviewRow>(Interviews, new { seriesId = series.Id, before = first - Around, after = last + Around });
        var self = interviews.FirstOrDefault(interview => interview.SeriesId == series.Id && interview.UnitId == query.UnitId);
        var others = interviews.Where(interview => interview != self).ToList();
        var times = (await tx.Query<TimeRow>(Times, new { unitId = query.UnitId, hostId = query.HostId, first, last })).ToLookup(time => (time.OwnerId, time.Kind));
        var guests = (await tx.Query<GuestRow>(GuestsOfUnit, new { unitId = query.UnitId })).ToLookup(guest => guest.OfficialId, guest => guest.InterviewId);
        return new AdviceFacts
        {
            Series = series,
            Now = now,
            Slots = slots,
            Officials = [.. officials.Select(row => Person(row, times, others.Where(interview => guests[row.Id].Contains(interview.Id))))],
            Hosts = [.. hosts.Select(row => Person(row, times, others.Where(interview => interview.HostId == row.Id)))],
            IsHostSettled = query.HostId is not null,
            Studios = (await tx.Query<StudioRow>(Studios, new { seriesId = series.Id })).ToDictionary(row => row.Id, row => Studio(row, times, others)),
            UnitElsewhere = Line(others.Where(interview => interview.UnitId == query.UnitId).Select(interview => (interview.StartsAt, interview.EndsAt))),
            Booked = [.. others.Where(interview => interview.SeriesId == series.Id).Select(interview => interview.StartsAt)],
            Proposals = self is null ? [] : await ReadProposals(tx, self.Id),
            Holidays = HolidayCalendar.IsKeptIn(series.TimeZone) ? await holidays.Load(tx, first.Year, last.Year) : null,
            InterviewId = self?.Id,
        };
    }

    private static async Task<IReadOnlyList<AdviceProposal>> ReadProposals(Tx tx, Guid interviewId)
    {
        var proposals = new List<AdviceProposal>();
        foreach (var slotId in (await tx.Query<string>(Proposals, new { interviewId })).SelectMany(Json.Read<List<Guid>>).Distinct())
        {
            if (await tx.Find<AdviceSlot>(SlotById, new { slotId }) is { } slot)
            {
                proposals.Add(new AdviceProposal(slot.Id, slot.StartsAt));
            }
        }

        return proposals;
    }

    private static AdvicePerson Person(PersonRow row, ILookup<(Guid Owner, string Kind), TimeRow> times, IEnumerable<InterviewRow> interviews) => new(row.Id, row.Name)
    {
        Busy = Line(Spans(times[(row.Id, "busy")]).Concat(interviews.Select(interview => (interview.StartsAt, interview.EndsAt)))),
        Preferred = Line(Spans(times[(row.Id, "preferred")])),
        HasSpoken = row.SpokeId is not null,
        KnownUntil = row.KnownUntil,
    };

    private static AdviceStudio Studio(StudioRow row, ILookup<(Guid Owner, string Kind), TimeRow> times, IEnumerable<InterviewRow> interviews) => new(row.Id, row.Name)
    {
        Busy = Line(Spans(times[(row.Id, "busy")])),
        Preferred = Line(Spans(times[(row.Id, "preferred")])),
        Interviews =
        [
            .. interviews.Where(interview => interview.StudioId == row.Id)
                .Select(interview => new AdviceNeighbour(interview.StartsAt, interview.EndsAt, interview.SetupMinutes, interview.StrikeMinutes)),
        ],
    };

    private static IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Spans(IEnumerable<TimeRow> times) => times.Select(time => (time.StartsAt, time.EndsAt));

    private static TimeLine Line(IEnumerable<(DateTimeOffset From, DateTimeOffset To)> spans) => new(spans);

    /// <summary>An official or a host; <c>SpokeId</c> is null when nobody said when this person can't.</summary>
    private sealed record PersonRow
    {
        public Guid Id { get; init; }

        public string Name { get; init; } = "";

        public Guid? SpokeId { get; init; }

        public DateTimeOffset? KnownUntil { get; init; }
    }

    private sealed record StudioRow
    {
        public Guid Id { get; init; }

        public string Name { get; init; } = "";
    }

    private sealed record TimeRow
    {
        public Guid OwnerId { get; init; }

        public string Kind { get; init; } = "";

        public DateTimeOffset StartsAt { get; init; }

        public DateTimeOffset EndsAt { get; init; }
    }

    private sealed record GuestRow
    {
        public Guid OfficialId { get; init; }

        public Guid InterviewId { get; init; }
    }

    private sealed record InterviewRow
    {
        public Guid Id { get; init; }

        public Guid SeriesId { get; init; }

        public Guid UnitId { get; init; }

        public Guid? HostId { get; init; }

        public Guid StudioId { get; init; }

        public DateTimeOffset StartsAt { get; init; }

        public DateTimeOffset EndsAt { get; init; }

        public int SetupMinutes { get; init; }

        public int StrikeMinutes { get; init; }
    }
}
