using System.Globalization;
using Broadcast.Outcomes;

namespace Broadcast.Times;

/// <summary>Instants as they are said to people, and as they are taken from them.</summary>
internal static class Instants
{
    /// <summary>"2026-03-12 14:30–15:10 (Asia/Shanghai)".</summary>
    public static string Span(DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone)
    {
        var (start, end) = (from.In(zone), to.In(zone));
        var last = start.Date == end.Date ? end.ToString("HH:mm", CultureInfo.InvariantCulture) : end.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{start:yyyy-MM-dd HH:mm}–{last} ({zone.Id})");
    }

    /// <summary>When something happened: what the caller says, or now; cut to the millisecond.</summary>
    public static DateTimeOffset Happened(DateTimeOffset? at, DateTimeOffset now) => Cut(at ?? now);

    /// <summary>Milliseconds are kept; finer digits are cut.</summary>
    public static DateTimeOffset Cut(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMillisecond));

    /// <summary>What happened cannot lie ahead.</summary>
    public static Refusal? CheckPast(DateTimeOffset? at, DateTimeOffset now) => at > now ? Refusal.Field("at", "Must not lie in the future.") : null;
}
