using System.Globalization;
using Broadcast.Hosting;
using Broadcast.Times;

namespace Broadcast.Scheduling;

/// <summary>Slots to be made from a rule, as a client wants them.</summary>
internal sealed record GenerateBody
{
    private const int MostTimes = 48;

    private static readonly string[] TimeForms = ["HH:mm", "H:mm", "HH:mm:ss"];

    public Guid? StudioId { get; init; }

    /// <summary>RFC 5545, such as <c>FREQ=WEEKLY;BYDAY=MO,WE</c>; it may carry COUNT or UNTIL itself, when nothing here says so.</summary>
    public string? Rrule { get; init; }

    /// <summary>Local time of day, <c>14:30</c>.</summary>
    public string? StartTime { get; init; }

    /// <summary>Several of them, in place of <see cref="StartTime"/>.</summary>
    public List<string?>? StartTimes { get; init; }

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
        var times = ReadTimes(fields);
        CheckEnd(series, rule, fields);
        if (rule is null || !fields.AreGood)
        {
            return null;
        }

        var last = Until is { } day ? series.Zone.StartOf(day.AddDays(1)) : EndOf(rule.Until, series.Zone);
        return new SlotPlan(studioId, rule, times, Count ?? rule.Count, last, SkipHolidays ?? HolidayCalendar.IsKeptIn(series.TimeZone));
    }

    private IReadOnlyList<TimeOnly> ReadTimes(Fields fields)
    {
        if (StartTimes is null)
        {
            return [ReadTime("startTime", StartTime, fields)];
        }

        if (StartTime is not null)
        {
            fields.Wrong("startTimes", "Either startTime or startTimes.");
        }

        if (StartTimes.Count is 0 or > MostTimes)
        {
            fields.Wrong("startTimes", $"From 1 to {MostTimes} times.");
            return [];
        }

        return [.. StartTimes.Select((text, i) => ReadTime($"startTimes[{i}]", text, fields)).Distinct().Order()];
    }

    private static TimeOnly ReadTime(string field, string? text, Fields fields)
    {
        if (!TimeOnly.TryParseExact(text ?? "", TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            fields.Wrong(field, text is null ? "Required." : "A local time such as 14:30.");
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
internal sealed record SlotPlan(Guid StudioId, SlotRule Rule, IReadOnlyList<TimeOnly> Times, int? Count, DateTimeOffset? Before, bool SkipHolidays)
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
            .. Times.Select(time => Rule.Times(series.StartsOn, time)).Aggregate(Merge)
                .Take(Count ?? int.MaxValue)
                .TakeWhile(local => DateOnly.FromDateTime(local) <= series.EndsOn)
                .Select(zone.At)
                .TakeWhile(at => at < before)
                .Where(at => at.AddMinutes(series.SlotMinutes) <= end)
                .Take(Most + 1)
                .Order(),
        ];
    }

    /// <summary>Two runs of times, each in order, as one.</summary>
    private static IEnumerable<DateTime> Merge(IEnumerable<DateTime> one, IEnumerable<DateTime> other)
    {
        using var first = one.GetEnumerator();
        using var second = other.GetEnumerator();
        var (hasFirst, hasSecond) = (first.MoveNext(), second.MoveNext());
        while (hasFirst || hasSecond)
        {
            if (hasFirst && (!hasSecond || first.Current <= second.Current))
            {
                yield return first.Current;
                hasFirst = first.MoveNext();
            }
            else
            {
                yield return second.Current;
                hasSecond = second.MoveNext();
            }
        }
    }
}

/// <summary>What came of a rule.</summary>
public sealed record GeneratedSlots
{
    /// <summary>By which <c>slots:take-back</c> removes again what is still open of them; null in a preview.</summary>
    public Guid? BatchId { get; init; }

    /// <summary>The slots that were made, in order.</summary>
    public IReadOnlyList<Slot> Created { get; init; } = [];

    /// <summary>The times of the rule that got none, in order.</summary>
    public IReadOnlyList<SkippedSlot> Skipped { get; init; } = [];

    /// <summary>What could not be known yet, and what stands too close.</summary>
    public IReadOnlyList<SlotWarning> Warnings { get; init; } = [];
}

/// <summary>What would come of a rule.</summary>
/// <param name="Times">The slots that would be made, in order.</param>
/// <param name="Skipped">The times of the rule that would get none, in order.</param>
/// <param name="Warnings">What could not be known yet, and what stands too close.</param>
public sealed record SlotPreview(IReadOnlyList<SlotTime> Times, IReadOnlyList<SkippedSlot> Skipped, IReadOnlyList<SlotWarning> Warnings)
{
    internal static SlotPreview Of(GeneratedSlots made) => new([.. made.Created.Select(slot => new SlotTime(slot.StartsAt, slot.EndsAt))], made.Skipped, made.Warnings);
}

/// <summary>When a slot would be.</summary>
/// <param name="StartsAt">Its start.</param>
/// <param name="EndsAt">Its end.</param>
public sealed record SlotTime(DateTimeOffset StartsAt, DateTimeOffset EndsAt);

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
/// <param name="Type">A stable word: <c>holidays-not-announced</c>, or <c>gap-not-kept</c>.</param>
/// <param name="Year">The year whose holidays are not announced.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Slots">How many slots stand closer to a neighbour in the studio than the series keeps free: only one of such two can be booked.</param>
public sealed record SlotWarning(string Type, int? Year, string Message, int? Slots = null);
