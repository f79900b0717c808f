using System.Runtime.CompilerServices;
using Broadcast.Audience.Answers;
using Broadcast.Audience.Arithmetic;

namespace Broadcast.Provenance;

/// <summary>Each interview minute by minute, one interview in memory at a time. Minutes in which nothing happened are left out: a replay may go on for months.</summary>
internal sealed class ReportMinutes(AudienceReader reader, TimelineReader timeline)
{
    // A sheet takes 1 048 576 rows, the names of the columns among them.
    private const int MostRows = 1_048_575;

    public async IAsyncEnumerable<object?[]> Rows(AudienceSnapshot series, [EnumeratorCancellation] CancellationToken ct)
    {
        var left = MostRows;
        var at = DateTimeOffset.FromUnixTimeMilliseconds(series.At);
        foreach (var interview in series.Interviews.Where(interview => interview.Counts && interview.StartedAt is not null))
        {
            var scope = AudienceScope.Interview(interview.Id);
            if (await reader.Read(scope, at, ct) is not { } snapshot)
            {
                continue;
            }

            foreach (var minute in await timeline.Read(snapshot, Grain.Minute, null, ct))
            {
                if (minute.Views == 0 && minute.MaxConcurrent == 0)
                {
                    continue;
                }

                if (left-- == 0)
                {
                    yield break;
                }

                yield return [interview.UnitName, interview.Topic, minute.At, minute.AverageConcurrent, minute.MaxConcurrent, minute.Views, minute.Uncertainty?.Minus, minute.Uncertainty?.Plus];
            }
        }
    }
}
