using System.Diagnostics.CodeAnalysis;

namespace Broadcast.Times;

/// <summary>A series' time zone and the local dates in it.</summary>
internal static class Zones
{
    public const string Default = "Asia/Shanghai";

    /// <summary>A zone by its IANA name; false for anything else, a path or a Windows name among them.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = null;
        return name.Length <= 64
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+')
            && TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone)
            && zone.HasIanaId;
    }

    /// <summary>A zone that was checked when it was stored.</summary>
    public static TimeZoneInfo Find(string name) => TimeZoneInfo.FindSystemTimeZoneById(name);

    /// <summary>Somebody's own zone, where its clocks show another time at an instant than those of the zone everybody goes by; null otherwise.</summary>
    public static TimeZoneInfo? Other(string? name, TimeZoneInfo zone, DateTimeOffset at) =>
        name is not null && TryFind(name, out var own) && own.GetUtcOffset(at) != zone.GetUtcOffset(at) ? own : null;

    /// <summary>The same instant, with the offset that the zone has then.</summary>
    public static DateTimeOffset In(this DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone);

    /// <inheritdoc cref="In(DateTimeOffset, TimeZoneInfo)"/>
    public static DateTimeOffset? In(this DateTimeOffset? at, TimeZoneInfo zone) => at?.In(zone);

    /// <summary>The local day of an instant.</summary>
    public static DateOnly DayOf(this TimeZoneInfo zone, DateTimeOffset at) => DateOnly.FromDateTime(at.In(zone).DateTime);

    /// <summary>The first instant of a local day; where summer time skips midnight, the first one after it.</summary>
    public static DateTimeOffset StartOf(this TimeZoneInfo zone, DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(15);
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }

    /// <summary>
    /// A local time as the instant that calendars take it for (RFC 5545, 3.3.5): the first of two when clocks go back, and where they skip it, what it would be had they not moved yet.
    /// </summary>
    public static DateTimeOffset At(this TimeZoneInfo zone, DateTime local)
    {
        if (zone.IsAmbiguousTime(local))
        {
            return new DateTimeOffset(local, zone.GetAmbiguousTimeOffsets(local).Max());
        }

        var before = local;
        while (zone.IsInvalidTime(before))
        {
            before = before.AddMinutes(-15);
        }

        return new DateTimeOffset(local, zone.GetUtcOffset(before)).In(zone);
    }

    /// <summary>Whether <c>[from, to)</c> lies within the local days <c>[first, last]</c>.</summary>
    public static bool Holds(this TimeZoneInfo zone, DateOnly first, DateOnly last, DateTimeOffset from, DateTimeOffset to) =>
        from >= zone.StartOf(first) && to <= zone.StartOf(last.AddDays(1));
}
