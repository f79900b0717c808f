namespace Broadcast.Audience.Arithmetic;

/// <summary>A counter's total as its values come in one by one, in any order: each costs its place among the others and no more (audience.md, section 3).</summary>
/// <param name="counter">The mode.</param>
internal sealed class RunningCounter(ViewsCounter counter)
{
    private readonly List<CounterPoint> _points = [];

    /// <summary>The total of what has come; 0 without any.</summary>
    public Int128 Total { get; private set; }

    /// <summary>Whether any value has come.</summary>
    public bool HasAny => _points.Count > 0;

    /// <summary>Takes in a value.</summary>
    /// <param name="at">When it was observed, Unix milliseconds.</param>
    /// <param name="views">The counter, or the increment of a delta channel.</param>
    public void Add(long at, long views)
    {
        var index = _points.Count > 0 && _points[^1].At < at ? _points.Count : Sorted.First(_points, point => point.At >= at);
        var isKnown = index < _points.Count && _points[index].At == at;
        Total -= isKnown ? Increment(index) + Increment(index + 1) : Increment(index);
        if (isKnown)
        {
            var known = _points[index].Views;
            _points[index] = new(at, counter == ViewsCounter.Delta ? known + views : Int128.Max(known, views));
        }
        else
        {
            _points.Insert(index, new(at, views));
        }

        Total += Increment(index) + Increment(index + 1);
    }

    private Int128 Increment(int index)
    {
        if (index >= _points.Count)
            return 0;
        var (views, before) = (_points[index].Views, index > 0 ? _points[index - 1].Views : 0);
        return counter == ViewsCounter.Delta || (counter == ViewsCounter.Resets && views < before) ? views : views - before;
    }
}
