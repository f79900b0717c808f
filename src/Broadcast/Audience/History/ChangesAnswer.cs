using System.Text.Json.Serialization;
using Broadcast.Audience.Answers;

namespace Broadcast.Audience.History;

/// <summary>Why a total is another one than it was: the amounts add up to the difference exactly.</summary>
/// <param name="Since">The earlier instant.</param>
/// <param name="Until">The later one.</param>
/// <param name="Then">The views as they were known at the earlier instant.</param>
/// <param name="Now">The views as they were known at the later one.</param>
/// <param name="Change">The difference: the sum of all amounts.</param>
/// <param name="Items">What changed them, the greatest amounts first.</param>
public sealed record ChangesAnswer(DateTimeOffset Since, DateTimeOffset Until, Int128 Then, Int128 Now, Int128 Change, IReadOnlyList<ChangeItem> Items)
{
    /// <summary>How far the true views may lie from those known at the earlier instant; missing where they are exact.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UncertaintyAnswer? ThenUncertainty { get; init; }

    /// <summary>How far they may from those known at the later one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UncertaintyAnswer? NowUncertainty { get; init; }

    /// <summary>How far the true difference may lie from this one. A rounded figure that is part of both totals makes it no less certain, so it is not the sum of the two, nor that of the items.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UncertaintyAnswer? Uncertainty { get; init; }

    /// <summary>The same by the code of each channel whose difference is not exact; missing where all are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, UncertaintyAnswer>? UncertaintyByChannel { get; init; }
}

/// <summary>One reason why a total changed.</summary>
public sealed record ChangeItem
{
    /// <summary>
    /// <c>readings</c> (observed since), <c>late</c> (observed before and arrived since), <c>corrections</c> (a platform took views back), <c>replay</c> (count since a delivery was taken in again),
    /// <c>declared</c>, <c>closed</c>, <c>reopened</c> (with what had come or was withdrawn meanwhile), <c>withdrawn</c> (an import of figures was taken back), <c>cancelled</c>, <c>window</c> (another start or end), <c>rules</c> (another way to read the channel's counter), or <c>state</c>.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary>When it first had an effect.</summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>When it last had one.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>The interview.</summary>
    public required Guid InterviewId { get; init; }

    /// <summary>Its unit.</summary>
    public required string Unit { get; init; }

    /// <summary>Its topic.</summary>
    public required string Topic { get; init; }

    /// <summary>The broadcast, where it is about one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? BroadcastId { get; init; }

    /// <summary>Its channel.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Channel { get; init; }

    /// <summary>By how much the views changed, person-times.</summary>
    public Int128 Amount { get; init; }

    /// <summary>How far the true amount may lie from this one, where platforms round; missing where it is exact.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UncertaintyAnswer? Uncertainty { get; init; }

    /// <summary>By how much the live views did.</summary>
    public Int128 LiveAmount { get; init; }

    /// <summary>How many deliveries are behind it.</summary>
    public int Deliveries { get; init; }

    /// <summary>Those with the greatest amounts, at most twenty.</summary>
    public IReadOnlyList<ChangeDelivery> Greatest { get; init; } = [];

    /// <summary>All readings behind it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Readings { get; init; }

    /// <summary>Who did it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? By { get; init; }

    /// <summary>Why, where somebody said so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }
}

/// <summary>A delivery that changed a total.</summary>
/// <param name="Id">The delivery.</param>
/// <param name="At">Since when it counts.</param>
/// <param name="Amount">By how much it changed the views.</param>
/// <param name="Href">Where it is kept as it came.</param>
public sealed record ChangeDelivery(Guid Id, DateTimeOffset At, Int128 Amount, string Href);
