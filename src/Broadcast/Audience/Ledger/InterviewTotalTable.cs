using Broadcast.Audience.Arithmetic;
using Broadcast.Data;

namespace Broadcast.Audience.Ledger;

/// <summary>Interviews' peaks as rows, each with the window and the time zone that its minutes and days were computed for.</summary>
internal static class InterviewTotalTable
{
    private static readonly Sql Read = "SELECT Peak, PeakAt, WindowStart, WindowEnd FROM InterviewTotal WHERE InterviewId = @interviewId";

    private static readonly Sql Remove = "DELETE FROM InterviewTotal WHERE InterviewId = @interviewId";

    private static readonly Sql Insert =
        """
        INSERT INTO InterviewTotal (InterviewId, Peak, PeakAt, WindowStart, WindowEnd, TimeZone, UpdatedAt)
        VALUES (@interviewId, @peak, @peakAt, @start, @end, @zone, @now)
        """;

    public static Task<TotalRow?> Find(Tx tx, Guid interviewId) => tx.Find<TotalRow>(Read, new { interviewId });

    public static async Task Write(Tx tx, InterviewDraft interview, DateTimeOffset now)
    {
        var (interviewId, _, peak, window, zone) = interview;
        await tx.Execute(Remove, new { interviewId });
        await tx.Execute(Insert, new { interviewId, peak = peak.Value, peakAt = peak.At, start = window.StartedAt, end = window.EndedAt, zone, now });
    }

    /// <summary>What stands in a row.</summary>
    internal sealed record TotalRow
    {
        public Int128 Peak { get; init; }

        public long? PeakAt { get; init; }

        public long? WindowStart { get; init; }

        public long? WindowEnd { get; init; }

        public Peak ToPeak() => new(Peak, PeakAt);
    }
}
