using Broadcast.Audience.Arithmetic;
using CsCheck;

namespace Broadcast.Tests.Audience.Arithmetic;

/// <summary>How far a total may lie from the true one follows the counter, in any order and in any parts.</summary>
public sealed class RoundingProperties
{
    private static readonly Gen<RoundedViews> Value = Gen.Select(
        Gen.Long[0, 20], Gen.Long[0, 6], Gen.Long[0, 3], Gen.Long[0, 3], (at, views, minus, plus) => new RoundedViews(at * 15_000, views, new Uncertainty(minus, plus)));

    private static readonly Gen<(RoundedViews[] Values, ViewsCounter Counter)> Case = Gen.Select(Value.Array[0, 12], Gen.Enum<ViewsCounter>());

    /// <summary>A part for each of six minutes; one part may have several stretches.</summary>
    private static readonly Gen<int[]> Parts = Gen.Int[0, 2].Array[6];

    [Fact]
    public void Any_order_and_any_repetition_give_the_same() => Gen.Select(Case, Gen.Int[0, 1_000]).Sample(
        (given, seed) =>
        {
            var whole = Rounding.Of(given.Values, Interval.All, given.Counter);
            var shuffled = given.Values.OrderBy(value => ((value.At * 31) + value.Views + seed) % 17).ToList();
            Rounding.Of(shuffled, Interval.All, given.Counter).ShouldBe(whole);
            if (given.Counter != ViewsCounter.Delta)
            {
                Rounding.Of(shuffled.Concat(given.Values), Interval.All, given.Counter).ShouldBe(whole);
            }
        },
        iter: Cases.Count);

    [Fact]
    public void Parts_of_time_add_up() => Gen.Select(Case, Gen.Long[0, 22]).Sample(
        (given, at) =>
        {
            var cut = at * 15_000;
            var parts = Rounding.Of(given.Values, new Interval(long.MinValue, cut), given.Counter) + Rounding.Of(given.Values, new Interval(cut, long.MaxValue), given.Counter);
            parts.ShouldBe(Rounding.Of(given.Values, Interval.All, given.Counter));
        },
        iter: Cases.Count);

    [Fact]
    public void The_true_total_lies_within() => Gen.Select(Case, Gen.Double[0, 1]).Sample(
        (given, share) =>
        {
            // One value an instant; each true one somewhere between its bounds, and falling back where the told one does.
            var told = given.Values.GroupBy(value => value.At).OrderBy(group => group.Key).Select(group => group.First()).ToList();
            var truth = told.ConvertAll(value => (value.At, True: (double)value.Views - (double)value.Rounding.Minus + (share * (double)(value.Rounding.Minus + value.Rounding.Plus))));
            var (total, bounds) = (Total(told.ConvertAll(value => (double)value.Views), told, given.Counter), Rounding.Of(told, Interval.All, given.Counter));
            Total(truth.ConvertAll(value => value.True), told, given.Counter).ShouldBeInRange(total - (double)bounds.Minus - 1e-9, total + (double)bounds.Plus + 1e-9);
        },
        iter: Cases.Count);

    [Fact]
    public void What_was_really_gained_in_a_part_of_time_lies_within_and_reaches_both_bounds() => Gen.Select(Case, Parts).Sample(
        (given, parts) =>
        {
            // One value an instant, each at either of its bounds: all that the true ones can lie between.
            var told = given.Values.DistinctBy(value => value.At).OrderBy(value => value.At).Take(6).ToList();
            var truths = Enumerable.Range(0, 1 << told.Count).Select(bits => told.Select((value, i) => value.Views + (((bits >> i) & 1) == 0 ? -value.Rounding.Minus : value.Rounding.Plus)).ToList()).ToList();
            var bounds = Rounding.By(Rounding.Minutes(told, Interval.All, given.Counter), PartOf);
            foreach (var part in told.Select(value => PartOf(value.At)).Distinct())
            {
                var (gained, all) = (Gained(told.ConvertAll(value => (Int128)value.Views), part), truths.ConvertAll(values => Gained(values, part)));
                new Uncertainty(gained - all.Min(), all.Max() - gained).ShouldBe(bounds.GetValueOrDefault(part));
            }

            int PartOf(long at) => parts[Minute.Of(at) / Minute.Length];

            Int128 Gained(List<Int128> values, int part) => Enumerable.Range(0, values.Count).Where(i => PartOf(told[i].At) == part).Aggregate(
                Int128.Zero,
                (sum, i) => sum + values[i] - (i == 0 || given.Counter == ViewsCounter.Delta || (given.Counter == ViewsCounter.Resets && told[i].Views < told[i - 1].Views) ? 0 : values[i - 1]));
        },
        iter: Cases.Count);

    [Fact]
    public void By_minutes_and_by_instants_any_parts_are_those_of_a_recount() => Gen.Select(Case, Parts).Sample(
        (given, parts) =>
        {
            var recount = RoundingRecount.Of(given.Values, given.Counter, PartOf).Where(part => part.Value.Gained != Uncertainty.None).ToDictionary(part => part.Key, part => part.Value.Gained);
            foreach (var runs in new[] { Rounding.Minutes(given.Values, Interval.All, given.Counter), [.. Rounding.Instants(given.Values, Interval.All, given.Counter)] })
            {
                Rounding.By(runs, PartOf).Where(part => part.Value != Uncertainty.None).OrderBy(part => part.Key).ShouldBe(recount.OrderBy(part => part.Key));
            }

            long PartOf(long at) => parts[Minute.Of(at) / Minute.Length];
        },
        iter: Cases.Count);

    [Fact]
    public void Parts_share_the_value_that_one_ends_and_the_other_begins_with()
    {
        // 12 000 −0/+999, then 15 000 ±500 a minute later.
        RoundedViews[] values = [new(0, 12_000, new Uncertainty(0, 999)), new(60_000, 15_000, new Uncertainty(500, 500))];
        var minutes = Rounding.By(Rounding.Minutes(values, Interval.All, ViewsCounter.Latest), at => at);
        minutes[0].ShouldBe(new Uncertainty(0, 999));
        minutes[60_000].ShouldBe(new Uncertainty(1_499, 500));
        Rounding.Of(values, Interval.All, ViewsCounter.Latest).ShouldBe(new Uncertainty(500, 500));
        Rounding.By(Rounding.Minutes(values, Interval.All, ViewsCounter.Delta), at => at)[60_000].ShouldBe(new Uncertainty(500, 500));
    }

    [Fact]
    public void What_fell_is_measured_from_nothing()
    {
        RoundedViews[] values = [new(0, 12_000, new Uncertainty(0, 999)), new(60_000, 3_000, new Uncertainty(50, 50))];
        Rounding.By(Rounding.Minutes(values, Interval.All, ViewsCounter.Resets), at => at)[60_000].ShouldBe(new Uncertainty(50, 50));
    }

    [Fact]
    public void Exact_figures_have_none() => Case.Sample(
        given => Rounding.Of(given.Values.Select(value => value with { Rounding = Uncertainty.None }), Interval.All, given.Counter).ShouldBe(Uncertainty.None),
        iter: Cases.Count);

    [Fact]
    public void Of_two_that_say_the_same_the_exact_one_decides()
    {
        RoundedViews[] values = [new(0, 12_000, new Uncertainty(0, 999)), new(0, 12_000, Uncertainty.None)];
        Rounding.Of(values, Interval.All, ViewsCounter.Latest).ShouldBe(Uncertainty.None);
        Rounding.Of(values, Interval.All, ViewsCounter.Delta).ShouldBe(new Uncertainty(0, 999));
    }

    /// <summary>The total of some values, with the falls where the told ones have them.</summary>
    private static double Total(List<double> values, List<RoundedViews> told, ViewsCounter counter) => counter switch
    {
        _ when values.Count == 0 => 0,
        ViewsCounter.Latest => values[^1],
        ViewsCounter.Delta => values.Sum(),
        _ => Enumerable.Range(0, values.Count).Where(i => i == values.Count - 1 || told[i + 1].Views < told[i].Views).Sum(i => values[i]),
    };
}
