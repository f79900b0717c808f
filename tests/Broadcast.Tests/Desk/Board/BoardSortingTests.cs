using Broadcast.Data;
using Broadcast.Desk.Board;
using Broadcast.Desk.Board.Calendar;
using Broadcast.Scheduling;

namespace Broadcast.Tests.Desk.Board;

public sealed class BoardSortingTests
{
    private static readonly Guid Studio = Ids.New(TimeProvider.System.GetUtcNow());
    private static readonly Dictionary<Guid, string> Studios = new() { [Studio] = "A" };

    private static readonly IReadOnlyList<BoardEntry> Entries =
    [
        Entry(9, null, null), Entry(10, "b", InterviewState.Confirmed), Entry(11, "a", InterviewState.Requested), Entry(12, "b", InterviewState.Booked), Entry(13, null, null),
    ];

    [Theory]
    [InlineData(null, "9 10 11 12 13")]
    [InlineData("-time", "13 12 11 10 9")]
    [InlineData("unit", "11 10 12 9 13")]
    [InlineData("-unit", "10 12 11 9 13")]
    [InlineData("state", "9 13 11 12 10")]
    [InlineData("studio", "9 10 11 12 13")]
    [InlineData("nonsense", "9 10 11 12 13")]
    [InlineData("99", "9 10 11 12 13")]
    public void Of_equals_the_earlier_comes_first_and_what_is_empty_comes_last(string? word, string hours) =>
        string.Join(' ', BoardSorting.Of(word).Sort(Entries, Studios).Select(entry => entry.StartsAt.Hour)).ShouldBe(hours);

    [Fact]
    public void A_second_click_turns_the_order_round()
    {
        BoardSorting.Of("unit").After(BoardColumn.Unit).ShouldBe("-unit");
        BoardSorting.Of("-unit").After(BoardColumn.Unit).ShouldBe("unit");
        BoardSorting.Of("-unit").After(BoardColumn.Topic).ShouldBe("topic");
    }

    [Fact]
    public void The_axis_of_a_day_spans_whole_hours()
    {
        var scale = DayScale.Of([Entry(9, null, null), Entry(13, null, null) with { EndsAt = At(14) }]).ShouldNotBeNull();
        (scale.From, scale.To).ShouldBe((At(9), At(14)));
        scale.Hours.Count().ShouldBe(5);
        scale.At(At(10).AddMinutes(30)).ShouldBe(1.5);
        scale.Holds(At(14)).ShouldBeFalse();
        DayScale.Of([]).ShouldBeNull();
    }

    private static BoardEntry Entry(int hour, string? unit, InterviewState? state) =>
        new() { SlotId = Ids.New(TimeProvider.System.GetUtcNow()), StudioId = Studio, StartsAt = At(hour), EndsAt = At(hour).AddMinutes(40), UnitName = unit, InterviewState = state };

    private static DateTimeOffset At(int hour) => new(2026, 3, 12, hour, 0, 0, TimeSpan.FromHours(8));
}
