using System.Globalization;
using Broadcast.Times;

namespace Broadcast.Scheduling;

/// <summary>An interview as it stands in calendars.</summary>
internal sealed record FeedEvent
{
    public Guid Id { get; init; }

    public string Topic { get; init; } = "";

    public InterviewState State { get; init; }

    public DateTimeOffset PlannedStartsAt { get; init; }

    public DateTimeOffset PlannedEndsAt { get; init; }

    public int Sequence { get; init; }

    public string? Reason { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the log last tells of it.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    public string TimeZone { get; init; } = "";

    public string SeriesTitle { get; init; } = "";

    public string UnitName { get; init; } = "";

    public string? HostName { get; init; }

    public string StudioName { get; init; } = "";

    public string? StudioPlace { get; init; }

    /// <summary>The name of an interview in every calendar and invitation, for ever.</summary>
    public static string UidOf(Guid interviewId) => $"interview-{interviewId}@broadcast";

    public void Write(CalendarText text, IEnumerable<FeedGuest> guests)
    {
        var (zone, isCancelled) = (Zones.Find(TimeZone), State == InterviewState.Cancelled);
        var changed = ChangedAt ?? CreatedAt;
        text.Line("BEGIN", "VEVENT")
            .Line("UID", UidOf(Id))
            .Utc("DTSTAMP", changed)
            .Utc("CREATED", CreatedAt)
            .Utc("LAST-MODIFIED", changed)
            // Cancelling is a revision too, and the last one.
            .Line("SEQUENCE", (Sequence + (isCancelled ? 1 : 0)).ToString(CultureInfo.InvariantCulture))
            .Local("DTSTART", PlannedStartsAt, zone)
            .Local("DTEND", PlannedEndsAt, zone)
            .Text("SUMMARY", $"{Topic} · {UnitName}")
            .Text("LOCATION", StudioPlace is null ? StudioName : $"{StudioName}, {StudioPlace}")
            .Text("DESCRIPTION", Describe(guests))
            .Line("STATUS", StatusOf(State))
            .Line("TRANSP", isCancelled ? "TRANSPARENT" : "OPAQUE")
            .Line("END", "VEVENT");
    }

    private string Describe(IEnumerable<FeedGuest> guests)
    {
        var lines = new List<string> { SeriesTitle, UnitName };
        lines.AddRange(guests.Select(guest => $"嘉宾 Guest: {guest.Name}, {guest.Title}"));
        if (HostName is not null)
        {
            lines.Add($"主持 Host: {HostName}");
        }

        if (Reason is not null)
        {
            lines.Add($"取消 Cancelled: {Reason}");
        }

        return string.Join('\n', lines);
    }

    private static string StatusOf(InterviewState state) => state switch
    {
        InterviewState.Requested or InterviewState.Booked => "TENTATIVE",
        InterviewState.Cancelled => "CANCELLED",
        _ => "CONFIRMED",
    };
}

/// <summary>Who speaks, as it stands in calendars.</summary>
internal sealed record FeedGuest
{
    public Guid InterviewId { get; init; }

    public string Name { get; init; } = "";

    public string Title { get; init; } = "";
}
