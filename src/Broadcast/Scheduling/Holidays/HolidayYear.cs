using Broadcast.Hosting;

namespace Broadcast.Scheduling;

/// <summary>What one year's notice says: the days off, and the weekend days that are worked instead. A few of them lie in the year before or after.</summary>
public sealed record HolidayYear : IVersioned
{
    /// <summary>The year of the notice.</summary>
    public int Year { get; init; }

    /// <summary>False: nobody knows the year's holidays yet, and no day stands here.</summary>
    public bool Announced { get; init; }

    /// <summary>Whether the days were entered here; otherwise they came with the product.</summary>
    public bool Edited { get; init; }

    /// <summary>The days, in order.</summary>
    public IReadOnlyList<HolidayDay> Days { get; init; } = [];

    /// <inheritdoc/>
    public int Version { get; init; }
}

/// <summary>A day that is not what its weekday says.</summary>
public sealed record HolidayDay
{
    /// <summary>The local date.</summary>
    public DateOnly Date { get; init; }

    /// <summary>The holiday it belongs to.</summary>
    public string Name { get; init; } = "";

    /// <summary>True: nobody works, whatever the weekday. False: a workday, though it may be a Saturday or Sunday.</summary>
    public bool IsOffDay { get; init; }
}

/// <summary>A year as a client enters it.</summary>
internal sealed record HolidayBody
{
    public const int FirstYear = 1990;
    public const int LastYear = 2300;

    private const int MostDays = 400;

    public List<HolidayDayBody?>? Days { get; init; }

    /// <summary>The days, checked and in order.</summary>
    public IReadOnlyList<HolidayDay> Check(int year, Fields fields)
    {
        if (Days is null || Days.Count > MostDays)
        {
            fields.Wrong("days", Days is null ? "Required." : $"At most {MostDays}.");
            return [];
        }

        var days = Days.Select((day, i) => (day ?? new HolidayDayBody()).Check($"days[{i}].", year, fields)).ToList();
        var seen = new HashSet<DateOnly>();
        for (var i = 0; i < days.Count; i++)
        {
            if (days[i].Date != default && !seen.Add(days[i].Date))
            {
                fields.Wrong($"days[{i}].date", "Stands here twice.");
            }
        }

        return [.. days.OrderBy(day => day.Date)];
    }
}

/// <summary>A day as a client enters it.</summary>
internal sealed record HolidayDayBody
{
    private const int LongestName = 100;

    public DateOnly? Date { get; init; }

    public string? Name { get; init; }

    public bool? IsOffDay { get; init; }

    public HolidayDay Check(string place, int year, Fields fields)
    {
        var date = fields.Required($"{place}date", Date);
        if (Date is not null && Math.Abs(date.Year - year) > 1)
        {
            fields.Wrong($"{place}date", $"A notice of {year} says nothing about that year.");
        }

        return new HolidayDay { Date = date, Name = fields.Text($"{place}name", Name, LongestName), IsOffDay = fields.Required($"{place}isOffDay", IsOffDay) };
    }
}
