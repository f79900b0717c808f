using Broadcast.Audience.Arithmetic;
using Broadcast.Data;

namespace Broadcast.Audience.Ledger;

/// <summary>An airing as the ledger meets it: the rules that hold for it now, and its sums so far with the rules they were computed by.</summary>
internal sealed record AiringState
{
    private const string Columns =
        """
        a.Id AS AiringId, a.InterviewId, c.ViewsCounter AS CurrentCounter, c.HoldSeconds AS CurrentHold, i.StartedAt, i.EndedAt, s.TimeZone,
        COALESCE(t.Views, '0') AS Views, COALESCE(t.LiveViews, '0') AS LiveViews, COALESCE(t.WatchMs, '0') AS WatchMs, COALESCE(t.CoveredMs, 0) AS CoveredMs,
        COALESCE(t.ReportsGauge, 0) AS ReportsGauge, COALESCE(t.ReportsViews, 0) AS ReportsViews, t.LastReadingAt, t.LastGaugeAt, t.LastCounterAt,
        t.ViewsCounter AS KnownCounter, COALESCE(t.HoldSeconds, 0) AS KnownHold
        """;

    private const string From =
        """
        FROM Airing a
        JOIN Channel c ON c.Id = a.ChannelId
        JOIN Interview i ON i.Id = a.InterviewId
        JOIN Series s ON s.Id = i.SeriesId
        LEFT JOIN AiringTotal t ON t.AiringId = a.Id
        """;

    private static readonly Sql ById = new(
        SqlServer: $"SELECT {Columns} {From} WHERE a.Id = @airingId".Replace("'0'", "0", StringComparison.Ordinal),
        Sqlite: $"SELECT {Columns} {From} WHERE a.Id = @airingId");

    private static readonly Sql OfInterview = new(
        SqlServer: $"SELECT {Columns} {From} WHERE a.InterviewId = @interviewId ORDER BY a.Id".Replace("'0'", "0", StringComparison.Ordinal),
        Sqlite: $"SELECT {Columns} {From} WHERE a.InterviewId = @interviewId ORDER BY a.Id");

    private static readonly Sql Remove = "DELETE FROM AiringTotal WHERE AiringId = @airingId";

    private static readonly Sql Insert =
        """
        INSERT INTO AiringTotal (AiringId, InterviewId, Views, LiveViews, WatchMs, CoveredMs, ReportsGauge, ReportsViews, LastReadingAt, LastGaugeAt, LastCounterAt, ViewsCounter, HoldSeconds)
        VALUES (@airingId, @interviewId, @views, @liveViews, @watchMs, @coveredMs, @reportsGauge, @reportsViews, @lastReadingAt, @lastGaugeAt, @lastCounterAt, @counter, @hold)
        """;

    public Guid AiringId { get; init; }

    public Guid InterviewId { get; init; }

    public string CurrentCounter { get; init; } = "";

    public int CurrentHold { get; init; }

    public long? StartedAt { get; init; }

    public long? EndedAt { get; init; }

    public string TimeZone { get; init; } = "";

    public Int128 Views { get; init; }

    public Int128 LiveViews { get; init; }

    public Int128 WatchMs { get; init; }

    public long CoveredMs { get; init; }

    public bool ReportsGauge { get; init; }

    public bool ReportsViews { get; init; }

    public long? LastReadingAt { get; init; }

    public long? LastGaugeAt { get; init; }

    public long? LastCounterAt { get; init; }

    public string? KnownCounter { get; init; }

    public int KnownHold { get; init; }

    public Metering Metering => Of(CurrentCounter, CurrentHold);

    /// <summary>The channel's settings are others than the sums were computed by.</summary>
    public bool HasOtherRules => KnownCounter is not null && (KnownCounter != CurrentCounter || KnownHold != CurrentHold);

    /// <summary>The longer of the holds before and after a change of the settings.</summary>
    public long LongestHoldMs => Math.Max(CurrentHold, KnownHold) * 1000L;

    public Window Window => new(StartedAt, EndedAt);

    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    public static Metering Of(string counter, int holdSeconds) => new(Enum.Parse<ViewsCounter>(counter, ignoreCase: true), holdSeconds * 1000L);

    public static Task<AiringState?> Read(Tx tx, Guid airingId) => tx.Find<AiringState>(ById, new { airingId });

    public static Task<IReadOnlyList<AiringState>> ReadAll(Tx tx, Guid interviewId) => tx.Query<AiringState>(OfInterview, new { interviewId });

    /// <summary>The state with what readings say of its extent.</summary>
    public AiringState Observed(IEnumerable<TakenReading> readings)
    {
        var state = this;
        foreach (var reading in readings)
        {
            state = state with
            {
                LastReadingAt = Later(state.LastReadingAt, reading.ObservedAt),
                LastGaugeAt = reading.Concurrent is null ? state.LastGaugeAt : Later(state.LastGaugeAt, reading.ObservedAt),
                LastCounterAt = reading.Views is null ? state.LastCounterAt : Later(state.LastCounterAt, reading.ObservedAt),
                ReportsGauge = state.ReportsGauge || reading.Concurrent is not null,
                ReportsViews = state.ReportsViews || reading.Views is not null,
            };
        }

        return state;
    }

    /// <summary>The state with one minute's figures exchanged for others.</summary>
    public AiringState Exchange(AiringMinute old, AiringMinute now) => this with
    {
        Views = Views + now.Views - old.Views,
        LiveViews = LiveViews + now.LiveViews - old.LiveViews,
        WatchMs = WatchMs + now.WatchMs - old.WatchMs,
        CoveredMs = CoveredMs + now.CoveredMs - old.CoveredMs,
    };

    public async Task Write(Tx tx)
    {
        await tx.Execute(Remove, new { airingId = AiringId });
        await tx.Execute(Insert, new
        {
            airingId = AiringId,
            interviewId = InterviewId,
            views = Views,
            liveViews = LiveViews,
            watchMs = WatchMs,
            coveredMs = CoveredMs,
            reportsGauge = ReportsGauge,
            reportsViews = ReportsViews,
            lastReadingAt = LastReadingAt,
            lastGaugeAt = LastGaugeAt,
            lastCounterAt = LastCounterAt,
            counter = CurrentCounter,
            hold = CurrentHold,
        });
    }

    private static long Later(long? one, long other) => one is { } at && at > other ? at : other;
}
