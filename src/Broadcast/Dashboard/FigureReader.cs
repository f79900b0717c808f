using System.Globalization;
using Broadcast.Audience;
using Broadcast.Audience.Answers;
using Broadcast.Audience.Arithmetic;
using Broadcast.Data;
using Broadcast.Outcomes;

namespace Broadcast.Dashboard;

/// <summary>Takes a figure apart: a total into its parts, a part into the broadcasts it is the sum of.</summary>
internal sealed class FigureReader(Db db, AudienceDoor door, Breakdowns breakdowns)
{
    private static readonly Sql OfDay =
        """
        SELECT d.AiringId, d.Views, d.LiveViews, d.WatchMs, r.ViewsMinus, r.ViewsPlus FROM AiringDay d LEFT JOIN RoundedDay r ON r.AiringId = d.AiringId AND r.LocalDay = d.LocalDay
        WHERE d.LocalDay = @day
        """;

    /// <summary>The parts of a series' total, or why this caller may not see them.</summary>
    public async Task<Outcome<FigureParts>> Read(Guid seriesId, string by, string? key, CancellationToken ct)
    {
        var scope = AudienceScope.Series(seriesId);
        var entered = await door.Enter(scope, ct);
        if (entered.IsRefused)
        {
            return entered.Refusal;
        }

        var snapshot = entered.Value;
        var split = await breakdowns.Split(snapshot, scope, by, ct);
        var broadcasts = key is null ? [] : by == "day" ? await Of(snapshot, key, ct) : Of(snapshot, by, key);
        return new FigureParts(WholeOf(AudienceAnswer.Of(snapshot), by, split.Items), split.Items, broadcasts);
    }

    /// <summary>Days and parts of an interview are read a moment after the total: while figures move, the total that stands above them is theirs.</summary>
    private static AudienceAnswer WholeOf(AudienceAnswer whole, string by, IReadOnlyList<BreakdownItem> parts) => by is not ("day" or "segment") ? whole : whole with
    {
        Views = Sum(parts, part => part.Views),
        Measured = Sum(parts, part => part.Measured),
        Declared = Sum(parts, part => part.Declared),
    };

    private static Int128 Sum(IReadOnlyList<BreakdownItem> parts, Func<BreakdownItem, Int128> figure) => parts.Aggregate((Int128)0, (sum, part) => sum + figure(part));

    private static List<FigureOfBroadcast> Of(AudienceSnapshot snapshot, string by, string key)
    {
        var interviews = snapshot.Interviews.ToDictionary(interview => interview.Id);
        return
        [
            .. snapshot.Airings.Where(airing => KeyOf(airing, interviews[airing.Row.InterviewId], by) == key)
                .Select(airing => FigureOfBroadcast.Of(airing, interviews[airing.Row.InterviewId], airing.Figures.Totals, snapshot))
                .OrderByDescending(row => row.Views).ThenBy(row => row.Unit, StringComparer.Ordinal),
        ];
    }

    private static string KeyOf(AiringSnapshot airing, InterviewRow interview, string by) => by switch
    {
        "unit" => interview.UnitId.ToString(),
        "interview" => interview.Id.ToString(),
        "region" => interview.Region ?? Partition.Unknown,
        "channel" => airing.Row.ChannelCode,
        "family" => airing.Row.Family,
        _ => "",
    };

    /// <summary>What each broadcast gained on a local day; a declared figure falls on the day of its interview.</summary>
    private async Task<IReadOnlyList<FigureOfBroadcast>> Of(AudienceSnapshot snapshot, string key, CancellationToken ct)
    {
        if (!DateOnly.TryParseExact(key, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return [];
        }

        var gained = (await db.Query<DayRow>(OfDay, new { day }, ct)).ToDictionary(row => row.AiringId);
        var interviews = snapshot.Interviews.ToDictionary(interview => interview.Id);
        var rows = new List<FigureOfBroadcast>();
        foreach (var airing in snapshot.Airings)
        {
            var interview = interviews[airing.Row.InterviewId];
            var declared = interview.Day(snapshot.Series.Zone) == day ? airing.Figures.Totals.Declared : 0;
            var row = gained.GetValueOrDefault(airing.Row.Id);
            if (row is not null || declared != 0)
            {
                rows.Add(FigureOfBroadcast.Of(airing, interview, new Totals(row?.Views ?? 0, row?.LiveViews ?? 0, declared, row?.WatchMs ?? 0, new(row?.ViewsMinus ?? 0, row?.ViewsPlus ?? 0)), snapshot));
            }
        }

        return [.. rows.OrderByDescending(row => row.Views)];
    }

    private sealed record DayRow
    {
        public Guid AiringId { get; init; }

        public Int128 Views { get; init; }

        public Int128 LiveViews { get; init; }

        public Int128 WatchMs { get; init; }

        /// <summary>Null where the day is exact.</summary>
        public Int128? ViewsMinus { get; init; }

        public Int128? ViewsPlus { get; init; }
    }
}

/// <summary>A total and its parts.</summary>
/// <param name="Whole">The total.</param>
/// <param name="Parts">The parts, which add up to it.</param>
/// <param name="Broadcasts">What the chosen part is the sum of.</param>
internal sealed record FigureParts(AudienceAnswer Whole, IReadOnlyList<BreakdownItem> Parts, IReadOnlyList<FigureOfBroadcast> Broadcasts);

/// <summary>A broadcast's share in a figure.</summary>
internal sealed record FigureOfBroadcast(
    Guid Id, Guid InterviewId, string Unit, string Topic, string Channel, string Family, Int128 Views, UncertaintyAnswer? Uncertainty, Int128 Measured, Int128 Declared, decimal? Coverage, DateTimeOffset? LastReadingAt)
{
    public static FigureOfBroadcast Of(AiringSnapshot airing, InterviewRow interview, Totals totals, AudienceSnapshot snapshot) => new(
        airing.Row.Id,
        interview.Id,
        interview.UnitName,
        interview.Topic,
        airing.Row.ChannelName,
        airing.Row.Family,
        totals.Views,
        UncertaintyAnswer.Of(totals.Rounding),
        totals.Measured,
        totals.Declared,
        airing.Figures.ReportsGauge ? airing.Figures.Coverage(interview.Window.Until(snapshot.At).Length) : null,
        airing.Row.LastReadingAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
}
