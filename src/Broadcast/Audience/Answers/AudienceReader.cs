using Broadcast.Audience.Arithmetic;

namespace Broadcast.Audience.Answers;

/// <summary>Reads an audience: the totals as they stand, and the live edge.</summary>
internal sealed class AudienceReader(AudienceRows rows, LiveEdge edge)
{
    /// <summary>The audience at an instant; null when there is no such series or interview.</summary>
    public async Task<AudienceSnapshot?> Read(AudienceScope scope, DateTimeOffset now, CancellationToken ct)
    {
        if (await rows.Read(scope, ct) is not { } tables)
        {
            return null;
        }

        var at = now.ToUnixTimeMilliseconds();
        var airings = new List<AiringSnapshot>(tables.Airings.Count);
        foreach (var interview in tables.Interviews.Where(interview => interview.Counts))
        {
            var still = tables.Still(interview.Id);
            if (!tables.MayHoldAt(interview.Id, Minute.Of(at)))
            {
                airings.AddRange(still);
                continue;
            }

            var edgeNow = await edge.Read(interview, still.Select(airing => airing.Row), at, tables.Edges, ct);
            airings.AddRange(edgeNow == InterviewEdge.None ? still : still.Select(airing => Snapshot(airing.Row, edgeNow, at)));
        }

        return new AudienceSnapshot(at, tables.Series, tables.Interviews, airings);
    }

    private static AiringSnapshot Snapshot(AiringRow airing, InterviewEdge edge, long at) => new(airing, edge.Clip(airing), edge.GaugeOf(airing).ValueAt(at));
}
