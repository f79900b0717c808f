using Broadcast.Platforms;
using CsCheck;

namespace Broadcast.Tests.Platforms;

public sealed class ShortFigureTests
{
    [Theory]
    [InlineData("1.2万", 12_000, 999)]
    [InlineData("1.25万", 12_500, 99)]
    [InlineData("3万", 30_000, 9_999)]
    [InlineData("2.2亿", 220_000_000, 9_999_999)]
    [InlineData("1.2億", 120_000_000, 9_999_999)]
    [InlineData("5千万", 50_000_000, 9_999_999)]
    [InlineData("12.5k", 12_500, 99)]
    [InlineData("12.5K views", 12_500, 99)]
    [InlineData("3M", 3_000_000, 999_999)]
    [InlineData("1.5w", 15_000, 999)]
    [InlineData("１．２万", 12_000, 999)]
    [InlineData("1.2 万", 12_000, 999)]
    [InlineData("1.2万人观看", 12_000, 999)]
    [InlineData("热度 3.4万", 34_000, 999)]
    [InlineData("1,234", 1_234, 0)]
    [InlineData("1,234,567次", 1_234_567, 0)]
    [InlineData("9876", 9_876, 0)]
    [InlineData("0", 0, 0)]
    public void A_figure_that_was_cut_off_is_what_it_says_or_more(string text, long value, long plus) =>
        ShortFigure.Parse(text, ShortRounding.Down).ShouldBe(new ShortFigure(text, value, 0, plus));

    [Theory]
    [InlineData("1.2万", 12_000, 500, 500)]
    [InlineData("0.1万", 1_000, 500, 500)]
    [InlineData("0万", 0, 0, 5_000)]
    [InlineData("1,234", 1_234, 0, 0)]
    public void A_figure_that_was_rounded_is_around_what_it_says(string text, long value, long minus, long plus) =>
        ShortFigure.Parse(text, ShortRounding.Nearest).ShouldBe(new ShortFigure(text, value, minus, plus));

    [Theory]
    [InlineData("")]
    [InlineData("万")]
    [InlineData("三万")]
    [InlineData("10万+")]
    [InlineData("10万多")]
    [InlineData("-5")]
    [InlineData("-1.2万")]
    [InlineData("1.5")]
    [InlineData("1.0")]
    [InlineData("1.23456789千")]
    [InlineData("12:30")]
    [InlineData("1万2千")]
    [InlineData("1.2.3万")]
    [InlineData("12,34")]
    [InlineData("12kviews")]
    [InlineData("99999999999999999999")]
    [InlineData("9999999999999亿")]
    public void What_says_no_figure_or_two_is_none(string text) => ShortFigure.Parse(text, ShortRounding.Down).ShouldBeNull();

    [Fact]
    public void A_text_of_any_length_takes_no_time() => ShortFigure.Parse(new string('1', 100_000) + "万", ShortRounding.Down).ShouldBeNull();

    /// <summary>As platforms write it: one decimal of the unit, cut off.</summary>
    [Fact]
    public void What_a_platform_cuts_off_lies_within_what_is_read() => Gen.Long[10_000, 99_999_999].Sample(
        figure =>
        {
            var read = ShortFigure.Parse($"{figure / 10_000}.{figure / 1_000 % 10}万", ShortRounding.Down).ShouldNotBeNull();
            figure.ShouldBeInRange(read.Value - read.Minus, read.Value + read.Plus);
        },
        iter: 5_000);
}
