using Broadcast.Channels;
using Broadcast.Pulls;

namespace Broadcast.Desk.Overview;

/// <summary>A channel that should report and does not.</summary>
/// <param name="Id">The channel.</param>
/// <param name="Name">Its name.</param>
/// <param name="Family">Its family.</param>
/// <param name="Last">When its newest figure was observed; null: never.</param>
/// <param name="FailingSince">Since when it cannot be read; null where it can, or is not pulled.</param>
/// <param name="Problem">What its platform said last.</param>
public sealed record SilentChannel(Guid Id, string Name, string Family, DateTimeOffset? Last, DateTimeOffset? FailingSince, string? Problem)
{
    /// <summary>Those that play something now and were not heard of for longer than their figure holds, and those that cannot be read; the longest silence first.</summary>
    internal static IReadOnlyList<SilentChannel> Among(
        IReadOnlyList<ChannelRow> channels, IReadOnlyList<LastReading> readings, IReadOnlyList<ChannelHealthRow> health, DateTimeOffset now)
    {
        var lasts = readings.ToDictionary(reading => reading.ChannelId);
        var failing = health.Where(row => row.FailingSince is not null).ToDictionary(row => row.ChannelId);
        return
        [
            .. channels.Where(channel => IsSilent(channel, lasts.GetValueOrDefault(channel.Id), now) || failing.ContainsKey(channel.Id))
                .Select(channel => Of(channel, lasts.GetValueOrDefault(channel.Id), failing.GetValueOrDefault(channel.Id)))
                .OrderBy(channel => channel.Last ?? DateTimeOffset.MinValue),
        ];
    }

    private static bool IsSilent(ChannelRow channel, LastReading? reading, DateTimeOffset now) =>
        reading is { LiveAirings: > 0 } && (reading.LastReadingAt is not { } last || now - last > TimeSpan.FromSeconds(channel.HoldSeconds));

    private static SilentChannel Of(ChannelRow channel, LastReading? reading, ChannelHealthRow? health) =>
        new(channel.Id, channel.Name, channel.Family, reading?.LastReadingAt, health?.FailingSince, health?.Problem);
}
