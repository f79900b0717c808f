using Broadcast.Outbox;
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

    /// <summary>How the answer came; null: none, or before that was kept.</summary>
    public ReplyVia? Via { get; init; }

    /// <summary>Who gave it, where it was not the guest on the own page.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>What became of the last mail that asked; null: there was none. For producers only.</summary>
    public Delivery? Delivery { get; init; }

    /// <summary>The guest's own page, to be sent by hand as well; for producers only.</summary>
    public string? Link { get; init; }
}

/// <summary>What became of a message.</summary>
/// <param name="State">How far it is.</param>
/// <param name="Recipient">Where it goes.</param>
/// <param name="Answer">What the server said last.</param>
public sealed record Delivery(MessageState State, string Recipient, string? Answer);

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

    /// <summary>The zone the guest lives by (IANA); null: that of all local times here.</summary>
    public string? OwnTimeZone { get; init; }

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

    /// <summary>Who of the unit could come instead.</summary>
    public IReadOnlyList<Colleague> Colleagues { get; init; } = [];

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

/// <summary>Another official of the unit.</summary>
public sealed record Colleague
{
    /// <summary>The official.</summary>
    public Guid OfficialId { get; init; }

    /// <summary>The official's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The office held.</summary>
    public string Title { get; init; } = "";
}
