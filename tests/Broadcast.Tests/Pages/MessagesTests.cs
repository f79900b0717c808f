using System.Globalization;
using Broadcast.Pages;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Broadcast.Tests.Pages;

/// <summary>What the API says about a field and what stands in the evidence is told in the reader's language, with its numbers and what it quotes.</summary>
public sealed class MessagesTests
{
    [Theory]
    [InlineData("[0] unknown broadcast 'news-app-rehearsal'", "[0] 没有与 news-app-rehearsal 对应的播出")]
    [InlineData("[2] unknown broadcast '2026'; data[1].views: A whole number.", "[2] 没有与 2026 对应的播出; data[1].views: 请填写整数。")]
    [InlineData("累计观看: '1.2万' is no whole number; rounded figures are not imported.", "累计观看: 1.2万 不是整数；约数不能导入。")]
    [InlineData("[0].observedAt: An ISO 8601 instant with its offset, such as 2026-03-12T14:30:00Z.", "[0].observedAt: 应为带时区的 ISO 8601 时间，例如 2026-03-12T14:30:00Z。")]
    [InlineData("nobody ever translated this", "nobody ever translated this")]
    public void Evidence_is_told_in_Chinese(string problem, string told)
    {
        var words = Chinese();
        Messages.OfEvidence(problem, words)!.ShouldStartWith(told);
        Messages.OfEvidence(null, words).ShouldBeNull();
    }

    [Theory]
    [InlineData("The workbook has no sheet 'Sheet 2'.", "工作簿里没有工作表“Sheet 2”。")]
    [InlineData("Line 3: a quotation mark is out of place.", "第 3 行：引号位置不对。")]
    [InlineData("There is a channel 'portal-2' already.", "渠道“portal-2”已经存在。")]
    public void What_is_quoted_stands_in_the_translation(string message, string told) => Messages.InWords(message, Chinese()).ShouldBe(told);

    private static StringLocalizer<Text> Chinese()
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("zh-CN");
        return new StringLocalizer<Text>(new ResourceManagerStringLocalizerFactory(Options.Create(new LocalizationOptions()), NullLoggerFactory.Instance));
    }
}
