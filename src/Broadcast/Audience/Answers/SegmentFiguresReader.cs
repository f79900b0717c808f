using Broadcast.Audience.Arithmetic;
using Broadcast.Audience.Ledger;
using Broadcast.Data;

namespace Broadcast.Audience.Answers;

/// <summary>
/// An audience by the actual times of the parts. Minutes that lie in one part are added as they stand; only those in which a part begins or ends are computed from their readings.
/// </summary>
internal sealed class SegmentFiguresReader(Db db)
{
    private static readonly Sql Parts =
        "SELECT SegmentKey, Title, ActualStartsAt, ActualEndsAt FROM InterviewSegment WHERE InterviewId = @interviewId ORDER BY Ordinal";

    private static readonly Sql Minutes =
        "SELECT Minute, HasGauge, HasCounter, Views, LiveViews, WatchMs, CoveredMs FROM AiringMinute WHERE AiringId = @airingId";

    public async Task<IReadOnlyList<BreakdownItem>> Split(AudienceSnapshot snapshot, CancellationToken ct)
    {
        var rows = new Dictionary<string, (string Title, SegmentFigures Figures)>(StringComparer.Ordinal);
        var airings = snapshot.Airings.ToLookup(airing => airing.Row.InterviewId);
        foreach (var interview in snapshot.Interviews.Where(interview => interview.Counts))
        {
            var parts = await db.Query<PartRow>(Parts, new { interviewId = interview.Id }, ct);
            var split = await Split(interview, [.. airings[interview.Id]], [.. parts.Select(part => part.Span)], snapshot.At, ct);
            Add(rows, "before", "before", split.Before);
            for (var i = 0; i < parts.Count; i++)
            {
                Add(rows, parts[i].SegmentKey, parts[i].Title, split.Parts[i]);
            }

            Add(rows, "between", "between", split.Between);
            Add(rows, "after", "after", split.After);
        }

        var measured = InOrder(rows).Select(row => BreakdownItem.Of(row.Key, row.Value.Title, new Totals(row.Value.Figures.Views, 0, 0, row.Value.Figures.WatchMs, row.Value.Figures.Rounding)));
        return [.. measured.Concat(Declared(snapshot)).Select(item => item with { LiveViews = null })];
    }

    /// <summary>What was declared was observed at no instant, so it falls into no part: a row of its own, so that the rows add up.</summary>
    private static IEnumerable<BreakdownItem> Declared(AudienceSnapshot snapshot)
    {
        var declared = Totals.Sum(snapshot.Airings.Select(airing => new Totals(0, 0, airing.Figures.Totals.Declared, 0)));
        return declared.Declared == 0 ? [] : [BreakdownItem.Of("declared", "declared", declared)];
    }

    /// <summary>Before, the parts, between (only where something fell there), after.</summary>
    private static IEnumerable<KeyValuePair<string, (string Title, SegmentFigures Figures)>> InOrder(Dictionary<string, (string Title, SegmentFigures Figures)> rows) =>
        rows.Where(row => row.Key != "between" || row.Value.Figures != default).OrderBy(row => row.Key switch
        {
            "before" => 0,
            "between" => 2,
            "after" => 3,
            _ => 1,
        });

    private async Task<SegmentBreakdown> Split(
        InterviewRow interview, IReadOnlyList<AiringSnapshot> airings, IReadOnlyList<Interval> parts, long now, CancellationToken ct)
    {
        var window = interview.Window.Until(now);
        var whole = SegmentBreakdown.Of(parts, [], [], window);
        var edges = parts.Where(part => !part.IsEmpty).SelectMany(part => new[] { part.From, part.To }).Append(now).Select(Minute.Of).ToHashSet();
        foreach (var airing in airings)
        {
            var state = AiringState.Of(airing.Row.ViewsCounter, airing.Row.HoldSeconds);
            var minutes = await db.Query<AiringMinuteTable.MinuteRow>(Minutes, new { airingId = airing.Row.Id }, ct);
            foreach (var row in minutes)
            {
                whole += edges.Contains(row.Minute)
                    ? await Exactly(airing.Row, state, row.Minute, parts, window, ct)
                    : InOnePart(parts, row.ToFigures(), now);
            }

            if (airing.Row.IsRounded)
            {
                whole += SegmentBreakdown.OfRounding(parts, await Runs(airing.Row, state, [.. minutes.Where(row => row.HasCounter && edges.Contains(row.Minute)).Select(row => row.Minute)], ct));
            }
        }

        return whole;
    }

    /// <summary>What an airing's minutes add to uncertainties, and each instant of those in which a part begins or ends.</summary>
    private Task<List<RoundedRun>> Runs(AiringRow airing, Metering metering, IReadOnlyList<long> edges, CancellationToken ct) => db.Read(
        async tx =>
        {
            var runs = (await RoundedMinuteTable.Read(tx, airing.Id, Interval.All)).Where(run => !edges.Contains(run.At)).ToList();
            foreach (var minute in edges)
            {
                runs.AddRange(Rounding.Instants(await RoundingTable.Known(tx, airing.Id, Minute.Span(minute)), Minute.Span(minute), metering.Counter));
            }

            return runs;
        },
        ct);

    private static SegmentBreakdown InOnePart(IReadOnlyList<Interval> parts, AiringMinute minute, long now)
    {
        // Both figures of the minute lie where it begins; what a live interview has stored beyond now is not yet.
        var watched = minute.Minute > now ? 0 : minute.WatchMs;
        var views = SegmentBreakdown.Of(parts, [new Increment(minute.Minute, minute.Views)], [], Interval.None);
        var watch = SegmentBreakdown.Of(parts, [new Increment(minute.Minute, watched)], [], Interval.None);
        return new SegmentBreakdown(
            Both(views.Before, watch.Before), [.. views.Parts.Zip(watch.Parts, Both)], Both(views.Between, watch.Between), Both(views.After, watch.After));

        static SegmentFigures Both(SegmentFigures views, SegmentFigures watch) => new(views.Views, watch.Views);
    }

    private Task<SegmentBreakdown> Exactly(AiringRow airing, Metering metering, long minute, IReadOnlyList<Interval> parts, Interval window, CancellationToken ct) => db.Read(
        async tx =>
        {
            var range = Minute.Span(minute);
            var state = (await AiringState.Read(tx, airing.Id))!;
            var points = await ReadingTable.Points(tx, state, range);
            return SegmentBreakdown.Of(parts, Counter.Increments(points, metering.Counter), [Gauge.Of(points, metering.HoldMs)], window.Intersect(range));
        },
        ct);

    private static void Add(Dictionary<string, (string Title, SegmentFigures Figures)> rows, string key, string title, SegmentFigures figures) =>
        rows[key] = rows.TryGetValue(key, out var row) ? (row.Title, row.Figures + figures) : (title, figures);

    private sealed record PartRow
    {
        public string SegmentKey { get; init; } = "";

        public string Title { get; init; } = "";

        public long? ActualStartsAt { get; init; }

        public long? ActualEndsAt { get; init; }

        /// <summary>Empty while it has not begun, without end while it runs.</summary>
        public Interval Span => ActualStartsAt is { } start ? new Interval(start, ActualEndsAt ?? long.MaxValue) : Interval.None;
    }
}
