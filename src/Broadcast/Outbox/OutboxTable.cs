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

    private const string Columns = "Id, Kind, InvitationId, Recipient, Subject, State, Attempts, CreatedAt, DueAt, SentAt, Answer FROM OutboxMessage";

    private const string Values = "@id, @cause, @kind, @interviewId, @invitationId, @recipient, @subject, @content, 'queued', 0, @now, @now";

    private const string Into = "INSERT INTO OutboxMessage (Id, Cause, Kind, InterviewId, InvitationId, Recipient, Subject, Content, State, Attempts, CreatedAt, DueAt)";

    private static readonly Sql Insert = new(
        SqlServer: $"{Into} SELECT {Values} WHERE NOT EXISTS (SELECT 1 FROM OutboxMessage WITH (UPDLOCK, HOLDLOCK) WHERE Cause = @cause)",
        Sqlite: $"{Into} VALUES ({Values}) ON CONFLICT DO NOTHING");

    private static readonly Sql OfInterview = new(
        SqlServer: $"SELECT TOP (@take) {Columns} WHERE InterviewId = @interviewId AND Id > @after ORDER BY Id",
        Sqlite: $"SELECT {Columns} WHERE InterviewId = @interviewId AND Id > @after ORDER BY Id LIMIT @take");

    private static readonly Sql Due = new(
        SqlServer: "SELECT TOP (@take) Id, Content, Attempts, CreatedAt, DueAt FROM OutboxMessage WHERE State = 'queued' AND DueAt <= @now ORDER BY DueAt, Id",
        Sqlite: "SELECT Id, Content, Attempts, CreatedAt, DueAt FROM OutboxMessage WHERE State = 'queued' AND DueAt <= @now ORDER BY DueAt, Id LIMIT @take");

    private static readonly Sql TakeOne =
        "UPDATE OutboxMessage SET DueAt = @until, Attempts = Attempts + 1 WHERE Id = @id AND State = 'queued' AND DueAt = @was AND Attempts = @attempts";

    private static readonly Sql Put = "UPDATE OutboxMessage SET State = @state, Answer = @answer, DueAt = @dueAt, SentAt = @sentAt WHERE Id = @id AND State = 'queued'";

    private readonly IDataProtector _protector = protection.CreateProtector("outbox");

    /// <summary>Writes a message in the transaction of its cause; false when there is one for this cause already.</summary>
    public async Task<bool> Add(Tx tx, MessageDraft draft, DateTimeOffset now)
    {
        var content = draft.Content;
        var args = new
        {
            id = Ids.New(now),
            cause = draft.Cause,
            kind = draft.Kind,
            interviewId = draft.InterviewId,
            invitationId = draft.InvitationId,
            recipient = content.To,
            subject = content.Subject.Length > LongestSubject ? content.Subject[..LongestSubject] : content.Subject,
            content = _protector.Protect(Json.Write(content)),
            now,
        };
        return await tx.Execute(Insert, args) == 1;
    }

    /// <summary>The messages about an interview, oldest first.</summary>
    public Task<IReadOnlyList<Message>> List(Guid interviewId, Guid after, int take, CancellationToken ct) =>
        db.Query<Message>(OfInterview, new { interviewId, after, take }, ct);

    public Task<IReadOnlyList<DueMessage>> ListDue(DateTimeOffset now, int take, CancellationToken ct) => db.Query<DueMessage>(Due, new { now, take }, ct);

    /// <summary>Takes a message for sending, until an instant; of several processes one gets it.</summary>
    public async Task<bool> Claim(DueMessage message, DateTimeOffset until, CancellationToken ct) =>
        await db.Execute(TakeOne, new { id = message.Id, was = message.DueAt, attempts = message.Attempts, until }, ct) == 1;

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
    public Task Settle(DueMessage message, MessageState state, string answer, DateTimeOffset dueAt, DateTimeOffset? sentAt) => db.Execute(
        Put,
        new { id = message.Id, state = Words.Of(state), answer = answer.Length > LongestAnswer ? answer[..LongestAnswer] : answer, dueAt, sentAt },
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
}
