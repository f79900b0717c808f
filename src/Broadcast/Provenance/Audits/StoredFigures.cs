using Broadcast.Audience;
using Broadcast.Audience.Arithmetic;
using Broadcast.Audience.Ledger;
using Broadcast.Data;

namespace Broadcast.Provenance;

/// <summary>What stands in the tables for one interview at one instant.</summary>
/// <param name="Counts">It is not cancelled.</param>
/// <param name="Peak">Its peak.</param>
/// <param name="Airings">Its broadcasts.</param>
internal sealed record StoredFigures(bool Counts, Peak Peak, IReadOnlyList<StoredAiring> Airings)
{
    private static readonly Sql Interview =
        "SELECT i.State, t.Peak, t.PeakAt FROM Interview i LEFT JOIN InterviewTotal t ON t.InterviewId = i.Id WHERE i.Id = @interviewId";

    private static readonly Sql Declared = "SELECT AiringId, Views FROM Declaration d JOIN Airing a ON a.Id = d.AiringId WHERE a.InterviewId = @interviewId AND d.Stands = 1";

    private static readonly Sql Days = "SELECT LocalDay, Views, LiveViews, WatchMs FROM AiringDay WHERE AiringId = @airingId";

    private static readonly Sql RoundedDays = "SELECT LocalDay, ViewsMinus, ViewsPlus FROM RoundedDay WHERE AiringId = @airingId";

    private static readonly Sql ReplayPending =
        """
        SELECT d.Id FROM PendingDelivery p JOIN Delivery d ON d.Id = p.DeliveryId JOIN Airing a ON a.ChannelId = d.ChannelId
        WHERE a.InterviewId = @interviewId AND d.ReplayedAt IS NOT NULL
        """;

    // Of an import whose broadcasts are not looked up yet every broadcast of its channel may be one.
    private static readonly Sql Withdrawals =
        """
        SELECT w.ImportId FROM WithdrawnAiring w JOIN Airing a ON a.Id = w.AiringId WHERE a.InterviewId = @interviewId AND w.IsFollowed = 0
        UNION ALL
        SELECT p.ImportId FROM PendingWithdrawal p JOIN FigureImport f ON f.Id = p.ImportId JOIN Airing a ON a.ChannelId = f.ChannelId WHERE a.InterviewId = @interviewId
        """;

    /// <summary>Whether the ledger has followed every change of times and rules, and no replay is under way: then the tables say what the deliveries that were taken in say, and nothing else.</summary>
    public bool IsSettled { get; private init; }

    /// <summary>The closing by which its readings count or do not; null: none stands.</summary>
    public long? Closing => Airings.Count > 0 ? Airings[0].State.CurrentClosing : null;

    /// <summary>When it ran.</summary>
    public Window Window => Airings.Count > 0 ? Airings[0].State.CurrentWindow : default;

    public static async Task<StoredFigures> Read(Tx tx, Guid interviewId)
    {
        var args = new { interviewId };
        var row = (await tx.Find<InterviewRow>(Interview, args))!;
        var declared = (await tx.Query<DeclaredRow>(Declared, args)).ToDictionary(each => each.AiringId, each => each.Views);
        var airings = new List<StoredAiring>();
        foreach (var state in await AiringState.ReadAll(tx, interviewId))
        {
            airings.Add(await Read(tx, state, declared.TryGetValue(state.AiringId, out var views) ? views : null));
        }

        return new StoredFigures(row.State != "cancelled", new Peak(row.Peak ?? 0, row.PeakAt), airings)
        {
            IsSettled = airings.TrueForAll(airing => HasFollowed(airing.State)) && await tx.Find<Guid?>(ReplayPending, args) is null,
        };
    }

    /// <summary>Whether something was withdrawn that the figures do not follow yet.</summary>
    public static async Task<bool> HasWithdrawals(Tx tx, Guid interviewId) => await tx.Find<Guid?>(Withdrawals, new { interviewId }) is not null;

    private static async Task<StoredAiring> Read(Tx tx, AiringState state, Int128? declared)
    {
        var args = new { airingId = state.AiringId };
        return new StoredAiring(
            state,
            new AiringFigures(state.ReportsViews ? state.ViewsSum ?? 0 : null, state.LiveViewsSum ?? 0, state.WatchMsSum ?? 0, state.CoveredMs, state.ReportsGauge, declared),
            [.. await AiringMinuteTable.Read(tx, state.AiringId, Interval.All)],
            await tx.Query<StoredDay>(Days, args))
        {
            RoundedMinutes = [.. await RoundedMinuteTable.Read(tx, state.AiringId, Interval.All)],
            RoundedDays = await tx.Query<StoredRounding>(RoundedDays, args),
        };
    }

    private static bool HasFollowed(AiringState state) =>
        state.KnownClosing == state.CurrentClosing && (state.KnownCounter is null || (state.Metering == state.CurrentMetering && (!state.HasWindow || state.Window == state.CurrentWindow)));

    private sealed record InterviewRow
    {
        public string State { get; init; } = "";

        public Int128? Peak { get; init; }

        public long? PeakAt { get; init; }
    }

    private sealed record DeclaredRow
    {
        public Guid AiringId { get; init; }

        public long Views { get; init; }
    }
}

/// <summary>Which state a broadcast is in: whatever is taken in makes it another one.</summary>
internal sealed record AiringMark
{
    private const string Columns =
        """
        SELECT a.InterviewId, a.Id AS AiringId, COALESCE(t.Revision, 0) AS Revision, (SELECT COUNT(*) FROM HeldReading h WHERE h.AiringId = a.Id) AS Held
        FROM Airing a LEFT JOIN AiringTotal t ON t.AiringId = a.Id
        """;

    private static readonly Sql OfInterview = $"{Columns} WHERE a.InterviewId = @interviewId ORDER BY a.Id";

    private static readonly Sql OfSeries = $"{Columns} WHERE a.InterviewId IN (SELECT Id FROM Interview WHERE SeriesId = @seriesId) ORDER BY a.InterviewId, a.Id";

    public Guid InterviewId { get; init; }

    public Guid AiringId { get; init; }

    /// <summary>How often its sums were written.</summary>
    public long Revision { get; init; }

    /// <summary>How many readings came after the closing: those change no sum.</summary>
    public int Held { get; init; }

    /// <summary>Those of an interview's broadcasts, in the order in which their figures are read.</summary>
    public static Task<IReadOnlyList<AiringMark>> ReadAll(Tx tx, Guid interviewId) => tx.Query<AiringMark>(OfInterview, new { interviewId });

    /// <summary>Those of all interviews of a series.</summary>
    public static async Task<ILookup<Guid, AiringMark>> ReadSeries(Tx tx, Guid seriesId) => (await tx.Query<AiringMark>(OfSeries, new { seriesId })).ToLookup(mark => mark.InterviewId);
}

/// <summary>What stands in the tables for one broadcast.</summary>
/// <param name="State">Its sums, and the rules and the window that hold now.</param>
/// <param name="Figures">The same as figures.</param>
/// <param name="Minutes">By the minute.</param>
/// <param name="Days">By local day.</param>
internal sealed record StoredAiring(AiringState State, AiringFigures Figures, IReadOnlyList<AiringMinute> Minutes, IReadOnlyList<StoredDay> Days)
{
    /// <summary>What its minutes add to uncertainties.</summary>
    public IReadOnlyList<RoundedRun> RoundedMinutes { get; init; } = [];

    /// <summary>The uncertainties of its local days.</summary>
    public IReadOnlyList<StoredRounding> RoundedDays { get; init; } = [];
}

/// <summary>A broadcast's day as it stands.</summary>
internal sealed record StoredDay
{
    public DateOnly LocalDay { get; init; }

    public Int128 Views { get; init; }

    public Int128 LiveViews { get; init; }

    public Int128 WatchMs { get; init; }
}

/// <summary>The uncertainty of a broadcast's day as it stands.</summary>
internal sealed record StoredRounding
{
    public DateOnly LocalDay { get; init; }

    public Int128 ViewsMinus { get; init; }

    public Int128 ViewsPlus { get; init; }
}
