namespace Broadcast.Planning.Model;

/// <summary>Times that overlap. A set of times of which each two overlap has an instant that all share, so a sweep over the instants finds every greatest such set.</summary>
internal static class Cliques
{
    /// <summary>The greatest sets of periods that all overlap each other.</summary>
    /// <param name="periods">The key of each, and its time.</param>
    /// <param name="least">Smaller sets are left out.</param>
    public static List<List<int>> Of(IReadOnlyList<(int Key, Period Time)> periods, int least)
    {
        var found = new List<List<int>>();
        var active = new List<(int Key, Period Time)>();
        var hasGrown = false;
        foreach (var next in periods.OrderBy(period => period.Time.From).ThenBy(period => period.Key))
        {
            if (active.Exists(one => one.Time.To <= next.Time.From))
            {
                Keep();
                active.RemoveAll(one => one.Time.To <= next.Time.From);
            }

            active.Add(next);
            hasGrown = true;
        }

        Keep();
        return found;

        void Keep()
        {
            if (hasGrown && active.Count >= least)
            {
                found.Add([.. active.Select(one => one.Key)]);
            }

            hasGrown = false;
        }
    }

    /// <summary>Sets of periods that overlap each other by way of others.</summary>
    public static List<List<int>> Components(IReadOnlyList<(int Key, Period Time)> periods)
    {
        var found = new List<List<int>>();
        var end = long.MinValue;
        foreach (var (key, time) in periods.OrderBy(period => period.Time.From).ThenBy(period => period.Key))
        {
            if (time.From >= end)
            {
                found.Add([]);
            }

            found[^1].Add(key);
            end = Math.Max(end, time.To);
        }

        return found;
    }
}
