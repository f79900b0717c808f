using Broadcast.Audience.Arithmetic;

namespace Broadcast.Audience.History;

/// <summary>
/// Which values a total is the sum of that it was not before, and the other way round. A change is no less certain for values that are part of both: only what came, and what went, makes it so.
/// Of changes together, what one brought and another took cancels out as well, so their uncertainties do not add up.
/// </summary>
internal sealed class Movement
{
    private readonly Dictionary<(Guid AiringId, CounterEnd End), int> _times = [];

    /// <summary>How far the true change may lie from the one that is told.</summary>
    public Uncertainty Rounding => RoundingOf(_times);

    /// <summary>The same for each broadcast whose change is not exact.</summary>
    public IEnumerable<(Guid AiringId, Uncertainty Rounding)> ByAiring => _times.GroupBy(moved => moved.Key.AiringId).Select(moved => (moved.Key, RoundingOf(moved)));

    /// <summary>All of some together.</summary>
    public static Movement Of(IEnumerable<Movement> parts)
    {
        var whole = new Movement();
        foreach (var (key, times) in parts.SelectMany(part => part._times))
        {
            whole.Add(key.AiringId, key.End, times);
        }

        return whole;
    }

    /// <summary>A value that came, or went.</summary>
    /// <param name="airingId">Whose it is.</param>
    /// <param name="end">The value; an exact one makes nothing less certain.</param>
    /// <param name="times">How often it came; negative where it went.</param>
    public void Add(Guid airingId, CounterEnd end, int times)
    {
        if (end.Rounding != Uncertainty.None && (_times[(airingId, end)] = _times.GetValueOrDefault((airingId, end)) + times) == 0)
        {
            _times.Remove((airingId, end));
        }
    }

    private static Uncertainty RoundingOf(IEnumerable<KeyValuePair<(Guid AiringId, CounterEnd End), int>> times) =>
        Uncertainty.Sum(times.SelectMany(moved => Enumerable.Repeat(moved.Value > 0 ? moved.Key.End.Rounding : moved.Key.End.Rounding.TakenOff(), Math.Abs(moved.Value))));
}
