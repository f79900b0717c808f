using System.Text.Json.Serialization;
using Broadcast.Audience.Arithmetic;
using Broadcast.Data;

namespace Broadcast.Audience;

/// <summary>A reading that counts, as the audience takes it in.</summary>
/// <param name="AiringId">The broadcast.</param>
/// <param name="ObservedAt">When it was observed, in milliseconds since 1970 (UTC).</param>
/// <param name="DeliveryId">The delivery it came in.</param>
/// <param name="Ordinal">Its place in that delivery, from 0; with the delivery it makes the reading one.</param>
/// <param name="Concurrent">How many watched then.</param>
/// <param name="Views">How many times it was watched so far, or since.</param>
/// <param name="Extras">What few readings carry beside; null: nothing.</param>
internal readonly record struct TakenReading(Guid AiringId, long ObservedAt, Guid DeliveryId, int Ordinal, long? Concurrent, long? Views, ReadingExtras? Extras = null)
{
    /// <summary>Since when it was known here: the arrival of its delivery, whose id is made of that instant, or the replay that let it count. Milliseconds since 1970 (UTC).</summary>
    public long KnownAt => Extras?.KnownAt ?? Ids.TimeOf(DeliveryId);

    /// <summary>Since when it does not count, as the import that brought it was withdrawn; null: it was not. Milliseconds since 1970 (UTC).</summary>
    public long? WithdrawnAt => Extras?.WithdrawnAt;

    /// <summary>Whether it counts as a closing has it: when it was known before, and not withdrawn before. Without one all count that were not withdrawn.</summary>
    /// <param name="closedAt">The closing that stands, milliseconds since 1970 (UTC); null: none.</param>
    public bool Counts(long? closedAt) => closedAt is { } closed ? KnownAt < closed && !(WithdrawnAt < closed) : WithdrawnAt is null;

    /// <summary>The same reading with what is known of its withdrawal.</summary>
    /// <param name="at">Since when it does not count; null: it was not withdrawn.</param>
    public TakenReading Withdrawn(long? at)
    {
        if (at == WithdrawnAt)
        {
            return this;
        }

        var extras = (Extras ?? ReadingExtras.None) with { WithdrawnAt = at };
        return this with { Extras = extras == ReadingExtras.None ? null : extras };
    }
}

/// <summary>What a reading carries beside its two figures.</summary>
internal sealed record ReadingExtras
{
    public static readonly ReadingExtras None = new();

    /// <summary>The replay since when it counts, where that is not its arrival.</summary>
    public long? KnownAt { get; init; }

    /// <summary>Since when it does not count. Its import knows that, and nobody writes it down beside the reading.</summary>
    [JsonIgnore]
    public long? WithdrawnAt { get; init; }

    /// <summary>The views as the platform wrote them, rounded ("1.2万").</summary>
    public string? ViewsText { get; init; }

    /// <summary>How far the true views may lie from the figure.</summary>
    public Uncertainty Rounding { get; init; }

    /// <summary>A figure that a platform displays in place of a real one (virtual viewers, multipliers).</summary>
    public long? Displayed { get; init; }

    /// <summary>Heat, popularity (人气).</summary>
    public long? Heat { get; init; }

    /// <summary>The platform's own peak.</summary>
    public long? PlatformPeak { get; init; }
}
