using Broadcast.Audience.Arithmetic;
using Broadcast.Data;

namespace Broadcast.Audience.Answers;

/// <summary>What stands in the tables of totals for a series or one interview: as many rows as there are broadcasts, however many readings came.</summary>
internal sealed class AudienceRows(Db db)
{
    private const string InterviewColumns =
        """
        SELECT i.Id, i.SeriesId, i.State, i.UnitId, u.Name AS UnitName, u.Region, i.Topic, i.PlannedStartsAt, i.StartedAt, i.EndedAt, t.Peak, t.PeakAt
        FROM Interview i JOIN Unit u ON u.Id = i.UnitId LEFT JOIN InterviewTotal t ON t.InterviewId = i.Id
        """;

    private const string AiringColumns =
        """
        SELECT a.Id, a.InterviewId, a.ChannelId, c.Code AS ChannelCode, c.Name AS ChannelName, c.Family, COALESCE(t.ViewsCounter, c.ViewsCounter) AS ViewsCounter, COALESCE(t.HoldSeconds, c.HoldSeconds) AS HoldSeconds,
            COALESCE(t.Revision, 0) AS Revision, t.Views, t.LiveViews, t.WatchMs, t.CoveredMs, t.ReportsGauge, t.ReportsViews, t.LastReadingAt, t.LastGaugeAt,
            d.Views AS DeclaredViews, n.ViewsMinus, n.ViewsPlus
        """;

    private const string AiringJoins =
        """
        Airing a ON a.InterviewId = i.Id JOIN Channel c ON c.Id = a.ChannelId LEFT JOIN AiringTotal t ON t.AiringId = a.Id
        LEFT JOIN Declaration d ON d.AiringId = a.Id AND d.Stands = 1 LEFT JOIN AiringRounding n ON n.AiringId = a.Id
        """;

    private static readonly Sql SeriesById = "SELECT Id, TimeZone, IsPublic FROM Series WHERE Id = @id";

    private static readonly Sql SeriesOfInterview = "SELECT s.Id, s.TimeZone, s.IsPublic FROM Interview i JOIN Series s ON s.Id = i.SeriesId WHERE i.Id = @id";

    private static readonly Sql InterviewsOfSeries = $"{InterviewColumns} WHERE i.SeriesId = @id ORDER BY i.PlannedStartsAt, i.Id";

    private static readonly Sql InterviewById = $"{InterviewColumns} WHERE i.Id = @id";

    // The interviews of the series first: in the order of the result SQLite would go through the broadcasts of all series. It takes tables in the order in which they are cross-joined.
    private static readonly Sql AiringsOfSeries = new(
        SqlServer: $"{AiringColumns} FROM Interview i JOIN {AiringJoins} WHERE i.SeriesId = @id ORDER BY a.Id",
        Sqlite: $"{AiringColumns} FROM Interview i CROSS JOIN {AiringJoins} WHERE i.SeriesId = @id ORDER BY a.Id");

    private static readonly Sql AiringsOfInterview = $"{AiringColumns} FROM Interview i JOIN {AiringJoins} WHERE i.Id = @id ORDER BY a.Id";

    private AudienceMemory _memory = new(null);

    /// <summary>The series; null when there is no such series or interview.</summary>
    public Task<SeriesRow?> Series(AudienceScope scope, CancellationToken ct) =>
        db.Find<SeriesRow>(scope.IsSeries ? SeriesById : SeriesOfInterview, new { id = scope.Id }, ct);

    /// <summary>
    /// All of it as of one instant: what is taken in meanwhile shows in every figure or in none. Null when there is no such series or interview.
    /// However many ask, it is read once for as long as nothing changes.
    /// </summary>
    public Task<AudienceTables?> Read(AudienceScope scope, CancellationToken ct) => Remembered().Read(scope, ReadNow, ct);

    /// <summary>What is known of the state the database is in.</summary>
    private AudienceMemory Remembered()
    {
        // Looked up before anything is read: what is read may be newer than that, never older.
        var version = db.Version;
        var memory = Volatile.Read(ref _memory);
        if (version is not null && memory.Version == version)
        {
            return memory;
        }

        memory = new AudienceMemory(version);
        Volatile.Write(ref _memory, memory);
        return memory;
    }

    private Task<AudienceTables?> ReadNow(AudienceScope scope) => db.Read(
        async tx =>
        {
            var args = new { id = scope.Id };
            return await tx.Find<SeriesRow>(scope.IsSeries ? SeriesById : SeriesOfInterview, args) is { } series
                ? new AudienceTables(
                    series,
                    await tx.Query<InterviewRow>(scope.IsSeries ? InterviewsOfSeries : InterviewById, args),
                    await tx.Query<AiringRow>(scope.IsSeries ? AiringsOfSeries : AiringsOfInterview, args))
                : null;
        },
        CancellationToken.None);
}

/// <summary>The rows of an audience.</summary>
/// <param name="series">The series.</param>
/// <param name="interviews">All its interviews, or the one.</param>
/// <param name="airings">Their broadcasts.</param>
internal sealed class AudienceTables(SeriesRow series, IReadOnlyList<InterviewRow> interviews, IReadOnlyList<AiringRow> airings)
{
    private readonly Lazy<ILookup<Guid, AiringSnapshot>> _still = new(() => airings.ToLookup(airing => airing.InterviewId, airing => new AiringSnapshot(airing, airing.ToFigures(), null)));

    private readonly Lazy<Dictionary<Guid, long>> _holding = new(() => airings.Where(airing => airing.LastGaugeAt is not null)
        .GroupBy(airing => airing.InterviewId).ToDictionary(own => own.Key, own => own.Max(airing => airing.LastGaugeAt!.Value + airing.HoldMs)));

    /// <summary>What was read of current minutes while these were what stands in the tables.</summary>
    public EdgeMemory Edges { get; } = new();

    public SeriesRow Series => series;

    public IReadOnlyList<InterviewRow> Interviews => interviews;

    public IReadOnlyList<AiringRow> Airings => airings;

    /// <summary>Whether a gauge of an interview may still hold at an instant: most interviews of a series are over, or have not begun.</summary>
    public bool MayHoldAt(Guid interviewId, long at) => _holding.Value.TryGetValue(interviewId, out var until) && until > at;

    /// <summary>The broadcasts of an interview of which nothing depends on now: computed once, however many ask.</summary>
    public IEnumerable<AiringSnapshot> Still(Guid interviewId) => _still.Value[interviewId];
}

/// <summary>Whose audience is asked for.</summary>
/// <param name="IsSeries">A series; else one interview.</param>
/// <param name="Id">Its id.</param>
internal readonly record struct AudienceScope(bool IsSeries, Guid Id)
{
    public static AudienceScope Series(Guid id) => new(true, id);

    public static AudienceScope Interview(Guid id) => new(false, id);
}

/// <summary>What a series says of how its audience is shown.</summary>
internal sealed record SeriesRow
{
    public Guid Id { get; init; }

    public string TimeZone { get; init; } = "";

    public bool IsPublic { get; init; }

    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
}

/// <summary>An interview with its peak.</summary>
internal sealed record InterviewRow
{
    public Guid Id { get; init; }

    public Guid SeriesId { get; init; }

    public string State { get; init; } = "";

    public Guid UnitId { get; init; }

    public string UnitName { get; init; } = "";

    public string? Region { get; init; }

    public string Topic { get; init; } = "";

    public long PlannedStartsAt { get; init; }

    public long? StartedAt { get; init; }

    public long? EndedAt { get; init; }

    public Int128? Peak { get; init; }

    public long? PeakAt { get; init; }

    public Window Window => new(StartedAt, EndedAt);

    /// <summary>The local day it belongs to: that on which it really began, else the planned one.</summary>
    public DateOnly Day(TimeZoneInfo zone) => LocalDay.Of(StartedAt ?? PlannedStartsAt, zone);

    /// <summary>A cancelled interview keeps its evidence and counts nothing (audience.md, section 5).</summary>
    public bool Counts => State != "cancelled";

    public bool IsLive => StartedAt is not null && EndedAt is null && Counts;

    public Peak ToPeak() => new(Peak ?? 0, PeakAt);
}

/// <summary>A broadcast with its sums; those are null before the first reading.</summary>
internal sealed record AiringRow
{
    public Guid Id { get; init; }

    public Guid InterviewId { get; init; }

    public Guid ChannelId { get; init; }

    public string ChannelCode { get; init; } = "";

    public string ChannelName { get; init; } = "";

    public string Family { get; init; } = "";

    public string ViewsCounter { get; init; } = "";

    public int HoldSeconds { get; init; }

    /// <summary>How often its sums were written; 0 before the first reading.</summary>
    public long Revision { get; init; }

    public Int128? Views { get; init; }

    public Int128? LiveViews { get; init; }

    public Int128? WatchMs { get; init; }

    public long? CoveredMs { get; init; }

    public bool? ReportsGauge { get; init; }

    public bool? ReportsViews { get; init; }

    public long? LastReadingAt { get; init; }

    public long? LastGaugeAt { get; init; }

    /// <summary>The declared figure that was approved last, whether it counts or not.</summary>
    public long? DeclaredViews { get; init; }

    public Int128? ViewsMinus { get; init; }

    public Int128? ViewsPlus { get; init; }

    /// <summary>It has, or had, rounded figures.</summary>
    public bool IsRounded => ViewsMinus is not null;

    public long HoldMs => HoldSeconds * 1000L;

    /// <summary>Its last gauge may still hold at an instant.</summary>
    public bool MayHoldAt(long at) => LastGaugeAt is { } last && last + HoldMs > at;

    public AiringFigures ToFigures() =>
        new(ReportsViews == true ? Views : null, LiveViews ?? 0, WatchMs ?? 0, CoveredMs ?? 0, ReportsGauge == true, DeclaredViews) { Rounding = new(ViewsMinus ?? 0, ViewsPlus ?? 0) };
}
