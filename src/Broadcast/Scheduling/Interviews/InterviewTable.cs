using Broadcast.Data;
using Broadcast.Times;

namespace Broadcast.Scheduling;

/// <summary>Which interviews are asked for; null does not narrow. An interview counts by its planned start, in <c>[From, To)</c>.</summary>
/// <param name="SeriesId">Of this series.</param>
/// <param name="State">In this state.</param>
/// <param name="UnitId">Of this unit.</param>
/// <param name="From">Planned not before.</param>
/// <param name="To">Planned before.</param>
public sealed record InterviewQuery(Guid? SeriesId = null, InterviewState? State = null, Guid? UnitId = null, DateTimeOffset? From = null, DateTimeOffset? To = null);

/// <summary>Interviews, their guests and their parts as rows.</summary>
internal sealed class InterviewTable
{
    private const string Columns =
        """
        i.Id, i.SeriesId, i.SlotId, i.UnitId, i.HostId, i.Topic, i.State, i.PlannedStartsAt, i.PlannedEndsAt, i.StartedAt, i.EndedAt, i.HoldUntil, i.Reason, i.Sequence,
        i.CreatedAt, i.Version, r.TimeZone, u.Name AS UnitName, h.Name AS HostName, s.StudioId, t.Name AS StudioName,
        COALESCE(x.SetupMinutes, 0) AS SetupMinutes, COALESCE(x.StrikeMinutes, 0) AS StrikeMinutes
        FROM Interview i JOIN Series r ON r.Id = i.SeriesId JOIN Unit u ON u.Id = i.UnitId JOIN Slot s ON s.Id = i.SlotId JOIN Studio t ON t.Id = s.StudioId
        LEFT JOIN Host h ON h.Id = i.HostId LEFT JOIN SeriesRule x ON x.SeriesId = i.SeriesId
        """;

    private const string GuestColumns =
        "g.InterviewId, g.OfficialId, g.Role, g.Answer, g.SubstituteOf, g.Ordinal, o.Name, o.Title FROM InterviewGuest g JOIN Official o ON o.Id = g.OfficialId";

    private const string SegmentColumns = "p.InterviewId, p.Ordinal, p.SegmentKey, p.Title, p.Minutes, p.ActualStartsAt, p.ActualEndsAt FROM InterviewSegment p";

    private const string Narrowing =
        """
        WHERE (@seriesId IS NULL OR i.SeriesId = @seriesId) AND (@state IS NULL OR i.State = @state) AND (@unitId IS NULL OR i.UnitId = @unitId)
          AND (@from IS NULL OR i.PlannedStartsAt >= @from) AND (@to IS NULL OR i.PlannedStartsAt < @to)
          AND (i.PlannedStartsAt > @afterAt OR (i.PlannedStartsAt = @afterAt AND i.Id > @afterId))
        ORDER BY i.PlannedStartsAt, i.Id
        """;

    private static readonly Sql ById = $"SELECT {Columns} WHERE i.Id = @id";

    private static readonly Sql GuestsById = $"SELECT {GuestColumns} WHERE g.InterviewId = @id ORDER BY g.Ordinal";

    private static readonly Sql SegmentsById = $"SELECT {SegmentColumns} WHERE p.InterviewId = @id ORDER BY p.Ordinal";

    private static readonly Sql Listing = new(SqlServer: $"SELECT TOP (@take) {Columns} {Narrowing}", Sqlite: $"SELECT {Columns} {Narrowing} LIMIT @take");

    private static readonly Sql GuestsOfListing = new(
        SqlServer: $"SELECT {GuestColumns} WHERE g.InterviewId IN (SELECT TOP (@take) i.Id FROM Interview i {Narrowing}) ORDER BY g.Ordinal",
        Sqlite: $"SELECT {GuestColumns} WHERE g.InterviewId IN (SELECT i.Id FROM Interview i {Narrowing} LIMIT @take) ORDER BY g.Ordinal");

    private static readonly Sql SegmentsOfListing = new(
        SqlServer: $"SELECT {SegmentColumns} WHERE p.InterviewId IN (SELECT TOP (@take) i.Id FROM Interview i {Narrowing}) ORDER BY p.Ordinal",
        Sqlite: $"SELECT {SegmentColumns} WHERE p.InterviewId IN (SELECT i.Id FROM Interview i {Narrowing} LIMIT @take) ORDER BY p.Ordinal");

    private static readonly Sql LockOne = "UPDATE Interview SET Version = Version WHERE Id = @id";

    private static readonly Sql InsertOne =
        """
        INSERT INTO Interview (Id, SeriesId, SlotId, UnitId, HostId, Topic, State, PlannedStartsAt, PlannedEndsAt, StartedAt, EndedAt,
            HoldUntil, Reason, Sequence, CreatedAt, Version)
        VALUES (@id, @seriesId, @slotId, @unitId, @hostId, @topic, @state, @plannedStartsAt, @plannedEndsAt, @startedAt, @endedAt,
            @holdUntil, @reason, @sequence, @createdAt, 1)
        """;

    private static readonly Sql Update =
        """
        UPDATE Interview SET SlotId = @slotId, HostId = @hostId, Topic = @topic, State = @state, PlannedStartsAt = @plannedStartsAt, PlannedEndsAt = @plannedEndsAt,
            StartedAt = @startedAt, EndedAt = @endedAt, HoldUntil = @holdUntil, Reason = @reason, Sequence = @sequence, Version = Version + 1
        WHERE Id = @id
        """;

    private static readonly Sql ParkOne = "UPDATE Interview SET State = 'cancelled' WHERE Id = @id";

    private static readonly Sql DeleteGuests = "DELETE FROM InterviewGuest WHERE InterviewId = @interviewId";

    private static readonly Sql InsertGuest =
        "INSERT INTO InterviewGuest (InterviewId, OfficialId, Role, Answer, SubstituteOf, Ordinal) VALUES (@interviewId, @officialId, @role, @answer, @substituteOf, @ordinal)";

    private static readonly Sql DeleteSegments = "DELETE FROM InterviewSegment WHERE InterviewId = @interviewId";

    private static readonly Sql InsertSegment =
        """
        INSERT INTO InterviewSegment (InterviewId, Ordinal, SegmentKey, Title, Minutes, ActualStartsAt, ActualEndsAt)
        VALUES (@interviewId, @ordinal, @segmentKey, @title, @minutes, @actualStartsAt, @actualEndsAt)
        """;

    private static readonly Sql HoldsThatRanOut = "SELECT Id FROM Interview WHERE State = 'requested' AND HoldUntil <= @now";

    public Task<IReadOnlyList<Guid>> ListHoldsThatRanOut(Db db, DateTimeOffset now, CancellationToken ct) => db.Query<Guid>(HoldsThatRanOut, new { now }, ct);

    /// <summary>The interview with all that belongs to it.</summary>
    public async Task<Interview?> Read(Tx tx, Guid id)
    {
        var row = await tx.Find<InterviewRow>(ById, new { id });
        return row?.ToInterview(await tx.Query<GuestRow>(GuestsById, new { id }), await tx.Query<SegmentRow>(SegmentsById, new { id }));
    }

    public async Task<IReadOnlyList<Interview>> List(Tx tx, InterviewQuery query, (DateTimeOffset At, Guid Id) after, int take)
    {
        var args = new
        {
            seriesId = query.SeriesId,
            state = query.State is { } state ? Words.Of(state) : null,
            unitId = query.UnitId,
            from = query.From,
            to = query.To,
            afterAt = after.At,
            afterId = after.Id,
            take,
        };
        var rows = await tx.Query<InterviewRow>(Listing, args);
        var guests = (await tx.Query<GuestRow>(GuestsOfListing, args)).ToLookup(guest => guest.InterviewId);
        var segments = (await tx.Query<SegmentRow>(SegmentsOfListing, args)).ToLookup(segment => segment.InterviewId);
        return [.. rows.Select(row => row.ToInterview([.. guests[row.Id]], [.. segments[row.Id]]))];
    }

    /// <summary>The row alone, locked until the end of the transaction: whoever changes an interview comes through here first.</summary>
    public async Task<InterviewRow?> Lock(Tx tx, Guid id) =>
        await tx.Execute(LockOne, new { id }) == 0 ? null : await tx.Find<InterviewRow>(ById, new { id });

    public Task<IReadOnlyList<GuestRow>> Guests(Tx tx, Guid id) => tx.Query<GuestRow>(GuestsById, new { id });

    public Task<IReadOnlyList<SegmentRow>> Segments(Tx tx, Guid id) => tx.Query<SegmentRow>(SegmentsById, new { id });

    public Task<int> Insert(Tx tx, InterviewRow row) => tx.Execute(InsertOne, row.Parameters());

    /// <summary>Writes a row that was locked; its version counts on.</summary>
    public Task<int> Save(Tx tx, InterviewRow row) => tx.Execute(Update, row.Parameters());

    /// <summary>Takes an interview that was locked out of everybody's way, until it is saved again in the same transaction.</summary>
    public Task<int> Park(Tx tx, Guid id) => tx.Execute(ParkOne, new { id });

    public async Task SaveGuests(Tx tx, Guid interviewId, IReadOnlyList<GuestRow> guests)
    {
        await tx.Execute(DeleteGuests, new { interviewId });
        await tx.Execute(InsertGuest, guests.Select((guest, i) => guest.Parameters(interviewId, i)).ToList());
    }

    public async Task SaveSegments(Tx tx, Guid interviewId, IReadOnlyList<SegmentRow> segments)
    {
        await tx.Execute(DeleteSegments, new { interviewId });
        await tx.Execute(InsertSegment, segments.Select((segment, i) => segment.Parameters(interviewId, i)).ToList());
    }
}

/// <summary>An interview as it stands in the database, with the names that belong to it.</summary>
internal sealed record InterviewRow
{
    public Guid Id { get; init; }

    public Guid SeriesId { get; init; }

    public Guid SlotId { get; init; }

    public Guid UnitId { get; init; }

    public Guid? HostId { get; init; }

    public string Topic { get; init; } = "";

    public InterviewState State { get; init; }

    public DateTimeOffset PlannedStartsAt { get; init; }

    public DateTimeOffset PlannedEndsAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public DateTimeOffset? HoldUntil { get; init; }

    public string? Reason { get; init; }

    public int Sequence { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public int Version { get; init; }

    public string TimeZone { get; init; } = "";

    public string UnitName { get; init; } = "";

    public string? HostName { get; init; }

    public Guid StudioId { get; init; }

    public string StudioName { get; init; } = "";

    public int SetupMinutes { get; init; }

    public int StrikeMinutes { get; init; }

    public object Parameters() => new
    {
        id = Id,
        seriesId = SeriesId,
        slotId = SlotId,
        unitId = UnitId,
        hostId = HostId,
        topic = Topic,
        state = Words.Of(State),
        plannedStartsAt = PlannedStartsAt,
        plannedEndsAt = PlannedEndsAt,
        startedAt = StartedAt,
        endedAt = EndedAt,
        holdUntil = HoldUntil,
        reason = Reason,
        sequence = Sequence,
        createdAt = CreatedAt,
    };

    public Interview ToInterview(IReadOnlyList<GuestRow> guests, IReadOnlyList<SegmentRow> segments)
    {
        var zone = Zones.Find(TimeZone);
        return new Interview
        {
            Id = Id,
            SeriesId = SeriesId,
            SlotId = SlotId,
            UnitId = UnitId,
            UnitName = UnitName,
            HostId = HostId,
            HostName = HostName,
            StudioId = StudioId,
            StudioName = StudioName,
            Topic = Topic,
            State = State,
            StartsAt = PlannedStartsAt.In(zone),
            EndsAt = PlannedEndsAt.In(zone),
            StartedAt = StartedAt.In(zone),
            EndedAt = EndedAt.In(zone),
            HoldUntil = HoldUntil.In(zone),
            Reason = Reason,
            Sequence = Sequence,
            Version = Version,
            Guests = [.. guests.Select(guest => guest.ToGuest())],
            Segments = [.. segments.Select((segment, i) => segment.ToSegment(PlannedStartsAt.AddMinutes(segments.Take(i).Sum(before => before.Minutes)), zone))],
        };
    }
}

/// <summary>A guest as a row, with the name.</summary>
internal sealed record GuestRow
{
    public Guid InterviewId { get; init; }

    public Guid OfficialId { get; init; }

    public string Name { get; init; } = "";

    public string Title { get; init; } = "";

    public GuestRole Role { get; init; }

    public GuestAnswer? Answer { get; init; }

    public Guid? SubstituteOf { get; init; }

    public int Ordinal { get; init; }

    public object Parameters(Guid interviewId, int ordinal) => new
    {
        interviewId,
        officialId = OfficialId,
        role = Words.Of(Role),
        answer = Answer is { } answer ? Words.Of(answer) : null,
        substituteOf = SubstituteOf,
        ordinal,
    };

    public InterviewGuest ToGuest() => new() { OfficialId = OfficialId, Name = Name, Title = Title, Role = Role, Answer = Answer, SubstituteOf = SubstituteOf };
}

/// <summary>A part as a row.</summary>
internal sealed record SegmentRow
{
    public Guid InterviewId { get; init; }

    public int Ordinal { get; init; }

    public string SegmentKey { get; init; } = "";

    public string Title { get; init; } = "";

    public double Minutes { get; init; }

    public DateTimeOffset? ActualStartsAt { get; init; }

    public DateTimeOffset? ActualEndsAt { get; init; }

    public static SegmentRow Of(SegmentPlan plan) => new() { SegmentKey = plan.Key, Title = plan.Title, Minutes = plan.Minutes };

    public object Parameters(Guid interviewId, int ordinal) => new
    {
        interviewId,
        ordinal,
        segmentKey = SegmentKey,
        title = Title,
        minutes = Minutes,
        actualStartsAt = ActualStartsAt,
        actualEndsAt = ActualEndsAt,
    };

    public InterviewSegment ToSegment(DateTimeOffset plannedStartsAt, TimeZoneInfo zone) => new()
    {
        Key = SegmentKey,
        Title = Title,
        Minutes = Minutes,
        PlannedStartsAt = Instants.Cut(plannedStartsAt).In(zone),
        ActualStartsAt = ActualStartsAt.In(zone),
        ActualEndsAt = ActualEndsAt.In(zone),
    };
}
