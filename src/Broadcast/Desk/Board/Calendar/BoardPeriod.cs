namespace Broadcast.Desk.Board.Calendar;

/// <summary>How the board shows its slots.</summary>
public enum BoardView
{
    /// <summary>A month of days.</summary>
    Month,

    /// <summary>A week as a timetable.</summary>
    Week,

    /// <summary>A day with a lane for each studio.</summary>
    Day,

    /// <summary>All slots of the series, sorted.</summary>
    List,
}

/// <summary>The local days that the board shows, <c>[First, Last]</c>, and the days to go on to; within the series.</summary>
/// <param name="View">How.</param>
/// <param name="On">The day that was asked for, or the nearest of the series.</param>
/// <param name="First">The first day.</param>
/// <param name="Last">The last day.</param>
/// <param name="Previous">A day of the period before; null at the beginning of the series.</param>
/// <param name="Next">A day of the period after; null at the end of the series.</param>
public sealed record BoardPeriod(BoardView View, DateOnly On, DateOnly First, DateOnly Last, DateOnly? Previous, DateOnly? Next)
{
    /// <summary>The period of a view around a day.</summary>
    /// <param name="view">How.</param>
    /// <param name="on">The day that is asked for.</param>
    /// <param name="from">The first day of the series.</param>
    /// <param name="to">Its last day.</param>
    public static BoardPeriod Of(BoardView view, DateOnly on, DateOnly from, DateOnly to)
    {
        on = on < from ? from : on > to ? to : on;
        var (first, last) = view switch
        {
            BoardView.Month => (FirstOfMonth(on), FirstOfMonth(on).AddMonths(1).AddDays(-1)),
            BoardView.Week => (Monday(on), Monday(on).AddDays(6)),
            BoardView.Day => (on, on),
            _ => (from, to),
        };
        return new BoardPeriod(view, on, first, last, first > from ? Before(view, first, from) : null, last < to ? last.AddDays(1) : null);
    }

    /// <summary>A week begins on Monday.</summary>
    public static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    private static DateOnly FirstOfMonth(DateOnly day) => new(day.Year, day.Month, 1);

    private static DateOnly Before(BoardView view, DateOnly first, DateOnly from)
    {
        var day = view == BoardView.Month ? FirstOfMonth(first.AddDays(-1)) : first.AddDays(view == BoardView.Week ? -7 : -1);
        return day < from ? from : day;
    }
}
