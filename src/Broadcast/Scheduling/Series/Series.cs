using Broadcast.Hosting;
using Broadcast.Times;

namespace Broadcast.Scheduling;

/// <summary>A run of interviews.</summary>
public sealed record Series : IVersioned
{
    /// <summary>The series' id.</summary>
    public Guid Id { get; init; }

    /// <summary>Unique; the name in files and external ids.</summary>
    public string Code { get; init; } = "";

    /// <summary>As people see it.</summary>
    public string Title { get; init; } = "";

    /// <summary>IANA name; local days and times of the series are those of this zone.</summary>
    public string TimeZone { get; init; } = "";

    /// <summary>The first local day.</summary>
    public DateOnly StartsOn { get; init; }

    /// <summary>The last local day.</summary>
    public DateOnly EndsOn { get; init; }

    /// <summary>How long a slot is when nobody says.</summary>
    public int SlotMinutes { get; init; }

    /// <summary>Minutes kept free in the studio before each interview, to set up.</summary>
    public int SetupMinutes { get; init; }

    /// <summary>Minutes kept free in the studio after each interview, to strike.</summary>
    public int StrikeMinutes { get; init; }

    /// <summary>How many interviews a local day is meant to have at most; null: any number. Booking more is allowed, and shown as a clash.</summary>
    public int? MaxPerDay { get; init; }

    /// <summary>How many interviews an ISO week is meant to have at most; null: any number. Booking more is allowed, and shown as a clash.</summary>
    public int? MaxPerWeek { get; init; }

    /// <summary>The parts that an interview gets when nobody says.</summary>
    public IReadOnlyList<SegmentPlan> Segments { get; init; } = [];

    /// <summary>Whether everybody may see the dashboard.</summary>
    public bool Public { get; init; }

    /// <summary>How long a liaison's request holds its slot.</summary>
    public double HoldHours { get; init; }

    /// <summary>How long a guest has to answer an invitation.</summary>
    public double AnswerWithinHours { get; init; }

    /// <summary>When guests who have not answered are reminded, before the deadline.</summary>
    public IReadOnlyList<double> RemindBeforeAnswerHours { get; init; } = [];

    /// <summary>When guests are reminded, before the interview.</summary>
    public IReadOnlyList<double> RemindBeforeInterviewHours { get; init; } = [];

    /// <summary>Whether an interview whose principal guest lets the deadline pass is cancelled by itself, and its slot open again.</summary>
    public bool ReleaseAtDeadline { get; init; }

    /// <summary>The series as a feed for any calendar program; the key in it is the permission.</summary>
    public string CalendarUrl { get; init; } = "";

    /// <inheritdoc/>
    public int Version { get; init; } = 1;

    internal TimeZoneInfo Zone => Zones.Find(TimeZone);
}
