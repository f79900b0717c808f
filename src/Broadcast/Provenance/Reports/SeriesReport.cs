using Broadcast.Audience.Answers;
using Broadcast.Data;
using Microsoft.Extensions.Localization;

namespace Broadcast.Provenance;

/// <summary>The figures of a series as tables, in the language of whoever asks; each of them adds up to the same total.</summary>
internal sealed class SeriesReport(Breakdowns breakdowns, ReportMinutes minutes, ReportEvidence evidence, IStringLocalizer<ReportText> text)
{
    /// <summary>The tables that a CSV file may be asked for; without a word, broadcast by broadcast.</summary>
    public static readonly string[] Tables = ["broadcasts", "summary", "interviews", "channels", "days", "minutes", "evidence"];

    // Last of a table, and empty where every figure that it rests on is exact. Not to be added up: two days, or two minutes, share the reading that one ends and the other begins with.
    private static readonly string[] BoundColumns = ["AtMostLower", "AtMostHigher"];

    private static readonly string[] BroadcastColumns =
    [
        "Day", "Unit", "Region", "Topic", "State", "StartedAt", "EndedAt", "ChannelCode", "Channel", "Family", "Views", "LiveViews", "ReplayViews", "Measured", "Declared",
        "DeclaredDifference", "WatchSeconds", "Coverage", .. BoundColumns,
    ];

    private static readonly string[] InterviewColumns =
    [
        "Day", "Unit", "Region", "Topic", "State", "StartedAt", "EndedAt", "Views", "LiveViews", "ReplayViews", "Measured", "Declared", "Peak", "PeakAt", "WatchSeconds",
        "AverageAudience", "Coverage", .. BoundColumns,
    ];

    private static readonly string[] ChannelColumns =
        ["ChannelCode", "Channel", "Family", "Views", "LiveViews", "Measured", "Declared", "DeclaredDifference", "WatchSeconds", "LastReadingAt", .. BoundColumns];

    private static readonly string[] DayColumns = ["Day", "Views", "LiveViews", "Measured", "Declared", "WatchSeconds", .. BoundColumns];

    private static readonly string[] MinuteColumns = ["Unit", "Topic", "Minute", "AverageConcurrent", "MaxConcurrent", "Views", .. BoundColumns];

    private static readonly string[] EvidenceColumns =
        ["Unit", "Topic", "ChannelCode", "Kind", "ObservedAt", "ReceivedAt", "ReadingConcurrent", "ReadingViews", "EvidenceId", "Sha256", "ReadingText", .. BoundColumns];

    /// <summary>All sheets of a workbook.</summary>
    public async Task<IReadOnlyList<ReportTable>> Sheets(AudienceSnapshot snapshot, ReportSeries series, CancellationToken ct)
    {
        var sheets = new List<ReportTable>();
        foreach (var name in Tables.Where(name => name != "broadcasts"))
        {
            sheets.Add(await Sheet(name, snapshot, series, ct));
        }

        return sheets;
    }

    /// <summary>One table by its name; <c>broadcasts</c> has a row for each broadcast, the finest parts that add up, and one for each interview without any.</summary>
    public async Task<ReportTable> Sheet(string name, AudienceSnapshot snapshot, ReportSeries series, CancellationToken ct) => name switch
    {
        "summary" => Table("Sheet.Summary", ["Figure", "Value"], Summary(AudienceAnswer.Of(snapshot), series, snapshot)),
        "interviews" => Table("Sheet.Interviews", InterviewColumns, InterviewRows(snapshot)),
        "channels" => Table("Sheet.Channels", ChannelColumns, ChannelRows(AudienceAnswer.Of(snapshot), snapshot)),
        "days" => Table("Sheet.Days", DayColumns, await DayRows(snapshot, ct)),
        "minutes" => new ReportTable(text["Sheet.Minutes"], Words(MinuteColumns), minutes.Rows(snapshot, ct)),
        "evidence" => new ReportTable(text["Sheet.Evidence"], Words(EvidenceColumns), evidence.Rows(snapshot, kind => text[$"Kind.{kind}"], ct)),
        _ => Table("Sheet.Summary", BroadcastColumns, BroadcastRows(snapshot)),
    };

    private async Task<IEnumerable<object?[]>> DayRows(AudienceSnapshot snapshot, CancellationToken ct)
    {
        var days = await breakdowns.Split(snapshot, AudienceScope.Series(snapshot.Series.Id), "day", ct);
        return days.Items.Select(day => new object?[] { day.Key, day.Views, day.LiveViews, day.Measured, day.Declared, day.WatchSeconds, day.Uncertainty?.Minus, day.Uncertainty?.Plus });
    }

    private IEnumerable<object?[]> Summary(AudienceAnswer answer, ReportSeries series, AudienceSnapshot snapshot)
    {
        (string Word, object? Value)[] figures =
        [
            ("Series", series.Title), ("Code", series.Code), ("TimeZone", snapshot.Series.TimeZone), ("AsOf", Local(snapshot.At, snapshot)), ("Views", answer.Views), ("Measured", answer.Measured),
            ("Declared", answer.Declared), ("DeclaredDifference", answer.DeclaredDifference), ("LiveViews", answer.LiveViews), ("ReplayViews", answer.ReplayViews),
            ("Concurrent", answer.Concurrent), ("Peak", answer.PeakConcurrent.Value), ("PeakAt", Local(answer.PeakConcurrent.At?.ToUnixTimeMilliseconds(), snapshot)),
            ("WatchSeconds", answer.WatchSeconds), ("AverageAudience", answer.AverageAudience), ("Coverage", answer.Coverage),
        ];
        (string Word, object? Value)[] bounds = answer.Uncertainty is { } within ? [("AtMostLower", within.Minus), ("AtMostHigher", within.Plus)] : [];
        return figures.Concat(bounds).Select(figure => new object?[] { text[figure.Word].Value, figure.Value })
            .Concat(answer.ByFamily.Select(family => new object?[] { text["ViewsOfFamily", Family(family.Family)].Value, family.Views }))
            .Concat(snapshot.Interviews.CountBy(interview => interview.State).Select(state => new object?[] { text["InterviewsInState", State(state.Key)].Value, state.Value }));
    }

    private IEnumerable<object?[]> BroadcastRows(AudienceSnapshot snapshot)
    {
        var airings = snapshot.Airings.ToLookup(airing => airing.Row.InterviewId);
        foreach (var interview in snapshot.Interviews.Where(interview => interview.Counts))
        {
            foreach (var airing in airings[interview.Id].Cast<AiringSnapshot?>().DefaultIfEmpty())
            {
                var (row, figures) = (airing?.Row, airing?.Figures);
                var totals = figures?.Totals ?? default;
                yield return
                [
                    .. Whose(interview, snapshot), row?.ChannelCode, row?.ChannelName, row is null ? null : Family(row.Family), totals.Views, totals.Live, totals.Replay, totals.Measured,
                    totals.Declared, figures?.DeclaredDifference, Figures.Seconds(totals.WatchMs), figures?.Coverage(interview.Window.Until(snapshot.At).Length), .. Bounds(totals),
                ];
            }
        }
    }

    private IEnumerable<object?[]> InterviewRows(AudienceSnapshot snapshot) => snapshot.ByInterview().Select(pair => (object?[])
    [
        .. Whose(pair.Interview, snapshot), pair.Figures.Totals.Views, pair.Figures.Totals.Live, pair.Figures.Totals.Replay, pair.Figures.Totals.Measured, pair.Figures.Totals.Declared,
        pair.Figures.Peak.Value, Local(pair.Figures.Peak.At, snapshot), Figures.Seconds(pair.Figures.Totals.WatchMs), pair.Figures.AverageAudience, pair.Figures.Coverage,
        .. Bounds(pair.Figures.Totals),
    ]);

    private IEnumerable<object?[]> ChannelRows(AudienceAnswer answer, AudienceSnapshot snapshot) => answer.ByChannel.Select(channel => new object?[]
    {
        channel.Channel, channel.Name, Family(channel.Family), channel.Views, channel.LiveViews, channel.Measured, channel.Declared, channel.DeclaredDifference, channel.WatchSeconds,
        Local(channel.LastReadingAt?.ToUnixTimeMilliseconds(), snapshot), channel.Uncertainty?.Minus, channel.Uncertainty?.Plus,
    });

    private static object?[] Bounds(Audience.Arithmetic.Totals totals) => UncertaintyAnswer.Of(totals.Rounding) is { } bounds ? [bounds.Minus, bounds.Plus] : [null, null];

    private object?[] Whose(InterviewRow interview, AudienceSnapshot snapshot) =>
    [
        interview.Day(snapshot.Series.Zone), interview.UnitName, interview.Region, interview.Topic, State(interview.State), Local(interview.StartedAt, snapshot), Local(interview.EndedAt, snapshot),
    ];

    private ReportTable Table(string title, string[] columns, IEnumerable<object?[]> rows) => new(text[title], Words(columns), rows.ToAsyncEnumerable());

    private string[] Words(string[] keys) => [.. keys.Select(key => text[key].Value)];

    private string Family(string family) => text[$"Family.{family}"];

    private string State(string state) => text[$"State.{state}"];

    private static DateTimeOffset? Local(long? at, AudienceSnapshot snapshot) =>
        at is { } ms ? TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(ms), snapshot.Series.Zone) : null;
}

/// <summary>What a report calls its series.</summary>
internal sealed record ReportSeries
{
    public static readonly Sql ById = "SELECT Code, Title FROM Series WHERE Id = @id";

    public string Code { get; init; } = "";

    public string Title { get; init; } = "";
}
