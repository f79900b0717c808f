using Broadcast.Scheduling;

namespace Broadcast.Confirmation;

/// <summary>What a guest was asked, and the answer.</summary>
public sealed record Invitation
{
    /// <summary>The invitation's id.</summary>
    public Guid Id { get; init; }

    /// <summary>Who was asked.</summary>
    public Guid OfficialId { get; init; }

    /// <summary>The guest's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether it waits for an answer.</summary>
    public InvitationState State { get; init; }

    /// <summary>The answer to the time as it stands; null: none yet, or voided by a move.</summary>
    public GuestAnswer? Answer { get; init; }

    /// <summary>What was said with it.</summary>
    public string? Reason { get; init; }

    /// <summary>When the guest could come instead.</summary>
    public IReadOnlyList<Guid> ProposedSlotIds { get; init; } = [];

    /// <summary>When the mail went out; null: not yet.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When the answer came.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>The guest's own page, to be sent by hand as well; for producers only.</summary>
    public string? Link { get; init; }
}

/// <summary>Whether an invitation waits for an answer.</summary>
public enum InvitationState
{
    /// <summary>It does.</summary>
    Open,

    /// <summary>It has one, which may still be changed.</summary>
    Answered,

    /// <summary>The interview does not take place, or goes without this guest.</summary>
    Void,
}

/// <summary>An invitation as the guest sees it: what it is about, and what can be answered.</summary>
public sealed record InvitationView
{
    /// <summary>The invitation's id.</summary>
    public Guid Id { get; init; }

    /// <summary>Whether it waits for an answer.</summary>
    public InvitationState State { get; init; }

    /// <summary>The interview it is about.</summary>
    public Guid InterviewId => Interview.Id;

    /// <summary>Who is asked.</summary>
    public Guid OfficialId => Guest.OfficialId;

    /// <summary>The answer that counts now; null: none yet.</summary>
    public GuestAnswer? Answer => Guest.Answer;

    /// <summary>What it is about.</summary>
    public string Topic => Interview.Topic;

    /// <summary>When it begins.</summary>
    public DateTimeOffset StartsAt => Interview.StartsAt;

    /// <summary>When it ends.</summary>
    public DateTimeOffset EndsAt => Interview.EndsAt;

    /// <summary>The series' title.</summary>
    public string SeriesTitle { get; init; } = "";

    /// <summary>The zone of all local times here (IANA).</summary>
    public string TimeZone { get; init; } = "";

    /// <summary>Where the studio is.</summary>
    public string? StudioPlace { get; init; }

    /// <summary>The language the guest wants.</summary>
    public string Language { get; init; } = "";

    /// <summary>The interview itself.</summary>
    public Interview Interview { get; init; } = new();

    /// <summary>The guest who is asked, with the answer that counts now.</summary>
    public InterviewGuest Guest { get; init; } = new();

    /// <summary>What was said with the answer.</summary>
    public string? Reason { get; init; }

    /// <summary>The slots proposed with the answer.</summary>
    public IReadOnlyList<Guid> ProposedSlotIds { get; init; } = [];

    /// <summary>When the answer came.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>What could be proposed: the next open slots of the series.</summary>
    public IReadOnlyList<SlotChoice> OpenSlots { get; init; } = [];
}

/// <summary>A slot that a guest may propose.</summary>
public sealed record SlotChoice
{
    /// <summary>The slot.</summary>
    public Guid Id { get; init; }

    /// <summary>Its start.</summary>
    public DateTimeOffset StartsAt { get; init; }

    /// <summary>Its end.</summary>
    public DateTimeOffset EndsAt { get; init; }

    /// <summary>Where it is.</summary>
    public string StudioName { get; init; } = "";
}
