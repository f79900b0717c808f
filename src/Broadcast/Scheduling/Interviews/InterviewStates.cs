using Broadcast.Outcomes;

namespace Broadcast.Scheduling;

/// <summary>Where an interview is on its way.</summary>
public enum InterviewState
{
    /// <summary>A liaison asked for it; it holds its slot until a producer decides or the hold runs out. 待审</summary>
    Requested,

    /// <summary>It has its slot. 已排期</summary>
    Booked,

    /// <summary>Every principal guest accepted. 已确认</summary>
    Confirmed,

    /// <summary>On air. 直播中</summary>
    Live,

    /// <summary>Over; its figures still come in. 已结束</summary>
    Ended,

    /// <summary>Settled: figures and times stand. 已归档</summary>
    Closed,

    /// <summary>It does not take place; its slot is free. 已取消</summary>
    Cancelled,
}

/// <summary>What can be done with an interview, or happen to it.</summary>
internal enum InterviewAction
{
    Approve,
    Refuse,
    Expire,
    Edit,
    Replan,
    Invite,
    Answer,
    Confirm,
    Withdraw,
    Reschedule,
    Cancel,
    Start,
    CorrectStart,
    Take,
    CorrectTake,
    Untake,
    End,
    CorrectEnd,
    Close,
    Reopen,
}

/// <summary>The one table of what each state allows, and where it leads. What does not stand in it is refused.</summary>
internal static class InterviewStates
{
    private static readonly Dictionary<(InterviewState From, InterviewAction Action), InterviewState> Table = new()
    {
        [(InterviewState.Requested, InterviewAction.Approve)] = InterviewState.Booked,
        [(InterviewState.Requested, InterviewAction.Refuse)] = InterviewState.Cancelled,
        [(InterviewState.Requested, InterviewAction.Expire)] = InterviewState.Cancelled,
        [(InterviewState.Requested, InterviewAction.Edit)] = InterviewState.Requested,
        [(InterviewState.Requested, InterviewAction.Replan)] = InterviewState.Requested,
        [(InterviewState.Requested, InterviewAction.Reschedule)] = InterviewState.Requested,
        [(InterviewState.Requested, InterviewAction.Cancel)] = InterviewState.Cancelled,

        [(InterviewState.Booked, InterviewAction.Edit)] = InterviewState.Booked,
        [(InterviewState.Booked, InterviewAction.Replan)] = InterviewState.Booked,
        [(InterviewState.Booked, InterviewAction.Invite)] = InterviewState.Booked,
        [(InterviewState.Booked, InterviewAction.Answer)] = InterviewState.Booked,
        [(InterviewState.Booked, InterviewAction.Confirm)] = InterviewState.Confirmed,
        [(InterviewState.Booked, InterviewAction.Reschedule)] = InterviewState.Booked,
        [(InterviewState.Booked, InterviewAction.Cancel)] = InterviewState.Cancelled,
        [(InterviewState.Booked, InterviewAction.Start)] = InterviewState.Live,

        [(InterviewState.Confirmed, InterviewAction.Edit)] = InterviewState.Confirmed,
        [(InterviewState.Confirmed, InterviewAction.Replan)] = InterviewState.Confirmed,
        [(InterviewState.Confirmed, InterviewAction.Invite)] = InterviewState.Confirmed,
        [(InterviewState.Confirmed, InterviewAction.Answer)] = InterviewState.Confirmed,
        [(InterviewState.Confirmed, InterviewAction.Withdraw)] = InterviewState.Booked,
        [(InterviewState.Confirmed, InterviewAction.Reschedule)] = InterviewState.Booked,
        [(InterviewState.Confirmed, InterviewAction.Cancel)] = InterviewState.Cancelled,
        [(InterviewState.Confirmed, InterviewAction.Start)] = InterviewState.Live,

        [(InterviewState.Live, InterviewAction.Edit)] = InterviewState.Live,
        [(InterviewState.Live, InterviewAction.CorrectStart)] = InterviewState.Live,
        [(InterviewState.Live, InterviewAction.Take)] = InterviewState.Live,
        [(InterviewState.Live, InterviewAction.Untake)] = InterviewState.Live,
        [(InterviewState.Live, InterviewAction.End)] = InterviewState.Ended,

        [(InterviewState.Ended, InterviewAction.Edit)] = InterviewState.Ended,
        [(InterviewState.Ended, InterviewAction.CorrectStart)] = InterviewState.Ended,
        [(InterviewState.Ended, InterviewAction.CorrectTake)] = InterviewState.Ended,
        [(InterviewState.Ended, InterviewAction.Untake)] = InterviewState.Ended,
        [(InterviewState.Ended, InterviewAction.CorrectEnd)] = InterviewState.Ended,
        [(InterviewState.Ended, InterviewAction.Close)] = InterviewState.Closed,

        [(InterviewState.Closed, InterviewAction.Reopen)] = InterviewState.Ended,
    };

    /// <summary>Where an action leads, or the refusal.</summary>
    public static Outcome<InterviewState> After(InterviewState from, InterviewAction action) =>
        Table.TryGetValue((from, action), out var to) ? to : Refusal.State($"The interview is {Word(from)}: {Said(action)} is not possible then.");

    /// <summary>The state that goes with the guests' answers: confirmed when every principal guest has accepted. Only an interview that waits for its day follows them.</summary>
    public static InterviewState Following(InterviewState state, IEnumerable<(GuestRole Role, GuestAnswer? Answer)> guests)
    {
        var principals = guests.Where(guest => guest.Role == GuestRole.Principal).ToList();
        var allAccepted = principals.Count > 0 && principals.TrueForAll(guest => guest.Answer == GuestAnswer.Accept);
        var step = After(state, allAccepted ? InterviewAction.Confirm : InterviewAction.Withdraw);
        return step.IsRefused ? state : step.Value;
    }

    /// <summary>Saying again when it began corrects it.</summary>
    public static InterviewAction StartOf(InterviewState state, DateTimeOffset? at) =>
        at is not null && state is InterviewState.Live or InterviewState.Ended ? InterviewAction.CorrectStart : InterviewAction.Start;

    /// <summary>Saying again when it ended corrects it.</summary>
    public static InterviewAction EndOf(InterviewState state, DateTimeOffset? at) =>
        at is not null && state == InterviewState.Ended ? InterviewAction.CorrectEnd : InterviewAction.End;

    /// <summary>After the end the run sheet can only be corrected.</summary>
    public static InterviewAction TakeOf(InterviewState state, DateTimeOffset? at) =>
        at is not null && state == InterviewState.Ended ? InterviewAction.CorrectTake : InterviewAction.Take;

    private static string Word(InterviewState state) => Data.Words.Of(state);

    private static string Said(InterviewAction action) => action switch
    {
        InterviewAction.CorrectStart => "changing when it began",
        InterviewAction.CorrectEnd => "changing when it ended",
        InterviewAction.CorrectTake => "changing when a part began",
        InterviewAction.Replan => "changing host, guests or parts",
        InterviewAction.Take => "taking a part",
        InterviewAction.Untake => "taking a part back",
        _ => $"to {Data.Words.Of(action)} it",
    };
}
