namespace Broadcast.Audience.Answers;

/// <summary>Reads an audience: the totals as they stand, and the live edge.</summary>
internal sealed class AudienceReader(AudienceRows rows, LiveEdge edge)
{
    /// <summary>The audience at an instant; null when there is no such series or interview.</summary>
    public async Task<AudienceSnapshot?> Read(AudienceScope scope, DateTimeOffset now, CancellationToken ct)
    {
        if (await rows.Read(scope, ct) is not var (series, interviews, rowsOfAirings))
        {
            return null;
        }

        var at = now.ToUnixTimeMilliseconds();
        var ofInterviews = rowsOfAirings.ToLookup(airing => airing.InterviewId);
        var edges = new Dictionary<Guid, InterviewEdge>();
        foreach (var interview in interviews.Where(interview => interview.Counts))
        {
            edges[interview.Id] = await edge.Read(interview, ofInterviews[interview.Id], at, ct);
        }

        return new AudienceSnapshot(
            at,
            series,
            interviews,
            [.. rowsOfAirings.Where(airing => edges.ContainsKey(airing.InterviewId)).Select(airing => Snapshot(airing, edges[airing.InterviewId], at))]);
    }

    private static AiringSnapshot Snapshot(AiringRow airing, InterviewEdge edge, long at) => new(airing, edge.Clip(airing), edge.GaugeOf(airing).ValueAt(at));
}
