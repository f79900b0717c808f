using Broadcast.Audience.Arithmetic;
using Broadcast.Audience.Ledger;

namespace Broadcast.Audience.Answers;

/// <summary>
/// The current minutes of interviews as they were read beside the rows of an audience: they change with the tables or with the minute, and with nothing else, so that thousands may ask at as many instants of one.
/// </summary>
internal sealed class EdgeMemory
{
    private readonly SharedReadings<(Guid InterviewId, long Minute), EdgeMinute> _minutes = new(most: 256);

    /// <summary>The minute of an interview, from memory when it is there.</summary>
    /// <param name="interviewId">The interview.</param>
    /// <param name="minute">The first instant of the minute, milliseconds since 1970 (UTC).</param>
    /// <param name="read">Reads it.</param>
    /// <param name="ct">Gives up waiting; the others who wait do not.</param>
    public Task<EdgeMinute> Read(Guid interviewId, long minute, Func<Task<EdgeMinute>> read, CancellationToken ct) => _minutes.Read((interviewId, minute), read, ct);
}

/// <summary>What a minute says of an interview, whatever the instant in it.</summary>
/// <param name="Gauges">The gauges of the broadcasts that report.</param>
/// <param name="Minutes">What is stored for the minute and after; nothing unless the interview is live.</param>
internal sealed record EdgeMinute(IReadOnlyDictionary<Guid, Gauge> Gauges, ILookup<Guid, AiringMinuteTable.MinuteRow> Minutes);
