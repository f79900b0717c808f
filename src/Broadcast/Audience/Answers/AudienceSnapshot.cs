using Broadcast.Audience.Arithmetic;

namespace Broadcast.Audience.Answers;

/// <summary>A series' or an interview's audience at one instant, broadcast by broadcast; every total of it follows by adding up.</summary>
/// <param name="At">The instant, in milliseconds since 1970 (UTC).</param>
/// <param name="Series">The series.</param>
/// <param name="Interviews">All interviews, cancelled ones included.</param>
/// <param name="Airings">The broadcasts of those that count.</param>
internal sealed record AudienceSnapshot(long At, SeriesRow Series, IReadOnlyList<InterviewRow> Interviews, IReadOnlyList<AiringSnapshot> Airings)
{
    /// <summary>Each interview that counts, with its figures.</summary>
    public IReadOnlyList<(InterviewRow Interview, InterviewFigures Figures)> ByInterview()
    {
        var airings = Airings.ToLookup(airing => airing.Row.InterviewId, airing => airing.Figures);
        return
        [
            .. Interviews.Where(interview => interview.Counts).Select(interview =>
                (interview, InterviewFigures.Of([.. airings[interview.Id]], interview.ToPeak(), interview.Window.Until(At)))),
        ];
    }

    public SeriesFigures Total() => SeriesFigures.Of([.. ByInterview().Select(pair => pair.Figures)]);

    /// <summary>A sum of gauges: connections, not people.</summary>
    public Int128 Concurrent => Airings.Aggregate(Int128.Zero, (sum, airing) => sum + (airing.Concurrent ?? 0));
}

/// <summary>A broadcast at an instant.</summary>
/// <param name="Row">What stands in the tables.</param>
/// <param name="Figures">Its figures; of a live interview without what lies after the instant.</param>
/// <param name="Concurrent">The value that holds; null when it is uncovered.</param>
internal sealed record AiringSnapshot(AiringRow Row, AiringFigures Figures, long? Concurrent);
