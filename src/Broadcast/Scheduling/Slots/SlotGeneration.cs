using System.Globalization;
using Broadcast.Hosting;
using Broadcast.Times;

namespace Broadcast.Scheduling;

/// <summary>Slots to be made from a rule, as a client wants them.</summary>
internal sealed record GenerateBody
{
    private static readonly string[] TimeForms = ["HH:mm", "H:mm", "HH:mm:ss"];

    public Guid? StudioId { get; init; }

    /// <summary>RFC 5545, such as <c>FREQ=WEEKLY;BYDAY=MO,WE</c>; it may carry COUNT or UNTIL itself, when nothing here says so.</summary>
    public string? Rrule { get; init; }

    /// <summary>Local time of day, <c>14:30</c>.</summary>
    public string? StartTime { get; init; }

    /// <summary>How many times of the rule, holidays included.</summary>
    public int? Count { get; init; }

    /// <summary>The last local day.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>Whether public holidays are left out; when missing, they are where the series' zone is China's.</summary>
    public bool? SkipHolidays { get; init; }

    /// <summary>What is to be made, checked against the series; to be used only when the fields are good.</summary>
    public SlotPlan? Check(Series series, Fields fields)
    {
        var studioId = fields.Required("studioId", StudioId);
        var rule = SlotRule.Parse("rrule", Rrule, fields);
        var time = ReadTime(fields);
        CheckEnd(series, rule, fields);
        if (rule is null || !fields.AreGood)
        {
            return null;
        }

        var last = Until is { } day ? series.Zone.StartOf(day.AddDays(1)) : EndOf(rule.Until, series.Zone);
        return new SlotPlan(studioId, rule, time, Count ?? rule.Count, last, SkipHolidays ?? HolidayCalendar.IsKeptIn(series.TimeZone));
    }

    private TimeOnly ReadTime(Fields fields)
    {
        if (!TimeOnly.TryParseExact(StartTime ?? "", TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            fields.Wrong("startTime", StartTime is null ? "Required." : "A local time such as 14:30.");
        }

        return time;
    }

    private void CheckEnd(Series series, SlotRule? rule, Fields fields)
    {
        if (Count is not null && Until is not null)
        {
            fields.Wrong("count", "Either count or until.");
            fields.Wrong("until", "Either count or until.");
        }

        if ((Count ?? Until as object) is not null && (rule?.Count ?? rule?.Until as object) is not null)
        {
            fields.Wrong("rrule", "The rule says itself how long it goes on: leave out its COUNT or UNTIL, or count and until.");
        }

        if (Count is not null)
        {
            fields.Number("count", Count, 1, SlotPlan.Most);
        }

        if (Until < series.StartsOn)
        {
            fields.Wrong("until", string.Create(CultureInfo.InvariantCulture, $"The series begins on {series.StartsOn:yyyy-MM-dd}."));
        }
        else if (Until > SeriesBody.LastDay)
        {
            fields.Wrong("until", string.Create(CultureInfo.InvariantCulture, $"At most {SeriesBody.LastDay:yyyy-MM-dd}."));
        }
    }

    private static DateTimeOffset? EndOf(LocalUntil? until, TimeZoneInfo zone) => until switch
    {
        null => null,
        { IsDay: true } => zone.StartOf(DateOnly.FromDateTime(until.At).AddDays(1)),
        { IsUtc: true } => new DateTimeOffset(until.At, TimeSpan.Zero).AddSeconds(1),
        _ => zone.At(until.At).AddSeconds(1),
    };
}

/// <summary>Slots to be made, checked. <paramref name="Before"/> is where they end; null: with the series.</summary>
internal sealed record SlotPlan(Guid StudioId, SlotRule Rule, TimeOnly Time, int? Count, DateTimeOffset? Before, bool SkipHolidays)
{
    /// <summary>How many a call may make.</summary>
    public const int Most = 5000;

    /// <summary>When the slots begin, in order; one more than a call may make when there are too many.</summary>
    public IReadOnlyList<DateTimeOffset> Starts(Series series)
    {
        var zone = series.Zone;
        var end = zone.StartOf(series.EndsOn.AddDays(1));
        var before = Before < end ? Before.Value : end;
        return
        [
            .. Rule.Times(series.StartsOn, Time)
                .Take(Count ?? int.MaxValue)
                .TakeWhile(local => DateOnly.FromDateTime(local) <= series.EndsOn)
                .Select(zone.At)
                .TakeWhile(at => at < before)
                .Where(at => at.AddMinutes(series.SlotMinutes) <= end)
                .Take(Most + 1)
                .Order(),
        ];
    }
}

/// <summary>What came of a rule.</summary>
public sealed record GeneratedSlots
{
    /// <summary>The slots that were made, in order.</summary>
    public IReadOnlyList<Slot> Created { get; init; } = [];

    /// <summary>The times of the rule that got none, in order.</summary>
    public IReadOnlyList<SkippedSlot> Skipped { get; init; } = [];

    /// <summary>What could not be known yet.</summary>
    public IReadOnlyList<SlotWarning> Warnings { get; init; } = [];
}

/// <summary>A time of the rule that got no slot.</summary>
/// <param name="At">When it would have begun.</param>
/// <param name="Reason">Why not.</param>
public sealed record SkippedSlot(DateTimeOffset At, SkipReason Reason);

/// <summary>Why a time of a rule got no slot.</summary>
public enum SkipReason
{
    /// <summary>A public holiday.</summary>
    Holiday,

    /// <summary>The studio has another slot then.</summary>
    [System.Text.Json.Serialization.JsonStringEnumMemberName("studio-busy")]
    StudioBusy,
}

/// <summary>What a producer should know about the slots that were made.</summary>
/// <param name="Type">A stable word: <c>holidays-not-announced</c>.</param>
/// <param name="Year">The year it is about.</param>
/// <param name="Message">One sentence.</param>
public sealed record SlotWarning(string Type, int Year, string Message);
