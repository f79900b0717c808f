using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Registers;
using Broadcast.Times;

namespace Broadcast.Scheduling;

/// <summary>Series as rows, and who takes part in each.</summary>
internal sealed class SeriesRegister(Db db, AuditLog audit)
{
    private const string Columns =
        """
        Id, Code, Title, TimeZone, StartsOn, EndsOn, SlotMinutes, IsPublic, Segments, HoldHours, AnswerWithinHours,
        RemindBeforeAnswerHours, RemindBeforeInterviewHours, CalendarKey, Version
        """;

    private const string Releases = "CASE WHEN EXISTS (SELECT 1 FROM SeriesRelease x WHERE x.SeriesId = Id) THEN 1 ELSE 0 END AS ReleaseAtDeadline";

    private const string Reading =
        $"""
        {Columns}, {Releases}, COALESCE(r.SetupMinutes, 0) AS SetupMinutes, COALESCE(r.StrikeMinutes, 0) AS StrikeMinutes, r.MaxPerDay, r.MaxPerWeek
        FROM Series LEFT JOIN SeriesRule r ON r.SeriesId = Id
        """;

    private const string Values =
        """
        @id, @code, @title, @timeZone, @startsOn, @endsOn, @slotMinutes, @isPublic, @segments, @holdHours, @answerWithinHours,
        @remindBeforeAnswerHours, @remindBeforeInterviewHours, @calendarKey, @version
        """;

    private static readonly Sql Insert = new(
        SqlServer: $"INSERT INTO Series ({Columns}) SELECT {Values} WHERE NOT EXISTS (SELECT 1 FROM Series WITH (UPDLOCK, HOLDLOCK) WHERE Code = @code)",
        Sqlite: $"INSERT INTO Series ({Columns}) VALUES ({Values}) ON CONFLICT DO NOTHING");

    private static readonly Sql ById = $"SELECT {Reading} WHERE Id = @id";

    private static readonly Sql Listing = new(
        SqlServer: $"SELECT TOP (@take) {Reading} WHERE Id > @after AND (@code IS NULL OR Code = @code) ORDER BY Id",
        Sqlite: $"SELECT {Reading} WHERE Id > @after AND (@code IS NULL OR Code = @code) ORDER BY Id LIMIT @take");

    private static readonly Sql Lock = "UPDATE Series SET Version = Version WHERE Id = @id";

    private static readonly Sql CodeElsewhere = "SELECT Id FROM Series WHERE Code = @code AND Id <> @id";

    private static readonly Sql SlotOutside = "SELECT Id FROM Slot WHERE SeriesId = @id AND State <> 'removed' AND (StartsAt < @from OR EndsAt > @to)";

    private static readonly Sql Update =
        """
        UPDATE Series SET Code = @code, Title = @title, TimeZone = @timeZone, StartsOn = @startsOn, EndsOn = @endsOn, SlotMinutes = @slotMinutes, IsPublic = @isPublic,
            Segments = @segments, HoldHours = @holdHours, AnswerWithinHours = @answerWithinHours, RemindBeforeAnswerHours = @remindBeforeAnswerHours,
            RemindBeforeInterviewHours = @remindBeforeInterviewHours, Version = @version
        WHERE Id = @id
        """;

    private static readonly Sql UpdateRule =
        "UPDATE SeriesRule SET SetupMinutes = @setupMinutes, StrikeMinutes = @strikeMinutes, MaxPerDay = @maxPerDay, MaxPerWeek = @maxPerWeek WHERE SeriesId = @id";

    private static readonly Sql InsertRule =
        "INSERT INTO SeriesRule (SeriesId, SetupMinutes, StrikeMinutes, MaxPerDay, MaxPerWeek) VALUES (@id, @setupMinutes, @strikeMinutes, @maxPerDay, @maxPerWeek)";

    private static readonly Sql StopReleasing = "DELETE FROM SeriesRelease WHERE SeriesId = @id";

    private static readonly Sql StartReleasing = "INSERT INTO SeriesRelease (SeriesId) VALUES (@id)";

    private static readonly Sql UpdateKey = "UPDATE Series SET CalendarKey = @key, Version = Version + 1 WHERE Id = @id";

    private static readonly Sql UnitById = "SELECT Id, Code, Name, Level, Region, LiaisonName, LiaisonEmail, Version FROM Unit WHERE Id = @unitId";

    private static readonly Sql TakePart = new(
        SqlServer:
        """
        INSERT INTO SeriesUnit (SeriesId, UnitId) SELECT @seriesId, @unitId
        WHERE NOT EXISTS (SELECT 1 FROM SeriesUnit WITH (UPDLOCK, HOLDLOCK) WHERE SeriesId = @seriesId AND UnitId = @unitId)
        """,
        Sqlite: "INSERT INTO SeriesUnit (SeriesId, UnitId) VALUES (@seriesId, @unitId) ON CONFLICT DO NOTHING");

    private static readonly Sql Participants = new(
        SqlServer:
        """
        SELECT TOP (@take) u.Id, u.Code, u.Name, u.Level, u.Region, u.LiaisonName, u.LiaisonEmail, u.Version FROM SeriesUnit s JOIN Unit u ON u.Id = s.UnitId
        WHERE s.SeriesId = @seriesId AND u.Id > @after ORDER BY u.Id
        """,
        Sqlite:
        """
        SELECT u.Id, u.Code, u.Name, u.Level, u.Region, u.LiaisonName, u.LiaisonEmail, u.Version FROM SeriesUnit s JOIN Unit u ON u.Id = s.UnitId
        WHERE s.SeriesId = @seriesId AND u.Id > @after ORDER BY u.Id LIMIT @take
        """);

    public Task<Outcome<Series>> Create(SeriesBody body, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<Series>>(
        async tx =>
        {
            var (id, key) = (Ids.New(now), SecretText.New());
            var fields = new Fields();
            var series = body.Over(SeriesBody.Blank(id, key), fields);
            if (fields.AreGood && await tx.Execute(Insert, SeriesRow.Parameters(series, key)) == 0)
            {
                fields.Wrong("code", $"There is a series with the code '{series.Code}' already.");
            }

            if (fields.Refusal is { } refusal)
            {
                return refusal;
            }

            await SaveRule(tx, series);
            await SaveRelease(tx, series);
            await audit.Write(tx, by, "create", "series", id, null, WithoutKey(series), now);
            return series;
        },
        ct);

    public async Task<Series?> Find(Guid id, CancellationToken ct) => (await db.Find<SeriesRow>(ById, new { id }, ct))?.ToSeries();

    public async Task<Series?> Find(Tx tx, Guid id) => (await tx.Find<SeriesRow>(ById, new { id }))?.ToSeries();

    public async Task<IReadOnlyList<Series>> List(string? code, Guid after, int take, CancellationToken ct) =>
        [.. (await db.Query<SeriesRow>(Listing, new { code, after, take }, ct)).Select(row => row.ToSeries())];

    public Task<Outcome<Series>> Change(Guid id, SeriesBody body, int? expected, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<Series>>(
        async tx =>
        {
            await tx.Execute(Lock, new { id });
            if (await Find(tx, id) is not { } series)
            {
                return Refusal.NotFound("series");
            }

            if (EntityTags.Check(expected, series.Version) is { } stale)
            {
                return stale;
            }

            var fields = new Fields();
            var next = body.Over(series, fields);
            if (await tx.Find<Guid?>(CodeElsewhere, new { id, code = next.Code }) is not null)
            {
                fields.Wrong("code", $"There is a series with the code '{next.Code}' already.");
            }

            if (fields.Refusal is { } refusal)
            {
                return refusal;
            }

            if (await LosesSlots(tx, next))
            {
                return Refusal.State("Slots of the series would lie outside its days: remove or move them first.");
            }

            await tx.Execute(Update, SeriesRow.Parameters(next, ""));
            await SaveRule(tx, next);
            await SaveRelease(tx, next);
            await audit.Write(tx, by, "change", "series", id, WithoutKey(series), WithoutKey(next), now);
            return next;
        },
        ct);

    /// <summary>Gives the calendar feed another key; the one before holds no more.</summary>
    public Task<Outcome<Series>> RotateKey(Guid id, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<Series>>(
        async tx =>
        {
            if (await tx.Execute(UpdateKey, new { id, key = SecretText.New() }) == 0)
            {
                return Refusal.NotFound("series");
            }

            await audit.Write(tx, by, "rotateCalendarKey", "series", id, null, null, now);
            return (await Find(tx, id))!;
        },
        ct);

    /// <summary>Units that take part from now on, in the order sent; who does already, stays.</summary>
    public Task<Outcome<IReadOnlyList<Unit>>> AddUnits(Guid seriesId, IReadOnlyList<Guid> unitIds, Caller by, DateTimeOffset now, CancellationToken ct) =>
        db.Write<Outcome<IReadOnlyList<Unit>>>(
            async tx =>
            {
                if (await Find(tx, seriesId) is null)
                {
                    return Refusal.NotFound("series");
                }

                var fields = new Fields();
                var units = new List<Unit>(unitIds.Count);
                for (var i = 0; i < unitIds.Count; i++)
                {
                    if (await tx.Find<Unit>(UnitById, new { unitId = unitIds[i] }) is not { } unit)
                    {
                        fields.Wrong($"unitIds[{i}]", "There is no such unit.");
                        continue;
                    }

                    await AddUnit(tx, seriesId, unit.Id);
                    units.Add(unit);
                }

                if (fields.Refusal is { } refusal)
                {
                    return refusal;
                }

                await audit.Write(tx, by, "addUnits", "series", seriesId, null, new { unitIds }, now);
                return units;
            },
            ct);

    public Task<int> AddUnit(Tx tx, Guid seriesId, Guid unitId) => tx.Execute(TakePart, new { seriesId, unitId });

    public Task<IReadOnlyList<Unit>> ListUnits(Guid seriesId, Guid after, int take, CancellationToken ct) =>
        db.Query<Unit>(Participants, new { seriesId, after, take }, ct);

    private static async Task SaveRule(Tx tx, Series series)
    {
        var rule = new { id = series.Id, setupMinutes = series.SetupMinutes, strikeMinutes = series.StrikeMinutes, maxPerDay = series.MaxPerDay, maxPerWeek = series.MaxPerWeek };
        if (await tx.Execute(UpdateRule, rule) == 0)
        {
            await tx.Execute(InsertRule, rule);
        }
    }

    private static async Task SaveRelease(Tx tx, Series series)
    {
        await tx.Execute(StopReleasing, new { id = series.Id });
        if (series.ReleaseAtDeadline)
        {
            await tx.Execute(StartReleasing, new { id = series.Id });
        }
    }

    private static async Task<bool> LosesSlots(Tx tx, Series next)
    {
        var zone = next.Zone;
        return await tx.Find<Guid?>(SlotOutside, new { id = next.Id, from = zone.StartOf(next.StartsOn), to = zone.StartOf(next.EndsOn.AddDays(1)) }) is not null;
    }

    /// <summary>The log shows no secrets.</summary>
    private static Series WithoutKey(Series series) => series with { CalendarUrl = "" };
}

/// <summary>A series as it stands in the database.</summary>
internal sealed record SeriesRow
{
    public Guid Id { get; init; }

    public string Code { get; init; } = "";

    public string Title { get; init; } = "";

    public string TimeZone { get; init; } = "";

    public DateOnly StartsOn { get; init; }

    public DateOnly EndsOn { get; init; }

    public int SlotMinutes { get; init; }

    public int SetupMinutes { get; init; }

    public int StrikeMinutes { get; init; }

    public int? MaxPerDay { get; init; }

    public int? MaxPerWeek { get; init; }

    public bool IsPublic { get; init; }

    public string Segments { get; init; } = "[]";

    public double HoldHours { get; init; }

    public double AnswerWithinHours { get; init; }

    public string RemindBeforeAnswerHours { get; init; } = "[]";

    public string RemindBeforeInterviewHours { get; init; } = "[]";

    public bool ReleaseAtDeadline { get; init; }

    public string CalendarKey { get; init; } = "";

    public int Version { get; init; }

    public static string CalendarUrlOf(Guid id, string key) => $"/api/v1/series/{id}/calendar.ics?key={key}";

    public static object Parameters(Series series, string calendarKey) => new
    {
        id = series.Id,
        code = series.Code,
        title = series.Title,
        timeZone = series.TimeZone,
        startsOn = series.StartsOn,
        endsOn = series.EndsOn,
        slotMinutes = series.SlotMinutes,
        isPublic = series.Public,
        segments = Json.Write(series.Segments),
        holdHours = series.HoldHours,
        answerWithinHours = series.AnswerWithinHours,
        remindBeforeAnswerHours = Json.Write(series.RemindBeforeAnswerHours),
        remindBeforeInterviewHours = Json.Write(series.RemindBeforeInterviewHours),
        calendarKey,
        version = series.Version,
    };

    public Series ToSeries() => new()
    {
        Id = Id,
        Code = Code,
        Title = Title,
        TimeZone = TimeZone,
        StartsOn = StartsOn,
        EndsOn = EndsOn,
        SlotMinutes = SlotMinutes,
        SetupMinutes = SetupMinutes,
        StrikeMinutes = StrikeMinutes,
        MaxPerDay = MaxPerDay,
        MaxPerWeek = MaxPerWeek,
        Public = IsPublic,
        Segments = Json.Read<List<SegmentPlan>>(Segments),
        HoldHours = HoldHours,
        AnswerWithinHours = AnswerWithinHours,
        RemindBeforeAnswerHours = Json.Read<List<double>>(RemindBeforeAnswerHours),
        RemindBeforeInterviewHours = Json.Read<List<double>>(RemindBeforeInterviewHours),
        ReleaseAtDeadline = ReleaseAtDeadline,
        CalendarUrl = CalendarUrlOf(Id, CalendarKey),
        Version = Version,
    };
}
