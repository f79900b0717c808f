using Broadcast.Audience.Answers;
using Broadcast.Audience.Arithmetic;
using Broadcast.Audience.Ledger;

namespace Broadcast.Audience.History;

/// <summary>
/// All there is to know of one interview, with the instant since when each of it was known: what it came to at any instant follows from the definitions (audience.md), without a stored total.
/// </summary>
/// <param name="Row">The interview as it stands.</param>
/// <param name="Facts">Its states and times, in order; the first since it was made.</param>
/// <param name="Closings">When it was closed.</param>
/// <param name="Airings">Its broadcasts.</param>
internal sealed record InterviewHistory(InterviewRow Row, IReadOnlyList<InterviewFacts> Facts, IReadOnlyList<ClosingSpan> Closings, IReadOnlyList<AiringHistory> Airings)
{
    /// <summary>The facts at an instant; null before it was made.</summary>
    public InterviewFacts? FactsAt(long at) => Facts.LastOrDefault(facts => facts.Since <= at);

    /// <summary>The closing that stood at an instant; null: none.</summary>
    public long? ClosingAt(long at)
    {
        var standing = Closings.Where(closing => closing.HoldsAt(at)).ToList();
        return standing.Count > 0 ? standing.Max(closing => closing.ClosedAt) : null;
    }

    /// <summary>The interview and its broadcasts as they were known at an instant; null before it was made.</summary>
    public (InterviewRow Row, IReadOnlyList<AiringSnapshot> Airings)? At(long at)
    {
        if (FactsAt(at) is not { } facts)
        {
            return null;
        }

        var closing = ClosingAt(at);
        var airings = Airings.Where(airing => airing.CreatedAt <= at).Select(airing => (Airing: airing, Readings: airing.CountingAt(at, closing), Metering: airing.MeteringAt(closing ?? at))).ToList();
        var recounted = Recount.Of([.. airings.Select(each => new AiringReadings(each.Readings.ConvertAll(Plain), each.Metering, each.Airing.DeclaredAt(at)?.Views))], facts.Window, at);
        var row = Row with { State = facts.State, StartedAt = facts.StartedAt, EndedAt = facts.EndedAt, Peak = recounted.Interview.Peak.Value, PeakAt = recounted.Interview.Peak.At };
        return (row, facts.Counts ? [.. airings.Zip(recounted.Airings, (each, figures) => Snapshot(each.Airing, each.Readings, each.Metering, figures, at))] : []);
    }

    public static Reading Plain(TakenReading reading) => new(reading.ObservedAt, reading.Concurrent, reading.Views);

    private static AiringSnapshot Snapshot(AiringHistory airing, List<TakenReading> readings, Metering metering, AiringFigures figures, long at)
    {
        var points = Points.Of(readings.Select(Plain), metering.Counter);
        figures = figures with { Rounding = Rounding.Of(RoundingTable.Values(readings), Interval.All, metering.Counter) };
        var row = airing.Row with
        {
            ViewsCounter = metering.Counter.ToString().ToLowerInvariant(),
            HoldSeconds = (int)(metering.HoldMs / 1000),
            LastReadingAt = readings.Count > 0 ? readings.Max(reading => reading.ObservedAt) : null,
            DeclaredViews = airing.DeclaredAt(at)?.Views,
        };
        return new AiringSnapshot(row, figures, Gauge.Of(points, metering.HoldMs).ValueAt(at));
    }
}

/// <summary>All there is to know of one broadcast.</summary>
/// <param name="Row">The broadcast as it stands.</param>
/// <param name="CreatedAt">Since when it is known.</param>
/// <param name="Rules">The rules of its channel, in order.</param>
/// <param name="Declared">The declared figures that were approved, in order.</param>
/// <param name="Readings">Its readings, whether they count, came after the closing or were withdrawn, in the order in which they were known.</param>
internal sealed record AiringHistory(
    AiringRow Row, long CreatedAt, IReadOnlyList<RuleSince> Rules, IReadOnlyList<DeclaredSince> Declared, IReadOnlyList<TakenReading> Readings)
{
    /// <summary>What was withdrawn of it.</summary>
    public IReadOnlyList<WithdrawnSince> Withdrawn { get; init; } = [];

    public Metering MeteringAt(long at) => Rules.LastOrDefault(rule => rule.Since <= at, Rules[0]).Metering;

    public DeclaredSince? DeclaredAt(long at) => Declared.Where(declared => declared.Since <= at).Select(declared => (DeclaredSince?)declared).LastOrDefault();

    /// <summary>The readings that counted at an instant: those known by then and not withdrawn, or, where a closing stood, known before it and not withdrawn before it.</summary>
    public List<TakenReading> CountingAt(long at, long? closing) =>
        [.. Readings.TakeWhile(reading => reading.KnownAt <= at).Where(reading => closing is null ? !(reading.WithdrawnAt <= at) : reading.Counts(closing))];
}
