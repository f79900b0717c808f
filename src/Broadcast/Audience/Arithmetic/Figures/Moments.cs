using System.Runtime.InteropServices;

namespace Broadcast.Audience.Arithmetic;

/// <summary>What an airing's readings of one instant say together (audience.md, section 1).</summary>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Concurrent">The greatest gauge; null when none has one.</param>
/// <param name="Views">The greatest counter; null when none has one.</param>
/// <param name="Increments">All their views together: those of a delta channel each count.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Moment(long At, long? Concurrent, long? Views, Int128 Increments)
{
    /// <summary>The same with one more reading of that instant.</summary>
    public Moment With(Reading reading) =>
        new(At, Greater(Concurrent, reading.Concurrent), Greater(Views, reading.Views), Increments + (reading.Views ?? 0));

    private static long? Greater(long? one, long? other) => other is null || one > other ? one : other;
}

/// <summary>An airing's readings as a recount goes through them: in order of time, those of one instant as one.</summary>
/// <remarks>Shares nothing with <see cref="Points"/>, which the figures by the minute come from: the audit compares the two (section 5).</remarks>
internal sealed class Moments
{
    private readonly List<Moment> _moments = [];

    /// <summary>All of them, until the next one is added.</summary>
    public ReadOnlySpan<Moment> InOrder => CollectionsMarshal.AsSpan(_moments);

    /// <summary>Those of readings in any order.</summary>
    public static Moments Of(IEnumerable<Reading> readings)
    {
        var moments = new Moments();
        foreach (var reading in readings.OrderBy(reading => reading.At))
            moments.Add(reading);
        return moments;
    }

    /// <summary>Takes one more reading, which was not observed before the last.</summary>
    public void Add(Reading reading)
    {
        if (_moments.Count > 0 && _moments[^1].At == reading.At)
            _moments[^1] = _moments[^1].With(reading);
        else
            _moments.Add(new(reading.At, reading.Concurrent, reading.Views, reading.Views ?? 0));
    }

    /// <summary>Forgets all, to take another airing's without taking more memory.</summary>
    public void Clear() => _moments.Clear();
}

/// <summary>All there is to know of one airing, in order.</summary>
/// <param name="Moments">Its readings.</param>
/// <param name="Metering">The channel's settings.</param>
/// <param name="DeclaredViews">The approved declared figure; null without one.</param>
internal sealed record AiringMoments(Moments Moments, Metering Metering, Int128? DeclaredViews)
{
    /// <summary>Puts an airing's readings in order.</summary>
    public static AiringMoments Of(AiringReadings airing) => new(Moments.Of(airing.Readings), airing.Metering, airing.DeclaredViews);

    /// <summary>An instant from which on nothing that was observed holds any more; null without a reading.</summary>
    public long? EndOfHolds => Moments.InOrder is [.., var last] ? last.At + Metering.HoldMs : null;
}
