namespace Broadcast.Scheduling;

/// <summary>What of an interview changed, for the log: from which value to which, nothing else.</summary>
internal static class InterviewFacts
{
    public static (IReadOnlyDictionary<string, object?> From, IReadOnlyDictionary<string, object?> To) Difference(InterviewRow before, InterviewRow after)
    {
        var from = new Dictionary<string, object?>(StringComparer.Ordinal);
        var to = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var ((name, was), (_, now)) in Of(before).Zip(Of(after)))
        {
            if (!Equals(was, now))
            {
                from[name] = was;
                to[name] = now;
            }
        }

        return (from, to);
    }

    private static IEnumerable<(string Name, object? Value)> Of(InterviewRow row) =>
    [
        ("state", row.State),
        ("topic", row.Topic),
        ("slotId", row.SlotId),
        ("hostId", row.HostId),
        ("startsAt", row.PlannedStartsAt),
        ("endsAt", row.PlannedEndsAt),
        ("startedAt", row.StartedAt),
        ("endedAt", row.EndedAt),
        ("reason", row.Reason),
    ];
}
