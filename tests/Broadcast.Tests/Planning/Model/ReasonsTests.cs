using Broadcast.Planning.Model;
using static Broadcast.Tests.Planning.Model.Problems;

namespace Broadcast.Tests.Planning.Model;

/// <summary>Reasons a person understands.</summary>
public sealed class ReasonsTests
{
    private static readonly SlotOption[] Week = [Slot(0, 0, 9), Slot(1, 1, 9), Slot(2, 2, 9)];

    [Fact]
    public void Whose_only_official_is_away_hears_when() => Why(Week, Unit(0, Of(busy: Week)))
        .ShouldBe(["Its only official, O0, is away at all 3 slots that are left in March."]);

    [Fact]
    public void A_unit_without_an_official_hears_nothing_else() => Why(Week, Unit(0) with { Officials = [], Month = 9 }).ShouldBe(["No official of the unit is registered."]);

    [Fact]
    public void A_series_without_open_slots_says_so() => Why([], Unit(0)).ShouldBe(["The series has no open slot ahead."]);

    [Fact]
    public void Dates_and_months_come_before_people()
    {
        Why(Week, Unit(0, Of(busy: Week)) with { Earliest = new DateOnly(2027, 3, 10) }).ShouldBe(["None of the 3 slots lies on or after 2027-03-10."]);
        Why(Week, Unit(0) with { Month = 4 }).ShouldBe(["None of the 3 slots that its dates allow lies in April, the month it belongs to."]);
        Why(Week, Unit(0) with { Month = 3, TopicMonth = 4 }).ShouldBe(["The unit belongs to March, its topic to April: no slot is in both."]);
    }

    [Fact]
    public void What_comes_together_is_told_one_by_one() => Why(Week, Unit(0, Of(busy: Week[..1])) with { Elsewhere = Of(busy: Week[1..]) }).ShouldBe(
    [
        "The unit has an interview in another series at 2 of the 3 slots that are left.",
        "Its only official, O0, is away at the only slot that is left in March.",
    ]);

    [Fact]
    public void Units_that_compete_for_too_few_slots_hear_of_each_other_and_not_of_others()
    {
        var problem = new Problem { Slots = Week, Tasks = [Unit(0, Of(busy: Week[1..])), Unit(1, Of(busy: Week[1..])), Unit(2, Of(busy: Week[..1]))] };
        var solution = Solve(problem);
        var left = Enumerable.Range(0, 3).Except(solution.Placements.Select(placement => placement.Task)).ShouldHaveSingleItem();
        new Reasons(problem, solution.Placements, solution.IsFull).Of(left)[0].Text.ShouldBe($"2 units compete for the same slot: U{left}, U{1 - left}.");
    }

    [Fact]
    public void Limits_and_hosts_are_named()
    {
        Codes(new Problem { Slots = [Slot(0, 0, 9), Slot(1, 0, 14)], Tasks = [Unit(0), Unit(1)], Rules = new PlanRules { MaxPerDay = 1 } }).ShouldContain("day-full");
        Codes(new Problem { Slots = [Slot(0, 0, 9), Slot(1, 1, 9)], Tasks = [Unit(0), Unit(1)], Rules = new PlanRules { MaxPerWeek = 1 } }).ShouldContain("week-full");
        Codes(new Problem { Slots = [Slot(0, 0, 9, 0), Slot(1, 0, 9, 1)], Tasks = [Unit(0), Unit(1)], Hosts = [Host(0)] }).ShouldContain("hosts-short");
        Codes(new Problem { Slots = [Slot(0, 0, 9)], Tasks = [Unit(0)], Hosts = [Host(0, Of(busy: [Slot(0, 0, 9)]))] }).ShouldBe(["hosts-away"]);
        Codes(new Problem { Slots = [Slot(0, 0, 9), Slot(1, 0, 9.75)], Tasks = [Unit(0), Unit(1)], Rules = new PlanRules { MinGapMinutes = 30 } }).ShouldContain("gap");
    }

    private static IReadOnlyList<string> Why(SlotOption[] slots, PlanTask task) =>
        [.. new Reasons(new Problem { Slots = slots, Tasks = [task] }, [], true).Of(0).Select(reason => reason.Text)];

    private static IReadOnlyList<string> Codes(Problem problem)
    {
        var solution = Solve(problem);
        var left = Enumerable.Range(0, problem.Tasks.Count).Except(solution.Placements.Select(placement => placement.Task)).ShouldHaveSingleItem();
        return [.. new Reasons(problem, solution.Placements, solution.IsFull).Of(left).Select(reason => reason.Code)];
    }
}
