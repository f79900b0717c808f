using Broadcast.Data;
using Broadcast.Outcomes;
using Broadcast.Times;

namespace Broadcast.Scheduling;

/// <summary>
/// Closings as rows, written with the change of state: figures go by what was received before <c>ClosedAt</c>, so the instant is kept for itself, and those that were taken back stay for whoever asks what was known when.
/// </summary>
internal static class Closings
{
    private static readonly Sql Standing = "SELECT ClosedAt FROM Closing WHERE InterviewId = @id AND ClosedAt = @now";

    private static readonly Sql Insert = "INSERT INTO Closing (InterviewId, ClosedAt) VALUES (@id, @now)";

    // Closed, opened and closed again within a millisecond: the same closing stands once more.
    private static readonly Sql Restore = "UPDATE Closing SET ReopenedAt = NULL WHERE InterviewId = @id AND ClosedAt = @now";

    private static readonly Sql End = "UPDATE Closing SET ReopenedAt = @now WHERE InterviewId = @id AND ReopenedAt IS NULL";

    // What was acknowledged before the closing counts, also where it arrived within the same millisecond, or at a machine whose clock is a little ahead.
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(2);

    private static readonly Sql Newest = new(
        SqlServer: "SELECT TOP (1) ReceivedAt FROM Delivery WHERE Id < @before ORDER BY Id DESC",
        Sqlite: "SELECT ReceivedAt FROM Delivery WHERE Id < @before ORDER BY Id DESC LIMIT 1");

    private static readonly Sql Open = "SELECT ClosedAt FROM Closing WHERE InterviewId = @id AND ReopenedAt IS NULL";

    /// <summary>The instant of a closing that is asked for now: after all that was acknowledged.</summary>
    public static async Task<DateTimeOffset> ToClose(Db db, DateTimeOffset now, CancellationToken ct) =>
        Later(await db.Find<DateTimeOffset?>(Newest, new { before = Ids.First(now + Ahead) }, ct), now);

    /// <summary>The instant at which a closing is taken back that is asked for now: after the closing itself.</summary>
    public static async Task<DateTimeOffset> ToReopen(Db db, Guid interviewId, DateTimeOffset now, CancellationToken ct) =>
        Later(await db.Find<DateTimeOffset?>(Open, new { id = interviewId }, ct), now);

    private static DateTimeOffset Later(DateTimeOffset? than, DateTimeOffset now) => than >= Instants.Cut(now) ? than.Value.AddMilliseconds(1) : now;

    public static async Task<Outcome<InterviewRow>> Close(Tx tx, InterviewRow row, DateTimeOffset now)
    {
        var args = new { id = row.Id, now };
        await tx.Execute(await tx.Find<long?>(Standing, args) is null ? Insert : Restore, args);
        return row;
    }

    public static async Task<Outcome<InterviewRow>> Reopen(Tx tx, InterviewRow row, DateTimeOffset now)
    {
        await tx.Execute(End, new { id = row.Id, now });
        return row;
    }
}
