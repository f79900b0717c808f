using Broadcast.Audience.Arithmetic;
using Shouldly;
using Xunit;
using static Broadcast.Tests.Audience.Arithmetic.Times;

namespace Broadcast.Tests.Audience.Arithmetic;

/// <summary>Section 6 of the rules, number by number.</summary>
public sealed class WorkedExampleTests
{
    private static readonly Window Interview = new(At("10:00:00"), At("10:10:00"));
    private static readonly Metering Web = new(ViewsCounter.Latest, Metering.DefaultHoldMs);
    private static readonly Metering App = new(ViewsCounter.Resets, Metering.DefaultHoldMs);

    private static readonly Reading[] OnA =
    [
        new(At("10:00:00"), 100, 100), new(At("10:01:00"), 300, 450), new(At("10:02:00"), 200, 700),
        new(At("10:03:00"), 0, 690), new(At("10:30:00"), null, 900),
    ];

    private static readonly Reading[] OnB =
    [
        new(At("10:00:30"), 50, 50), new(At("10:02:30"), 80, 120), new(At("10:06:00"), 40, 30), new(At("10:08:00"), 10, 45),
    ];

    private static readonly Gauge GaugeA = Gauge.Of(Points.Of(OnA, Web.Counter), Web.HoldMs);
    private static readonly Gauge GaugeB = Gauge.Of(Points.Of(OnB, App.Counter), App.HoldMs);
    private static readonly IReadOnlyList<AiringMinute> MinutesA = MinuteFigures.OfAiring(Interval.All, Points.Of(OnA, Web.Counter), Web, Interview);
    private static readonly IReadOnlyList<AiringMinute> MinutesB = MinuteFigures.OfAiring(Interval.All, Points.Of(OnB, App.Counter), App, Interview);
    private static readonly IReadOnlyList<InterviewMinute> Minutes = MinuteFigures.OfInterview(Interval.All, [GaugeA, GaugeB], Interview);
    private static readonly AiringFigures A = AiringFigures.Of(MinutesA, null);
    private static readonly AiringFigures B = AiringFigures.Of(MinutesB, null);
    private static readonly InterviewFigures Whole = InterviewFigures.Of([A, B], Peak.Of(Minutes), Interview.Span);

    [Fact]
    public void A_holds_100_then_300_then_200_for_a_minute_each_and_0_until_its_hold_ends() => GaugeA.Holds.ShouldBe(
    [
        new(new(At("10:00:00"), At("10:01:00")), 100),
        new(new(At("10:01:00"), At("10:02:00")), 300),
        new(new(At("10:02:00"), At("10:03:00")), 200),
        new(new(At("10:03:00"), At("10:05:30")), 0),
    ]);

    [Fact]
    public void B_holds_50_and_80_is_uncovered_for_a_minute_and_holds_40_and_10() => GaugeB.Holds.ShouldBe(
    [
        new(new(At("10:00:30"), At("10:02:30")), 50),
        new(new(At("10:02:30"), At("10:05:00")), 80),
        new(new(At("10:06:00"), At("10:08:00")), 40),
        new(new(At("10:08:00"), At("10:10:30")), 10),
    ]);

    [Fact]
    public void The_peak_is_350_at_10_01_although_the_peaks_add_up_to_380() => Whole.Peak.ShouldBe(new(350, At("10:01:00")));

    [Fact]
    public void Watch_time_is_36_000_and_24_000_seconds_together_60_000()
    {
        A.WatchMs.ShouldBe(36_000_000);
        B.WatchMs.ShouldBe(24_000_000);
        Whole.Totals.WatchMs.ShouldBe(60_000_000);
    }

    [Fact]
    public void The_average_audience_is_exactly_100() => Whole.AverageAudience.ShouldBe(100);

    [Fact]
    public void Coverage_is_055_and_085_together_070()
    {
        A.Coverage(Interview.Span.Length).ShouldBe(0.55m);
        B.Coverage(Interview.Span.Length).ShouldBe(0.85m);
        Whole.Coverage.ShouldBe(0.70m);
    }

    [Fact]
    public void A_has_900_views_690_live_and_210_in_replay() => A.Totals.ShouldBe(new(Measured: 900, Live: 690, Declared: 0, WatchMs: 36_000_000));

    [Fact]
    public void B_has_50_and_70_and_30_and_15_views_all_live()
    {
        Counter.Increments(Points.Of(OnB, App.Counter), App.Counter).Select(increment => increment.Views).ShouldBe([50, 70, 30, 15]);
        (B.Totals.Measured, B.Totals.Live, B.Totals.Replay).ShouldBe((165, 165, 0));
    }

    [Fact]
    public void The_interview_has_1_065_views_web_900_and_app_165()
    {
        Whole.Totals.Views.ShouldBe(1_065);
        var families = Partition.By([("web", A), ("app", B)], airing => airing.Item1, airing => airing.Item2.Totals);
        families.ToDictionary(family => family.Key, family => family.Value.Views)
            .ShouldBe(new Dictionary<string, Int128>(StringComparer.Ordinal) { ["web"] = 900, ["app"] = 165 });
    }

    [Fact]
    public void A_recount_finds_the_same()
    {
        var recounted = Recount.Of([new(OnA, Web, null), new(OnB, App, null)], Interview, At("12:00:00"));
        recounted.Airings.ShouldBe([A, B]);
        recounted.Interview.ShouldBe(Whole);
    }

    [Fact]
    public void Its_timeline_runs_minute_by_minute_to_the_last_reading()
    {
        var timeline = Timeline.Of([new(Interview, [.. MinutesA, .. MinutesB], Minutes)], new(Grain.Minute, TimeZoneInfo.Utc), At("12:00:00"));
        timeline.Count.ShouldBe(31);
        timeline.Select(entry => entry.Span.From).ShouldBe(Enumerable.Range(0, 31).Select(minute => Ten + (minute * Minute.Length)));
        timeline.Take(12).Select(entry => entry.AverageConcurrent).ShouldBe([125, 350, 265, 80, 80, 0, 40, 40, 10, 10, 0, 0]);
        timeline.Take(12).Select(entry => entry.MaxConcurrent).ShouldBe([150, 350, 280, 80, 80, 0, 40, 40, 10, 10, 0, 0]);
        timeline.Take(12).Select(entry => entry.Views).ShouldBe([150, 350, 320, -10, 0, 0, 30, 0, 15, 0, 0, 0]);
        timeline[^1].Views.ShouldBe(210);
    }

    [Fact]
    public void Delivered_twice_and_backwards_it_stays_the_same() =>
        MinuteFigures.OfAiring(Interval.All, Points.Of(OnB.Concat(OnB).Reverse(), App.Counter), App, Interview).ShouldBe(MinutesB);
}
