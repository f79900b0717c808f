using System.Globalization;
using System.Text;
using Broadcast.Scheduling;
using Broadcast.Times;

namespace Broadcast.Tests.Scheduling;

public sealed class CalendarTextTests
{
    [Fact]
    public void Texts_are_escaped_and_what_is_no_text_is_left_out() =>
        new CalendarText().Text("SUMMARY", " 一; 二, 三\\四\r\n五\a ").Text("LOCATION", " ").ToString().ShouldBe("SUMMARY:一\\; 二\\, 三\\\\四\\n五\r\n");

    [Theory]
    [InlineData("普")]
    [InlineData("a")]
    [InlineData("😀")]
    [InlineData("aé普😀")]
    public void Lines_are_folded_at_75_octets_and_come_back_whole(string part)
    {
        var value = string.Concat(Enumerable.Repeat(part, 200));
        var text = new CalendarText().Line("SUMMARY", value).ToString();
        var lines = text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBeGreaterThan(2);
        lines.ShouldAllBe(line => Encoding.UTF8.GetByteCount(line) <= 75);
        lines.Skip(1).ShouldAllBe(line => line[0] == ' ');
        text.Replace("\r\n ", "", StringComparison.Ordinal).ShouldBe($"SUMMARY:{value}\r\n");
    }

    [Theory]
    [InlineData("Asia/Shanghai", 1985, 1993)]
    [InlineData("Europe/Berlin", 2024, 2030)]
    [InlineData("Europe/Dublin", 2024, 2030)]
    [InlineData("America/New_York", 2005, 2009)]
    [InlineData("Australia/Lord_Howe", 2024, 2028)]
    [InlineData("Africa/Casablanca", 2023, 2027)]
    [InlineData("Pacific/Apia", 2010, 2013)]
    [InlineData("Etc/UTC", 2024, 2026)]
    public void A_zone_tells_the_offset_of_every_hour(string id, int first, int last)
    {
        var zone = Zones.Find(id);
        var (from, to) = (new DateTimeOffset(first, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(last, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var text = new CalendarText();
        CalendarZone.Write(text, zone, from, to);
        var observances = Observances(text.ToString());
        for (var at = from; at < to; at += TimeSpan.FromHours(1))
        {
            observances.Last(observance => observance.From <= at).Offset.ShouldBe(zone.GetUtcOffset(at), at.ToString("o", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Since when which offset holds, by the words of RFC 5545 alone: DTSTART is local by the offset before.</summary>
    private static List<(DateTimeOffset From, TimeSpan Offset)> Observances(string text)
    {
        var found = new List<(DateTimeOffset, TimeSpan)>();
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split(':', 2);
            values[parts[0]] = parts[1];
            if (line is "END:STANDARD" or "END:DAYLIGHT")
            {
                var local = DateTime.ParseExact(values["DTSTART"], "yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
                found.Add((new DateTimeOffset(local, Offset(values["TZOFFSETFROM"])), Offset(values["TZOFFSETTO"])));
            }
        }

        return found;
    }

    private static TimeSpan Offset(string text)
    {
        var span = TimeSpan.ParseExact(text[1..], "hhmm", CultureInfo.InvariantCulture);
        return text[0] == '-' ? -span : span;
    }
}
