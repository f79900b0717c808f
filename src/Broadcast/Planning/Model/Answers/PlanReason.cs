using System.Text.Json.Serialization;

namespace Broadcast.Planning.Model;

/// <summary>Why a unit was left out, or what an assignment breaks: a stable code with what belongs to it, so that a page can say it in any language, and the sentence in English.</summary>
/// <param name="Code">Stable.</param>
/// <param name="Text">One sentence.</param>
/// <param name="Params">What the sentence speaks of.</param>
/// <param name="Help">Codes of what would help, each said by <paramref name="HelpTexts"/>.</param>
/// <param name="HelpTexts">What would help, in sentences.</param>
public sealed record PlanReason(string Code, string Text, ReasonParams Params, IReadOnlyList<string> Help, IReadOnlyList<string> HelpTexts);

/// <summary>What a reason speaks of; only what belongs to it is there.</summary>
public sealed record ReasonParams
{
    /// <summary>How many slots it is about.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Slots { get; init; }

    /// <summary>Of how many.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Of { get; init; }

    /// <summary>How many officials, or units, it is about.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Count { get; init; }

    /// <summary>A limit that was set, or minutes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Limit { get; init; }

    /// <summary>A month, 1–12.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Month { get; init; }

    /// <summary>The first local day.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? From { get; init; }

    /// <summary>The last local day.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? To { get; init; }

    /// <summary>Who it is about.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Names { get; init; }
}
