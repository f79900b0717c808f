using Broadcast.Hosting;

namespace Broadcast.Scheduling;

/// <summary>What of an interview changed, for the log: from which value to which, nothing else.</summary>
internal static class InterviewFacts
{
    /// <param name="before">The interview as it was.</param>
    /// <param name="after">The interview as it is.</param>
    /// <param name="notes">What else is to be known: a reason, the part that was taken.</param>
    public static (IReadOnlyDictionary<string, object?> From, IReadOnlyDictionary<string, object?> To) Difference(
        Interview before, Interview after, IEnumerable<(string Name, object? Value)> notes)
    {
        var from = new Dictionary<string, object?>(StringComparer.Ordinal);
        var to = notes.ToDictionary(note => note.Name, note => note.Value, StringComparer.Ordinal);
        foreach (var ((name, was), (_, now)) in Of(before).Zip(Of(after)))
        {
            if (Json.Write(was) != Json.Write(now))
            {
                from[name] = was;
                to[name] = now;
            }
        }

        return (from, to);
    }

    private static IEnumerable<(string Name, object? Value)> Of(Interview interview) =>
    [
        ("state", interview.State),
        ("topic", interview.Topic),
        ("slotId", interview.SlotId),
        ("hostId", interview.HostId),
        ("startsAt", interview.StartsAt),
        ("endsAt", interview.EndsAt),
        ("startedAt", interview.StartedAt),
        ("endedAt", interview.EndedAt),
        ("holdUntil", interview.HoldUntil),
        ("reason", interview.Reason),
        ("guests", interview.Guests.Select(guest => new { guest.OfficialId, guest.Role, guest.Answer }).ToList()),
        ("segments", interview.Segments.Select(part => new { part.Key, part.Title, part.Minutes, part.ActualStartsAt, part.ActualEndsAt }).ToList()),
    ];
}
