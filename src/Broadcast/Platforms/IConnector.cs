using System.Text.Json;
using Broadcast.Outcomes;

namespace Broadcast.Platforms;

/// <summary>
/// A kind of platform: what its settings must hold, and how its messages read. Pure: the same bytes always give the same figures, so everything can be recounted from the evidence.
/// </summary>
internal interface IConnector
{
    /// <summary>As a channel names it.</summary>
    string Name { get; }

    /// <summary>What is wrong with the settings, by field; nothing when they serve.</summary>
    IEnumerable<(string Field, string Message)> CheckSettings(JsonElement settings);

    /// <summary>The figures in a message, or why it can't be read as a whole.</summary>
    Outcome<IReadOnlyList<PlatformReading>> Read(ReadOnlyMemory<byte> body, MessageContext context);
}

/// <summary>A kind of platform that is asked for its figures.</summary>
internal interface IPullingConnector : IConnector
{
    /// <summary>Asks once; the time-outs and retries are those of the connector's HTTP client.</summary>
    Task<PullAnswer> Pull(PullRequest request, CancellationToken ct);
}

/// <summary>What a message is read with, beside its bytes.</summary>
/// <param name="ReceivedAt">When it arrived: the time of figures that carry none.</param>
/// <param name="ExternalId">The broadcast that was asked for, when the message answers a pull.</param>
internal readonly record struct MessageContext(DateTimeOffset ReceivedAt, string? ExternalId);

/// <summary>One figure as a platform told it.</summary>
/// <param name="ExternalId">The platform's name of the broadcast.</param>
/// <param name="ObservedAt">When the platform observed it, cut to the millisecond.</param>
/// <param name="Concurrent">How many watch then; null: not told, which is no zero.</param>
/// <param name="Views">How many times it was watched so far, or since (<c>delta</c>); null: not told.</param>
/// <param name="Extras">What few platforms tell beside; null: nothing.</param>
internal readonly record struct PlatformReading(string ExternalId, DateTimeOffset ObservedAt, long? Concurrent, long? Views, PlatformExtras? Extras = null);

/// <summary>What a platform tells beside the two figures: how a rounded one was written, and figures of kinds that are kept and never added.</summary>
internal sealed record PlatformExtras
{
    /// <summary>The views as they were written, rounded; the figure itself stands in the reading.</summary>
    public ShortFigure? Views { get; init; }

    /// <summary>A figure that is displayed in place of a real one (virtual viewers, multipliers).</summary>
    public long? Displayed { get; init; }

    /// <summary>Heat, popularity (人气).</summary>
    public long? Heat { get; init; }

    /// <summary>The platform's own peak.</summary>
    public long? PlatformPeak { get; init; }
}

/// <summary>What to ask for.</summary>
/// <param name="Settings">The channel's settings.</param>
/// <param name="ExternalId">The platform's name of the broadcast.</param>
/// <param name="Url">The broadcast's own address, where one was given.</param>
/// <param name="AllowsPrivate">An administrator allowed addresses of private networks.</param>
internal sealed record PullRequest(JsonElement Settings, string ExternalId, string? Url, bool AllowsPrivate);

/// <summary>What a platform answered.</summary>
/// <param name="Body">The bytes, as they came; null when there was no usable answer.</param>
/// <param name="Headers">The answer's headers.</param>
/// <param name="Problem">Why there is no usable answer, for the operator: names the setting at fault where it can.</param>
internal sealed record PullAnswer(byte[]? Body, IReadOnlyDictionary<string, string> Headers, string? Problem)
{
    public static PullAnswer Failed(string problem) => new(null, new Dictionary<string, string>(StringComparer.Ordinal), problem);
}
