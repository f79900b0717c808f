namespace Broadcast.Planning.Model;

/// <summary>A time in milliseconds since 1970: <c>[From, To)</c>.</summary>
internal readonly record struct Period(long From, long To)
{
    private const long Minute = 60_000;

    public bool Overlaps(Period other) => From < other.To && other.From < To;

    /// <summary>Whether fewer than so many minutes lie between the two, or they overlap.</summary>
    public bool IsWithin(int minutes, Period other) => From < other.To + (minutes * Minute) && other.From < To + (minutes * Minute);
}
