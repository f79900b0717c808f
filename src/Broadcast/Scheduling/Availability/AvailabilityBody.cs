using Broadcast.Hosting;

namespace Broadcast.Scheduling;

/// <summary>Availability as a client enters it; a list that is missing is empty.</summary>
internal sealed record AvailabilityBody
{
    private const int Most = 5000;

    public List<TimeBody?>? Busy { get; init; }

    public List<TimeBody?>? Preferred { get; init; }

    public AvailabilityDraft Check(Fields fields) => new(
        [.. Times("busy", Busy, fields)],
        [.. Times("preferred", Preferred, fields).Select(time => new PreferredTime(time.From, time.To))],
        null);

    private static IEnumerable<BusyTime> Times(string field, List<TimeBody?>? times, Fields fields)
    {
        if (times?.Count > Most)
        {
            fields.Wrong(field, $"At most {Most}.");
            return [];
        }

        return (times ?? []).Select((time, i) => (time ?? new TimeBody()).Check($"{field}[{i}].", fields)).OrderBy(time => time.From).ThenBy(time => time.To).ToList();
    }
}

/// <summary>A busy or preferred time as a client enters it.</summary>
internal sealed record TimeBody
{
    public const int LongestNote = 500;

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public string? Note { get; init; }

    public BusyTime Check(string place, Fields fields)
    {
        var (from, to) = (fields.Required($"{place}from", From), fields.Required($"{place}to", To));
        if (From is not null && to <= from && To is not null)
        {
            fields.Wrong($"{place}to", "Must lie after from.");
        }

        return new BusyTime(from, to, fields.OptionalText($"{place}note", Note, LongestNote));
    }
}
