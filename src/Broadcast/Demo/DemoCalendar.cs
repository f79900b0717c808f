namespace Broadcast.Demo;

/// <summary>When the 64 interviews take place: three months around today, on working days, with two on the air right now.</summary>
internal static class DemoCalendar
{
    public const int DaysBefore = 62;
    public const int DaysAfter = 45;

    private const int Past = 38;
    private const int Requested = 4;

    // Has no divisor in common with the number of units, so each has its turn once.
    private const int Stride = 27;
    private const double DaysBetweenPast = 1.5;
    private const double DaysBetweenFuture = 1.4;
    private static readonly TimeOnly[] Hours = [new(10, 0), new(15, 0), new(11, 0), new(16, 30)];

    /// <summary>One entry a unit, in the order in which the dashboard needs them: what is on the air first, then from today backwards, then the future.</summary>
    public static IEnumerable<DemoEntry> Around(DateTimeOffset now)
    {
        var units = new Queue<DemoUnit>(Mixed());
        yield return new(units.Dequeue(), 2, now.AddMinutes(-23).Even(1));
        yield return new(units.Dequeue(), 3, now.AddMinutes(-8).Even(1));
        yield return new(units.Dequeue(), 0, now.AddHours(-3).Even(5));
        for (var i = 0; i < Past; i++)
        {
            yield return OnDay(units.Dequeue(), i, now.AddDays(-1 - (i * DaysBetweenPast)), back: true);
        }

        yield return new(units.Dequeue(), 0, now.AddMinutes(50).Even(5));
        yield return new(units.Dequeue(), 1, now.AddMinutes(150).Even(5));
        for (var i = 0; units.Count > 0; i++)
        {
            var isRequest = units.Count <= Requested;
            yield return OnDay(units.Dequeue(), i, now.AddDays(1 + (i * DaysBetweenFuture)), back: false) with { IsRequest = isRequest };
        }
    }

    /// <summary>An instant cut to a multiple of minutes.</summary>
    public static DateTimeOffset Even(this DateTimeOffset at, int minutes) => at.AddTicks(-(at.Ticks % TimeSpan.FromMinutes(minutes).Ticks));

    /// <summary>Departments, courts, associations and agencies take turns.</summary>
    private static IEnumerable<DemoUnit> Mixed() => DemoUnits.All.Select((_, i) => DemoUnits.All[i * Stride % DemoUnits.All.Count]);

    private static DemoEntry OnDay(DemoUnit unit, int i, DateTimeOffset day, bool back)
    {
        while (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
        {
            day = day.AddDays(back ? -1 : 1);
        }

        var at = new DateTimeOffset(DateOnly.FromDateTime(day.DateTime).ToDateTime(Hours[i % Hours.Length]), day.Offset);
        return new DemoEntry(unit, i % 2, at) { Host = i % DemoSeries.Hosts.Length };
    }
}

/// <summary>An interview to be planned.</summary>
/// <param name="Unit">Who speaks.</param>
/// <param name="Studio">Where, as a place in <see cref="DemoSeries.Studios"/>.</param>
/// <param name="StartsAt">When, in the series' zone.</param>
internal sealed record DemoEntry(DemoUnit Unit, int Studio, DateTimeOffset StartsAt)
{
    /// <summary>Who leads it, as a place in <see cref="DemoSeries.Hosts"/>; null: nobody is named yet.</summary>
    public int? Host { get; init; }

    /// <summary>A liaison asks for it and nobody has answered.</summary>
    public bool IsRequest { get; init; }
}
