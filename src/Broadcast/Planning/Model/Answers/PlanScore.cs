namespace Broadcast.Planning.Model;

/// <summary>What a plan is worth: 1 000 points for each unit that has its place, less what is not as wished.</summary>
public sealed record PlanScore
{
    /// <summary>Points in all.</summary>
    public long Value { get; init; }

    /// <summary>What no plan can exceed, as far as that is proven.</summary>
    public long Bound { get; init; }

    /// <summary>Nothing better is possible: proven.</summary>
    public bool Optimal { get; init; }

    /// <summary>Where points were lost.</summary>
    public ScoreParts Parts { get; init; } = new();
}

/// <summary>How many interviews are not as wished, by wish; times its weight each is what was lost.</summary>
public sealed record ScoreParts
{
    /// <summary>What a unit that has its place is worth.</summary>
    internal const int Placed = 1000;

    /// <summary>Units that have their place.</summary>
    public int Planned { get; init; }

    /// <summary>Units left out.</summary>
    public int LeftOut { get; init; }

    /// <summary>Interviews that stand, cannot take place as they stand, and found no other place.</summary>
    public int Stuck { get; init; }

    /// <summary>Outside the preferred times of official or studio.</summary>
    public int PreferredTimes { get; init; }

    /// <summary>Beyond the even share of a week.</summary>
    public int EvenSpread { get; init; }

    /// <summary>Outside the days of the unit's rank.</summary>
    public int RankOrder { get; init; }

    /// <summary>Outside the best hours.</summary>
    public int BestHours { get; init; }

    /// <summary>Elsewhere than in the draft before.</summary>
    public int KeepDraft { get; init; }

    /// <summary>Booked interviews moved.</summary>
    public int MoveBooked { get; init; }

    /// <summary>Confirmed interviews moved.</summary>
    public int MoveConfirmed { get; init; }

    /// <summary>New interviews without a host.</summary>
    public int WithoutHost { get; init; }

    internal long Cost(PlanWeights weights) =>
        ((long)PreferredTimes * weights.PreferredTimes) + ((long)EvenSpread * weights.EvenSpread) + ((long)RankOrder * weights.RankOrder)
        + ((long)BestHours * weights.BestHours) + ((long)KeepDraft * weights.KeepDraft) + ((long)MoveBooked * weights.MoveBooked)
        + ((long)MoveConfirmed * weights.MoveConfirmed) + ((long)WithoutHost * weights.WithoutHost);

    internal long Value(PlanWeights weights) => ((long)Planned * Placed) - Cost(weights);
}
