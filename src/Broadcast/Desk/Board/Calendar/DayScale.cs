namespace Broadcast.Desk.Board.Calendar;

/// <summary>The time axis of a day: whole hours around what takes place, as shares of its length.</summary>
/// <param name="From">The instant at the top.</param>
/// <param name="To">The instant at the bottom.</param>
public sealed record DayScale(DateTimeOffset From, DateTimeOffset To)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>The whole hours at which the axis is labelled.</summary>
    public IEnumerable<DateTimeOffset> Hours
    {
        get
        {
            for (var at = From; at < To; at += Hour)
            {
                yield return at;
            }
        }
    }

    /// <summary>How many hours it spans.</summary>
    public double Length => (To - From) / Hour;

    /// <summary>The axis for entries of one local day; null without any.</summary>
    public static DayScale? Of(IReadOnlyList<BoardEntry> entries)
    {
        if (entries.Count == 0)
        {
            return null;
        }

        var (first, last) = (entries.Min(entry => entry.StartsAt), entries.Max(entry => entry.EndsAt));
        return new DayScale(Cut(first), Cut(last.AddTicks(-1)) + Hour);
    }

    /// <summary>Hours from the top.</summary>
    public double At(DateTimeOffset at) => (at - From) / Hour;

    /// <summary>Whether an instant lies on the axis.</summary>
    public bool Holds(DateTimeOffset at) => From <= at && at < To;

    private static DateTimeOffset Cut(DateTimeOffset at) => at.AddTicks(-(at.TimeOfDay.Ticks % Hour.Ticks));
}
