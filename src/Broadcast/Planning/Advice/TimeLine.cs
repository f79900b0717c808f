namespace Broadcast.Planning;

/// <summary>Spans of time as one line, to be asked quickly: those that touch or overlap are one.</summary>
internal sealed class TimeLine
{
    public static readonly TimeLine Empty = new([]);

    private readonly long[] _starts;
    private readonly long[] _ends;

    public TimeLine(IEnumerable<(DateTimeOffset From, DateTimeOffset To)> spans)
    {
        var (starts, ends) = (new List<long>(), new List<long>());
        foreach (var (from, to) in spans.Select(span => (From: span.From.UtcTicks, To: span.To.UtcTicks)).Where(span => span.To > span.From).Order())
        {
            if (ends.Count > 0 && from <= ends[^1])
            {
                ends[^1] = Math.Max(ends[^1], to);
            }
            else
            {
                starts.Add(from);
                ends.Add(to);
            }
        }

        (_starts, _ends) = ([.. starts], [.. ends]);
    }

    /// <summary>Whether any part of <c>[from, to)</c> lies on the line.</summary>
    public bool Touches(DateTimeOffset from, DateTimeOffset to) => LastBefore(to.UtcTicks) is >= 0 and var last && _ends[last] > from.UtcTicks;

    /// <summary>Whether all of <c>[from, to)</c> lies on the line.</summary>
    public bool Holds(DateTimeOffset from, DateTimeOffset to) => LastBefore(from.UtcTicks + 1) is >= 0 and var last && _ends[last] >= to.UtcTicks;

    /// <summary>The last span that begins before an instant; -1 when none does.</summary>
    private int LastBefore(long ticks)
    {
        var at = Array.BinarySearch(_starts, ticks);
        return (at < 0 ? ~at : at) - 1;
    }
}
