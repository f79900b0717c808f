using Broadcast.Audience.Arithmetic;
using CsCheck;
using Shouldly;
using Xunit;
using static Broadcast.Tests.Audience.Arithmetic.Times;

namespace Broadcast.Tests.Audience.Arithmetic;

/// <summary>What must hold whatever the readings are.</summary>
public sealed class ArithmeticProperties
{
    private static readonly Gen<TimeZoneInfo> Zones = Gen.OneOf(
        "UTC", "Asia/Shanghai", "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe",
        "America/Havana", "Africa/Cairo", "America/St_Johns", "Pacific/Apia")
        .Select(Zone);

    private static readonly Gen<Grains> AnyGrains = Gen.Select(Gen.Enum<Grain>(), Zones, (grain, zone) => new Grains(grain, zone));

    [Fact]
    public void Any_permutation_and_repetition_gives_the_same_figures() =>
        Gen.Select(Cases.Case, Gen.Int).Sample(
            (original, seed) =>
            {
                var again = new Case([.. original.Airings.Select(airing => Shuffled(airing, new Random(seed)))], original.Window, original.Now);
                again.AiringMinutes.SelectMany(minutes => minutes).ShouldBe(original.AiringMinutes.SelectMany(minutes => minutes));
                again.Minutes.ShouldBe(original.Minutes);
                again.Figures.ShouldBe(original.Figures);
                Recount.Of(again.Airings, again.Window, again.Now).Interview.ShouldBe(original.Figures);
            },
            iter: Cases.Count);

    [Fact]
    public void Figures_by_the_minute_are_those_of_a_recount() => Cases.Case.Sample(SameAsRecounted, iter: Cases.Count);

    [Fact]
    public void A_recount_by_the_minute_is_what_the_minutes_say() => Gen.OneOf(Cases.Case, Cases.HugeCase).Sample(
        each =>
        {
            foreach (var (airing, points) in each.Airings.Zip(each.Points))
            {
                var minutes = MinuteFigures.OfAiring(Interval.All, points, airing.Metering, each.Window).ToDictionary(
                    minute => minute.Minute, minute => new SplitFigures(minute.HasGauge, minute.HasCounter, minute.Views, minute.LiveViews, minute.WatchMs, minute.CoveredMs));
                var recounted = SplitRecount.Of(AiringMoments.Of(airing), each.Window, at => Minute.Span(Minute.Of(at)));
                Telling(recounted).ShouldBe(Telling(minutes));
            }
        },
        iter: Cases.Count);

    [Fact]
    public void Figures_of_the_greatest_values_neither_throw_nor_lose_a_digit() => Cases.HugeCase.Sample(
        each =>
        {
            SameAsRecounted(each);
            SeriesFigures.Of([each.Figures, each.Figures]).AverageAudience.ShouldBe(each.Figures.AverageAudience);
            Timeline.Of([each.Timed, each.Timed], new(Grain.Minute, TimeZoneInfo.Utc), each.Now).ShouldAllBe(entry => entry.AverageConcurrent >= 0);
        },
        iter: Cases.Count);

    [Fact]
    public void A_part_of_a_series_alone_has_the_increments_it_has_in_the_whole() =>
        Gen.Select(Cases.Reading.Array[0, 12], Gen.Enum<ViewsCounter>(), Cases.Instant).Sample(
            (readings, counter, cut) =>
            {
                var whole = Points.Of(readings, counter);
                var before = Counter.Increments(whole.Within(new(long.MinValue, cut)), counter);
                var after = Counter.Increments(whole.Within(new(cut, long.MaxValue)), counter);
                before.Concat(after).ShouldBe(Counter.Increments(whole, counter));
            },
            iter: Cases.Count);

    [Fact]
    public void Covered_time_and_gaps_together_are_all_time() =>
        Gen.Select(Cases.Reading.Array[0, 12], Cases.Metering, Cases.Instant, Cases.Instant).Sample(
            (readings, metering, from, to) =>
            {
                var gauge = Gauge.Of(Points.Of(readings, metering.Counter), metering.HoldMs);
                var part = new Interval(from, to);
                (gauge.CoveredMs(part) + gauge.Gaps(part).Sum(gap => gap.Length)).ShouldBe(part.Length);
                gauge.Gaps(part).ShouldAllBe(gap => !gap.IsEmpty && gauge.ValueAt(gap.From) == null);
            },
            iter: Cases.Count);

    [Fact]
    public void Partitions_add_up_to_the_same_total() => Gen.Select(Cases.Case, Zones).Sample(
        (each, zone) =>
        {
            var total = each.Figures.Totals;
            var airings = each.AiringFigures
                .Select((figures, i) => (Figures: figures, each.Airings[i].Metering, Region: i % 2 == 0 ? "north" : null)).ToList();
            Totals.Sum(Partition.By(airings, airing => airing.Metering, airing => airing.Figures.Totals).Values).ShouldBe(total);
            Totals.Sum(Partition.ByRegion(airings, airing => airing.Region, airing => airing.Figures.Totals).Values).ShouldBe(total);
            var dated = each.AiringMinutes.Zip(
                each.AiringFigures, (minutes, figures) => new DatedAiring(minutes, figures.Totals.Declared, new(2026, 2, 27)));
            Totals.Sum(Partition.ByDay(dated, zone).Values).ShouldBe(total);
            (total.Measured + total.Declared).ShouldBe(total.Views);
            (total.Live + total.Replay).ShouldBe(total.Measured);
        },
        iter: Cases.Count);

    [Fact]
    public void A_timeline_adds_up_to_the_measured_views_the_watch_time_and_the_window() =>
        Gen.Select(Cases.Case.Array[0, 3], AnyGrains, Cases.Instant).Sample(
        (cases, grains, now) =>
        {
            var interviews = cases.Select(each => new Case(each.Airings, each.Window, now)).ToList();
            var timeline = Timeline.Of(interviews.Select(each => each.Timed), grains, now);
            Sum(timeline.Select(entry => entry.Views)).ShouldBe(Sum(interviews.Select(each => each.Figures.Totals.Measured)));
            Sum(timeline.Select(entry => entry.WatchMs)).ShouldBe(Sum(interviews.Select(each => each.Figures.Totals.WatchMs)));
            Sum(timeline.Select(entry => entry.WindowMs)).ShouldBe(Sum(interviews.Select(each => (Int128)each.Figures.WindowMs)));
            timeline.Zip(timeline.Skip(1)).ShouldAllBe(pair => pair.First.Span.To == pair.Second.Span.From);
        },
        iter: Cases.Count);

    [Fact]
    public void Each_grain_has_the_average_and_the_greatest_of_K_over_its_part_of_the_window() => Gen.Select(Cases.Case, AnyGrains).Sample(
        (each, grains) =>
        {
            foreach (var entry in Timeline.Of([each.Timed], grains, each.Now))
            {
                var part = entry.Span.Intersect(each.Window.Until(each.Now));
                entry.WatchMs.ShouldBe(Sum(each.Gauges.Select(gauge => gauge.WatchMs(part))));
                entry.WindowMs.ShouldBe(part.Length);
                entry.MaxConcurrent.ShouldBe(Concurrency.Of(each.Gauges).Greatest(part).Value);
            }
        },
        iter: Cases.Count);

    [Fact]
    public void Grains_follow_each_other_without_gap_or_overlap() =>
        Gen.Select(AnyGrains, Gen.Long[Utc("2005-01-01T00:00:00"), Utc("2030-01-01T00:00:00")]).Sample(
            (grains, at) =>
            {
                var grain = grains.Of(at);
                grain.Contains(at).ShouldBeTrue();
                grains.Of(grain.From).ShouldBe(grain);
                grains.Of(grain.To - 1).ShouldBe(grain);
                grains.Of(grain.To).From.ShouldBe(grain.To);
                grains.Of(grain.From - 1).To.ShouldBe(grain.From);
            },
            iter: Cases.Count * 10);

    [Fact]
    public void Segments_add_up_to_the_whole() =>
        Gen.Select(Cases.Case, Gen.Select(Cases.Instant, Cases.Instant, (from, to) => new Interval(from, to)).Array[0, 4]).Sample(
            (each, parts) =>
            {
                var increments = each.Points.Zip(each.Airings)
                    .SelectMany(pair => Counter.Increments(pair.First, pair.Second.Metering.Counter)).ToList();
                var rows = SegmentBreakdown.Of(parts, increments, each.Gauges, each.Window.Until(each.Now));
                var sum = rows.Parts.Aggregate(rows.Before + rows.Between + rows.After, (whole, part) => whole + part);
                sum.ShouldBe(new(each.Figures.Totals.Measured, each.Figures.Totals.WatchMs));
            },
            iter: Cases.Count);

    [Fact]
    public void The_order_of_interviews_does_not_show_in_the_figures_of_their_series() => Cases.Case.Array[0, 5].Sample(
        cases =>
        {
            var interviews = cases.Select(each => each.Figures).ToList();
            SeriesFigures.Of([.. interviews.OrderBy(interview => interview.WindowMs)]).ShouldBe(SeriesFigures.Of(interviews));
        },
        iter: Cases.Count);

    private static IEnumerable<KeyValuePair<long, SplitFigures>> Telling(IEnumerable<KeyValuePair<long, SplitFigures>> parts) =>
        parts.Where(part => part.Value != default).OrderBy(part => part.Key);

    // Whatever is not an increment may come again at any time, so it does.
    private static AiringReadings Shuffled(AiringReadings airing, Random random)
    {
        Reading[] readings = [.. airing.Readings, .. Repeatable(airing)];
        random.Shuffle(readings);
        return airing with { Readings = readings };
    }

    private static IEnumerable<Reading> Repeatable(AiringReadings airing) => airing.Metering.Counter is ViewsCounter.Delta
        ? airing.Readings.Where(reading => reading.Concurrent is not null).Select(reading => reading with { Views = null })
        : airing.Readings;

    private static void SameAsRecounted(Case each)
    {
        var recounted = Recount.Of(each.Airings, each.Window, each.Now);
        each.AiringFigures.ShouldBe(recounted.Airings);
        each.Figures.ShouldBe(recounted.Interview);
    }

    private static Int128 Sum(IEnumerable<Int128> figures) => figures.Aggregate(Int128.Zero, (sum, figure) => sum + figure);
}
