namespace Broadcast.Planning;

/// <summary>The open slots that suit one booking best, and why the others were not offered.</summary>
/// <param name="Items">The best first.</param>
/// <param name="Next">Always null: the list is as long as was asked for.</param>
/// <param name="InterviewId">The unit's interview in the series, which would be moved; null when it has none.</param>
/// <param name="Considered">How many open slots there are in the time asked about.</param>
/// <param name="LeftOut">Why slots are out of the question, and how many for each reason.</param>
public sealed record SlotAdvices(IReadOnlyList<SlotAdvice> Items, string? Next, Guid? InterviewId, int Considered, IReadOnlyList<AdviceExclusion> LeftOut);

/// <summary>A slot that can be booked, with what speaks for it and against it.</summary>
public sealed record SlotAdvice
{
    /// <summary>The slot.</summary>
    public Guid SlotId { get; init; }

    /// <summary>When it begins, with the offset of the series' zone.</summary>
    public DateTimeOffset StartsAt { get; init; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset EndsAt { get; init; }

    /// <summary>Where it is.</summary>
    public Guid StudioId { get; init; }

    /// <summary>The studio's name.</summary>
    public string StudioName { get; init; } = "";

    /// <summary>Who of the unit suits best then; null when the unit has nobody.</summary>
    public Guid? OfficialId { get; init; }

    /// <summary>The official's name.</summary>
    public string? OfficialName { get; init; }

    /// <summary>The host who suits best then; null when nobody is free.</summary>
    public Guid? HostId { get; init; }

    /// <summary>The host's name.</summary>
    public string? HostName { get; init; }

    /// <summary>The sum of the reasons' points; only the order means something.</summary>
    public int Score { get; init; }

    /// <summary>Why, what weighs most first.</summary>
    public IReadOnlyList<AdviceReason> Reasons { get; init; } = [];
}

/// <summary>Something that speaks for a slot, or against it.</summary>
/// <param name="Code">A stable word.</param>
/// <param name="Points">How much it weighs; below 0 it speaks against the slot.</param>
/// <param name="Text">One English sentence.</param>
/// <param name="Parameters">The values in it, by name.</param>
public sealed record AdviceReason(string Code, int Points, string Text, IReadOnlyDictionary<string, object> Parameters);

/// <summary>Why slots were not offered.</summary>
/// <param name="Code">A stable word.</param>
/// <param name="Slots">How many.</param>
/// <param name="Text">One English sentence.</param>
public sealed record AdviceExclusion(string Code, int Slots, string Text);
