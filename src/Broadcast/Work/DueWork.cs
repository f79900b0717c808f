using Broadcast.Data;

namespace Broadcast.Work;

/// <summary>
/// Work that is due at some time, one row for each kind and subject. Whoever moves <c>DueAt</c> from what it was has claimed the row; a claim that is not kept (a kill) runs out by itself and the row is due again.
/// </summary>
internal sealed class DueWork(Db db)
{
    private static readonly Sql Insert = new(
        SqlServer:
        """
        INSERT INTO DueWork (Id, Kind, Subject, DueAt)
        SELECT @id, @kind, @subject, @dueAt WHERE NOT EXISTS (SELECT 1 FROM DueWork WITH (UPDLOCK, HOLDLOCK) WHERE Kind = @kind AND Subject = @subject)
        """,
        Sqlite: "INSERT INTO DueWork (Id, Kind, Subject, DueAt) VALUES (@id, @kind, @subject, @dueAt) ON CONFLICT DO NOTHING");

    private static readonly Sql Advance = "UPDATE DueWork SET DueAt = @dueAt WHERE Kind = @kind AND Subject = @subject AND DueAt > @dueAt";

    private static readonly Sql Due = new(
        SqlServer: "SELECT TOP (@take) Id, Subject, DueAt, Attempts FROM DueWork WHERE Kind = @kind AND DueAt <= @now ORDER BY DueAt",
        Sqlite: "SELECT Id, Subject, DueAt, Attempts FROM DueWork WHERE Kind = @kind AND DueAt <= @now ORDER BY DueAt LIMIT @take");

    private static readonly Sql Claim = "UPDATE DueWork SET DueAt = @until, Attempts = Attempts + 1 WHERE Id = @id AND DueAt = @was";

    private static readonly Sql Postpone = "UPDATE DueWork SET DueAt = @dueAt, Attempts = 0, Problem = @problem WHERE Id = @id";

    private static readonly Sql Remove = "DELETE FROM DueWork WHERE Id = @id";

    /// <summary>Makes sure that something is due at an instant at the latest.</summary>
    public async Task Ensure(string kind, Guid subject, DateTimeOffset dueAt, DateTimeOffset now, CancellationToken ct) => await db.Write(
        async tx =>
        {
            var args = new { id = Ids.New(now), kind, subject, dueAt };
            if (await tx.Execute(Insert, args) == 0)
            {
                await tx.Execute(Advance, args);
            }
        },
        ct);

    /// <summary>Claims what is due, for as long as <paramref name="length"/>; of several processes each row goes to one.</summary>
    public async Task<IReadOnlyList<DueRow>> ClaimDue(string kind, DateTimeOffset now, TimeSpan length, int take, CancellationToken ct)
    {
        var due = await db.Query<DueRow>(Due, new { kind, now, take }, ct);
        if (due.Count == 0)
        {
            return due;
        }

        return await db.Write<IReadOnlyList<DueRow>>(
            async tx =>
            {
                var claimed = new List<DueRow>();
                foreach (var row in due)
                {
                    if (await tx.Execute(Claim, new { id = row.Id, was = row.DueAt, until = now + length }) == 1)
                    {
                        claimed.Add(row);
                    }
                }

                return claimed;
            },
            ct);
    }

    /// <summary>Done for now; due again later.</summary>
    public Task Again(DueRow row, DateTimeOffset dueAt, string? problem, CancellationToken ct) => db.Execute(Postpone, new { id = row.Id, dueAt, problem }, ct);

    /// <summary>Done for good.</summary>
    public Task Done(DueRow row, CancellationToken ct) => db.Execute(Remove, new { id = row.Id }, ct);
}

/// <summary>Work that was claimed.</summary>
internal sealed record DueRow
{
    public Guid Id { get; init; }

    public Guid Subject { get; init; }

    public DateTimeOffset DueAt { get; init; }

    public int Attempts { get; init; }
}
