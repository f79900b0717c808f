using System.Text.Json.Serialization;
using Broadcast.Audience.Arithmetic;
using Broadcast.Audience.Ledger;
using Broadcast.Data;

namespace Broadcast.Audience.Answers;

/// <summary>An audience over time, from the minutes.</summary>
internal sealed class TimelineReader(Db db, LiveEdge edge)
{
    private const string AiringMinutes =
        """
        SELECT m.AiringId, m.Minute, m.HasGauge, m.HasCounter, m.Views, m.LiveViews, m.WatchMs, m.CoveredMs
        FROM AiringMinute m JOIN Airing a ON a.Id = m.AiringId JOIN Interview i ON i.Id = a.InterviewId
        """;

    private const string InterviewMinutes =
        "SELECT m.InterviewId, m.Minute, m.Peak, m.PeakAt, m.MaxInWindow FROM InterviewMinute m JOIN Interview i ON i.Id = m.InterviewId";

    private const string RoundedMinutes =
        """
        SELECT m.AiringId, m.Minute, m.ViewsMinus, m.ViewsPlus, m.WidthBefore
        FROM RoundedMinute m JOIN Airing a ON a.Id = m.AiringId JOIN Interview i ON i.Id = a.InterviewId
        """;

    private static readonly Sql AiringMinutesOfSeries = $"{AiringMinutes} WHERE i.SeriesId = @id AND i.State <> 'cancelled'";
    private static readonly Sql AiringMinutesOfInterview = $"{AiringMinutes} WHERE i.Id = @id AND i.State <> 'cancelled'";
    private static readonly Sql InterviewMinutesOfSeries = $"{InterviewMinutes} WHERE i.SeriesId = @id AND i.State <> 'cancelled'";
    private static readonly Sql InterviewMinutesOfInterview = $"{InterviewMinutes} WHERE i.Id = @id AND i.State <> 'cancelled'";
    private static readonly Sql RoundedMinutesOfSeries = $"{RoundedMinutes} WHERE i.SeriesId = @id AND i.State <> 'cancelled'";
    private static readonly Sql RoundedMinutesOfInterview = $"{RoundedMinutes} WHERE i.Id = @id AND i.State <> 'cancelled'";

    /// <summary>One entry a grain, without gaps.</summary>
    public async Task<IReadOnlyList<TimelineItem>> Read(AudienceSnapshot snapshot, AudienceScope scope, Grain grain, CancellationToken ct)
    {
        var args = new { id = scope.Id };
        var ofAirings = (await db.Query<AiringMinuteTable.MinuteRow>(scope.IsSeries ? AiringMinutesOfSeries : AiringMinutesOfInterview, args, ct)).ToLookup(row => row.AiringId);
        var ofInterviews = (await db.Query<InterviewMinuteTable.MinuteRow>(scope.IsSeries ? InterviewMinutesOfSeries : InterviewMinutesOfInterview, args, ct)).ToLookup(row => row.InterviewId);
        var rounded = (await Rounded(snapshot, scope, ct)).ToLookup(row => row.AiringId, row => row.ToRun());
        var airings = snapshot.Airings.ToLookup(airing => airing.Row.InterviewId, airing => airing.Row);
        var interviews = new List<InterviewMinutes>();
        foreach (var interview in snapshot.Interviews.Where(interview => interview.Counts))
        {
            var clipped = await Clip(interview, [.. airings[interview.Id]], ofAirings, ofInterviews[interview.Id], snapshot.At, ct);
            interviews.Add(clipped with { Rounded = [.. airings[interview.Id].Where(airing => airing.IsRounded).Select(airing => rounded[airing.Id].ToList())] });
        }

        var entries = Timeline.Of(interviews, new Grains(grain, snapshot.Series.Zone), snapshot.At);
        return [.. entries.Select(entry => TimelineItem.Of(entry, snapshot.Series.Zone))];
    }

    private async Task<IReadOnlyList<RoundedMinuteTable.MinuteRow>> Rounded(AudienceSnapshot snapshot, AudienceScope scope, CancellationToken ct) =>
        snapshot.Airings.Any(airing => airing.Row.IsRounded) ? await db.Query<RoundedMinuteTable.MinuteRow>(scope.IsSeries ? RoundedMinutesOfSeries : RoundedMinutesOfInterview, new { id = scope.Id }, ct) : [];

    private async Task<InterviewMinutes> Clip(
        InterviewRow interview, IReadOnlyList<AiringRow> airings, ILookup<Guid, AiringMinuteTable.MinuteRow> rows, IEnumerable<InterviewMinuteTable.MinuteRow> sums, long at, CancellationToken ct)
    {
        var now = interview.IsLive ? await edge.Read(interview, airings, at, ct) : InterviewEdge.None;
        var minutes = new List<AiringMinute>();
        var gauges = new List<Gauge>();
        foreach (var airing in airings)
        {
            var gauge = now.GaugeOf(airing);
            gauges.Add(gauge);
            minutes.AddRange(rows[airing.Id].Select(row => row.ToFigures().ClippedAt(at, gauge, interview.Window)));
        }

        var concurrency = Concurrency.Of(gauges);
        return new InterviewMinutes(interview.Window, minutes, [.. sums.Select(row => row.ToFigures().ClippedAt(at, concurrency, interview.Window))]);
    }
}

/// <summary>One grain of a timeline.</summary>
/// <param name="At">When the grain begins, in the series' time zone.</param>
/// <param name="AverageConcurrent">The average over the part of the grain inside the window.</param>
/// <param name="MaxConcurrent">The greatest in that part.</param>
/// <param name="Views">The increment of the total.</param>
internal sealed record TimelineItem(DateTimeOffset At, double AverageConcurrent, Int128 MaxConcurrent, Int128 Views)
{
    /// <summary>How far the true increment may lie from this one; missing where it is exact. Those of several grains do not add up: two share the value that one ends and the other begins with.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UncertaintyAnswer? Uncertainty { get; init; }

    public static TimelineItem Of(TimelineEntry entry, TimeZoneInfo zone) => new(
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(entry.Span.From), zone), entry.AverageConcurrent, entry.MaxConcurrent, entry.Views)
    {
        Uncertainty = UncertaintyAnswer.Of(entry.Rounding),
    };
}
