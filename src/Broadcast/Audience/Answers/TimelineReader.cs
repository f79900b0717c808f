using System.Text.Json.Serialization;
using Broadcast.Audience.Arithmetic;

namespace Broadcast.Audience.Answers;

/// <summary>An audience over time, from the minutes.</summary>
internal sealed class TimelineReader(MinuteRows rows, LiveEdge edge)
{
    private readonly MinuteMemory _memory = new();

    /// <summary>One entry a grain, without gaps.</summary>
    /// <param name="snapshot">The audience.</param>
    /// <param name="grain">How long an entry is.</param>
    /// <param name="until">The last entries to be told begin then at the latest; null: all.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<TimelineItem>> Read(AudienceSnapshot snapshot, Grain grain, DateTimeOffset? until, CancellationToken ct)
    {
        var airings = snapshot.Airings.ToLookup(airing => airing.Row.InterviewId, airing => airing.Row);
        var interviews = new List<InterviewMinutes>();
        foreach (var interview in snapshot.Interviews.Where(interview => interview.Counts))
        {
            IReadOnlyList<AiringRow> own = [.. airings[interview.Id]];
            interviews.Add(interview.IsLive
                ? (await rows.Read(interview, own, ct)).ClippedAt(snapshot.At, await edge.Read(interview, own, snapshot.At, ct), own)
                : await _memory.Read(interview, own, () => ReadStill(interview, own, ct)));
        }

        var entries = Timeline.Of(interviews, new Grains(grain, snapshot.Series.Zone), snapshot.At);
        var last = until?.ToUnixTimeMilliseconds() ?? long.MaxValue;
        return [.. entries.TakeWhile(entry => entry.Span.From <= last).Select(entry => TimelineItem.Of(entry, snapshot.Series.Zone))];
    }

    private async Task<InterviewMinutes> ReadStill(InterviewRow interview, IReadOnlyList<AiringRow> airings, CancellationToken ct) =>
        (await rows.Read(interview, airings, ct)).Summed();
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
