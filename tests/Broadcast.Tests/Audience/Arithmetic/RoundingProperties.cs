using Broadcast.Audience.Arithmetic;
using CsCheck;

namespace Broadcast.Tests.Audience.Arithmetic;

/// <summary>How far a total may lie from the true one follows the counter, in any order and in any parts.</summary>
public sealed class RoundingProperties
{
    private static readonly Gen<RoundedViews> Value = Gen.Select(
        Gen.Long[0, 20], Gen.Long[0, 6], Gen.Long[0, 3], Gen.Long[0, 3], (at, views, minus, plus) => new RoundedViews(at * 15_000, views, new Uncertainty(minus, plus)));

    private static readonly Gen<(RoundedViews[] Values, ViewsCounter Counter)> Case = Gen.Select(Value.Array[0, 12], Gen.Enum<ViewsCounter>());

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
