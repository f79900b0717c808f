using Broadcast.Data;
using Broadcast.Hosting;

namespace Broadcast.Confirmation;

/// <summary>How far the mailbox was read, and what was in the way last.</summary>
internal sealed class MailboxPlaces(Db db, Settings settings)
{
    private static readonly Sql ByName = "SELECT UidValidity, LastUid, Problem, ReadAt FROM MailboxPlace WHERE Name = @name";

    private static readonly Sql Update = "UPDATE MailboxPlace SET UidValidity = @uidValidity, LastUid = @lastUid, Problem = @problem, ReadAt = @now WHERE Name = @name";

    private static readonly Sql Insert = "INSERT INTO MailboxPlace (Name, UidValidity, LastUid, Problem, ReadAt) VALUES (@name, @uidValidity, @lastUid, @problem, @now)";

    /// <summary>The mailbox of the settings; null when none is read, or none was read yet.</summary>
    public async Task<MailboxPlace?> Current(CancellationToken ct) => settings.Mail.Imap is { } imap ? await Find(imap.Name, ct) : null;

    public Task<MailboxPlace?> Find(string name, CancellationToken ct) => db.Find<MailboxPlace>(ByName, new { name }, ct);

    public Task Keep(string name, MailboxPlace place, DateTimeOffset now, CancellationToken ct) => db.Write(
        async tx =>
        {
            var args = new { name, uidValidity = place.UidValidity, lastUid = place.LastUid, problem = place.Problem, now };
            if (await tx.Execute(Update, args) == 0)
            {
                await tx.Execute(Insert, args);
            }
        },
        ct);
}

/// <summary>A place in a mailbox.</summary>
internal sealed record MailboxPlace
{
    public long UidValidity { get; init; }

    public long LastUid { get; init; }

    /// <summary>Why it could not be read the last time; null: it could.</summary>
    public string? Problem { get; init; }

    public DateTimeOffset ReadAt { get; init; }
}
