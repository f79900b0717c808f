using System.Globalization;
using Broadcast.Audience.Arithmetic;
using Broadcast.Data;

namespace Broadcast.Audience.Answers;

/// <summary>Splits an audience by unit, interview, channel, family, region, day or segment (audience.md, section 5).</summary>
internal sealed class Breakdowns(Db db, SegmentFiguresReader segments, LiveEdge edge)
{
    private static readonly Sql DaysOfSeries =
        """
        SELECT d.LocalDay, d.Views, d.LiveViews, d.WatchMs, r.ViewsMinus, r.ViewsPlus FROM AiringDay d JOIN Airing a ON a.Id = d.AiringId JOIN Interview i ON i.Id = a.InterviewId
        LEFT JOIN RoundedDay r ON r.AiringId = d.AiringId AND r.LocalDay = d.LocalDay
        WHERE i.SeriesId = @id AND i.State <> 'cancelled'
        """;

    private static readonly Sql DaysOfInterview =
        """
        SELECT d.LocalDay, d.Views, d.LiveViews, d.WatchMs, r.ViewsMinus, r.ViewsPlus FROM AiringDay d JOIN Airing a ON a.Id = d.AiringId JOIN Interview i ON i.Id = a.InterviewId
        LEFT JOIN RoundedDay r ON r.AiringId = d.AiringId AND r.LocalDay = d.LocalDay
        WHERE i.Id = @id AND i.State <> 'cancelled'
        """;

    public async Task<BreakdownAnswer> Split(AudienceSnapshot snapshot, AudienceScope scope, string by, CancellationToken ct) => new(by, by switch
    {
        "day" => await ByDay(snapshot, scope, ct),
        "segment" => await segments.Split(snapshot, ct),
        _ => ByKey(snapshot, by),
    });

    private static List<BreakdownItem> ByKey(AudienceSnapshot snapshot, string by)
    {
        var interviews = snapshot.Interviews.ToDictionary(interview => interview.Id);
        return
        [
            .. Parts(snapshot).Where(part => by is not ("channel" or "family" or "broadcast") || part.Airing is not null)
                .GroupBy(part => Label(part.Airing, interviews[part.InterviewId], by), part => part.Airing?.Figures.Totals ?? default)
                .Select(group => BreakdownItem.Of(group.Key.Key, group.Key.Title, Totals.Sum(group)) with { Readings = by == "broadcast" ? $"/api/v1/broadcasts/{group.Key.Key}/readings" : null })
                .OrderByDescending(item => item.Views).ThenBy(item => item.Title, StringComparer.Ordinal),
        ];
    }

    /// <summary>Every broadcast, and every interview that has none yet: a unit without views is a row as well.</summary>
    private static IEnumerable<(Guid InterviewId, AiringSnapshot? Airing)> Parts(AudienceSnapshot snapshot) =>
        snapshot.Airings.Select(airing => (airing.Row.InterviewId, (AiringSnapshot?)airing))
            .Concat(snapshot.Interviews.Where(interview => interview.Counts).Select(interview => (interview.Id, (AiringSnapshot?)null)));

    private static (string Key, string Title) Label(AiringSnapshot? airing, InterviewRow interview, string by) => by switch
    {
        "unit" => (interview.UnitId.ToString(), interview.UnitName),
        "interview" => (interview.Id.ToString(), interview.Topic),
        "region" => (interview.Region ?? Partition.Unknown, interview.Region ?? Partition.Unknown),
        "broadcast" => (airing!.Row.Id.ToString(), $"{interview.Topic} · {airing.Row.ChannelName}"),
        "channel" => (airing!.Row.ChannelCode, airing.Row.ChannelName),
        _ => (airing!.Row.Family, airing.Row.Family),
    };

    private async Task<IReadOnlyList<BreakdownItem>> ByDay(AudienceSnapshot snapshot, AudienceScope scope, CancellationToken ct)
    {
        var rows = await db.Query<DayRow>(scope.IsSeries ? DaysOfSeries : DaysOfInterview, new { id = scope.Id }, ct);
        var beyond = await Beyond(snapshot, ct);
        var today = LocalDay.Of(snapshot.At, snapshot.Series.Zone);
        return
        [
            .. rows.Select(row => (Day: row.LocalDay, Totals: new Totals(row.Views, row.LiveViews, 0, row.WatchMs, new(row.ViewsMinus ?? 0, row.ViewsPlus ?? 0)))).Concat(DeclaredByDay(snapshot)).Concat(beyond)
                .GroupBy(part => part.Day, part => part.Totals).Select(day => (Day: day.Key, Totals: Totals.Sum(day)))
                .Where(day => day.Day <= today || day.Totals != default).OrderBy(day => day.Day).Select(day =>
                {
                    var key = day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                    return BreakdownItem.Of(key, key, day.Totals);
                }),
        ];
    }

    /// <summary>What is stored of live interviews for the time after now, to be taken away: it has not been watched yet.</summary>
    private async Task<List<(DateOnly Day, Totals Totals)>> Beyond(AudienceSnapshot snapshot, CancellationToken ct)
    {
        var beyond = new List<(DateOnly, Totals)>();
        var airings = snapshot.Airings.ToLookup(airing => airing.Row.InterviewId, airing => airing.Row);
        foreach (var interview in snapshot.Interviews.Where(interview => interview.Counts && interview.IsLive))
        {
            var now = await edge.Read(interview, airings[interview.Id], snapshot.At, ct);
            beyond.AddRange(airings[interview.Id].SelectMany(now.Beyond).Select(minute => (LocalDay.Of(minute.Minute, snapshot.Series.Zone), new Totals(0, 0, 0, -minute.WatchMs))));
        }

        return beyond;
    }

    /// <summary>A declared figure was observed at no instant: it falls on the day of its interview.</summary>
    private static IEnumerable<(DateOnly Day, Totals Totals)> DeclaredByDay(AudienceSnapshot snapshot)
    {
        var interviews = snapshot.Interviews.ToDictionary(interview => interview.Id);
        return snapshot.Airings.Where(airing => airing.Figures.Totals.Declared != 0)
            .Select(airing => (interviews[airing.Row.InterviewId].Day(snapshot.Series.Zone), new Totals(0, 0, airing.Figures.Totals.Declared, 0)));
    }

    private sealed record DayRow
    {
        public DateOnly LocalDay { get; init; }

        public Int128 Views { get; init; }

        public Int128 LiveViews { get; init; }

        public Int128 WatchMs { get; init; }

        /// <summary>Null where the day is exact.</summary>
        public Int128? ViewsMinus { get; init; }

        public Int128? ViewsPlus { get; init; }
    }
}
