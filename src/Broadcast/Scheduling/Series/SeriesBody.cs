using System.Globalization;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;
using Broadcast.Times;

namespace Broadcast.Scheduling;

/// <summary>What a client may say about a series.</summary>
internal sealed record SeriesBody
{
    private const double LongestHours = 24 * 366;
    private const int MostReminders = 10;
    private const int MostInterviews = 1000;

    private static readonly DateOnly FirstDay = new(1990, 1, 1);
    public static readonly DateOnly LastDay = new(2300, 12, 31);

    /// <summary>Minutes: what looks for neighbours in a studio relies on it.</summary>
    public const int LongestGap = 12 * 60;

    public Given<string> Code { get; init; }

    public Given<string> Title { get; init; }

    public Given<string> TimeZone { get; init; }

    public Given<DateOnly?> StartsOn { get; init; }

    public Given<DateOnly?> EndsOn { get; init; }

    public Given<int?> SlotMinutes { get; init; }

    public Given<int?> SetupMinutes { get; init; }

    public Given<int?> StrikeMinutes { get; init; }

    public Given<int?> MaxPerDay { get; init; }

    public Given<int?> MaxPerWeek { get; init; }

    public Given<List<SegmentBody?>> Segments { get; init; }

    public Given<bool?> Public { get; init; }

    public Given<double?> HoldHours { get; init; }

    public Given<double?> AnswerWithinHours { get; init; }

    public Given<List<double>> RemindBeforeAnswerHours { get; init; }

    public Given<List<double>> RemindBeforeInterviewHours { get; init; }

    public Given<bool?> ReleaseAtDeadline { get; init; }

    /// <summary>A series before anybody said anything about it.</summary>
    public static Series Blank(Guid id, string key) => new()
    {
        Id = id,
        TimeZone = Zones.Default,
        HoldHours = 72,
        AnswerWithinHours = 72,
        RemindBeforeAnswerHours = [24],
        RemindBeforeInterviewHours = [48, 3],
        CalendarUrl = SeriesRow.CalendarUrlOf(id, key),
        Version = 0,
    };

    /// <summary>The series as it shall be, checked. A list or figure that is null goes back to its default.</summary>
    public Series Over(Series now, Fields fields)
    {
        var blank = Blank(now.Id, "");
        var (startsOn, endsOn) = Days(now, fields);
        var minutes = fields.Number("slotMinutes", SlotMinutes.Or(now.Version == 0 ? null : now.SlotMinutes), 1, 1440);
        return now with
        {
            Code = fields.Code("code", Code.Or(now.Code)),
            Title = fields.Text("title", Title.Or(now.Title), 300),
            TimeZone = Zone(TimeZone.Or(now.TimeZone) ?? blank.TimeZone, fields),
            StartsOn = startsOn,
            EndsOn = endsOn,
            SlotMinutes = minutes,
            SetupMinutes = fields.Number("setupMinutes", SetupMinutes.Or(now.SetupMinutes) ?? 0, 0, LongestGap),
            StrikeMinutes = fields.Number("strikeMinutes", StrikeMinutes.Or(now.StrikeMinutes) ?? 0, 0, LongestGap),
            MaxPerDay = Most("maxPerDay", MaxPerDay.Or(now.MaxPerDay), fields),
            MaxPerWeek = Most("maxPerWeek", MaxPerWeek.Or(now.MaxPerWeek), fields),
            Segments = Parts(now, minutes, fields),
            Public = Public.Or(now.Public) ?? false,
            HoldHours = Hours("holdHours", HoldHours.Or(now.HoldHours) ?? blank.HoldHours, fields),
            AnswerWithinHours = Hours("answerWithinHours", AnswerWithinHours.Or(now.AnswerWithinHours) ?? blank.AnswerWithinHours, fields),
            RemindBeforeAnswerHours = HourList(
                "remindBeforeAnswerHours", RemindBeforeAnswerHours, now.RemindBeforeAnswerHours, blank.RemindBeforeAnswerHours, fields),
            RemindBeforeInterviewHours = HourList(
                "remindBeforeInterviewHours", RemindBeforeInterviewHours, now.RemindBeforeInterviewHours, blank.RemindBeforeInterviewHours, fields),
            ReleaseAtDeadline = ReleaseAtDeadline.Or(now.ReleaseAtDeadline) ?? false,
            Version = now.Version + 1,
        };
    }

    private (DateOnly StartsOn, DateOnly EndsOn) Days(Series now, Fields fields)
    {
        var startsOn = Day("startsOn", StartsOn.Or(now.Version == 0 ? null : now.StartsOn), fields);
        var endsOn = Day("endsOn", EndsOn.Or(now.Version == 0 ? null : now.EndsOn), fields);
        if (startsOn is not null && endsOn < startsOn)
        {
            fields.Wrong("endsOn", "Before startsOn.");
        }

        return (startsOn ?? default, endsOn ?? default);
    }

    private static DateOnly? Day(string field, DateOnly? day, Fields fields)
    {
        if (day is null)
        {
            fields.Wrong(field, "Required.");
        }
        else if (day < FirstDay || day > LastDay)
        {
            fields.Wrong(field, string.Create(CultureInfo.InvariantCulture, $"From {FirstDay:yyyy-MM-dd} to {LastDay:yyyy-MM-dd}."));
        }

        return day;
    }

    private static string Zone(string name, Fields fields)
    {
        if (!Zones.TryFind(name.Trim(), out _))
        {
            fields.Wrong("timeZone", "An IANA time zone, such as Asia/Shanghai.");
        }

        return name.Trim();
    }

    private IReadOnlyList<SegmentPlan> Parts(Series now, int minutes, Fields fields)
    {
        if (Segments.Value is { } given)
        {
            return SegmentPlan.Check(given, fields);
        }

        return Segments.IsGiven || now.Segments.Count == 0 ? SegmentPlan.FiveParts(minutes) : SegmentPlan.Fit(now.Segments, now.SlotMinutes, minutes);
    }

    private static int? Most(string field, int? most, Fields fields) => most is null ? null : fields.Number(field, most, 1, MostInterviews);

    private static double Hours(string field, double hours, Fields fields)
    {
        if (hours is not (> 0 and <= LongestHours))
        {
            fields.Wrong(field, $"More than 0, at most {LongestHours} hours.");
        }

        return hours;
    }

    private static IReadOnlyList<double> HourList(string field, Given<List<double>> given, IReadOnlyList<double> now, IReadOnlyList<double> otherwise, Fields fields)
    {
        if (!given.IsGiven || given.Value is null)
        {
            return given.IsGiven ? otherwise : now;
        }

        if (given.Value.Count > MostReminders)
        {
            fields.Wrong(field, $"At most {MostReminders}.");
        }

        return [.. given.Value.Select((hours, i) => Hours($"{field}[{i}]", hours, fields))];
    }
}
