using Broadcast.Planning.Model;
using CsCheck;

namespace Broadcast.Tests.Planning.Model;

/// <summary>What must hold whatever the problem is.</summary>
public sealed class PlanSolverProperties
{
    [Fact]
    public void Every_rule_holds_in_every_plan() => Problems.Small.Sample(
        problem =>
        {
            var solution = Solve(problem);
            BruteForce.IsAllowed(problem, solution.Placements).ShouldBeTrue();
            foreach (var (task, i) in problem.Tasks.Select((task, i) => (task, i)).Where(each => each.task.PinnedTo is not null))
            {
                solution.Placements.ShouldContain(placement => placement.Task == i && problem.Slots[placement.Slot].Id == task.PinnedTo);
            }

            solution.Placements.Select(placement => placement.Task).Distinct().Count().ShouldBe(solution.Placements.Count);
        },
        iter: 200,
        threads: 2);

    [Fact]
    public void No_plan_is_better_than_the_one_that_is_said_to_be_the_best() => Problems.Tiny.Sample(
        problem =>
        {
            var solution = Solve(problem);
            var (left, value) = BruteForce.Best(problem);
            solution.Score.Optimal.ShouldBeTrue(solution.Score.ToString());
            solution.IsFull.ShouldBeTrue();
            (solution.Score.Parts.LeftOut + solution.Score.Parts.Stuck).ShouldBe(left);
            solution.Score.Value.ShouldBe(value);
        },
        iter: 200,
        threads: 2);

    [Fact]
    public void The_same_problem_has_the_same_plan() => Problems.Small.Sample(problem => Solve(problem).Placements.ShouldBe(Solve(problem).Placements), iter: 40, threads: 2);

    [Fact]
    public void Looking_at_a_few_slots_of_each_unit_breaks_no_rule_and_says_nothing_that_is_not_proven() => Problems.Small.Sample(
        problem =>
        {
            var (cut, whole) = (Problems.Solve(problem, Problems.Limits with { MostCandidates = 0, CandidatesEach = 2 }), Solve(problem));
            BruteForce.IsAllowed(problem, cut.Placements).ShouldBeTrue();
            if (cut.Score.Parts.LeftOut + cut.Score.Parts.Stuck == whole.Score.Parts.LeftOut + whole.Score.Parts.Stuck)
            {
                cut.Score.Value.ShouldBeLessThanOrEqualTo(whole.Score.Value);
                cut.Score.Bound.ShouldBeGreaterThanOrEqualTo(whole.Score.Value);
            }
        },
        iter: 60,
        threads: 2);

    [Fact]
    public void Everybody_who_is_left_out_is_told_why() => Problems.Small.Sample(
        problem =>
        {
            var solution = Solve(problem);
            var reasons = new Reasons(problem, solution.Placements, solution.IsFull);
            foreach (var task in Enumerable.Range(0, problem.Tasks.Count).Except(solution.Placements.Select(placement => placement.Task)))
            {
                reasons.Of(task).ShouldNotBeEmpty();
                reasons.Of(task).ShouldAllBe(reason => reason.Text.Length > 0 && reason.Help.Count == reason.HelpTexts.Count);
                reasons.Of(task).ShouldNotContain(reason => reason.Code == "not-found-in-time");
            }
        },
        iter: 60,
        threads: 2);

    private static PlanSolution Solve(Problem problem) => Problems.Solve(problem);
}
