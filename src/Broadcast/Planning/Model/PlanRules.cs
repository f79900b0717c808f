namespace Broadcast.Planning.Model;

/// <summary>What a plan must hold to.</summary>
public sealed record PlanRules
{
    /// <summary>At most so many interviews of the series on a local day, what is booked included; null: no limit.</summary>
    public int? MaxPerDay { get; init; }

    /// <summary>At most so many in an ISO week; null: no limit.</summary>
    public int? MaxPerWeek { get; init; }

    /// <summary>At least so many minutes between two interviews of one studio.</summary>
    public int MinGapMinutes { get; init; }

    /// <summary>Whether each new interview needs a host, once hosts are registered at all.</summary>
    public bool RequireHost { get; init; } = true;

    /// <summary>Which interviews that stand already may be moved.</summary>
    public MayMove MayMove { get; init; }

    /// <summary>Local times of day at which interviews are best; empty: all are as good.</summary>
    public IReadOnlyList<HourRange> BestHours { get; init; } = [];

    /// <summary>What each thing that is not as wished costs.</summary>
    public PlanWeights Weights { get; init; } = new();
}

/// <summary>Which interviews that stand already a plan may move.</summary>
public enum MayMove
{
    /// <summary>None.</summary>
    Nothing,

    /// <summary>Those whose guests have not all accepted.</summary>
    Booked,

    /// <summary>Confirmed ones too, at a higher cost.</summary>
    Confirmed,
}

/// <summary>A part of the day, local time: <c>[from, to)</c>.</summary>
/// <param name="From">From then on.</param>
/// <param name="To">Until then.</param>
public sealed record HourRange(TimeOnly From, TimeOnly To)
{
    internal bool Holds(TimeOnly at) => at >= From && at < To;
}

/// <summary>Points that are lost for each interview that is not as wished. A planned unit is worth 1 000; to leave one out is always worse than all wishes together.</summary>
public sealed record PlanWeights
{
    /// <summary>Outside the preferred times of its official, or of its studio.</summary>
    public int PreferredTimes { get; init; } = 100;

    /// <summary>Beyond a week's even share; once more beyond half as many again.</summary>
    public int EvenSpread { get; init; } = 50;

    /// <summary>Outside the days of its unit's rank: the ranks follow each other, each with its share of the slots.</summary>
    public int RankOrder { get; init; } = 50;

    /// <summary>Outside the best hours.</summary>
    public int BestHours { get; init; } = 50;

    /// <summary>Elsewhere than in the draft that this one follows.</summary>
    public int KeepDraft { get; init; } = 10;

    /// <summary>A booked interview moved.</summary>
    public int MoveBooked { get; init; } = 400;

    /// <summary>A confirmed interview moved.</summary>
    public int MoveConfirmed { get; init; } = 1000;

    /// <summary>Without a host, where one is not required.</summary>
    public int WithoutHost { get; init; } = 300;
}
