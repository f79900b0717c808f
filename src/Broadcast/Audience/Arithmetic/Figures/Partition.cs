namespace Broadcast.Audience.Arithmetic;

/// <summary>One airing's figures spread over the days they belong to.</summary>
/// <param name="Minutes">All its minutes; of a live interview, as clipped at now.</param>
/// <param name="Declared">Its declared views, as far as they count.</param>
/// <param name="InterviewDay">The local day of its interview.</param>
internal sealed record DatedAiring(IReadOnlyCollection<AiringMinute> Minutes, Int128 Declared, DateOnly InterviewDay);

/// <summary>Splits of the same totals: the parts of each add up to the whole, exactly (audience.md, section 5).</summary>
internal static class Partition
{
    /// <summary>The region of a unit that has none.</summary>
    public const string Unknown = "unknown";

    /// <summary>By any key: family, channel, unit, interview.</summary>
    public static IReadOnlyDictionary<TKey, Totals> By<TItem, TKey>(IEnumerable<TItem> items, Func<TItem, TKey> key, Func<TItem, Totals> totals)
        where TKey : notnull =>
        items.GroupBy(key, totals).ToDictionary(group => group.Key, Totals.Sum);

    /// <summary>By region; what has none is <see cref="Unknown"/>.</summary>
    public static IReadOnlyDictionary<string, Totals> ByRegion<TItem>(
        IEnumerable<TItem> items, Func<TItem, string?> region, Func<TItem, Totals> totals) =>
        By(items, item => region(item) ?? Unknown, totals);

    /// <summary>By local day: an increment and watch time when they were observed, a declared figure on the interview's day.</summary>
    public static IReadOnlyDictionary<DateOnly, Totals> ByDay(IEnumerable<DatedAiring> airings, TimeZoneInfo zone) =>
        By(airings.SelectMany(airing => Days(airing, zone)), part => part.Day, part => part.Totals);

    private static IEnumerable<(DateOnly Day, Totals Totals)> Days(DatedAiring airing, TimeZoneInfo zone) => airing.Minutes
        .Where(minute => minute.HasSomething)
        .Select(minute => (LocalDay.Of(minute.Minute, zone), new Totals(minute.Views, minute.LiveViews, 0, minute.WatchMs)))
        .Append((airing.InterviewDay, new Totals(0, 0, airing.Declared, 0)));
}
