using Broadcast.Desk.Board;

namespace Broadcast.Tests.Desk.Board;

public sealed class InitialsTests
{
    [Theory]
    [InlineData("教育厅", "jyt")]
    [InlineData("公安厅", "gat")]
    [InlineData("市场监督管理局", "scjdglj")]
    [InlineData("民族事务委员会", "mzswwyh")]
    [InlineData("内蒙古鄂尔多斯", "nmgeeds")]
    [InlineData("锡林郭勒", "xlgl")]
    [InlineData("呼和浩特", "hhht")]
    [InlineData("赤峰 12315 中心", "cf12315zx")]
    public void A_name_is_found_by_the_first_letters_of_its_syllables(string name, string initials) => Initials.Of(name).ShouldContain(initials);

    [Theory]
    [InlineData("重庆商会", "cqsh")]
    [InlineData("长安区", "caq")]
    [InlineData("中国银行", "zgyh")]
    [InlineData("朝阳区", "cyq")]
    [InlineData("注册会计师协会", "zckjsxh")]
    public void A_character_with_two_readings_is_found_by_either(string name, string initials) => Initials.Of(name).ShouldContain(initials);

    [Theory]
    [InlineData("yth", "教育厅", false)]
    [InlineData("YT", "教育厅", true)]
    [InlineData("育", "教育厅", true)]
    [InlineData("supreme", "Supreme Court", true)]
    public void A_part_is_enough_and_capitals_make_no_difference(string query, string name, bool isFound) => Initials.Match(query, name).ShouldBe(isFound);

    [Fact]
    public void Many_characters_with_two_readings_do_not_multiply_without_end() => Initials.Of(new string('行', 60)).Count.ShouldBeLessThanOrEqualTo(16);

    [Fact]
    public void A_script_looks_a_unit_up_by_name_code_and_initials() => Initials.Key("教育厅", "EDU-1").ShouldBe("教育厅 edu-1 jyt edu1");
}
