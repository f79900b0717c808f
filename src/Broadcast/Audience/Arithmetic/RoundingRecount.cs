using System.Runtime.InteropServices;

namespace Broadcast.Audience.Arithmetic;

/// <summary>An airing's uncertainty in one part of time.</summary>
/// <param name="Gained">How far from the true one what it gained in the part may lie.</param>
/// <param name="Grown">By how much the uncertainty of its total grew in it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RoundedPart(Uncertainty Gained, Uncertainty Grown);

/// <summary>An airing's uncertainties straight from the definition and all values at once: a gain is a sum of values, each added, taken off, or both.</summary>
/// <remarks>Like <see cref="SplitRecount"/>, it shares nothing with the code behind the stored figures: the audit compares the two.</remarks>
internal static class RoundingRecount
{
    /// <summary>The parts in which there are views.</summary>
    /// <param name="values">All values of the airing, in any order.</param>
    /// <param name="counter">The mode of its counter.</param>
    /// <param name="partAt">The part an instant lies in; a part need not be one stretch.</param>
    public static IReadOnlyDictionary<long, RoundedPart> Of(IEnumerable<RoundedViews> values, ViewsCounter counter, Func<long, long> partAt)
    {
        var signs = new Dictionary<(long Part, int Index), int>();
        var grown = new Dictionary<long, Uncertainty>();
        var told = counter == ViewsCounter.Delta ? [.. values] : values.GroupBy(value => value.At).Select(Told).OrderBy(value => value.At).ToList();
        var (closed, before) = (Uncertainty.None, Uncertainty.None);
        for (var i = 0; i < told.Count; i++)
        {
            var part = partAt(told[i].At);
            var begins = i == 0 || counter == ViewsCounter.Delta || (counter == ViewsCounter.Resets && told[i].Views < told[i - 1].Views);
            signs[(part, i)] = signs.GetValueOrDefault((part, i)) + 1;
            if (!begins)
                signs[(part, i - 1)] = signs.GetValueOrDefault((part, i - 1)) - 1;

            // The total: what was closed by a fall, and the last value.
            closed += begins && i > 0 ? told[i - 1].Rounding : Uncertainty.None;
            var total = closed + told[i].Rounding;
            grown[part] = grown.GetValueOrDefault(part) + total - before;
            before = total;
        }

        var gained = signs.Where(sign => sign.Value != 0).ToLookup(sign => sign.Key.Part, sign => sign.Value > 0 ? told[sign.Key.Index].Rounding : told[sign.Key.Index].Rounding.TakenOff());
        return grown.ToDictionary(part => part.Key, part => new RoundedPart(Uncertainty.Sum(gained[part.Key]), part.Value));
    }

    /// <summary>What was told of one instant: the greatest value, with what all who told that one allow.</summary>
    private static RoundedViews Told(IGrouping<long, RoundedViews> instant)
    {
        var greatest = instant.Max(value => value.Views);
        return instant.Where(value => value.Views == greatest).Aggregate((one, other) => one with { Rounding = one.Rounding.And(other.Rounding) });
    }
}
