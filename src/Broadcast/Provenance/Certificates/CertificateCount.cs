using Broadcast.Audience;
using Broadcast.Audience.Answers;
using Broadcast.Audience.Arithmetic;
using Broadcast.Audience.History;
using Broadcast.Audience.Ledger;

namespace Broadcast.Provenance;

/// <summary>Counts what a certificate says from the facts in it and the readings of its interviews; whoever makes one and whoever checks it count by this. Pure.</summary>
internal static class CertificateCount
{
    /// <summary>One interview with its figures.</summary>
    public static (CertifiedInterview Interview, IReadOnlyList<AiringSnapshot> Airings, InterviewFigures? Figures) Of(CertifiedInterview facts, IReadOnlyList<TakenReading> readings, DateTimeOffset asOf)
    {
        var at = asOf.ToUnixTimeMilliseconds();
        var byAiring = readings.ToLookup(reading => reading.AiringId);
        var history = HistoryOf(facts, byAiring);
        var (row, airings) = history.At(at)!.Value;
        var counting = airings.ToDictionary(airing => airing.Row.Id);
        var figures = row.Counts ? InterviewFigures.Of([.. airings.Select(airing => airing.Figures)], row.ToPeak(), row.Window.Until(at)) : null;
        return (facts with
        {
            Figures = FiguresOf(Totals.Sum(airings.Select(airing => airing.Figures.Totals))),
            Peak = figures is null ? new CertifiedPeak(0, null) : PeakOf(figures.Peak),
            Broadcasts =
            [
                .. facts.Broadcasts.Zip(history.Airings, (broadcast, airing) => broadcast with
                {
                    Figures = counting.TryGetValue(broadcast.Id, out var counted) ? FiguresOf(counted.Figures.Totals) : new CertifiedFigures(),
                    ReadingsCounted = airing.CountingAt(at, history.ClosingAt(at)).Count,
                    Readings = $"/api/v1/broadcasts/{broadcast.Id}/readings",
                }),
            ],
        }, airings, figures);
    }

    /// <summary>The whole content, from interviews that are counted.</summary>
    public static CertificateContent Sum(CertificateContent content, IReadOnlyList<(CertifiedInterview Interview, IReadOnlyList<AiringSnapshot> Airings, InterviewFigures? Figures)> interviews, CertifiedEvidence evidence)
    {
        var airings = interviews.SelectMany(each => each.Airings).ToList();
        var total = SeriesFigures.Of([.. interviews.Where(each => each.Figures is not null).Select(each => each.Figures!)]);
        return content with
        {
            Total = FiguresOf(total.Totals),
            Peak = PeakOf(total.Peak),
            ByFamily =
            [
                .. airings.GroupBy(airing => airing.Row.Family).OrderBy(group => Figures.FamilyOrder(group.Key))
                    .Select(group => new CertifiedPart(group.Key, null, FiguresOf(Totals.Sum(group.Select(airing => airing.Figures.Totals))))),
            ],
            ByChannel =
            [
                .. airings.GroupBy(airing => airing.Row.ChannelCode).OrderBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => new CertifiedPart(group.Key, group.First().Row.ChannelName, FiguresOf(Totals.Sum(group.Select(airing => airing.Figures.Totals))))),
            ],
            Interviews = [.. interviews.Select(each => each.Interview)],
            Evidence = evidence,
        };
    }

    private static InterviewHistory HistoryOf(CertifiedInterview facts, ILookup<Guid, TakenReading> readings) => new(
        new InterviewRow { Id = facts.Id, UnitName = facts.Unit, Topic = facts.Topic, State = facts.State },
        [new InterviewFacts(0, facts.State, facts.StartedAt?.ToUnixTimeMilliseconds(), facts.EndedAt?.ToUnixTimeMilliseconds(), null, null)],
        facts.ClosedAt is { } closed ? [new ClosingSpan(closed.ToUnixTimeMilliseconds(), null)] : [],
        [.. facts.Broadcasts.Select(broadcast => HistoryOf(facts, broadcast, readings[broadcast.Id]))]);

    private static AiringHistory HistoryOf(CertifiedInterview facts, CertifiedBroadcast broadcast, IEnumerable<TakenReading> readings) => new(
        new AiringRow
        {
            Id = broadcast.Id,
            InterviewId = facts.Id,
            ChannelId = broadcast.ChannelId,
            ChannelCode = broadcast.Channel,
            ChannelName = broadcast.Name,
            Family = broadcast.Family,
            ViewsCounter = broadcast.ViewsCounter,
            HoldSeconds = broadcast.HoldSeconds,
        },
        broadcast.CreatedAt.ToUnixTimeMilliseconds(),
        [new RuleSince(0, AiringState.Of(broadcast.ViewsCounter, broadcast.HoldSeconds))],
        broadcast.Declaration is { } declared ? [new DeclaredSince(declared.ApprovedAt.ToUnixTimeMilliseconds(), declared.Views, null)] : [],
        [.. readings.OrderBy(reading => reading.KnownAt)]);

    private static CertifiedFigures FiguresOf(Totals totals) => new()
    {
        Views = totals.Views,
        LiveViews = totals.Live,
        ReplayViews = totals.Replay,
        Measured = totals.Measured,
        Declared = totals.Declared,
        WatchSeconds = Figures.Seconds(totals.WatchMs),
        Uncertainty = UncertaintyAnswer.Of(totals.Rounding),
    };

    private static CertifiedPeak PeakOf(Peak peak) => new(peak.Value, peak.At is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
}
