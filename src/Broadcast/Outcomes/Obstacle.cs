namespace Broadcast.Outcomes;

/// <summary>Who is in the way of a booking, with what and when: facts, so that a page can say them in the reader's language.</summary>
/// <param name="Who">The official, host, studio or unit, by name.</param>
/// <param name="What">The topic of the interview, or the note of the busy time; null where nobody said.</param>
/// <param name="From">From then on, in the zone of the series.</param>
/// <param name="To">Until then.</param>
/// <param name="InterviewId">The interview that is in the way; null when somebody is busy otherwise.</param>
public sealed record Obstacle(string Who, string? What, DateTimeOffset From, DateTimeOffset To, Guid? InterviewId = null);
