using System.Security.Cryptography;
using Broadcast.Data;
using Broadcast.Hosting;
using Microsoft.AspNetCore.DataProtection;

namespace Broadcast.Outbox;

/// <summary>Messages as rows. What is in them is kept encrypted, because it holds the guest's link.</summary>
internal sealed class OutboxTable(Db db, IDataProtectionProvider protection)
{
    private const int LongestAnswer = 1000;
    private const int LongestSubject = 400;

    private const string Columns =
        """
        m.Id, m.Kind, m.InvitationId, m.Recipient, m.Subject, m.State, m.Attempts, m.CreatedAt, m.DueAt, m.SentAt, m.Answer, w.WayName AS Way
        FROM OutboxMessage m LEFT JOIN WayMessage w ON w.MessageId = m.Id
        """;

    private const string DueColumns = "m.Id, m.Content, m.Attempts, m.CreatedAt, m.DueAt, w.WayId, w.BegunAt FROM OutboxMessage m LEFT JOIN WayMessage w ON w.MessageId = m.Id";

    private const string IsDue = "WHERE m.State = 'queued' AND m.DueAt <= @now AND (@isMail = 1 AND w.WayId IS NULL OR @isMail = 0 AND w.WayId IS NOT NULL) ORDER BY m.DueAt, m.Id";

    private const string Values = "@id, @cause, @kind, @interviewId, @invitationId, @recipient, @subject, @content, 'queued', 0, @now, @now";

    private const string Into = "INSERT INTO OutboxMessage (Id, Cause, Kind, InterviewId, InvitationId, Recipient, Subject, Content, State, Attempts, CreatedAt, DueAt)";

    private static readonly Sql Insert = new(
        SqlServer: $"{Into} SELECT {Values} WHERE NOT EXISTS (SELECT 1 FROM OutboxMessage WITH (UPDLOCK, HOLDLOCK) WHERE Cause = @cause)",
        Sqlite: $"{Into} VALUES ({Values}) ON CONFLICT DO NOTHING");

    private static readonly Sql InsertWay = "INSERT INTO WayMessage (MessageId, WayId, WayName, BegunAt) VALUES (@id, @wayId, @wayName, NULL)";

    private static readonly Sql OfInterview = new(
        SqlServer: $"SELECT TOP (@take) {Columns} WHERE m.InterviewId = @interviewId AND m.Id > @after ORDER BY m.Id",
        Sqlite: $"SELECT {Columns} WHERE m.InterviewId = @interviewId AND m.Id > @after ORDER BY m.Id LIMIT @take");

    private static readonly Sql OfSeries = $"SELECT {Columns} JOIN Interview i ON i.Id = m.InterviewId WHERE i.SeriesId = @seriesId ORDER BY m.Id";

    private static readonly Sql Due = new(SqlServer: $"SELECT TOP (@take) {DueColumns} {IsDue}", Sqlite: $"SELECT {DueColumns} {IsDue} LIMIT @take");

    private static readonly Sql TakeOne =
        "UPDATE OutboxMessage SET DueAt = @until, Attempts = Attempts + 1 WHERE Id = @id AND State = 'queued' AND DueAt = @was AND Attempts = @attempts";

    private static readonly Sql Begin = "UPDATE WayMessage SET BegunAt = @now WHERE MessageId = @id";

    private static readonly Sql Put = "UPDATE OutboxMessage SET State = @state, Answer = @answer, DueAt = @dueAt, SentAt = @sentAt WHERE Id = @id AND State = 'queued'";

    private readonly IDataProtector _protector = protection.CreateProtector("outbox");

    /// <summary>Writes a message in the transaction of its cause; false when there is one for this cause already.</summary>
    public async Task<bool> Add(Tx tx, MessageDraft draft, DateTimeOffset now)
    {
        var content = draft.Content;
        var id = Ids.New(now);
        var args = new
        {
            id,
            cause = draft.Cause,
            kind = draft.Kind,
            interviewId = draft.InterviewId,
            invitationId = draft.InvitationId,
            recipient = content.To,
            subject = content.Subject.Length > LongestSubject ? content.Subject[..LongestSubject] : content.Subject,
            content = _protector.Protect(Json.Write(content)),
            now,
        };
        if (await tx.Execute(Insert, args) == 0)
        {
            return false;
        }

        if (draft.Way is { } way)
        {
            await tx.Execute(InsertWay, new { id, wayId = way.Id, wayName = way.Name });
        }

        return true;
    }

    /// <summary>The messages about an interview, oldest first.</summary>
    public Task<IReadOnlyList<Message>> List(Guid interviewId, Guid after, int take, CancellationToken ct) =>
        db.Query<Message>(OfInterview, new { interviewId, after, take }, ct);

    /// <summary>All messages about the interviews of a series, oldest first.</summary>
    public Task<IReadOnlyList<Message>> ListOfSeries(Guid seriesId, CancellationToken ct) => db.Query<Message>(OfSeries, new { seriesId }, ct);

    /// <summary>What is to leave now, by mail or by the other ways.</summary>
    public Task<IReadOnlyList<DueMessage>> ListDue(bool isMail, DateTimeOffset now, int take, CancellationToken ct) =>
        db.Query<DueMessage>(Due, new { isMail = isMail ? 1 : 0, now, take }, ct);

    /// <summary>Takes a message for sending, until an instant; of several processes one gets it. That a try by another way than mail is under way is noted with it.</summary>
    public Task<bool> Claim(DueMessage message, DateTimeOffset now, DateTimeOffset until, CancellationToken ct) => db.Write(
        async tx =>
        {
            var isOurs = await tx.Execute(TakeOne, new { id = message.Id, was = message.DueAt, attempts = message.Attempts, until }) == 1;
            return isOurs && (message.WayId is null || await tx.Execute(Begin, new { id = message.Id, now }) == 1);
        },
        ct);

    /// <summary>What the recipient gets; null when the keys that encrypted it are gone.</summary>
    public MessageContent? Read(DueMessage message)
    {
        try
        {
            return Json.Read<MessageContent>(_protector.Unprotect(message.Content));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Keeps how a try went; whatever becomes of the request meanwhile, this is written.</summary>
    public Task Settle(DueMessage message, MessageState state, string answer, DateTimeOffset dueAt, DateTimeOffset? sentAt) => db.Write(
        async tx =>
        {
            await tx.Execute(
                Put, new { id = message.Id, state = Words.Of(state), answer = answer.Length > LongestAnswer ? answer[..LongestAnswer] : answer, dueAt, sentAt });
            if (message.WayId is not null)
            {
                await tx.Execute(Begin, new { id = message.Id, now = (DateTimeOffset?)null });
            }
        },
        CancellationToken.None);
}

/// <summary>A message whose time has come.</summary>
internal sealed record DueMessage
{
    public Guid Id { get; init; }

    public string Content { get; init; } = "";

    public int Attempts { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset DueAt { get; init; }

    /// <summary>The way it leaves by; null: mail.</summary>
    public Guid? WayId { get; init; }

    /// <summary>Since when a try is under way that nobody has told the end of.</summary>
    public DateTimeOffset? BegunAt { get; init; }
}
