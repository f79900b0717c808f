using Broadcast.Provenance;

namespace Broadcast.Tests.Provenance;

/// <summary>Figures that differ, each once, in the order in which they were found.</summary>
public sealed class FindingsTests
{
    [Fact]
    public void What_was_found_elsewhere_comes_after_what_is_here()
    {
        var findings = Found("a", "b");
        findings.Add(Found("d", "c"));
        findings.Told.Select(difference => difference.Figure).ShouldBe(["a", "b", "d", "c"]);
        findings.Count.ShouldBe(4);
    }

    [Fact]
    public void A_thousand_are_told_and_the_others_counted_once()
    {
        var findings = Found([.. Enumerable.Range(0, 700).Select(i => $"one-{i}")]);
        findings.Add(Found([.. Enumerable.Range(0, 1_500).Select(i => $"other-{i}")]));
        findings.Told.Count.ShouldBe(1_000);
        findings.Told[^1].Figure.ShouldBe("other-299");
        findings.Count.ShouldBe(2_200);
        findings.Add(Found("one-3", "other-200", "other-1400", "new"));
        findings.Count.ShouldBe(2_201);
        findings.Told.Count.ShouldBe(1_000);
    }

    private static Findings Found(params string[] figures)
    {
        var findings = new Findings();
        Array.ForEach(figures, figure => findings.Compare(figure, 1, 2));
        return findings;
    }
}
