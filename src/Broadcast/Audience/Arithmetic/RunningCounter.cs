using System.Runtime.InteropServices;

namespace Broadcast.Audience.Arithmetic;

/// <summary>A value that a total is the sum of: the last one, the last one before a fall, or an increment of a delta channel.</summary>
/// <param name="At">When it was observed, Unix milliseconds.</param>
/// <param name="Views">The counter.</param>
/// <param name="Rounding">How far the true value may lie from it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CounterEnd(long At, Int128 Views, Uncertainty Rounding);

/// <summary>A counter's total as its values come in one by one, in any order: each costs its place among the others and no more (audience.md, section 3).</summary>
/// <param name="counter">The mode.</param>
internal sealed class RunningCounter(ViewsCounter counter)
{
    private readonly List<CounterEnd> _points = [];

    /// <summary>The total of what has come; 0 without any.</summary>
    public Int128 Total { get; private set; }

    /// <summary>Whether any value has come.</summary>
    public bool HasAny => _points.Count > 0;

    /// <summary>The values that the total is the sum of.</summary>
    public IEnumerable<CounterEnd> Ends => Enumerable.Range(0, _points.Count).Where(IsEnd).Select(index => _points[index]);

    /// <summary>Takes in a value.</summary>
    /// <param name="at">When it was observed, Unix milliseconds.</param>
    /// <param name="views">The counter, or the increment of a delta channel.</param>
    /// <param name="rounding">How far the true value may lie from it.</param>
    /// <param name="moved">Told of each end that the total had and has no more (−1), or has now (+1); an end that stays is told of both ways.</param>
    public void Add(long at, long views, Uncertainty rounding = default, Action<CounterEnd, int>? moved = null)
    {
        var index = _points.Count > 0 && _points[^1].At < at ? _points.Count : Sorted.First(_points, point => point.At >= at);
        var isKnown = index < _points.Count && _points[index].At == at;
        Tell(index, -1, isKnown, moved);
        Total -= isKnown ? Increment(index) + Increment(index + 1) : Increment(index);
        if (isKnown)
        {
            _points[index] = Merge(_points[index], new(at, views, rounding));
        }
        else
        {
            _points.Insert(index, new(at, views, rounding));
        }

        Total += Increment(index) + Increment(index + 1);
        Tell(index, 1, isThere: true, moved);
    }

    /// <summary>A value changes which value before it is an end, and no other.</summary>
    private void Tell(int index, int sign, bool isThere, Action<CounterEnd, int>? moved)
    {
        if (moved is null)
            return;
        foreach (var each in isThere ? [index - 1, index] : new[] { index - 1 })
        {
            if (each >= 0 && IsEnd(each))
                moved(_points[each], sign);
        }
    }

    private bool IsEnd(int index) =>
        counter == ViewsCounter.Delta || index == _points.Count - 1 || (counter == ViewsCounter.Resets && _points[index + 1].Views < _points[index].Views);

    private CounterEnd Merge(CounterEnd known, CounterEnd value) => counter == ViewsCounter.Delta ? known with { Views = known.Views + value.Views, Rounding = known.Rounding + value.Rounding }
        : known.Views == value.Views ? known with { Rounding = known.Rounding.And(value.Rounding) }
        : known.Views > value.Views ? known : value;

    private Int128 Increment(int index)
    {
        if (index >= _points.Count)
            return 0;
        var (views, before) = (_points[index].Views, index > 0 ? _points[index - 1].Views : 0);
        return counter == ViewsCounter.Delta || (counter == ViewsCounter.Resets && views < before) ? views : views - before;
    }
}
