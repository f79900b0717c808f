namespace Broadcast.Outbox;

/// <summary>A message that leaves the house, as a producer sees it.</summary>
public sealed record Message
{
    /// <summary>The message's id; its <c>Message-ID</c> and its file are named after it.</summary>
    public Guid Id { get; init; }

    /// <summary>What it is about, such as <c>invitation</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The invitation it belongs to; null: to none.</summary>
    public Guid? InvitationId { get; init; }

    /// <summary>The way it leaves by, other than mail; null: mail.</summary>
    public string? Way { get; init; }

    /// <summary>Where it goes.</summary>
    public string Recipient { get; init; } = "";

    /// <summary>Its subject.</summary>
    public string Subject { get; init; } = "";

    /// <summary>How far it is.</summary>
    public MessageState State { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was caused.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is tried next; means nothing once it is sent or failed.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>When it was handed over; null: not yet.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>What the server said last; without a server, the file.</summary>
    public string? Answer { get; init; }

    /// <summary>The same, its instants with an offset.</summary>
    internal Message In(TimeSpan offset) => this with { CreatedAt = CreatedAt.ToOffset(offset), DueAt = DueAt.ToOffset(offset), SentAt = SentAt?.ToOffset(offset) };
}

/// <summary>How far a message is.</summary>
public enum MessageState
{
    /// <summary>It waits for its turn, or for the next try.</summary>
    Queued,

    /// <summary>Handed over.</summary>
    Sent,

    /// <summary>Refused for good, or given up.</summary>
    Failed,
}

/// <summary>A message to be.</summary>
internal sealed record MessageDraft
{
    /// <summary>Why it is sent; there is one message for each cause.</summary>
    public required string Cause { get; init; }

    public required string Kind { get; init; }

    public required Guid InterviewId { get; init; }

    public Guid? InvitationId { get; init; }

    public required MessageContent Content { get; init; }

    /// <summary>The way out; null: mail.</summary>
    public MessageWay? Way { get; init; }
}

/// <summary>Everything the recipient gets.</summary>
internal sealed record MessageContent
{
    public required string To { get; init; }

    public required string Name { get; init; }

    public required string Subject { get; init; }

    public required string Text { get; init; }

    public required string Html { get; init; }

    /// <summary>What a calendar program is told; null: nothing.</summary>
    public CalendarAttachment? Calendar { get; init; }

    /// <summary>What the template of a way may say, by the names of its holes; none for a mail.</summary>
    public IReadOnlyDictionary<string, string>? Values { get; init; }
}

/// <summary>An iCalendar object.</summary>
/// <param name="Method">REQUEST or CANCEL.</param>
/// <param name="Text">The object itself.</param>
internal sealed record CalendarAttachment(string Method, string Text);
