using Broadcast.Hosting;
using Broadcast.Scheduling;

namespace Broadcast.Confirmation;

/// <summary>The invitations of an interview, and how many of them are new.</summary>
internal sealed record Invited(IReadOnlyList<Invitation> Items, int New);

/// <summary>An invitation as it stands in the database. Which answer counts, the guest's row says.</summary>
internal sealed record InvitationRow
{
    public Guid Id { get; init; }

    public Guid InterviewId { get; init; }

    public Guid OfficialId { get; init; }

    public string TokenProtected { get; init; } = "";

    public string? Reason { get; init; }

    public string? ProposedSlotIds { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public DateTimeOffset? AnsweredAt { get; init; }

    public Invitation ToInvitation(Interview interview, string? link, TimeSpan offset)
    {
        var guest = interview.Guests.FirstOrDefault(one => one.OfficialId == OfficialId);
        var counts = guest?.Answer is not null;
        return new Invitation
        {
            Id = Id,
            OfficialId = OfficialId,
            Name = guest?.Name ?? "",
            State = guest is null || interview.State == InterviewState.Cancelled ? InvitationState.Void : counts ? InvitationState.Answered : InvitationState.Open,
            Answer = guest?.Answer,
            Reason = counts ? Reason : null,
            ProposedSlotIds = counts && ProposedSlotIds is not null ? Json.Read<List<Guid>>(ProposedSlotIds) : [],
            SentAt = SentAt?.ToOffset(offset),
            AnsweredAt = counts ? AnsweredAt?.ToOffset(offset) : null,
            Link = link,
        };
    }
}
