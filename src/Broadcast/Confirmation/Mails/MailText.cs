using System.Globalization;
using System.Resources;
using Broadcast.Times;

namespace Broadcast.Confirmation;

/// <summary>Every word of the mails: <c>MailText.resx</c> in Chinese, the default, and <c>MailText.en.resx</c> in English, by the same keys.</summary>
internal sealed class MailText
{
    private static readonly ResourceManager Words = new(typeof(MailText));
    private static readonly MailText Chinese = new("zh-CN");
    private static readonly MailText English = new("en");

    private readonly CultureInfo _culture;

    private MailText(string culture) => _culture = CultureInfo.GetCultureInfo(culture);

    /// <summary>As it stands in the HTML part.</summary>
    public string Language => _culture.Name;

    /// <summary>The words for a person's language; Chinese for one we do not speak.</summary>
    public static MailText In(string? language) =>
        language is not null && (language.Equals("en", StringComparison.OrdinalIgnoreCase) || language.StartsWith("en-", StringComparison.OrdinalIgnoreCase)) ? English : Chinese;

    public string Say(string key) => Words.GetString(key, _culture) ?? throw new MissingManifestResourceException(key);

    public string Say(string key, params object[] values) => string.Format(_culture, Say(key), values);

    /// <summary>Day, beginning, end and zone, in words.</summary>
    public string When(DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone) =>
        Say("When", from.In(zone).ToString(Say("When.Pattern"), _culture), Clock(to, zone), zone.Id);

    /// <summary>A time of day.</summary>
    public static string Clock(DateTimeOffset at, TimeZoneInfo zone) => at.In(zone).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A moment, in words.</summary>
    public string Moment(DateTimeOffset at, TimeZoneInfo zone) => at.In(zone).ToString(Say("When.Pattern"), _culture);
}
