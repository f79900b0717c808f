using Broadcast.Access;
using Broadcast.Outcomes;
using Broadcast.Pages;
using Broadcast.Scheduling;

namespace Broadcast.Confirmation;

/// <summary>Carries out what is pressed in <see cref="Pages.AnswersPanel"/>, whichever page it stands on.</summary>
internal sealed class GuestDesk(Invitations invitations, Interviews interviews)
{
    /// <summary>Whether a posted action is one of the panel's.</summary>
    public static bool Knows(string action) => action is "invite" or "askAgain" or "renewLink" or "behalf" or "promote";

    /// <summary>Does it, and names what was done.</summary>
    /// <param name="interviewId">The interview.</param>
    /// <param name="posted">What was posted; its subject is the invitation, or for <c>promote</c> the official.</param>
    /// <param name="address">What links begin with.</param>
    /// <param name="by">Who pressed it.</param>
    /// <param name="now">The current instant.</param>
    /// <param name="ct">Ends with the request.</param>
    public async Task<(Outcome<bool> Outcome, string Done)> Carry(Guid interviewId, Posted posted, string address, Caller by, DateTimeOffset now, CancellationToken ct)
    {
        if (by.Role < (posted.Action == "behalf" ? Role.Unit : Role.Producer))
        {
            return (Refusal.Forbidden(), "");
        }

        switch (posted.Action)
        {
            case "invite":
                return (Plain(await invitations.Invite(interviewId, address, by, now, ct)), "invited");
            case "askAgain":
                return (Plain(await invitations.AskAgain(interviewId, posted.SubjectId, address, by, now, ct)), "askedAgain");
            case "renewLink":
                return (Plain(await invitations.Renew(interviewId, posted.SubjectId, address, by, now, ct)), "linkRenewed");
            case "promote":
                return (await Promote(interviewId, posted.SubjectId, by, now, ct), "promoted");
            default:
                var body = new ResponseBody { Answer = posted.Text("answer"), Reason = posted.Text("reason") };
                return (Plain(await invitations.Respond(interviewId, posted.SubjectId, body, by, now, ct)), "answeredFor");
        }
    }

    /// <summary>The substitute takes the place of whom they stand in for; the answer given counts on.</summary>
    private async Task<Outcome<bool>> Promote(Guid interviewId, Guid officialId, Caller by, DateTimeOffset now, CancellationToken ct)
    {
        if (await interviews.Find(interviewId, by, ct) is not { } interview || interview.Guests.FirstOrDefault(guest => guest.OfficialId == officialId) is not { } substitute)
        {
            return Refusal.NotFound("guest");
        }

        var replaced = substitute.SubstituteOf ?? interview.Guests.FirstOrDefault(guest => guest.Role == GuestRole.Principal)?.OfficialId;
        List<GuestBody?> guests =
        [
            .. interview.Guests.Where(guest => guest.OfficialId != replaced)
                .Select(guest => new GuestBody { OfficialId = guest.OfficialId, Role = Data.Words.Of(guest.OfficialId == officialId ? GuestRole.Principal : guest.Role) }),
        ];
        return Plain(await interviews.Change(interviewId, new InterviewBody { Guests = guests }, interview.Version, by, now, ct));
    }

    private static Outcome<bool> Plain<T>(Outcome<T> outcome) => outcome.IsRefused ? outcome.Refusal : true;
}
