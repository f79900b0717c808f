using Broadcast.Audience.Arithmetic;
using Broadcast.Audience.Ledger;
using Broadcast.Data;

namespace Broadcast.Audience.Answers;

/// <summary>
/// Reads when an interview's broadcasts were uncovered while it ran: they count 0 then, and the gap is reported (audience.md, section 2).
/// Minutes that are covered from end to end are passed over; readings are looked at only where a gap begins or ends.
/// </summary>
internal sealed class GapReader(Db db)
{
    /// <summary>Of one broadcast at most so many stretches are looked at, the earliest: more than there are minutes in a week.</summary>
    private const int MostStretches = 10_080;

    private static readonly Sql Between = "SELECT ObservedAt AS At, Concurrent FROM Reading WHERE AiringId = @airingId AND ObservedAt >= @from AND ObservedAt < @to AND Concurrent IS NOT NULL";

    private static readonly Sql Before = new(
        SqlServer: "SELECT TOP (1) ObservedAt AS At, Concurrent FROM Reading WHERE AiringId = @airingId AND ObservedAt < @from AND ObservedAt > @earliest AND Concurrent IS NOT NULL ORDER BY ObservedAt DESC",
        Sqlite: "SELECT ObservedAt AS At, Concurrent FROM Reading WHERE AiringId = @airingId AND ObservedAt < @from AND ObservedAt > @earliest AND Concurrent IS NOT NULL ORDER BY ObservedAt DESC LIMIT 1");

    /// <summary>The gaps of the broadcasts that report how many watch, each broadcast's in order.</summary>
    /// <param name="interview">The interview.</param>
    /// <param name="airings">Its broadcasts.</param>
    /// <param name="now">Milliseconds since 1970 (UTC); what a live interview has not reached yet is no gap.</param>
    /// <param name="ct">Cancels.</param>
    public Task<IReadOnlyList<GapAnswer>> Read(InterviewRow interview, IEnumerable<AiringRow> airings, long now, CancellationToken ct) => db.Read<IReadOnlyList<GapAnswer>>(
        async tx =>
        {
            var gaps = new List<GapAnswer>();
            foreach (var airing in airings.Where(airing => airing.ReportsGauge == true))
            {
                gaps.AddRange((await Of(tx, airing, interview.Window.Span, interview.Window.Until(now))).Select(gap => GapAnswer.Of(airing, gap)));
            }

            return gaps;
        },
        ct);

    private static async Task<List<Interval>> Of(Tx tx, AiringRow airing, Interval span, Interval part)
    {
        var gaps = new List<Interval>();
        var minutes = part.IsEmpty ? [] : await AiringMinuteTable.Read(tx, airing.Id, Minute.Widen(part));
        foreach (var stretch in PartlyCovered.In(minutes, span, part).Take(MostStretches))
        {
            var args = new { airingId = airing.Id, from = stretch.From, to = stretch.To, earliest = stretch.From - airing.HoldMs };
            var points = Points.Of((await tx.Query<PointRow>(Between, args)).Select(row => new Reading(row.At, row.Concurrent, null)), ViewsCounter.Latest) with
            {
                GaugeBefore = await tx.Find<PointRow>(Before, args) is { } before ? new GaugePoint(before.At, before.Concurrent) : null,
            };
            gaps.AddRange(Gauge.Of(points, airing.HoldMs).Gaps(stretch));
        }

        return gaps;
    }

    private sealed record PointRow
    {
        public long At { get; init; }

        public long Concurrent { get; init; }
    }
}

/// <summary>A stretch of an interview in which nothing is known of a broadcast's audience; it counts 0 there.</summary>
public sealed record GapAnswer
{
    /// <summary>The broadcast.</summary>
    public Guid BroadcastId { get; init; }

    /// <summary>Its channel's code.</summary>
    public string Channel { get; init; } = "";

    /// <summary>As people call it.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its family.</summary>
    public string Family { get; init; } = "";

    /// <summary>The first instant of it.</summary>
    public DateTimeOffset From { get; init; }

    /// <summary>The first instant after it.</summary>
    public DateTimeOffset To { get; init; }

    /// <summary>Its length.</summary>
    public decimal Seconds { get; init; }

    internal static GapAnswer Of(AiringRow airing, Interval gap) => new()
    {
        BroadcastId = airing.Id,
        Channel = airing.ChannelCode,
        Name = airing.ChannelName,
        Family = airing.Family,
        From = DateTimeOffset.FromUnixTimeMilliseconds(gap.From),
        To = DateTimeOffset.FromUnixTimeMilliseconds(gap.To),
        Seconds = gap.Length / 1000m,
    };
}
