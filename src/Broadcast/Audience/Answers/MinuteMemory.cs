using System.Collections.Concurrent;
using Broadcast.Audience.Arithmetic;

namespace Broadcast.Audience.Answers;

/// <summary>
/// The minutes of interviews that are not live, kept for as long as nothing is taken in for them: a series' timeline reads those of the few that go on, however many came before.
/// An interview takes about ten kilobytes.
/// </summary>
internal sealed class MinuteMemory
{
    private const int MostInterviews = 1_000;

    private readonly ConcurrentDictionary<Guid, Entry> _entries = new();

    /// <summary>An interview's minutes, from memory when its broadcasts are in the state they were read in.</summary>
    public async Task<InterviewMinutes> Read(InterviewRow interview, IReadOnlyList<AiringRow> airings, Func<Task<InterviewMinutes>> read)
    {
        if (_entries.TryGetValue(interview.Id, out var known) && known.IsOf(interview, airings))
        {
            return known.Minutes;
        }

        if (_entries.Count >= MostInterviews)
        {
            _entries.Clear();
        }

        var entry = new Entry(interview.Window, [.. airings.Select(airing => (airing.Id, airing.Revision, airing.IsRounded))], await read());
        _entries[interview.Id] = entry;
        return entry.Minutes;
    }

    /// <summary>Whatever is taken in, or followed, makes another revision of a broadcast's sums.</summary>
    private sealed record Entry(Window Window, (Guid Id, long Revision, bool IsRounded)[] Airings, InterviewMinutes Minutes)
    {
        public bool IsOf(InterviewRow interview, IReadOnlyList<AiringRow> airings) =>
            Window == interview.Window && airings.Select(airing => (airing.Id, airing.Revision, airing.IsRounded)).SequenceEqual(Airings);
    }
}
