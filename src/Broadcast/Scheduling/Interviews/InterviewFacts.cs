namespace Broadcast.Scheduling;

/// <summary>What of an interview changed, for the log: from which value to which, nothing else.</summary>
internal static class InterviewFacts
{
    /// <param name="before">The row as it was.</param>
    /// <param name="after">The row as it is.</param>
    /// <param name="notes">What else is to be known: a reason, the part that was taken.</param>
    public static (IReadOnlyDictionary<string, object?> From, IReadOnlyDictionary<string, object?> To) Difference(
        InterviewRow before, InterviewRow after, IEnumerable<(string Name, object? Value)> notes)
    {
        var from = new Dictionary<string, object?>(StringComparer.Ordinal);
        var to = notes.ToDictionary(note => note.Name, note => note.Value, StringComparer.Ordinal);
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
