namespace Broadcast.Audience.Arithmetic;

/// <summary>Local days as stretches of absolute time. They follow each other without gap or overlap whatever the zone's clocks do.</summary>
internal static class LocalDay
{
    /// <summary>The local day an instant lies in.</summary>
    /// <param name="at">Unix milliseconds.</param>
    /// <param name="zone">The zone whose days are meant.</param>
    public static DateOnly Of(long at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(at), zone);
        var day = DateOnly.FromDateTime(local.DateTime);

        // Clocks set back across midnight show the day before once more, though the day has begun.
        return Start(day.AddDays(1), zone) <= at ? day.AddDays(1) : day;
    }

    /// <summary>The first instant of a local day, Unix milliseconds: not always midnight, where clocks are set at midnight.</summary>
    public static long Start(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local))
            local = local.AddMinutes(1);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUnixTimeMilliseconds();
    }

    /// <summary>The absolute time a local day takes: 23, 24 or 25 hours, mostly.</summary>
    public static Interval Span(DateOnly day, TimeZoneInfo zone) => new(Start(day, zone), Start(day.AddDays(1), zone));
}
