using Broadcast.Hosting;

namespace Broadcast.Planning;

/// <summary>What a unit wishes, or must hold to, within a series. Null: nothing in particular.</summary>
public sealed record UnitWish : IVersioned
{
    /// <summary>The unit.</summary>
    public Guid UnitId { get; init; }

    /// <summary>Not before this local day.</summary>
    public DateOnly? Earliest { get; init; }

    /// <summary>Not after this local day.</summary>
    public DateOnly? Latest { get; init; }

    /// <summary>The month (1–12) whose theme is the unit's.</summary>
    public int? Month { get; init; }

    /// <summary>Units of a lower rank come first.</summary>
    public int? Rank { get; init; }

    /// <summary>What its interview will be about.</summary>
    public string? Topic { get; init; }

    /// <inheritdoc/>
    public int Version { get; init; }

    /// <summary>Whether anything is wished.</summary>
    internal bool SaysSomething => this is not { Earliest: null, Latest: null, Month: null, Rank: null, Topic: null };
}

/// <summary>Wishes as a client sends them; they take the place of all that stood there.</summary>
internal sealed record WishBody
{
    public const int LongestTopic = 300;

    private const int LastRank = 999;

    public DateOnly? Earliest { get; init; }

    public DateOnly? Latest { get; init; }

    public int? Month { get; init; }

    public int? Rank { get; init; }

    public string? Topic { get; init; }

    public UnitWish Check(Guid unitId, Fields fields)
    {
        if (Latest < Earliest)
        {
            fields.Wrong("latest", "Must not lie before earliest.");
        }

        return new UnitWish
        {
            UnitId = unitId,
            Earliest = Earliest,
            Latest = Latest,
            Month = Month is null ? null : fields.Number("month", Month, 1, 12),
            Rank = Rank is null ? null : fields.Number("rank", Rank, 1, LastRank),
            Topic = fields.OptionalText("topic", Topic, LongestTopic),
        };
    }
}
