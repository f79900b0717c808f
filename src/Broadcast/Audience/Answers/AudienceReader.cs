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
        var counting = interviews.Where(interview => interview.Counts).ToDictionary(interview => interview.Id);
        var airings = new List<AiringSnapshot>();
        foreach (var airing in rowsOfAirings)
        {
            if (counting.TryGetValue(airing.InterviewId, out var interview))
            {
                airings.Add(await Read(airing, interview, at, ct));
            }
        }

        return new AudienceSnapshot(at, series, interviews, airings);
    }

    private async ValueTask<AiringSnapshot> Read(AiringRow airing, InterviewRow interview, long at, CancellationToken ct)
    {
        if (!airing.MayHoldAt(at))
        {
            return new AiringSnapshot(airing, airing.ToFigures(), null);
        }

        var gauge = await edge.GaugeNow(airing, at, ct);
        var figures = interview.IsLive ? await edge.Clip(airing, interview.Window, gauge, at, ct) : airing.ToFigures();
        return new AiringSnapshot(airing, figures, gauge.ValueAt(at));
    }
}
