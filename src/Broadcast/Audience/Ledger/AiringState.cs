using Broadcast.Audience.Arithmetic;
using Broadcast.Data;

namespace Broadcast.Audience.Ledger;

/// <summary>
/// An airing as the ledger meets it: its sums so far, the rules and the window they were computed by, and those that hold now.
/// New readings are taken in by the former, so that all minutes of an airing are of one kind; a change of rules or window is followed as a step of its own.
/// </summary>
internal sealed record AiringState
{
    private const string Columns =
        """
        a.Id AS AiringId, a.InterviewId, s.TimeZone, COALESCE(q.ViewsCounter, c.ViewsCounter) AS CurrentCounter, COALESCE(q.HoldSeconds, c.HoldSeconds) AS CurrentHold,
        i.StartedAt AS CurrentStart, i.EndedAt AS CurrentEnd, z.ClosedAt AS CurrentClosing, f.ClosedAt AS KnownClosing, u.ViewsMinus, u.ViewsPlus,
        CASE WHEN w.InterviewId IS NULL THEN 0 ELSE 1 END AS HasWindow, w.WindowStart AS KnownStart, w.WindowEnd AS KnownEnd, w.TimeZone AS KnownZone,
        t.ViewsCounter AS KnownCounter, COALESCE(t.HoldSeconds, 0) AS KnownHold, COALESCE(t.Revision, 0) AS Revision,
        t.Views AS ViewsSum, t.LiveViews AS LiveViewsSum, t.WatchMs AS WatchMsSum, COALESCE(t.CoveredMs, 0) AS CoveredMs,
        COALESCE(t.ReportsGauge, 0) AS ReportsGauge, COALESCE(t.ReportsViews, 0) AS ReportsViews, t.LastReadingAt, t.LastGaugeAt, t.LastCounterAt
        """;

    private const string From =
        """
        FROM Airing a
        JOIN Channel c ON c.Id = a.ChannelId
        JOIN Interview i ON i.Id = a.InterviewId
        JOIN Series s ON s.Id = i.SeriesId
        LEFT JOIN AiringTotal t ON t.AiringId = a.Id
        LEFT JOIN InterviewTotal w ON w.InterviewId = a.InterviewId
        LEFT JOIN AiringRounding u ON u.AiringId = a.Id
        LEFT JOIN FigureClosing f ON f.InterviewId = a.InterviewId
        LEFT JOIN Closing z ON z.InterviewId = a.InterviewId AND z.ReopenedAt IS NULL
        LEFT JOIN ChannelRule q ON q.ChannelId = c.Id AND q.Since = (SELECT MAX(r.Since) FROM ChannelRule r WHERE r.ChannelId = c.Id AND r.Since <= z.ClosedAt)
        """;

    private static readonly Sql ById = $"SELECT {Columns} {From} WHERE a.Id = @airingId";

    private static readonly Sql OfInterview = $"SELECT {Columns} {From} WHERE a.InterviewId = @interviewId ORDER BY a.Id";

    private static readonly Sql Remove = "DELETE FROM AiringTotal WHERE AiringId = @airingId";

    private static readonly Sql Insert =
        """
        INSERT INTO AiringTotal (AiringId, InterviewId, Views, LiveViews, WatchMs, CoveredMs, ReportsGauge, ReportsViews, LastReadingAt, LastGaugeAt, LastCounterAt, ViewsCounter, HoldSeconds, Revision)
        VALUES (@airingId, @interviewId, @views, @liveViews, @watchMs, @coveredMs, @reportsGauge, @reportsViews, @lastReadingAt, @lastGaugeAt, @lastCounterAt, @counter, @hold, @revision)
        """;

    public Guid AiringId { get; init; }

    public Guid InterviewId { get; init; }

    public string TimeZone { get; init; } = "";

    public string CurrentCounter { get; init; } = "";

    public int CurrentHold { get; init; }

    public long? CurrentStart { get; init; }

    public long? CurrentEnd { get; init; }

    /// <summary>Since when its interview is closed; null: it is not.</summary>
    public long? CurrentClosing { get; init; }

    /// <summary>The closing that the readings which count were told apart by: those known before it, and not withdrawn before. Null: all that were not withdrawn.</summary>
    public long? KnownClosing { get; init; }

    public Int128? ViewsMinus { get; init; }

    public Int128? ViewsPlus { get; init; }

    public bool HasWindow { get; init; }

    public long? KnownStart { get; init; }

    public long? KnownEnd { get; init; }

    public string? KnownZone { get; init; }

    public string? KnownCounter { get; init; }

    public int KnownHold { get; init; }

    /// <summary>How often the sums were written; what is kept in memory of an airing is only good for one revision.</summary>
    public long Revision { get; init; }

    public Int128? ViewsSum { get; init; }

    public Int128? LiveViewsSum { get; init; }

    public Int128? WatchMsSum { get; init; }

    public long CoveredMs { get; init; }

    public bool ReportsGauge { get; init; }

    public bool ReportsViews { get; init; }

    public long? LastReadingAt { get; init; }

    public long? LastGaugeAt { get; init; }

    public long? LastCounterAt { get; init; }

    /// <summary>The rules that the minutes are computed by.</summary>
    public Metering Metering => KnownCounter is null ? CurrentMetering : Of(KnownCounter, KnownHold);

    /// <summary>The rules of the channel; of a closed interview's broadcast those it was closed with.</summary>
    public Metering CurrentMetering => Of(CurrentCounter, CurrentHold);

    /// <summary>The window that the minutes are computed for.</summary>
    public Window Window => HasWindow ? new(KnownStart, KnownEnd) : CurrentWindow;

    public Window CurrentWindow => new(CurrentStart, CurrentEnd);

    /// <summary>How far the true total may lie from the sum of views; null for an airing that never had a rounded figure.</summary>
    public Uncertainty? Rounding => ViewsMinus is null ? null : new(ViewsMinus.Value, ViewsPlus ?? 0);

    /// <summary>Whether a reading counts as the closing has it that the others were told apart by.</summary>
    public bool Counts(TakenReading reading) => reading.Counts(KnownClosing);

    /// <summary>The longer of the holds before and after a change of the settings.</summary>
    public long LongestHoldMs => Math.Max(CurrentHold, KnownHold) * 1000L;

    /// <summary>The zone that the days are computed for.</summary>
    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(KnownZone ?? TimeZone);

    public static Metering Of(string counter, int holdSeconds) => new(Enum.Parse<ViewsCounter>(counter, ignoreCase: true), holdSeconds * 1000L);

    public static Task<AiringState?> Read(Tx tx, Guid airingId) => tx.Find<AiringState>(ById, new { airingId });

    public static Task<IReadOnlyList<AiringState>> ReadAll(Tx tx, Guid interviewId) => tx.Query<AiringState>(OfInterview, new { interviewId });

    /// <summary>The state under the rules and the window of now.</summary>
    public AiringState Followed() => this with
    {
        KnownCounter = CurrentCounter,
        KnownHold = CurrentHold,
        HasWindow = true,
        KnownStart = CurrentStart,
        KnownEnd = CurrentEnd,
        KnownZone = TimeZone,
    };

    /// <summary>The state with what readings say of its extent.</summary>
    public AiringState Observed(IReadOnlyCollection<TakenReading> readings) => this with
    {
        LastReadingAt = Latest(LastReadingAt, readings),
        LastGaugeAt = Latest(LastGaugeAt, readings.Where(reading => reading.Concurrent is not null)),
        LastCounterAt = Latest(LastCounterAt, readings.Where(reading => reading.Views is not null)),
        ReportsGauge = ReportsGauge || readings.Any(reading => reading.Concurrent is not null),
        ReportsViews = ReportsViews || readings.Any(reading => reading.Views is not null),
    };

    /// <summary>The state with the extent of just these readings, whatever was there before.</summary>
    public AiringState Extent(IReadOnlyCollection<TakenReading> readings) =>
        (this with { LastReadingAt = null, LastGaugeAt = null, LastCounterAt = null, ReportsGauge = false, ReportsViews = false }).Observed(readings);

    /// <summary>The state with one minute's figures exchanged for others.</summary>
    public AiringState Exchange(AiringMinute old, AiringMinute now) => this with
    {
        ViewsSum = (ViewsSum ?? 0) + now.Views - old.Views,
        LiveViewsSum = (LiveViewsSum ?? 0) + now.LiveViews - old.LiveViews,
        WatchMsSum = (WatchMsSum ?? 0) + now.WatchMs - old.WatchMs,
        CoveredMs = CoveredMs + now.CoveredMs - old.CoveredMs,
    };

    /// <summary>Writes the sums under the next revision.</summary>
    public async Task Write(Tx tx)
    {
        await tx.Execute(Remove, new { airingId = AiringId });
        await tx.Execute(Insert, new
        {
            airingId = AiringId,
            interviewId = InterviewId,
            views = ViewsSum ?? 0,
            liveViews = LiveViewsSum ?? 0,
            watchMs = WatchMsSum ?? 0,
            coveredMs = CoveredMs,
            reportsGauge = ReportsGauge,
            reportsViews = ReportsViews,
            lastReadingAt = LastReadingAt,
            lastGaugeAt = LastGaugeAt,
            lastCounterAt = LastCounterAt,
            counter = KnownCounter ?? CurrentCounter,
            hold = KnownCounter is null ? CurrentHold : KnownHold,
            revision = Revision + 1,
        });
    }

    private static long? Latest(long? known, IEnumerable<TakenReading> readings) => readings.Aggregate(known, (latest, reading) => latest >= reading.ObservedAt ? latest : reading.ObservedAt);
}
