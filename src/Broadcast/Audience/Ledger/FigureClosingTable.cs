using Broadcast.Data;

namespace Broadcast.Audience.Ledger;

/// <summary>The closing that an interview's figures are computed for, as rows.</summary>
internal static class FigureClosingTable
{
    private static readonly Sql OfInterview =
        """
        SELECT z.ClosedAt AS CurrentClosing, f.ClosedAt AS KnownClosing FROM Interview i
        LEFT JOIN Closing z ON z.InterviewId = i.Id AND z.ReopenedAt IS NULL LEFT JOIN FigureClosing f ON f.InterviewId = i.Id
        WHERE i.Id = @interviewId
        """;

    private static readonly Sql Delete = "DELETE FROM FigureClosing WHERE InterviewId = @interviewId";

    private static readonly Sql Insert = "INSERT INTO FigureClosing (InterviewId, ClosedAt) VALUES (@interviewId, @closedAt)";

    /// <summary>The closing that the figures follow, and the one that stands.</summary>
    public static async Task<(long? Known, long? Current)> Read(Tx tx, Guid interviewId)
    {
        var row = await tx.Find<ClosingRow>(OfInterview, new { interviewId });
        return (row?.KnownClosing, row?.CurrentClosing);
    }

    public static async Task Write(Tx tx, FigureClosing closing)
    {
        var args = new { interviewId = closing.InterviewId, closedAt = closing.ClosedAt };
        await tx.Execute(Delete, args);
        if (closing.ClosedAt is not null)
        {
            await tx.Execute(Insert, args);
        }
    }

    private sealed record ClosingRow
    {
        public long? CurrentClosing { get; init; }

        public long? KnownClosing { get; init; }
    }
}

/// <summary>The closing that figures follow.</summary>
/// <param name="InterviewId">The interview.</param>
/// <param name="ClosedAt">What was known before counts; null: everything does.</param>
internal sealed record FigureClosing(Guid InterviewId, long? ClosedAt);
