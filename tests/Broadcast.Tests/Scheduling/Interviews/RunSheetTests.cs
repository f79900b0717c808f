using Broadcast.Scheduling;

namespace Broadcast.Tests.Scheduling;

public sealed class RunSheetTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 12, 6, 30, 0, TimeSpan.Zero);

    [Fact]
    public void A_part_ends_when_the_next_one_begins() => Sheet(("a", 0), ("b", 8), ("c", 16)).ShouldBe("a 0-8, b 8-16, c 16-");

    [Fact]
    public void The_last_part_ends_with_the_interview() =>
        Show(RunSheet.Settle(Taken(("a", 0), ("b", 8)), Start.AddMinutes(20))).ShouldBe("a 0-8, b 8-20, c");

    [Fact]
    public void A_part_may_be_left_out_or_come_earlier_than_planned() => Sheet(("c", 0), ("a", 5)).ShouldBe("a 5-, b, c 0-5");

    [Fact]
    public void Correcting_when_a_part_began_corrects_the_end_of_the_one_before() => Sheet(("a", 0), ("b", 8), ("c", 16), ("b", 10)).ShouldBe("a 0-10, b 10-16, c 16-");

    [Fact]
    public void Parts_that_began_after_the_end_have_no_length() =>
        Show(RunSheet.Settle(Taken(("a", 0), ("b", 8)), Start.AddMinutes(5))).ShouldBe("a 0-8, b 8-8, c");

    private static string Sheet(params (string Key, int Minute)[] taken) => Show(Taken(taken));

    private static IReadOnlyList<SegmentRow> Taken(params (string Key, int Minute)[] taken) => taken.Aggregate(
        (IReadOnlyList<SegmentRow>)[.. new[] { "a", "b", "c" }.Select((key, i) => new SegmentRow { SegmentKey = key, Ordinal = i, Minutes = 8 })],
        (parts, take) => RunSheet.Take(parts, take.Key, Start.AddMinutes(take.Minute), null));

    private static string Show(IReadOnlyList<SegmentRow> parts) => string.Join(", ", parts.Select(part =>
        part.ActualStartsAt is null ? part.SegmentKey : $"{part.SegmentKey} {(part.ActualStartsAt - Start).Value.TotalMinutes}-{(part.ActualEndsAt - Start)?.TotalMinutes}"));
}
