using Broadcast.Planning.Model;

namespace Broadcast.Planning;

/// <summary>Two plans of a series beside each other.</summary>
public sealed record PlanComparison
{
    /// <summary>The one.</summary>
    public Guid A { get; init; }

    /// <summary>The other.</summary>
    public Guid B { get; init; }

    /// <summary>What the one is worth.</summary>
    public PlanScore? ScoreA { get; init; }

    /// <summary>What the other is worth.</summary>
    public PlanScore? ScoreB { get; init; }

    /// <summary>How many units have the same slot, official and host in both.</summary>
    public int Same { get; init; }

    /// <summary>The units that do not.</summary>
    public IReadOnlyList<PlanDifference> Differences { get; init; } = [];

    internal static PlanComparison Of(SeriesPlan a, SeriesPlan b)
    {
        var (ofA, ofB) = (a.Assignments.ToDictionary(each => each.UnitId), b.Assignments.ToDictionary(each => each.UnitId));
        var differences = ofA.Keys.Union(ofB.Keys)
            .Select(unit => PlanDifference.Of(ofA.GetValueOrDefault(unit), ofB.GetValueOrDefault(unit)))
            .Where(difference => difference.What.Count > 0)
            .OrderBy(difference => difference.A?.StartsAt ?? difference.B!.StartsAt).ThenBy(difference => difference.UnitId)
            .ToList();
        return new PlanComparison
        {
            A = a.Id, B = b.Id, ScoreA = a.Score, ScoreB = b.Score, Same = ofA.Keys.Intersect(ofB.Keys).Count() - differences.Count(difference => difference is { A: not null, B: not null }), Differences = differences,
        };
    }
}

/// <summary>A unit that two plans treat differently.</summary>
/// <param name="UnitId">The unit.</param>
/// <param name="UnitName">Its name.</param>
/// <param name="What">What differs: <c>slot</c>, <c>official</c>, <c>host</c>, or <c>planned</c> where only one of them has it.</param>
/// <param name="A">In the one; null: left out there.</param>
/// <param name="B">In the other; null: left out there.</param>
public sealed record PlanDifference(Guid UnitId, string UnitName, IReadOnlyList<string> What, PlanAssignment? A, PlanAssignment? B)
{
    internal static PlanDifference Of(PlanAssignment? a, PlanAssignment? b) => new((a ?? b)!.UnitId, (a ?? b)!.UnitName, [.. Differ(a, b)], a, b);

    private static IEnumerable<string> Differ(PlanAssignment? a, PlanAssignment? b)
    {
        if (a is null || b is null)
        {
            yield return "planned";
            yield break;
        }

        if (a.SlotId != b.SlotId)
        {
            yield return "slot";
        }

        if (a.OfficialId != b.OfficialId)
        {
            yield return "official";
        }

        if (a.HostId != b.HostId)
        {
            yield return "host";
        }
    }
}
