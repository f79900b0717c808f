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
}
