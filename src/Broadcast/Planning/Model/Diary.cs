namespace Broadcast.Planning.Model;

/// <summary>When somebody or something can't, or would rather. Made once, asked for every slot.</summary>
internal sealed class Diary
{
    public static readonly Diary Empty = new([], []);

    private readonly Period[] _busy;
    private readonly Period[] _preferred;

    public Diary(IEnumerable<Period> busy, IEnumerable<Period> preferred)
    {
        _busy = Merge(busy);
        _preferred = Merge(preferred);
    }

    /// <summary>Whether anything is preferred at all; who prefers nothing is content with everything.</summary>
    public bool HasWishes => _preferred.Length > 0;

    public bool IsFree(Period time)
    {
        var last = LastBefore(_busy, time.To);
        return last < 0 || _busy[last].To <= time.From;
    }

    /// <summary>Whether the whole time is preferred, or nothing in particular is.</summary>
    public bool Suits(Period time)
    {
        if (!HasWishes)
        {
            return true;
        }

        var last = LastBefore(_preferred, time.From + 1);
        return last >= 0 && _preferred[last].To >= time.To;
    }

    /// <summary>Sorted, and what touches or overlaps made one.</summary>
    private static Period[] Merge(IEnumerable<Period> periods)
    {
        var merged = new List<Period>();
        foreach (var period in periods.OrderBy(period => period.From))
        {
            if (merged.Count > 0 && period.From <= merged[^1].To)
            {
                merged[^1] = merged[^1] with { To = Math.Max(merged[^1].To, period.To) };
            }
            else
            {
                merged.Add(period);
            }
        }

        return [.. merged];
    }

    /// <summary>The place of the last one that begins before an instant; -1 when none does.</summary>
    private static int LastBefore(Period[] periods, long at)
    {
        var (low, high) = (0, periods.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (periods[middle].From < at)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }
}
