using System.Text.Json.Serialization;
using Broadcast.Audience.Arithmetic;

namespace Broadcast.Audience.Answers;

/// <summary>The audience of a series or an interview, as it is told. What each figure means stands in audience.md.</summary>
public sealed record AudienceAnswer
{
    /// <summary>The instant the figures are as of.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>All person-times: measured and declared (累计人次).</summary>
    public Int128 Views { get; init; }

    /// <summary>How far the true views may lie from these, where platforms round; missing where every figure is exact.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UncertaintyAnswer? Uncertainty { get; init; }

    /// <summary>Those observed until the end of their interview.</summary>
    public Int128 LiveViews { get; init; }

    /// <summary>Those observed afterwards; negative where a platform then corrected its total downward.</summary>
    public Int128 ReplayViews { get; init; }

    /// <summary>What platforms told: live and replay.</summary>
    public Int128 Measured { get; init; }

    /// <summary>What people declared with proof, and others approved.</summary>
    public Int128 Declared { get; init; }

    /// <summary>By how much approved declared figures differ from measured ones, over the broadcasts that have both (there the measured one counts); null where none has.</summary>
    public Int128? DeclaredDifference { get; init; }

    /// <summary>How many watch or listen now: connections, not people (在线人数).</summary>
    public Int128 Concurrent { get; init; }

    /// <summary>The greatest sum of an interview's gauges at any instant.</summary>
    public PeakAnswer PeakConcurrent { get; init; } = new(0, null);

    /// <summary>The integral of the concurrent audience over the interviews' windows, in person-seconds.</summary>
    public decimal WatchSeconds { get; init; }

    /// <summary>The average-minute audience at full resolution.</summary>
    public double AverageAudience { get; init; }

    /// <summary>The part of the window in which figures are known, 0–1; null without any gauge.</summary>
    public decimal? Coverage { get; init; }

    /// <summary>The same total by family: web 网, screen 屏, app 端, social 微.</summary>
    public IReadOnlyList<FamilyAnswer> ByFamily { get; init; } = [];

    /// <summary>The same total by channel.</summary>
    public IReadOnlyList<ChannelAnswer> ByChannel { get; init; } = [];

    /// <summary>How many interviews are in each state.</summary>
    public StatesAnswer Interviews { get; init; } = new();

    internal static AudienceAnswer Of(AudienceSnapshot snapshot)
    {
        var total = snapshot.Total();
        return new AudienceAnswer
        {
            AsOf = DateTimeOffset.FromUnixTimeMilliseconds(snapshot.At),
            Views = total.Totals.Views,
            Uncertainty = UncertaintyAnswer.Of(total.Totals.Rounding),
            LiveViews = total.Totals.Live,
            ReplayViews = total.Totals.Replay,
            Measured = total.Totals.Measured,
            Declared = total.Totals.Declared,
            DeclaredDifference = Figures.DeclaredDifference(snapshot.Airings),
            Concurrent = snapshot.Concurrent,
            PeakConcurrent = PeakAnswer.Of(total.Peak),
            WatchSeconds = Figures.Seconds(total.Totals.WatchMs),
            AverageAudience = total.AverageAudience,
            Coverage = total.Coverage,
            ByFamily = [.. snapshot.Airings.GroupBy(airing => airing.Row.Family).OrderBy(group => Figures.FamilyOrder(group.Key)).Select(FamilyAnswer.Of)],
            ByChannel = [.. snapshot.Airings.GroupBy(airing => airing.Row.ChannelId).Select(ChannelAnswer.Of).OrderByDescending(channel => channel.Views).ThenBy(channel => channel.Channel, StringComparer.Ordinal)],
            Interviews = StatesAnswer.Of(snapshot.Interviews),
        };
    }
}

/// <summary>How far a true figure may lie from the one that is told: "1.2万" that was cut off is 12 000 −0/+999.</summary>
/// <param name="Minus">How far below.</param>
/// <param name="Plus">How far above.</param>
public sealed record UncertaintyAnswer(Int128 Minus, Int128 Plus)
{
    internal static UncertaintyAnswer? Of(Uncertainty rounding) => rounding == default ? null : new(rounding.Minus, rounding.Plus);
}

/// <summary>A peak.</summary>
/// <param name="Value">Connections.</param>
/// <param name="At">The earliest instant that reaches it; null when the value is 0.</param>
public sealed record PeakAnswer(Int128 Value, DateTimeOffset? At)
{
    internal static PeakAnswer Of(Peak peak) => new(peak.Value, peak.At is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
}

/// <summary>A family's part of the total.</summary>
public sealed record FamilyAnswer
{
    /// <summary><c>web</c>, <c>screen</c>, <c>app</c> or <c>social</c>.</summary>
    public string Family { get; init; } = "";

    /// <summary>Person-times.</summary>
    public Int128 Views { get; init; }

    /// <summary>How far the true views may lie from these, where platforms round; missing where every figure is exact.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UncertaintyAnswer? Uncertainty { get; init; }

    /// <summary>Measured ones.</summary>
    public Int128 Measured { get; init; }

    /// <summary>Declared ones.</summary>
    public Int128 Declared { get; init; }

    /// <summary>Connections now.</summary>
    public Int128 Concurrent { get; init; }

    /// <summary>Person-seconds.</summary>
    public decimal WatchSeconds { get; init; }

    internal static FamilyAnswer Of(IGrouping<string, AiringSnapshot> airings)
    {
        var totals = Totals.Sum(airings.Select(airing => airing.Figures.Totals));
        return new FamilyAnswer
        {
            Family = airings.Key,
            Views = totals.Views,
            Uncertainty = UncertaintyAnswer.Of(totals.Rounding),
            Measured = totals.Measured,
            Declared = totals.Declared,
            Concurrent = Figures.Concurrent(airings),
            WatchSeconds = Figures.Seconds(totals.WatchMs),
        };
    }
}

/// <summary>A channel's part of the total.</summary>
public sealed record ChannelAnswer
{
    /// <summary>The channel's id.</summary>
    public Guid ChannelId { get; init; }

    /// <summary>Its code.</summary>
    public string Channel { get; init; } = "";

    /// <summary>As people call it.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its family.</summary>
    public string Family { get; init; } = "";

    /// <summary>Person-times.</summary>
    public Int128 Views { get; init; }

    /// <summary>How far the true views may lie from these, where platforms round; missing where every figure is exact.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UncertaintyAnswer? Uncertainty { get; init; }

    /// <summary>Those until the end of their interview.</summary>
    public Int128 LiveViews { get; init; }

    /// <summary>Measured ones.</summary>
    public Int128 Measured { get; init; }

    /// <summary>Declared ones.</summary>
    public Int128 Declared { get; init; }

    /// <summary>By how much declared figures differ from measured ones, over the broadcasts that have both; null where none has.</summary>
    public Int128? DeclaredDifference { get; init; }

    /// <summary>Connections now.</summary>
    public Int128 Concurrent { get; init; }

    /// <summary>Whether it ever told how many watch at once; where it did not, 0 says nothing.</summary>
    public bool ReportsConcurrent { get; init; }

    /// <summary>Person-seconds.</summary>
    public decimal WatchSeconds { get; init; }

    /// <summary>When its newest figure was observed; null without any.</summary>
    public DateTimeOffset? LastReadingAt { get; init; }

    internal static ChannelAnswer Of(IGrouping<Guid, AiringSnapshot> airings)
    {
        var totals = Totals.Sum(airings.Select(airing => airing.Figures.Totals));
        var first = airings.First().Row;
        var last = airings.Max(airing => airing.Row.LastReadingAt);
        return new ChannelAnswer
        {
            ChannelId = first.ChannelId,
            Channel = first.ChannelCode,
            Name = first.ChannelName,
            Family = first.Family,
            Views = totals.Views,
            Uncertainty = UncertaintyAnswer.Of(totals.Rounding),
            LiveViews = totals.Live,
            Measured = totals.Measured,
            Declared = totals.Declared,
            DeclaredDifference = Figures.DeclaredDifference(airings),
            Concurrent = Figures.Concurrent(airings),
            ReportsConcurrent = airings.Any(airing => airing.Figures.ReportsGauge),
            WatchSeconds = Figures.Seconds(totals.WatchMs),
            LastReadingAt = last is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
        };
    }
}

/// <summary>How many interviews are in each state.</summary>
public sealed record StatesAnswer
{
    /// <summary>待审.</summary>
    public int Requested { get; init; }

    /// <summary>已排期.</summary>
    public int Booked { get; init; }

    /// <summary>已确认.</summary>
    public int Confirmed { get; init; }

    /// <summary>直播中.</summary>
    public int Live { get; init; }

    /// <summary>已结束.</summary>
    public int Ended { get; init; }

    /// <summary>已归档.</summary>
    public int Closed { get; init; }

    /// <summary>已取消.</summary>
    public int Cancelled { get; init; }

    internal static StatesAnswer Of(IReadOnlyList<InterviewRow> interviews)
    {
        var counts = interviews.CountBy(interview => interview.State).ToDictionary(StringComparer.Ordinal);
        return new StatesAnswer
        {
            Requested = counts.GetValueOrDefault("requested"),
            Booked = counts.GetValueOrDefault("booked"),
            Confirmed = counts.GetValueOrDefault("confirmed"),
            Live = counts.GetValueOrDefault("live"),
            Ended = counts.GetValueOrDefault("ended"),
            Closed = counts.GetValueOrDefault("closed"),
            Cancelled = counts.GetValueOrDefault("cancelled"),
        };
    }
}

/// <summary>How figures are put into words.</summary>
internal static class Figures
{
    private static readonly string[] Families = ["web", "screen", "app", "social"];

    /// <summary>网屏端微, always in this order.</summary>
    public static int FamilyOrder(string family) => Array.IndexOf(Families, family);

    /// <summary>Milliseconds as exact seconds.</summary>
    public static decimal Seconds(Int128 ms) => Data.Sums.Kept(ms) / 1000m;

    /// <summary>Summed over the broadcasts that have both a measured and a declared figure; null without any.</summary>
    public static Int128? DeclaredDifference(IEnumerable<AiringSnapshot> airings) =>
        airings.Select(airing => airing.Figures.DeclaredDifference).Where(difference => difference is not null).Aggregate((Int128?)null, (sum, difference) => (sum ?? 0) + difference);

    public static Int128 Concurrent(IEnumerable<AiringSnapshot> airings) => airings.Aggregate(Int128.Zero, (sum, airing) => sum + (airing.Concurrent ?? 0));
}
