using Broadcast.Access;
using Broadcast.Outcomes;

namespace Broadcast.Scheduling;

/// <summary>Who may do what with an interview: producers everything; a liaison edits what its own unit has, and moves or takes back what it asked for.</summary>
internal static class InterviewRights
{
    public static Refusal? Check(Caller by, InterviewAction action, InterviewRow row) => by.Role switch
    {
        Role.Producer or Role.Admin => null,
        Role.Unit when by.MayTouchUnit(row.UnitId) && IsForLiaisons(action, row.State) => null,
        Role.Unit when !by.MayTouchUnit(row.UnitId) => Refusal.Forbidden("This is another unit's interview."),
        Role.Unit => Refusal.Forbidden("A producer does that."),
        _ => Refusal.Forbidden(),
    };

    private static bool IsForLiaisons(InterviewAction action, InterviewState state) =>
        action is InterviewAction.Edit or InterviewAction.Replan || (action is InterviewAction.Cancel or InterviewAction.Reschedule && state == InterviewState.Requested);
}
