namespace Broadcast.Scheduling;

/// <summary>The days of several years' notices together. Where two of them speak of a day, the later one holds.</summary>
internal sealed class HolidayCalendar
{
    // The names that the time zone database has for China's one time.
    private static readonly string[] ChineseZones = ["Asia/Shanghai", "Asia/Urumqi", "Asia/Kashgar", "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin", "PRC"];

    private readonly Dictionary<DateOnly, HolidayDay> _days = [];
    private readonly HashSet<int> _announced = [];

    public HolidayCalendar(IEnumerable<HolidayYear> years)
    {
        foreach (var year in years.Where(year => year.Announced).OrderBy(year => year.Year))
        {
            _announced.Add(year.Year);
            foreach (var day in year.Days)
            {
                _days[day.Date] = day;
            }
        }
    }

    /// <summary>Whether a series in this zone keeps these holidays without being told to.</summary>
    public static bool IsKeptIn(string timeZone) => ChineseZones.Contains(timeZone, StringComparer.Ordinal);

    /// <summary>A day that is marked as off. A Sunday is not, unless a notice says so: which weekdays count, a rule decides.</summary>
    public bool IsOff(DateOnly day) => _days.TryGetValue(day, out var known) && known.IsOffDay;

    /// <summary>A Saturday or Sunday that a notice makes a workday.</summary>
    public bool IsWorked(DateOnly day) => _days.TryGetValue(day, out var known) && !known.IsOffDay;

    /// <summary>The holiday that a day belongs to; null when no notice speaks of it.</summary>
    public string? NameOf(DateOnly day) => _days.GetValueOrDefault(day)?.Name;

    /// <summary>Whether the year's own notice is known.</summary>
    public bool IsAnnounced(int year) => _announced.Contains(year);
}
