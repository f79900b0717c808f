using System.Globalization;
using Broadcast.Pages;

namespace Broadcast.Tests.Pages;

/// <summary>Figures as they are read.</summary>
public sealed class NumbersTests
{
    private static readonly CultureInfo Chinese = CultureInfo.GetCultureInfo("zh-CN");
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");

    [Theory]
    [InlineData("220134567", "2.2 亿", "220.1 M")]
    [InlineData("100000000", "1.0 亿", "100.0 M")]
    [InlineData("99999999", "9,999.9 万", "99.9 M")]
    [InlineData("861234", "86.1 万", "861.2 k")]
    [InlineData("10000", "1.0 万", "10.0 k")]
    [InlineData("-19999", "-1.9 万", "-19.9 k")]
    [InlineData("9999999999999999999999999999", "99,999,999,999,999,999,999.9 亿", "9,999,999,999,999,999,999.9 B")]
    public void From_ten_thousand_up_a_figure_has_a_short_form_that_never_claims_more(string value, string chinese, string english)
    {
        var number = Int128.Parse(value, CultureInfo.InvariantCulture);
        Numbers.Short(number, Chinese).ShouldBe(chinese);
        Numbers.Short(number, English).ShouldBe(english);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1065)]
    [InlineData(9999)]
    public void Below_it_has_none(int value) => Numbers.Short(value, Chinese).ShouldBeNull();

    [Fact]
    public void All_digits_stand_in_groups_of_three() => Numbers.Full(220_134_567).ShouldBe("220,134,567");

    [Theory]
    [InlineData(0, "0%")]
    [InlineData(0.07, "7.0%")]
    [InlineData(0.9999, "99.9%")]
    [InlineData(1, "100%")]
    public void What_is_not_whole_never_reads_a_hundred(double share, string text) => Numbers.Share(share).ShouldBe(text);

    [Theory]
    [InlineData(485, 0, "8:05", "8:05")]
    [InlineData(4_085, 250, "1:08:05", "1:08:05.250")]
    [InlineData(230_400, 0, "64:00:00", "64:00:00")]
    public void A_length_tells_all_its_hours_and_its_milliseconds_where_they_matter(int seconds, int ms, string length, string exact)
    {
        var time = TimeSpan.FromSeconds(seconds) + TimeSpan.FromMilliseconds(ms);
        Moments.Length(time).ShouldBe(length);
        Moments.Exact(time).ShouldBe(exact);
    }
}
