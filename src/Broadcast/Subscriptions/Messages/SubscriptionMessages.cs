using System.Globalization;
using System.Text.Json;
using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Work;

namespace Broadcast.Subscriptions;

/// <summary>What is said to subscriptions, an outbox of its own: written in the transaction that causes it, one message for each subscription and cause, sent afterwards.</summary>
internal sealed class SubscriptionMessages(Db db, AuditLog audit, Nudge<SendingJob> sending)
{
    /// <summary>How long a message is tried.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(3);

    private const int DueOfOne = 20;

    private const string Columns = "Id, SubscriptionId, Event, Cause, Body, State, Attempts, CreatedAt, DueAt, SentAt, HttpStatus, Answer FROM SubscriptionMessage";

    private const string Values = "@id, @subscriptionId, @cause, @what, @body, 'queued', 0, @now, @now, @giveUpAt";

    private const string Into = "INSERT INTO SubscriptionMessage (Id, SubscriptionId, Cause, Event, Body, State, Attempts, CreatedAt, DueAt, GiveUpAt)";

    private static readonly Sql Insert = new(
        SqlServer: $"{Into} SELECT {Values} WHERE NOT EXISTS (SELECT 1 FROM SubscriptionMessage WITH (UPDLOCK, HOLDLOCK) WHERE SubscriptionId = @subscriptionId AND Cause = @cause)",
        Sqlite: $"{Into} VALUES ({Values}) ON CONFLICT DO NOTHING");

    private static readonly Sql OfSubscription = new(
        SqlServer: $"SELECT TOP (@take) {Columns} WHERE SubscriptionId = @subscriptionId AND Id < @before AND (@state IS NULL OR State = @state) ORDER BY Id DESC",
        Sqlite: $"SELECT {Columns} WHERE SubscriptionId = @subscriptionId AND Id < @before AND (@state IS NULL OR State = @state) ORDER BY Id DESC LIMIT @take");

    private static readonly Sql ById = $"SELECT {Columns} WHERE Id = @id";

    // A few of each: whoever lets us wait must not keep the others from being told.
    private static readonly Sql Due =
        """
        SELECT q.Id, q.SubscriptionId, q.Body, q.Attempts, q.DueAt, q.GiveUpAt FROM (
            SELECT m.Id, m.SubscriptionId, m.Body, m.Attempts, m.DueAt, m.GiveUpAt, ROW_NUMBER() OVER (PARTITION BY m.SubscriptionId ORDER BY m.DueAt, m.Id) AS Place
            FROM SubscriptionMessage m JOIN Subscription s ON s.Id = m.SubscriptionId
            WHERE m.State = 'queued' AND m.DueAt <= @now AND s.IsActive = 1
        ) q WHERE q.Place <= @most ORDER BY q.Id
        """;

    private static readonly Sql TakeOne = "UPDATE SubscriptionMessage SET DueAt = @until, Attempts = Attempts + 1 WHERE Id = @id AND State = 'queued' AND DueAt = @was AND Attempts = @attempts";

    private static readonly Sql Put =
        """
        UPDATE SubscriptionMessage SET State = @state, HttpStatus = @status, Answer = @answer, DueAt = @dueAt, SentAt = @sentAt
        WHERE Id = @id AND State = 'queued' AND Attempts = @attempts
        """;

    private static readonly Sql Postpone = "UPDATE SubscriptionMessage SET DueAt = @until WHERE SubscriptionId = @subscriptionId AND State = 'queued' AND DueAt < @until";

    private static readonly Sql Again =
        "UPDATE SubscriptionMessage SET State = 'queued', DueAt = @now, GiveUpAt = @giveUpAt, SentAt = NULL WHERE Id = @id AND SubscriptionId = @subscriptionId AND State <> 'queued'";

    /// <summary>Writes a message in the transaction of its cause; false when there is one for this cause already.</summary>
    public static async Task<bool> Add(Tx tx, Guid subscriptionId, string what, string cause, object data, DateTimeOffset now)
    {
        var body = Json.Write(new { type = what, timestamp = now, data });
        return await tx.Execute(Insert, new { id = Ids.New(now), subscriptionId, cause, what, body, now, giveUpAt = now + Patience }) == 1;
    }

    /// <summary>A subscription's messages, the newest first.</summary>
    public async Task<IReadOnlyList<SubscriptionMessage>> List(Guid subscriptionId, string? state, Guid before, int take, CancellationToken ct) =>
        [.. (await db.Query<MessageRow>(OfSubscription, new { subscriptionId, state, before, take }, ct)).Select(row => row.ToMessage())];

    /// <summary>Sends a message that says nothing, to see whether it arrives.</summary>
    public async Task<Outcome<SubscriptionMessage>> Test(Guid subscriptionId, Caller by, DateTimeOffset now, CancellationToken ct)
    {
        var outcome = await db.Write<Outcome<SubscriptionMessage>>(
            async tx =>
            {
                if (await SubscriptionTable.Lock(tx, subscriptionId) is not { } subscription)
                {
                    return Refusal.NotFound("subscription");
                }

                if (!subscription.Active)
                {
                    return Refusal.State("The subscription is switched off.");
                }

                var cause = string.Create(CultureInfo.InvariantCulture, $"test:{Ids.New(now):N}");
                await Add(tx, subscriptionId, SubscriptionEvent.Test, cause, new { subscriptionId, name = subscription.Name, by = by.Name }, now);
                return (await tx.Query<MessageRow>(OfSubscription, new { subscriptionId, state = (string?)null, before = PageRequest.AfterAll, take = 1 }))[0].ToMessage();
            },
            ct);
        sending.Now();
        return outcome;
    }

    /// <summary>Says a message again that was sent or given up: the same bytes under the same id.</summary>
    public async Task<Outcome<SubscriptionMessage>> Replay(Guid subscriptionId, Guid id, Caller by, DateTimeOffset now, CancellationToken ct)
    {
        var outcome = await db.Write<Outcome<SubscriptionMessage>>(
            async tx =>
            {
                if (await tx.Find<MessageRow>(ById, new { id }) is not { } row || row.SubscriptionId != subscriptionId)
                {
                    return Refusal.NotFound("message");
                }

                if (await tx.Execute(Again, new { id, subscriptionId, now, giveUpAt = now + Patience }) == 0)
                {
                    return Refusal.State("The message waits to be sent already.");
                }

                await audit.Write(tx, by, "replay", "subscription-message", id, new { row.State }, null, now);
                return (await tx.Find<MessageRow>(ById, new { id }))!.ToMessage();
            },
            ct);
        sending.Now();
        return outcome;
    }

    public Task<IReadOnlyList<DueSubscriptionMessage>> ListDue(DateTimeOffset now, CancellationToken ct) => db.Query<DueSubscriptionMessage>(Due, new { now, most = DueOfOne }, ct);

    /// <summary>Takes a message for sending, until an instant; of several processes one gets it.</summary>
    public async Task<bool> Claim(DueSubscriptionMessage message, DateTimeOffset until, CancellationToken ct) =>
        await db.Execute(TakeOne, new { id = message.Id, was = message.DueAt, attempts = message.Attempts, until }, ct) == 1;

    /// <summary>Keeps how a try went; whatever becomes of the process's stopping meanwhile, this is written.</summary>
    public Task Settle(DueSubscriptionMessage message, string state, SubscriberAnswer answer, DateTimeOffset dueAt, DateTimeOffset? sentAt) => db.Execute(
        Put,
        new { id = message.Id, attempts = message.Attempts + 1, state, status = answer.Status, answer = answer.Words, dueAt, sentAt },
        CancellationToken.None);

    /// <summary>Lets what else is to be said to somebody who does not answer wait a little as well.</summary>
    public Task HoldBack(Guid subscriptionId, DateTimeOffset until) => db.Execute(Postpone, new { subscriptionId, until }, CancellationToken.None);

    private sealed record MessageRow
    {
        public Guid Id { get; init; }

        public Guid SubscriptionId { get; init; }

        public string Event { get; init; } = "";

        public string Cause { get; init; } = "";

        public string Body { get; init; } = "{}";

        public string State { get; init; } = "";

        public int Attempts { get; init; }

        public DateTimeOffset CreatedAt { get; init; }

        public DateTimeOffset DueAt { get; init; }

        public DateTimeOffset? SentAt { get; init; }

        public int? HttpStatus { get; init; }

        public string? Answer { get; init; }

        public SubscriptionMessage ToMessage() => new()
        {
            Id = Id,
            SubscriptionId = SubscriptionId,
            Event = Event,
            Cause = Cause,
            State = State,
            Attempts = Attempts,
            CreatedAt = CreatedAt,
            DueAt = State == SubscriptionMessageState.Queued ? DueAt : null,
            SentAt = SentAt,
            Status = HttpStatus,
            Answer = Answer,
            Body = JsonSerializer.Deserialize<JsonElement>(Body),
        };
    }
}

/// <summary>A message whose time has come.</summary>
internal sealed record DueSubscriptionMessage
{
    public Guid Id { get; init; }

    public Guid SubscriptionId { get; init; }

    public string Body { get; init; } = "";

    public int Attempts { get; init; }

    public DateTimeOffset DueAt { get; init; }

    public DateTimeOffset GiveUpAt { get; init; }
}
