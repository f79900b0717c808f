using Broadcast.Planning;
using Broadcast.Scheduling;

namespace Broadcast.Tests.Planning;

public sealed class RankingTests
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 9, 10, 0, 0, TimeSpan.FromHours(8));
    private static readonly Guid Studio = new(1, 0, 0, new byte[8]);

    private readonly AdviceFacts _facts = new()
    {
        Series = new Series { TimeZone = "Asia/Shanghai", StartsOn = new DateOnly(2026, 3, 9), EndsOn = new DateOnly(2026, 5, 31), SlotMinutes = 40, AnswerWithinHours = 72 },
        Now = Monday.AddDays(-30),
        Studios = new Dictionary<Guid, AdviceStudio> { [Studio] = new(Studio, "Studio") },
        Officials = [new AdvicePerson(Id(100), "Head")],
        Hosts = [new AdvicePerson(Id(200), "Host")],
    };

    [Fact]
    public void What_the_official_prefers_comes_first()
    {
        var facts = _facts with
        {
            Slots = Slots(0, 1, 2),
            Officials = [new AdvicePerson(Id(100), "Head") { HasSpoken = true, Preferred = Line(2) }],
        };
        var advice = Ranking.Rank(facts, 10);
        advice.Items.Select(item => item.SlotId).ShouldBe([Id(2), Id(0), Id(1)]);
        advice.Items[0].Reasons[0].Code.ShouldBe("official-preferred");
        advice.Items[1].Reasons.ShouldContain(reason => reason.Code == "official-free");
    }

    [Fact]
    public void A_score_is_the_sum_of_its_reasons()
    {
        var facts = _facts with { Slots = Slots(0, 1, 5, 6), Booked = [Monday.AddDays(7)], Now = Monday.AddDays(-1), Proposals = [new AdviceProposal(Id(1), Monday.AddDays(1))] };
        var advice = Ranking.Rank(facts, 10);
        advice.Items.ShouldAllBe(item => item.Score == item.Reasons.Sum(reason => reason.Points));
        advice.Items[0].SlotId.ShouldBe(Id(1));
    }

    [Fact]
    public void Of_several_officials_one_who_is_free_is_chosen()
    {
        var facts = _facts with { Slots = Slots(0, 1), Officials = [new AdvicePerson(Id(100), "Head") { Busy = Line(0) }, new AdvicePerson(Id(101), "Deputy") { Busy = Line(1) }] };
        Ranking.Rank(facts, 10).Items.ToDictionary(item => item.SlotId, item => item.OfficialName).ShouldBe(new Dictionary<Guid, string?> { [Id(0)] = "Deputy", [Id(1)] = "Head" }, ignoreOrder: true);
    }

    [Fact]
    public void What_is_out_of_the_question_is_counted_by_its_reason()
    {
        var facts = _facts with
        {
            Slots = Slots(0, 1, 2, 3, 4),
            Officials = [new AdvicePerson(Id(100), "Head") { Busy = Line(0) }],
            Hosts = [new AdvicePerson(Id(200), "Host") { Busy = Line(1) }],
            IsHostSettled = true,
            UnitElsewhere = Line(2),
            Studios = new Dictionary<Guid, AdviceStudio> { [Studio] = new(Studio, "Studio") { Busy = Line(3) } },
        };
        var advice = Ranking.Rank(facts, 10);
        advice.Items.ShouldHaveSingleItem().SlotId.ShouldBe(Id(4));
        advice.LeftOut.ToDictionary(reason => reason.Code, reason => reason.Slots)
            .ShouldBe(new Dictionary<string, int> { ["official-busy"] = 1, ["host-busy"] = 1, ["unit-elsewhere"] = 1, ["studio-busy"] = 1 }, ignoreOrder: true);
        advice.Considered.ShouldBe(5);
    }

    [Theory]
    [InlineData(50, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_slot_too_close_to_a_neighbour_is_not_offered(int minutesBefore, bool isLeftOut)
    {
        var start = Monday.AddMinutes(-minutesBefore);
        var neighbour = new AdviceNeighbour(start, start.AddMinutes(40), 0, 10);
        var facts = _facts with
        {
            Series = _facts.Series with { SetupMinutes = 15 },
            Slots = Slots(0),
            Studios = new Dictionary<Guid, AdviceStudio> { [Studio] = new(Studio, "Studio") { Interviews = [neighbour] } },
        };
        Ranking.Rank(facts, 10).LeftOut.Any(reason => reason.Code == "gap-not-kept").ShouldBe(isLeftOut);
    }

    [Fact]
    public void A_host_who_is_not_settled_may_be_missing()
    {
        var facts = _facts with { Slots = Slots(0), Hosts = [new AdvicePerson(Id(200), "Host") { Busy = Line(0) }] };
        var item = Ranking.Rank(facts, 10).Items.ShouldHaveSingleItem();
        item.HostId.ShouldBeNull();
        item.Reasons.ShouldContain(reason => reason.Code == "no-host-free" && reason.Points < 0);
    }

    [Fact]
    public void Quiet_weeks_workdays_and_neighbours_speak_for_a_slot()
    {
        var before = new AdviceNeighbour(Monday.AddMinutes(-50), Monday.AddMinutes(-10), 0, 0);
        var facts = _facts with
        {
            Slots = Slots(0, 5, 7, 33),
            Booked = [before.StartsAt, before.StartsAt, before.StartsAt, before.StartsAt],
            Studios = new Dictionary<Guid, AdviceStudio> { [Studio] = new(Studio, "Studio") { Interviews = [before] } },
            Holidays = new HolidayCalendar([new HolidayYear { Year = 2026, Announced = true, Days = [new HolidayDay { Date = new DateOnly(2026, 4, 11), Name = "Day", IsOffDay = true }] }]),
        };
        var codes = Ranking.Rank(facts, 10).Items.ToDictionary(item => item.SlotId, item => item.Reasons.Select(reason => reason.Code).ToList());
        codes[Id(0)].ShouldContain("adjacent");
        codes[Id(0)].ShouldContain("full-week");
        codes[Id(5)].ShouldContain("weekend");
        codes[Id(7)].ShouldContain("quiet-week");
        codes[Id(33)].ShouldContain("holiday");
    }

    [Fact]
    public void A_limit_that_is_reached_speaks_against_a_slot()
    {
        var facts = _facts with { Series = _facts.Series with { MaxPerDay = 1, MaxPerWeek = 2 }, Slots = Slots(0, 1), Booked = [Monday.AddHours(3)] };
        Ranking.Rank(facts, 10).Items.Single(item => item.SlotId == Id(0)).Reasons[0].Code.ShouldBe("day-limit");
        Ranking.Rank(facts with { Booked = [Monday.AddDays(2), Monday.AddDays(3)] }, 10).Items[0].Reasons[0].Code.ShouldBe("week-limit");
    }

    [Fact]
    public void Equal_slots_stand_by_time_and_the_list_is_as_long_as_asked()
    {
        var facts = _facts with { Slots = Slots(2, 1, 0) };
        Ranking.Rank(facts, 2).Items.Select(item => item.SlotId).ShouldBe([Id(0), Id(1)]);
        Ranking.Rank(facts with { Slots = [] }, 2).Items.ShouldBeEmpty();
    }

    [Fact]
    public void Every_reason_is_a_sentence()
    {
        string[] codes =
        [
            "adjacent", "day-limit", "full-week", "gap-not-kept", "good-hours", "holiday", "host-busy", "host-free", "host-preferred", "host-unknown", "near-proposed", "no-host-free", "no-official-free",
            "odd-hours", "official-busy", "official-free", "official-preferred", "official-unknown", "proposed", "quiet-week", "short-notice", "studio-busy", "studio-preferred", "unit-elsewhere", "week-limit", "weekend",
        ];
        var values = Ranking.Values(("a", "A"), ("b", "B"), ("c", "C"));
        codes.ShouldAllBe(code => Sentences.English($"Advice.{code}", values) != $"Advice.{code}");
    }

    private static IReadOnlyList<AdviceSlot> Slots(params int[] days) =>
        [.. days.Select(day => new AdviceSlot { Id = Id(day), StudioId = Studio, StartsAt = Monday.AddDays(day), EndsAt = Monday.AddDays(day).AddMinutes(40) })];

    private static TimeLine Line(int day) => new([(Monday.AddDays(day).AddHours(-1), Monday.AddDays(day).AddHours(2))]);

    private static Guid Id(int number) => new(number, 1, 0, new byte[8]);
}
