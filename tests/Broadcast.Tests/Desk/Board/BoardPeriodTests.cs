using Broadcast.Desk.Board.Calendar;

namespace Broadcast.Tests.Desk.Board;

public sealed class BoardPeriodTests
{
    private static readonly DateOnly From = new(2026, 3, 9);
    private static readonly DateOnly To = new(2026, 5, 20);

    [Fact]
    public void A_month_is_shown_whole_even_where_the_series_begins_within_it()
    {
        var period = Of(BoardView.Month, new(2026, 3, 12));
        (period.First, period.Last).ShouldBe((new(2026, 3, 1), new(2026, 3, 31)));
        (period.Previous, period.Next).ShouldBe((null, new DateOnly(2026, 4, 1)));
    }

    [Fact]
    public void A_week_begins_on_monday()
    {
        var period = Of(BoardView.Week, new(2026, 3, 22));
        (period.First, period.Last).ShouldBe((new(2026, 3, 16), new(2026, 3, 22)));
        (period.Previous, period.Next).ShouldBe((new DateOnly(2026, 3, 9), new DateOnly(2026, 3, 23)));
    }

    [Fact]
    public void A_day_leads_to_its_neighbours()
    {
        var period = Of(BoardView.Day, new(2026, 3, 10));
        (period.Previous, period.Next).ShouldBe((new DateOnly(2026, 3, 9), new DateOnly(2026, 3, 11)));
    }

    [Fact]
    public void Nothing_lies_beyond_the_series()
    {
        Of(BoardView.Day, new(2030, 1, 1)).On.ShouldBe(To);
        Of(BoardView.Day, new(2020, 1, 1)).On.ShouldBe(From);
        Of(BoardView.Day, To).Next.ShouldBeNull();
        Of(BoardView.Month, new(2026, 4, 1)).Previous.ShouldBe(From, "the first of March lies before the series");
    }

    [Fact]
    public void The_list_holds_the_whole_series()
    {
        var period = Of(BoardView.List, new(2026, 4, 1));
        (period.First, period.Last, period.Previous, period.Next).ShouldBe((From, To, null, null));
    }

    private static BoardPeriod Of(BoardView view, DateOnly on) => BoardPeriod.Of(view, on, From, To);
}
