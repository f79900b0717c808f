namespace Broadcast.Tests.Audience.Arithmetic;

/// <summary>Instants as people write them, for tests.</summary>
internal static class Times
{
    public static readonly long Ten = At("10:00:00");

    /// <summary>A time of 1 March 2026 in UTC, as Unix milliseconds.</summary>
    public static long At(string time) => Utc("2026-03-01T" + time);

    /// <summary>A date and time in UTC, as Unix milliseconds.</summary>
    public static long Utc(string instant) =>
        DateTimeOffset.Parse(instant + "Z", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    public static TimeZoneInfo Zone(string id) => TimeZoneInfo.FindSystemTimeZoneById(id);
}
