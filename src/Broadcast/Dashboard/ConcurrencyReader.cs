using Broadcast.Audience;
using Broadcast.Audience.Answers;
using Broadcast.Audience.Arithmetic;
using Broadcast.Outcomes;

namespace Broadcast.Dashboard;

/// <summary>Takes a concurrent audience apart: the values it is the sum of now, those its peak was the sum of, and the lengths its average and coverage come from.</summary>
internal sealed class ConcurrencyReader(AudienceDoor door, HeldValues values, GapReader gaps)
{
    private const int MostTries = 3;

    /// <summary>Of a series, or of one of its interviews; or why this caller may not see it.</summary>
    public async Task<Outcome<ConcurrencyParts>> Read(Guid seriesId, Guid? interviewId, CancellationToken ct)
    {
        var read = await ReadOnce(seriesId, interviewId, ct);
        for (var tries = 1; tries < MostTries && !read.IsRefused && !read.Value.AddsUp; tries++)
        {
            // A reading was taken in between the figures and what they are the sum of.
            read = await ReadOnce(seriesId, interviewId, ct);
        }

        return read;
    }

    private async Task<Outcome<ConcurrencyParts>> ReadOnce(Guid seriesId, Guid? interviewId, CancellationToken ct)
    {
        var entered = await door.Enter(AudienceScope.Series(seriesId), ct);
        if (entered.IsRefused)
        {
            return entered.Refusal;
        }

        var snapshot = interviewId is null ? entered.Value : Only(entered.Value, interviewId.Value);
        if (interviewId is not null && snapshot.Interviews.Count == 0)
        {
            return Refusal.NotFound("interview");
        }

        var (airings, figures) = (snapshot.Airings.ToLookup(airing => airing.Row.InterviewId), snapshot.ByInterview());
        var only = interviewId is null ? null : snapshot.Interviews[0];
        return new ConcurrencyParts(
            AudienceAnswer.Of(snapshot),
            only,
            await Now(snapshot, airings, ct),
            await AtPeak(airings, figures, ct),
            only is null ? OfInterviews(figures) : OfBroadcasts(snapshot, figures),
            only is null ? [] : await gaps.Read(only, snapshot.Airings.Select(airing => airing.Row), snapshot.At, ct));
    }

    private static AudienceSnapshot Only(AudienceSnapshot snapshot, Guid interviewId) => snapshot with
    {
        Interviews = [.. snapshot.Interviews.Where(interview => interview.Id == interviewId)],
        Airings = [.. snapshot.Airings.Where(airing => airing.Row.InterviewId == interviewId)],
    };

    /// <summary>What holds now; of a live interview the silent ones too.</summary>
    private async Task<IReadOnlyList<HeldRow>> Now(AudienceSnapshot snapshot, ILookup<Guid, AiringSnapshot> airings, CancellationToken ct)
    {
        var rows = new List<HeldRow>();
        foreach (var interview in snapshot.Interviews.Where(interview => interview.IsLive || airings[interview.Id].Any(airing => airing.Concurrent is not null)))
        {
            rows.AddRange((await Rows(airings, interview, snapshot.At, ct)).Where(row => interview.IsLive || row.Concurrent is not null));
        }

        return rows;
    }

    /// <summary>What held when the greatest audience was reached; nothing before there is one.</summary>
    private async Task<IReadOnlyList<HeldRow>> AtPeak(ILookup<Guid, AiringSnapshot> airings, IReadOnlyList<(InterviewRow Interview, InterviewFigures Figures)> figures, CancellationToken ct)
    {
        var peak = Peak.Best(figures.Select(pair => pair.Figures.Peak));
        return peak.At is { } at ? await Rows(airings, figures.First(pair => pair.Figures.Peak == peak).Interview, at, ct) : [];
    }

    private async Task<IReadOnlyList<HeldRow>> Rows(ILookup<Guid, AiringSnapshot> airings, InterviewRow interview, long at, CancellationToken ct)
    {
        var rows = airings[interview.Id].Select(airing => airing.Row).ToList();
        var held = await values.Read(interview.Id, rows, at, ct);
        return [.. rows.Select(airing => HeldRow.Of(interview, airing, held.GetValueOrDefault(airing.Id))).OrderByDescending(row => row.Concurrent ?? -1).ThenBy(row => row.Channel, StringComparer.Ordinal)];
    }

    private static IReadOnlyList<KnownRow> OfInterviews(IReadOnlyList<(InterviewRow Interview, InterviewFigures Figures)> figures) =>
    [
        .. figures.Where(pair => pair.Figures.WindowMs > 0).Select(pair => new KnownRow(
            pair.Interview, null, TimeSpan.FromMilliseconds(pair.Figures.WindowMs), Figures.Seconds(pair.Figures.Totals.WatchMs), pair.Figures.AverageAudience, pair.Figures.Peak.Value, pair.Figures.Coverage)),
    ];

    private static IReadOnlyList<KnownRow> OfBroadcasts(AudienceSnapshot snapshot, IReadOnlyList<(InterviewRow Interview, InterviewFigures Figures)> figures)
    {
        if (figures.Count == 0 || figures[0].Figures.WindowMs <= 0)
        {
            return [];
        }

        var length = figures[0].Figures.WindowMs;
        return
        [
            .. snapshot.Airings.Where(airing => airing.Figures.ReportsGauge).Select(airing => new KnownRow(
                figures[0].Interview, airing.Row, TimeSpan.FromMilliseconds(airing.Figures.CoveredMs), Figures.Seconds(airing.Figures.WatchMs), Ratio.Of(airing.Figures.WatchMs, length), null, airing.Figures.Coverage(length))),
        ];
    }
}

/// <summary>A concurrent audience and what it comes from.</summary>
/// <param name="Whole">The figures.</param>
/// <param name="Interview">The interview they are of; null for the whole series.</param>
/// <param name="Now">What holds now; it adds up to the concurrent audience.</param>
/// <param name="AtPeak">What held when the peak was reached; it adds up to the peak.</param>
/// <param name="Known">What average and coverage come from: interviews, or the broadcasts of one.</param>
/// <param name="Gaps">When broadcasts of the one interview were uncovered.</param>
internal sealed record ConcurrencyParts(
    AudienceAnswer Whole, InterviewRow? Interview, IReadOnlyList<HeldRow> Now, IReadOnlyList<HeldRow> AtPeak, IReadOnlyList<KnownRow> Known, IReadOnlyList<GapAnswer> Gaps)
{
    /// <summary>Whether the values make up the figures.</summary>
    public bool AddsUp => Sum(Now) == Whole.Concurrent && Sum(AtPeak) == Whole.PeakConcurrent.Value;

    private static Int128 Sum(IEnumerable<HeldRow> rows) => rows.Aggregate(Int128.Zero, (sum, row) => sum + (row.Concurrent ?? 0));
}

/// <summary>A broadcast's value at an instant.</summary>
/// <param name="InterviewId">Its interview.</param>
/// <param name="BroadcastId">The broadcast.</param>
/// <param name="Unit">The unit that speaks.</param>
/// <param name="Channel">Where it is shown.</param>
/// <param name="Family">The channel's family.</param>
/// <param name="Concurrent">Connections; null where nothing holds.</param>
/// <param name="ObservedAt">When that was observed.</param>
/// <param name="DeliveryId">The message that told it.</param>
public sealed record HeldRow(Guid InterviewId, Guid BroadcastId, string Unit, string Channel, string Family, Int128? Concurrent, DateTimeOffset? ObservedAt, Guid? DeliveryId)
{
    internal static HeldRow Of(InterviewRow interview, AiringRow airing, HeldValue? held) => new(
        interview.Id, airing.Id, interview.UnitName, airing.ChannelName, airing.Family, held?.Concurrent, held is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(held.ObservedAt), held?.DeliveryId);
}

/// <summary>How long an interview ran, or how much of that a broadcast of it is known.</summary>
/// <param name="Interview">The interview.</param>
/// <param name="Broadcast">The broadcast; null where the row is of the whole interview.</param>
/// <param name="Length">The interview's length; of a broadcast the covered part of it.</param>
/// <param name="WatchSeconds">Person-seconds.</param>
/// <param name="Average">The average audience over the interview's length.</param>
/// <param name="Peak">The interview's peak; null of a broadcast.</param>
/// <param name="Coverage">The known part, from 0 to 1; null without a gauge.</param>
internal sealed record KnownRow(InterviewRow Interview, AiringRow? Broadcast, TimeSpan Length, decimal WatchSeconds, double Average, Int128? Peak, decimal? Coverage);
