using Broadcast.Planning.Model;
using static Broadcast.Tests.Planning.Model.Problems;

namespace Broadcast.Tests.Planning.Model;

/// <summary>What is wished, one wish at a time.</summary>
public sealed class PlanSolverTests
{
    private static readonly SlotOption[] Weeks = [Slot(0, 0, 9), Slot(1, 0, 14), Slot(2, 1, 9), Slot(3, 7, 9), Slot(4, 8, 14)];

    [Fact]
    public void An_official_gets_a_preferred_time() => SlotsOf(new Problem { Slots = Weeks, Tasks = [Unit(0, Of(fond: Weeks[3..4]))] }).ShouldBe([3]);

    [Fact]
    public void A_studio_gets_its_preferred_time() =>
        SlotsOf(new Problem { Slots = [Slot(0, 0, 9, 0, Of(fond: Weeks[1..2])), Slot(1, 0, 14, 0, Of(fond: Weeks[1..2]))], Tasks = [Unit(0)] }).ShouldBe([1]);

    [Fact]
    public void The_best_hours_are_taken_first() =>
        SlotsOf(new Problem { Slots = Weeks, Tasks = [Unit(0)], Rules = new PlanRules { BestHours = [new HourRange(new TimeOnly(13, 0), new TimeOnly(15, 0))] } })[0].ShouldBeOneOf(1, 4);

    [Fact]
    public void Weeks_are_filled_evenly() =>
        SlotsOf(new Problem { Slots = Weeks, Tasks = [Unit(0), Unit(1), Unit(2), Unit(3)] }).Count(slot => slot >= 3).ShouldBe(2);

    [Fact]
    public void Rank_comes_before_rank() =>
        SlotsOf(new Problem { Slots = Weeks[1..], Tasks = [Unit(0) with { Rank = 2 }, Unit(1) with { Rank = 1 }] }).ShouldSatisfyAllConditions(slots => slots[1].ShouldBeLessThan(2), slots => slots[0].ShouldBeGreaterThanOrEqualTo(2));

    [Fact]
    public void A_draft_is_kept_where_nothing_is_better() =>
        SlotsOf(new Problem { Slots = Weeks, Tasks = [Unit(0) with { DraftedAt = Weeks[2].Id }, Unit(1) with { DraftedAt = Weeks[4].Id }] }).ShouldBe([2, 4]);

    [Fact]
    public void A_booked_interview_makes_way_for_a_unit_that_fits_nowhere_else_and_a_confirmed_one_only_if_there_is_no_other()
    {
        var (booked, confirmed) = (Stands(1, 0, false), Stands(2, 1, true));
        var problem = new Problem { Slots = Weeks, Tasks = [Unit(0, Of(busy: Weeks[2..])), booked, confirmed] };
        var slots = SlotsOf(problem);
        slots[0].ShouldBe(0);
        slots[1].ShouldBeGreaterThan(1);
        slots[2].ShouldBe(1);
    }

    [Fact]
    public void An_interview_that_cannot_take_place_is_moved_and_stays_where_there_is_no_other_slot()
    {
        SlotsOf(new Problem { Slots = Weeks[..2], Tasks = [Stands(0, 0, true) with { Officials = Unit(0, Of(busy: Weeks[..1])).Officials }] }).ShouldBe([1]);
        var stuck = Solve(new Problem { Slots = Weeks[..1], Tasks = [Stands(0, 0, true) with { Officials = Unit(0, Of(busy: Weeks[..1])).Officials }] });
        stuck.Score.Parts.Stuck.ShouldBe(1);
        stuck.Score.Value.ShouldBe(0);
    }

    [Fact]
    public void A_search_that_is_stopped_answers_with_what_it_has()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var problem = new Problem { Slots = Weeks, Tasks = [Unit(0), Unit(1), Unit(2)], Rules = new PlanRules { MinGapMinutes = 300 } };
        BruteForce.IsAllowed(problem, PlanSolver.Solve(problem, Limits, null, stop.Token).Placements).ShouldBeTrue();
    }

    private static PlanTask Stands(int number, int slot, bool isConfirmed) => Unit(number) with { Standing = new StandingInterview(Id(number, 7), Weeks[slot].Id, null, isConfirmed) };

    private static IReadOnlyList<int> SlotsOf(Problem problem) => [.. Solve(problem).Placements.OrderBy(placement => placement.Task).Select(placement => placement.Slot)];
}
