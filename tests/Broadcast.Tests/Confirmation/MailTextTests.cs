using System.Collections;
using System.Globalization;
using System.Resources;
using Broadcast.Confirmation;

namespace Broadcast.Tests.Confirmation;

public sealed class MailTextTests
{
    [Fact]
    public void Every_word_of_the_mails_stands_in_both_languages()
    {
        var (chinese, english) = (Read(CultureInfo.InvariantCulture), Read(CultureInfo.GetCultureInfo("en")));
        chinese.Count.ShouldBeGreaterThan(20);
        english.Keys.ShouldBe(chinese.Keys, ignoreOrder: true);
        chinese.Keys.ShouldAllBe(key => chinese[key].Contains("{1}", StringComparison.Ordinal) == english[key].Contains("{1}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "zh-CN")]
    [InlineData("zh-TW", "zh-CN")]
    [InlineData("fr", "zh-CN")]
    [InlineData("EN", "en")]
    [InlineData("en-GB", "en")]
    public void A_language_we_do_not_speak_is_answered_in_chinese(string? wanted, string spoken) => MailText.In(wanted).Language.ShouldBe(spoken);

    private static Dictionary<string, string> Read(CultureInfo culture) =>
        new ResourceManager(typeof(MailText)).GetResourceSet(culture, createIfNotExists: true, tryParents: false)!.Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal);
}
