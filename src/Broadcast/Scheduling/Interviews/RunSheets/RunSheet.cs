namespace Broadcast.Scheduling;

/// <summary>
/// The actual times of an interview's parts. What was taken is when each part began; a part ends when the next one begins, or with the interview.
/// So the parts never overlap, and correcting one instant corrects both sides of it.
/// </summary>
internal static class RunSheet
{
    /// <summary>The parts after one of them was taken.</summary>
    public static IReadOnlyList<SegmentRow> Take(IReadOnlyList<SegmentRow> parts, string key, DateTimeOffset at, DateTimeOffset? endedAt) =>
        Settle([.. parts.Select(part => part.SegmentKey == key ? part with { ActualStartsAt = at } : part)], endedAt);

    /// <summary>The parts as if one of them had not been taken: the one before it goes on.</summary>
    public static IReadOnlyList<SegmentRow> Untake(IReadOnlyList<SegmentRow> parts, string key, DateTimeOffset? endedAt) =>
        Settle([.. parts.Select(part => part.SegmentKey == key ? part with { ActualStartsAt = null } : part)], endedAt);

    /// <summary>Gives every part that was taken its end.</summary>
    public static IReadOnlyList<SegmentRow> Settle(IReadOnlyList<SegmentRow> parts, DateTimeOffset? endedAt)
    {
        var taken = parts.Where(part => part.ActualStartsAt is not null).OrderBy(part => part.ActualStartsAt).ThenBy(part => part.Ordinal).ToList();
        var ends = new Dictionary<int, DateTimeOffset?>();
        for (var i = 0; i < taken.Count; i++)
        {
            var end = i + 1 < taken.Count ? taken[i + 1].ActualStartsAt : endedAt;
            ends[taken[i].Ordinal] = end < taken[i].ActualStartsAt ? taken[i].ActualStartsAt : end;
        }

        return [.. parts.Select(part => part with { ActualEndsAt = ends.GetValueOrDefault(part.Ordinal) })];
    }
}
