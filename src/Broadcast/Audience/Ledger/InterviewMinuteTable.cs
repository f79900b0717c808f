using Broadcast.Audience.Arithmetic;
using Broadcast.Data;

namespace Broadcast.Audience.Ledger;

/// <summary>Interviews' minutes as rows.</summary>
internal static class InterviewMinuteTable
{
    private static readonly string[] Names = ["@interviewId", "@minute", "@peak", "@peakAt", "@maxInWindow"];

    private static readonly Sql InRange =
        "SELECT Minute, Peak, PeakAt, MaxInWindow FROM InterviewMinute WHERE InterviewId = @interviewId AND Minute >= @from AND Minute < @to";

    private static readonly Sql All = "SELECT Minute, Peak, PeakAt, MaxInWindow FROM InterviewMinute WHERE InterviewId = @interviewId";

    private static readonly Sql Remove = "DELETE FROM InterviewMinute WHERE InterviewId = @interviewId AND Minute = @minute";

    private static readonly Sql Insert =
        "INSERT INTO InterviewMinute (InterviewId, Minute, Peak, PeakAt, MaxInWindow) VALUES (@interviewId, @minute, @peak, @peakAt, @maxInWindow)";

    public static async Task<IEnumerable<InterviewMinute>> Read(Tx tx, Guid interviewId, Interval range) =>
        (await tx.Query<MinuteRow>(InRange, new { interviewId, from = range.From, to = range.To })).Select(row => row.ToFigures());

    /// <summary>Writes what changed.</summary>
    public static async Task Replace(Tx tx, Guid interviewId, IReadOnlyList<MinuteChange<InterviewMinute>> changes)
    {
        await tx.ExecuteMany(Remove, [.. changes.Where(change => change.Old is not null)], Names[..2], change => [Raw.Id(interviewId), change.Minute]);
        await tx.ExecuteMany(Insert, [.. changes.Where(change => change.New is not null)], Names, change => Values(interviewId, change.New!.Value, tx.Provider));
    }

    /// <summary>All minutes.</summary>
    public static async Task<IEnumerable<InterviewMinute>> ReadAll(Tx tx, Guid interviewId) =>
        (await tx.Query<MinuteRow>(All, new { interviewId })).Select(row => row.ToFigures());

    private static object?[] Values(Guid interviewId, InterviewMinute minute, DatabaseProvider provider) =>
        [Raw.Id(interviewId), minute.Minute, Raw.Sum(minute.Peak, provider), minute.PeakAt, Raw.Sum(minute.MaxInWindow, provider)];

    /// <summary>A minute as a row.</summary>
    internal sealed record MinuteRow
    {
        public Guid InterviewId { get; init; }

        public long Minute { get; init; }

        public Int128 Peak { get; init; }

        public long PeakAt { get; init; }

        public Int128 MaxInWindow { get; init; }

        public InterviewMinute ToFigures() => new(Minute, Peak, PeakAt, MaxInWindow);
    }
}
