using Broadcast.Audience.Answers;
using Broadcast.Outcomes;

namespace Broadcast.Audience.History;

/// <summary>
/// An audience as it was known at an earlier instant, recounted from what had arrived by then. An interview that nothing has touched since costs as much as its totals; another one as much as its readings.
/// </summary>
internal sealed class KnownThen(HistoryReader history, TimeProvider clock)
{
    // Anybody may ask this of a public series, and each answer may read every reading of it.
    private readonly SemaphoreSlim _atOnce = new(2);

    /// <summary>The audience as known at an instant, or the refusal.</summary>
    public async Task<Outcome<AudienceSnapshot>> Read(AudienceScope scope, DateTimeOffset asKnownAt, CancellationToken ct)
    {
        if (asKnownAt > clock.GetUtcNow())
        {
            return Refusal.Field("asKnownAt", "Lies in the future: nothing is known of it.");
        }

        await _atOnce.WaitAsync(ct);
        try
        {
            return await Read(scope, asKnownAt.ToUnixTimeMilliseconds(), ct) is { } snapshot ? snapshot : Refusal.NotFound(scope.IsSeries ? "series" : "interview");
        }
        finally
        {
            _atOnce.Release();
        }
    }

    private async Task<AudienceSnapshot?> Read(AudienceScope scope, long at, CancellationToken ct)
    {
        if (await history.Outline(scope, at, ct) is not { } outline)
        {
            return null;
        }

        var interviews = new List<InterviewRow>();
        var airings = new List<AiringSnapshot>();
        foreach (var interview in outline.Interviews)
        {
            if (await history.IsAsStored(outline, interview, at, ct))
            {
                interviews.Add(interview);
                airings.AddRange(interview.Counts ? outline.Airings[interview.Id].Select(airing => new AiringSnapshot(airing, airing.ToFigures(), null)) : []);
            }
            else if ((await history.Read(outline, interview, ct)).At(at) is { } known)
            {
                interviews.Add(known.Row);
                airings.AddRange(known.Airings);
            }
        }

        return new AudienceSnapshot(at, outline.Series, interviews, airings);
    }
}
