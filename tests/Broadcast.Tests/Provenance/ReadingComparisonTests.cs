using Broadcast.Audience;
using Broadcast.Data;
using Broadcast.Provenance;

namespace Broadcast.Tests.Provenance;

/// <summary>Readings as they stand against those of the evidence, both in the order of the key.</summary>
public sealed class ReadingComparisonTests
{
    private static readonly Guid Airing = Ids.First(new DateTimeOffset(2026, 3, 12, 10, 0, 0, TimeSpan.Zero));
    private static readonly Guid Delivery = Ids.First(new DateTimeOffset(2026, 3, 12, 10, 0, 1, TimeSpan.Zero));
    private static readonly TakenReading[] Said = [Taken(1_000, 0), Taken(1_000, 1), Taken(3_000, 2), Taken(4_000, 3)];
    private static readonly StoredReading[] Same = [.. Said.Select(reading => Stands(reading.ObservedAt, reading.Ordinal))];

    [Fact]
    public void The_same_readings_come_to_nothing() => Differences(Same, Said).ShouldBeEmpty();

    [Fact]
    public void Nothing_on_both_sides_comes_to_nothing() => Differences([], []).ShouldBeEmpty();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void One_that_does_not_stand_is_missed(int index)
    {
        var difference = Differences([.. Same.Where((_, i) => i != index)], Said).ShouldHaveSingleItem();
        difference.Figure.ShouldBe($"r/{Delivery}/{index}");
        difference.Stored.ShouldBeNull();
        difference.Recomputed!["views"]!.GetValue<long>().ShouldBe(7);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public void One_that_the_evidence_does_not_have_is_named(int index)
    {
        var difference = Differences(Same, [.. Said.Where((_, i) => i != index)]).ShouldHaveSingleItem();
        difference.Figure.ShouldBe($"r/{Delivery}/{index}");
        difference.Stored!["views"]!.GetValue<long>().ShouldBe(7);
        difference.Recomputed.ShouldBeNull();
    }

    [Fact]
    public void One_with_another_figure_shows_both()
    {
        var difference = Differences([Same[0], Same[1] with { Views = null }, Same[2], Same[3]], Said).ShouldHaveSingleItem();
        difference.Figure.ShouldBe($"r/{Delivery}/1");
        difference.Stored!["views"].ShouldBeNull();
        difference.Recomputed!["views"]!.GetValue<long>().ShouldBe(7);
    }

    [Theory]
    [InlineData(2_000)]
    [InlineData(9_000)]
    public void One_that_was_moved_to_another_instant_shows_both(long at)
    {
        StoredReading[] stored = [.. Same[1..].Append(Same[0] with { ObservedAt = at }).OrderBy(reading => reading.ObservedAt)];
        var difference = Differences(stored, Said).ShouldHaveSingleItem();
        difference.Figure.ShouldBe($"r/{Delivery}/0");
        difference.Stored!["observedAt"]!.GetValue<string>().ShouldBe(InterviewComparison.Instant(at));
        difference.Recomputed!["observedAt"]!.GetValue<string>().ShouldBe("1970-01-01T00:00:01.000Z");
    }

    [Fact]
    public void One_that_stands_twice_is_named()
    {
        var difference = Differences([.. Same, Same[3] with { ObservedAt = 5_000 }], Said).ShouldHaveSingleItem();
        difference.Figure.ShouldBe($"r/{Delivery}/3");
        difference.Stored!["observedAt"]!.GetValue<string>().ShouldBe("1970-01-01T00:00:05.000Z");
        difference.Recomputed.ShouldBeNull();
    }

    private static IReadOnlyList<Difference> Differences(StoredReading[] stored, TakenReading[] said)
    {
        var findings = new Findings();
        var comparison = new ReadingComparison(findings, "r", said);
        Array.ForEach(stored, comparison.Take);
        comparison.End();
        findings.Count.ShouldBe(findings.Told.Count);
        return findings.Told;
    }

    private static TakenReading Taken(long at, int ordinal) => new(Airing, at, Delivery, ordinal, 5, 7);

    private static StoredReading Stands(long at, int ordinal) => new(at, Delivery, ordinal, 5, 7);
}
