using Broadcast.Audience.Arithmetic;
using Broadcast.Audience.Ledger;
using Broadcast.Data;

namespace Broadcast.Audience.Answers;

/// <summary>What stands in the tables of minutes for one interview, as of one instant.</summary>
internal sealed class MinuteRows(Db db)
{
    private static readonly Sql AiringMinutes =
        """
        SELECT m.AiringId, m.Minute, m.HasGauge, m.HasCounter, m.Views, m.LiveViews, m.WatchMs, m.CoveredMs
        FROM Airing a JOIN AiringMinute m ON m.AiringId = a.Id WHERE a.InterviewId = @interviewId
        """;

    private static readonly Sql InterviewMinutes = "SELECT InterviewId, Minute, Peak, PeakAt, MaxInWindow FROM InterviewMinute WHERE InterviewId = @interviewId";

    private static readonly Sql RoundedMinutes =
        "SELECT m.AiringId, m.Minute, m.ViewsMinus, m.ViewsPlus, m.WidthBefore FROM Airing a JOIN RoundedMinute m ON m.AiringId = a.Id WHERE a.InterviewId = @interviewId";

    /// <summary>The minutes of an interview and of its broadcasts.</summary>
    /// <param name="interview">The interview.</param>
    /// <param name="airings">Its broadcasts; where none was ever observed, nothing is asked for.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<StoredMinutes> Read(InterviewRow interview, IReadOnlyList<AiringRow> airings, CancellationToken ct)
    {
        if (airings.All(airing => airing.Revision == 0))
        {
            return new StoredMinutes(interview.Window, [], [], []);
        }

        var args = new { interviewId = interview.Id };
        return await db.Read(
            async tx => new StoredMinutes(
                interview.Window,
                await tx.Query<AiringMinuteTable.MinuteRow>(AiringMinutes, args),
                await tx.Query<InterviewMinuteTable.MinuteRow>(InterviewMinutes, args),
                airings.Any(airing => airing.IsRounded) ? await tx.Query<RoundedMinuteTable.MinuteRow>(RoundedMinutes, args) : []),
            ct);
    }
}

/// <summary>An interview's minutes as rows.</summary>
internal sealed record StoredMinutes(
    Window Window,
    IReadOnlyList<AiringMinuteTable.MinuteRow> Airings,
    IReadOnlyList<InterviewMinuteTable.MinuteRow> Interview,
    IReadOnlyList<RoundedMinuteTable.MinuteRow> Rounded)
{
    /// <summary>As a live interview's are at an instant.</summary>
    /// <param name="at">Milliseconds since 1970 (UTC).</param>
    /// <param name="edge">Its edge then.</param>
    /// <param name="airings">Its broadcasts.</param>
    public InterviewMinutes ClippedAt(long at, InterviewEdge edge, IReadOnlyList<AiringRow> airings)
    {
        var gauges = airings.ToDictionary(airing => airing.Id, edge.GaugeOf);
        var concurrency = Concurrency.Of(gauges.Values);
        return With(
            Airings.Where(row => gauges.ContainsKey(row.AiringId)).Select(row => row.ToFigures().ClippedAt(at, gauges[row.AiringId], Window)),
            Interview.Select(row => row.ToFigures().ClippedAt(at, concurrency, Window)));
    }

    /// <summary>As those of an interview that is not live are whenever one looks; its broadcasts' added up minute by minute, which is all that is asked of them.</summary>
    public InterviewMinutes Summed() => With(
        Airings.Select(row => row.ToFigures()).GroupBy(minute => minute.Minute).Select(group => group.Aggregate((sum, next) => sum.Plus(next))),
        Interview.Select(row => row.ToFigures()));

    private InterviewMinutes With(IEnumerable<AiringMinute> airings, IEnumerable<InterviewMinute> interview) => new(Window, [.. airings], [.. interview])
    {
        Rounded = [.. Rounded.GroupBy(row => row.AiringId).Select(group => group.Select(row => row.ToRun()).ToList())],
    };
}
