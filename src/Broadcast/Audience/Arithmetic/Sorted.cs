namespace Broadcast.Audience.Arithmetic;

/// <summary>Looking things up in sorted lists.</summary>
internal static class Sorted
{
    /// <summary>The index of the first item a condition holds for, where it holds for all after it too; the count when it holds for none.</summary>
    public static int First<T>(IReadOnlyList<T> items, Func<T, bool> holds)
    {
        var (low, high) = (0, items.Count);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (holds(items[middle]))
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    /// <summary>The items from one index to another; the list itself when these are all.</summary>
    public static IReadOnlyList<T> Part<T>(IReadOnlyList<T> items, int from, int to) => items switch
    {
        _ when from == 0 && to == items.Count => items,
        List<T> list => list.GetRange(from, to - from),
        _ => [.. items.Take(from..to)],
    };
}
