using System.Globalization;
using Broadcast.Hosting;

namespace Broadcast.Scheduling;

/// <summary>A file of holidays: <c>{"year": 2027, "days": [...]}</c>, or several years as the shipped one has them, <c>{"years": {"2027": [...]}}</c>. What else stands in it is passed over.</summary>
internal sealed record HolidayFileBody
{
    private const int MostYears = 50;

    public int? Year { get; init; }

    public List<HolidayDayBody?>? Days { get; init; }

    public Dictionary<string, List<HolidayDayBody?>?>? Years { get; init; }

    /// <summary>The days by year, checked and in order.</summary>
    public SortedDictionary<int, IReadOnlyList<HolidayDay>> Check(Fields fields)
    {
        var years = new SortedDictionary<int, IReadOnlyList<HolidayDay>>();
        if (Years is null)
        {
            years[fields.Number("year", Year, HolidayBody.FirstYear, HolidayBody.LastYear)] = new HolidayBody { Days = Days }.Check(Year ?? 0, fields);
            return years;
        }

        if (Years.Count is 0 or > MostYears)
        {
            fields.Wrong("years", $"From 1 to {MostYears} years.");
            return years;
        }

        foreach (var (name, days) in Years)
        {
            var isYear = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= HolidayBody.FirstYear and <= HolidayBody.LastYear;
            if (!isYear)
            {
                fields.Wrong("years", $"From {HolidayBody.FirstYear} to {HolidayBody.LastYear}.");
                continue;
            }

            var ofYear = new Fields($"years.{name}.");
            years[year] = new HolidayBody { Days = days }.Check(year, ofYear);
            fields.Add(ofYear);
        }

        return years;
    }
}
