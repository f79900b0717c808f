using Broadcast.Audience;
using Broadcast.Audience.Arithmetic;
using Broadcast.Channels;
using Broadcast.Outcomes;
using Broadcast.Platforms;

namespace Broadcast.Ingestion;

/// <summary>
/// Decides which readings of a message count: those of a broadcast that was known when it came (or when it was replayed), observed no more than five minutes after its arrival (audience.md, section 1).
/// The same bytes and instants always decide the same, so the audit may ask again.
/// </summary>
internal sealed class Intake(Connectors connectors, ChannelDirectory directory)
{
    private static readonly TimeSpan FutureTolerance = TimeSpan.FromMinutes(5);

    public async ValueTask<IntakeResult> Read(IntakeMessage message, CancellationToken ct)
    {
        var read = connectors.Of(message.Connector).Read(message.Body, new MessageContext(message.ReceivedAt, message.ExternalId));
        if (read.IsRefused)
        {
            return IntakeResult.Refused(read.Refusal);
        }

        var result = new IntakeResult([], [], null);
        for (var i = 0; i < read.Value.Count; i++)
        {
            await Take(message, read.Value[i], i, result, ct);
        }

        return result;
    }

    private async ValueTask Take(IntakeMessage message, PlatformReading reading, int index, IntakeResult result, CancellationToken ct) =>
        Decide(message, reading, index, message.AiringId is { } pulled ? new KnownAiring(pulled, message.ReceivedAt) : await directory.FindAiring(message.ChannelId, reading.ExternalId, ct), result);

    /// <summary>Whether a reading counts. Pure, so that whoever checks a certificate decides the same from what it says.</summary>
    /// <param name="message">The message it came in.</param>
    /// <param name="reading">The reading.</param>
    /// <param name="index">Its place in the message.</param>
    /// <param name="airing">The broadcast it names; null when nobody knows it.</param>
    /// <param name="result">Takes it up, one way or the other.</param>
    public static void Decide(IntakeMessage message, PlatformReading reading, int index, KnownAiring? airing, IntakeResult result)
    {
        if (reading.ObservedAt > message.ReceivedAt + FutureTolerance)
        {
            result.Rejected.Add(new RejectedReading(index, "observedAt lies more than 5 minutes in the future"));
        }
        else if (airing is not { } known || known.CreatedAt > message.TakenAt)
        {
            result.Rejected.Add(new RejectedReading(index, $"unknown broadcast '{reading.ExternalId}'"));
        }
        else
        {
            result.Taken.Add(new TakenReading(
                known.Id,
                reading.ObservedAt.ToUnixTimeMilliseconds(),
                message.DeliveryId,
                index,
                reading.Concurrent,
                reading.Views,
                reading.Extras is null && known.CreatedAt <= message.ReceivedAt ? null : Extras(reading.Extras, message, known)).Withdrawn(message.WithdrawnAt?.ToUnixTimeMilliseconds()));
        }
    }

    /// <summary>A reading of a broadcast that came to be known after the message had arrived counts since the first replay from then on.</summary>
    private static ReadingExtras Extras(PlatformExtras? told, IntakeMessage message, KnownAiring airing) => new()
    {
        KnownAt = airing.CreatedAt <= message.ReceivedAt ? null : message.Replays.Where(at => at >= airing.CreatedAt).DefaultIfEmpty(message.TakenAt).Min().ToUnixTimeMilliseconds(),
        ViewsText = told?.Views?.Text,
        Rounding = new Uncertainty(told?.Views?.Minus ?? 0, told?.Views?.Plus ?? 0),
        Displayed = told?.Displayed,
        Heat = told?.Heat,
        PlatformPeak = told?.PlatformPeak,
    };
}

/// <summary>A message to be read.</summary>
/// <param name="DeliveryId">The delivery that keeps it.</param>
/// <param name="ChannelId">Its channel.</param>
/// <param name="Connector">How the channel's messages read.</param>
/// <param name="Body">The bytes.</param>
/// <param name="ReceivedAt">When it arrived.</param>
/// <param name="TakenAt">When it was last taken in: on arrival or by a replay. Broadcasts known by then count.</param>
/// <param name="AiringId">The broadcast that was asked for, when it answers a pull.</param>
/// <param name="ExternalId">The platform's name of that broadcast.</param>
internal sealed record IntakeMessage(
    Guid DeliveryId, Guid ChannelId, string Connector, ReadOnlyMemory<byte> Body, DateTimeOffset ReceivedAt, DateTimeOffset TakenAt, Guid? AiringId, string? ExternalId)
{
    /// <summary>All instants at which it was taken in again, in any order.</summary>
    public IReadOnlyList<DateTimeOffset> Replays { get; init; } = [];

    /// <summary>When the import whose row it is was withdrawn; null: it was not.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }
}

/// <summary>What of a message counts.</summary>
/// <param name="Taken">The readings that do.</param>
/// <param name="Rejected">Those that don't, with the reason.</param>
/// <param name="Refusal">Why none can be read; null when the message reads.</param>
internal sealed record IntakeResult(List<TakenReading> Taken, List<RejectedReading> Rejected, Refusal? Refusal)
{
    public static IntakeResult Refused(Refusal refusal) => new([], [], refusal);

    /// <summary>What the delivery's row says of what does not count; at most as long as the column.</summary>
    public string? Problem
    {
        get
        {
            var text = Refusal?.Errors is { } errors
                ? string.Join("; ", errors.Select(error => $"{error.Key}: {string.Join(' ', error.Value)}"))
                : string.Join("; ", Rejected.Take(20).Select(rejected => $"[{rejected.Index}] {rejected.Reason}"));
            return text.Length switch
            {
                0 => null,
                > 2000 => text[..2000],
                _ => text,
            };
        }
    }
}

/// <summary>A reading that does not count.</summary>
/// <param name="Index">Its place in the message, from 0.</param>
/// <param name="Reason">Why.</param>
internal sealed record RejectedReading(int Index, string Reason);
