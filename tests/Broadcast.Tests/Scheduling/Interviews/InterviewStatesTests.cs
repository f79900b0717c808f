using Broadcast.Scheduling;

namespace Broadcast.Tests.Scheduling;

public sealed class InterviewStatesTests
{
    /// <summary>The whole matrix, one row a state: where each action leads; '-' is refused.</summary>
    private const string Matrix =
        """
                    requested  booked     confirmed  live   ended  closed  cancelled
        Approve     booked     -          -          -      -      -       -
        Refuse      cancelled  -          -          -      -      -       -
        Expire      cancelled  -          -          -      -      -       -
        Edit        requested  booked     confirmed  live   ended  -       -
        Replan      requested  booked     confirmed  -      -      -       -
        Invite      -          booked     confirmed  -      -      -       -
        Answer      -          booked     confirmed  -      -      -       -
        Confirm     -          confirmed  -          -      -      -       -
        Withdraw    -          -          booked     -      -      -       -
        Reschedule  requested  booked     booked     -      -      -       -
        Cancel      cancelled  cancelled  cancelled  -      -      -       -
        Start       -          live       live       -      -      -       -
        CorrectStart -         -          -          live   ended  -       -
        Take        -          -          -          live   -      -       -
        CorrectTake -          -          -          -      ended  -       -
        Untake      -          -          -          live   ended  -       -
        End         -          -          -          ended  -      -       -
        CorrectEnd  -          -          -          -      ended  -       -
        Close       -          -          -          -      closed -       -
        Reopen      -          -          -          -      -      ended   -
        """;

    [Fact]
    public void The_table_is_the_matrix_to_the_last_cell()
    {
        var lines = Matrix.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var states = lines[0].Select(Enum<InterviewState>).ToList();
        states.ShouldBe(System.Enum.GetValues<InterviewState>());
        lines.Skip(1).Select(line => Enum<InterviewAction>(line[0])).ShouldBe(System.Enum.GetValues<InterviewAction>());
        foreach (var line in lines.Skip(1))
        {
            for (var i = 0; i < states.Count; i++)
            {
                var outcome = InterviewStates.After(states[i], Enum<InterviewAction>(line[0]));
                var expected = line[i + 1] == "-" ? (InterviewState?)null : Enum<InterviewState>(line[i + 1]);
                (outcome.IsRefused ? null : (InterviewState?)outcome.Value).ShouldBe(expected, $"{line[0]} when {states[i]}");
                outcome.Refusal?.Slug.ShouldBe("state-conflict");
            }
        }
    }

    [Theory]
    [InlineData(InterviewState.Booked, "accept", InterviewState.Confirmed)]
    [InlineData(InterviewState.Booked, "accept accept", InterviewState.Confirmed)]
    [InlineData(InterviewState.Booked, "accept none", InterviewState.Booked)]
    [InlineData(InterviewState.Booked, "accept tentative", InterviewState.Booked)]
    [InlineData(InterviewState.Confirmed, "decline", InterviewState.Booked)]
    [InlineData(InterviewState.Confirmed, "accept accept", InterviewState.Confirmed)]
    [InlineData(InterviewState.Requested, "accept", InterviewState.Requested)]
    [InlineData(InterviewState.Live, "decline", InterviewState.Live)]
    [InlineData(InterviewState.Cancelled, "accept", InterviewState.Cancelled)]
    [InlineData(InterviewState.Booked, "", InterviewState.Booked)]
    public void Only_what_waits_for_its_day_follows_the_principal_guests(InterviewState from, string answers, InterviewState expected)
    {
        var principals = answers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => (GuestRole.Principal, word == "none" ? null : (GuestAnswer?)Enum<GuestAnswer>(word)));
        InterviewStates.Following(from, [.. principals, (GuestRole.Guest, GuestAnswer.Decline), (GuestRole.Substitute, null)]).ShouldBe(expected);
    }

    private static T Enum<T>(string word)
        where T : struct, Enum => System.Enum.Parse<T>(word, ignoreCase: true);
}
