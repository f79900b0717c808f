using Broadcast.Outbox;
using Broadcast.Scheduling;

namespace Broadcast.Confirmation;

/// <summary>Where an interview stands with its guests: who was asked, how and when, what came back, what is next.</summary>
public sealed record InterviewAnswers
{
    /// <summary>The interview.</summary>
    public Guid InterviewId { get; init; }

    /// <summary>The unit's name.</summary>
    public string UnitName { get; init; } = "";

    /// <summary>What it is about.</summary>
    public string Topic { get; init; } = "";

    /// <summary>Planned start.</summary>
    public DateTimeOffset StartsAt { get; init; }

    /// <summary>Planned end.</summary>
    public DateTimeOffset EndsAt { get; init; }

    /// <summary>Where it is on its way.</summary>
    public InterviewState State { get; init; }

    /// <summary>Its guests.</summary>
    public IReadOnlyList<GuestStanding> Guests { get; init; } = [];

    /// <summary>Whether a producer has to do something: a no, a mail that did not arrive, a guest nobody asked, an answer that is overdue.</summary>
    public bool NeedsAttention { get; init; }
}

/// <summary>Where one guest stands.</summary>
public sealed record GuestStanding
{
    /// <summary>The guest.</summary>
    public InterviewGuest Guest { get; init; } = new();

    /// <summary>The invitation; null: not asked yet.</summary>
    public Guid? InvitationId { get; init; }

    /// <summary>Since when the guest is asked for the time as it stands.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>Until when an answer is expected.</summary>
    public DateTimeOffset? AnswerBy { get; init; }

    /// <summary>The messages about this guest, oldest first: how they left, and what the servers said.</summary>
    public IReadOnlyList<Message> Messages { get; init; } = [];

    /// <summary>What came back, oldest first, also what was not taken.</summary>
    public IReadOnlyList<GuestReply> Replies { get; init; } = [];

    /// <summary>What happens next by itself; null: nothing.</summary>
    public NextStep? Next { get; init; }

    /// <summary>Whether a producer has to do something about this guest.</summary>
    public GuestTrouble? Trouble { get; init; }
}

/// <summary>What happens next by itself.</summary>
/// <param name="Kind">answerReminder, overdueToLiaison, overdueToSubstitute, overdueToProducer, release, interviewReminder, runSheetToGuest or runSheetToUnit.</param>
/// <param name="At">When.</param>
public sealed record NextStep(string Kind, DateTimeOffset At);

/// <summary>Why a guest needs somebody's attention.</summary>
public enum GuestTrouble
{
    /// <summary>Nobody asked the guest yet.</summary>
    NotAsked,

    /// <summary>There is no address to write to: the link has to be handed over.</summary>
    NoAddress,

    /// <summary>The last mail was refused for good.</summary>
    NotDelivered,

    /// <summary>The answer is overdue.</summary>
    Overdue,

    /// <summary>The guest does not come.</summary>
    Declined,

    /// <summary>The guest is not sure, or would rather come another time.</summary>
    Unsure,
}
