namespace Broadcast.Confirmation;

/// <summary>How an answer came.</summary>
public enum ReplyVia
{
    /// <summary>On the guest's page.</summary>
    Page,

    /// <summary>By a program that has the guest's link.</summary>
    Program,

    /// <summary>From a calendar program, handed on by somebody.</summary>
    Calendar,

    /// <summary>From a calendar program, by mail.</summary>
    Mail,

    /// <summary>Somebody answered for the guest.</summary>
    Behalf,
}

/// <summary>What became of an answer.</summary>
public enum ReplyState
{
    /// <summary>It was taken.</summary>
    Applied,

    /// <summary>It is to an earlier time: shown, and nothing more.</summary>
    Outdated,

    /// <summary>It could not be taken, for the reason in its note.</summary>
    Refused,

    /// <summary>It is to nothing that anybody was invited to.</summary>
    Unknown,
}

/// <summary>Something that came back from a guest, whether it was taken or not.</summary>
public sealed record GuestReply
{
    /// <summary>The reply's id.</summary>
    public Guid Id { get; init; }

    /// <summary>The interview it is about; null: unknown.</summary>
    public Guid? InterviewId { get; init; }

    /// <summary>The invitation it answers; null: unknown.</summary>
    public Guid? InvitationId { get; init; }

    /// <summary>How it came.</summary>
    public ReplyVia Via { get; init; }

    /// <summary>Who sent it: the guest, the address of a mail, or who answered for the guest.</summary>
    public string ByName { get; init; } = "";

    /// <summary>accept, decline or tentative; empty where none could be read.</summary>
    public string Answer { get; init; } = "";

    /// <summary>What was said with it.</summary>
    public string? Reason { get; init; }

    /// <summary>The SEQUENCE it answers, from a calendar program.</summary>
    public int? Sequence { get; init; }

    /// <summary>What became of it.</summary>
    public ReplyState State { get; init; }

    /// <summary>Why it was not taken.</summary>
    public string? Note { get; init; }

    /// <summary>When it came.</summary>
    public DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>Where an answer comes from.</summary>
/// <param name="Via">How.</param>
/// <param name="ByName">Who; null: the guest.</param>
internal sealed record ReplyOrigin(ReplyVia Via, string? ByName = null)
{
    /// <summary>The SEQUENCE it answers.</summary>
    public int? Sequence { get; init; }

    /// <summary>What names the mail it came in.</summary>
    public byte[]? MessageKey { get; init; }
}
