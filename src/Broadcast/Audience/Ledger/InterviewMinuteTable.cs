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

    /// <summary>Puts the minutes of a range in the place of those that stand there; true when one of those carried a peak that is no longer reached.</summary>
    public static async Task<bool> Replace(Tx tx, Guid interviewId, Interval range, IReadOnlyList<InterviewMinute> minutes, Peak known)
    {
        var rows = await tx.Query<MinuteRow>(InRange, new { interviewId, from = range.From, to = range.To });
        var old = rows.Select(row => row.ToFigures()).ToDictionary(minute => minute.Minute);
        var now = minutes.ToDictionary(minute => minute.Minute);
        var gone = old.Values.Where(minute => !now.TryGetValue(minute.Minute, out var same) || same != minute).ToList();
        var come = now.Values.Where(minute => !old.TryGetValue(minute.Minute, out var same) || same != minute).ToList();
        await tx.ExecuteMany(Remove, gone, Names[..2], minute => [Raw.Id(interviewId), minute.Minute]);
        await tx.ExecuteMany(Insert, come, Names, minute => Values(interviewId, minute, tx.Provider));
        return gone.Exists(minute => minute.Peak == known.Value && minute.PeakAt == known.At);
    }

    /// <summary>The peak over all minutes.</summary>
    public static async Task<Peak> PeakOfAll(Tx tx, Guid interviewId) =>
        Peak.Of((await tx.Query<MinuteRow>(All, new { interviewId })).Select(row => row.ToFigures()));

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
