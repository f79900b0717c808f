using System.Text.Json.Serialization;
using Broadcast.Audience.Arithmetic;

namespace Broadcast.Audience.Answers;

/// <summary>The same total, split by something; the parts add up to it exactly.</summary>
/// <param name="By">What it is split by.</param>
/// <param name="Items">The parts.</param>
internal sealed record BreakdownAnswer(string By, IReadOnlyList<BreakdownItem> Items)
{
    public static readonly string[] Ways = ["unit", "interview", "broadcast", "channel", "family", "region", "day", "segment"];
}

/// <summary>A part of a total.</summary>
/// <param name="Key">An id, a code or a date.</param>
/// <param name="Title">As people call it.</param>
/// <param name="Views">Person-times.</param>
/// <param name="LiveViews">Those until the end of the interview; null where the split does not tell.</param>
/// <param name="Measured">Measured ones.</param>
/// <param name="Declared">Declared ones.</param>
/// <param name="WatchSeconds">Person-seconds.</param>
internal sealed record BreakdownItem(string Key, string Title, Int128 Views, Int128? LiveViews, Int128 Measured, Int128 Declared, decimal WatchSeconds)
{
    /// <summary>How far the true views may lie from these; missing where every figure is exact. By day and by segment they do not add up to the whole's: two parts share the value that one ends and the other begins with.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UncertaintyAnswer? Uncertainty { get; init; }

    /// <summary>Of a broadcast: the readings that its figures come from.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Readings { get; init; }

    public static BreakdownItem Of(string key, string title, Totals totals) =>
        new(key, title, totals.Views, totals.Live, totals.Measured, totals.Declared, Figures.Seconds(totals.WatchMs)) { Uncertainty = UncertaintyAnswer.Of(totals.Rounding) };
}
