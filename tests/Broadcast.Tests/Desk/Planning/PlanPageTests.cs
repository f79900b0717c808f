using System.Net;
using Broadcast.Tests.Hosting;
using Broadcast.Tests.Pages;
using Broadcast.Tests.Planning;
using Broadcast.Tests.Provenance;

namespace Broadcast.Tests.Desk.Planning;

/// <summary>The page on which a producer plans a series; it works without a script.</summary>
public sealed class PlanPageTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Theory]
    [InlineData("zh-CN", "已证明最优", "该单位尚未登记嘉宾。", "登记该单位的嘉宾", "还没有规划")]
    [InlineData("en", "Proven optimal", "No official of the unit is registered.", "Register an official of the unit", "No plan yet")]
    public async Task A_plan_is_begun_and_read_with_who_was_left_out_and_why(string language, string proven, string why, string help, string empty)
    {
        var stage = await PlanStage.Set(service, units: 2, slots: 3);
        var unheard = await stage.Unit(official: false);
        using var browser = Browser.SignedIn(service, language: language);
        await browser.Open(Address(stage));
        Text(browser).ShouldContain(empty);
        await browser.Submit("start", null, Rules);
        await Made(browser);
        Text(browser).ShouldContain(proven);
        Text(browser).ShouldContain(why);
        Text(browser).ShouldContain(help);
        browser.Page.ShouldContain($"/officials?unit={unheard}");
        foreach (var unit in stage.Units)
        {
            browser.Page.ShouldContain($"id=\"u-{unit}\"");
        }

        Text(browser).ShouldContain("09:00–09:40");
    }

    [Fact]
    public async Task The_draft_stands_in_the_calendar_of_the_board()
    {
        var stage = await PlanStage.Set(service, units: 1, slots: 2);
        var plan = await stage.Plan();
        using var browser = Browser.SignedIn(service);
        await browser.Open($"{Address(stage)}?view=month");
        browser.Page.ShouldContain("class=\"chip drafted");
        browser.Page.ShouldContain($"data-slot=\"{stage.SlotOf(plan, stage.Units[0])}\"");
    }

    [Fact]
    public async Task A_unit_is_pinned_and_let_go_again()
    {
        var stage = await PlanStage.Set(service, units: 2, slots: 3);
        var plan = await stage.Plan();
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open(Address(stage));
        await browser.Submit("mark", null, ("pin", $"{stage.Units[0]}"));
        browser.Page.ShouldContain("name=\"unpin\"");
        stage.Assignment(await Read(plan), stage.Units[0]).GetProperty("pinned").GetBoolean().ShouldBeTrue();
        await browser.Submit("mark", null, ("unpin", $"{stage.Units[0]}"));
        browser.Page.ShouldNotContain("name=\"unpin\"");
        stage.Assignment(await Read(plan), stage.Units[0]).GetProperty("pinned").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task A_move_by_hand_says_first_what_it_breaks_and_who_makes_way()
    {
        var stage = await PlanStage.Set(service, units: 2, slots: 2);
        (await service.Admin.PutJson($"/api/v1/series/{stage.SeriesId}/units/{stage.Units[0]}/wishes", new { latest = "2027-03-01" })).Expect(200);
        var plan = await stage.Plan();
        stage.SlotOf(plan, stage.Units[0]).ShouldBe(stage.Slots[0]);
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open($"{Address(stage)}?plan={plan.Id}&move={stage.Units[0]}&slot={stage.Slots[1]}");
        Text(browser).ShouldContain("Outside the dates of the unit");
        Text(browser).ShouldContain("makes way and is planned again.");
        stage.SlotOf(await Read(plan), stage.Units[0]).ShouldBe(stage.Slots[0], "looking changes nothing");
        await browser.Submit("move", null);
        await Made(browser);
        stage.SlotOf(await Read(plan), stage.Units[0]).ShouldBe(stage.Slots[1]);
        Text(browser).ShouldContain("Outside the dates of the unit");
    }

    [Fact]
    public async Task A_plan_is_published_and_taken_back()
    {
        var stage = await PlanStage.Set(service, units: 2, slots: 3);
        await stage.Plan();
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open(Address(stage));
        await browser.Submit("publish", null);
        Text(browser).ShouldContain("Published: all of it is booked.");
        (await stage.Interviews()).Count.ShouldBe(2);
        await browser.Submit("takeBack", null);
        Text(browser).ShouldContain("it is a draft again");
        (await stage.Interviews()).ShouldAllBe(each => each.GetProperty("state").GetString() == "cancelled");
    }

    [Fact]
    public async Task What_moved_since_is_listed_when_a_plan_is_refused()
    {
        var stage = await PlanStage.Set(service, units: 2, slots: 2);
        var plan = await stage.Plan();
        using var browser = Browser.SignedIn(service);
        await browser.Open(Address(stage));
        (await service.Admin.PostJson($"/api/v1/slots/{stage.SlotOf(plan, stage.Units[0])}:block")).Expect(200);
        await browser.Submit("publish", null);
        browser.Status.ShouldBe(409);
        Text(browser).ShouldContain("妨碍执行的变化（1）");
        (await stage.Interviews()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_plans_are_compared()
    {
        var stage = await PlanStage.Set(service, units: 1, slots: 2);
        var first = await stage.Plan();
        var other = stage.Slots.Single(slot => slot != stage.SlotOf(first, stage.Units[0]));
        (await service.Admin.PostJson($"/api/v1/slots/{stage.SlotOf(first, stage.Units[0])}:block")).Expect(200);
        var second = await stage.Plan();
        stage.SlotOf(second, stage.Units[0]).ShouldBe(other);
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open($"{Address(stage)}?plan={second.Id}&with={first.Id}");
        Text(browser).ShouldContain("0 units are the same, 1 differ.");
        Text(browser).ShouldContain("Superseded");
    }

    [Fact]
    public async Task A_wrong_rule_is_named_and_what_was_typed_is_kept()
    {
        var stage = await PlanStage.Set(service, units: 0, slots: 1);
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open(Address(stage));
        await browser.Submit("start", null, [.. Rules.Where(rule => rule.Name != "maxPerDay"), ("maxPerDay", "some"), ("requireHost", "1")]);
        browser.Status.ShouldBe(400);
        Text(browser).ShouldContain("A whole number.");
        browser.Page.ShouldContain("value=\"some\"");
        await browser.Submit("start", null, [.. Rules.Where(rule => rule.Name != "timeLimitSeconds"), ("timeLimitSeconds", "301")]);
        browser.Status.ShouldBe(400);
        (await service.Admin.GetJson($"/api/v1/series/{stage.SeriesId}/plans")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Several_spans_of_best_hours_are_asked_for_one_after_the_other_kept_and_read()
    {
        var stage = await PlanStage.Set(service, units: 1, slots: 1);
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open(Address(stage));
        browser.Page.ShouldNotContain("bestHours[1].from");
        await browser.Submit("start", null, [.. Rules, ("requireHost", "1"), ("moreHours", "1")]);
        browser.Status.ShouldBe(200);
        browser.Page.ShouldContain("name=\"bestHours[1].from\"");
        browser.Page.ShouldContain("value=\"11:00\"");
        (await service.Admin.GetJson($"/api/v1/series/{stage.SeriesId}/plans")).Items.ShouldBeEmpty("it only asked for more room");
        await browser.Submit("start", null, [.. Rules, ("bestHours[1].from", "14:00"), ("bestHours[1].to", "17:00")]);
        await Made(browser);
        browser.Page.ShouldContain("value=\"14:00\"");
        browser.Page.ShouldContain("value=\"17:00\"");
        var hours = (await service.Admin.GetJson($"/api/v1/series/{stage.SeriesId}/plans")).Items.ShouldHaveSingleItem().GetProperty("rules").GetProperty("bestHours").EnumerateArray();
        hours.Select(each => (each.GetProperty("from").GetString()![..5], each.GetProperty("to").GetString()![..5])).ShouldBe([("09:00", "11:00"), ("14:00", "17:00")]);
    }

    [Fact]
    public async Task A_wrong_span_is_named_where_it_stands_though_one_before_it_is_blank()
    {
        var stage = await PlanStage.Set(service, units: 0, slots: 1);
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open(Address(stage));
        (string, string)[] hours = [("bestHours[0].from", ""), ("bestHours[0].to", ""), ("bestHours[1].from", "09:00"), ("bestHours[1].to", "10:00"), ("bestHours[2].from", "17:00"), ("bestHours[2].to", "14:00")];
        await browser.Submit("start", null, [.. Rules.Where(rule => !rule.Name.StartsWith("bestHours", StringComparison.Ordinal)), .. hours]);
        browser.Status.ShouldBe(400);
        browser.Page.ShouldContain("id=\"start--bestHours[2].to-error\"");
        browser.Page.ShouldNotContain("bestHours[1].to-error");
        Text(browser).ShouldContain("Must lie after the beginning.");
        browser.Page.ShouldContain("value=\"17:00\"");
        await browser.Submit("start", null, [.. Rules.Where(rule => rule.Name != "bestHours[0].to"), ("bestHours[0].to", "")]);
        browser.Page.ShouldContain("id=\"start--bestHours[0].to-error\"");
    }

    [Theory]
    [InlineData("zh-CN", "将移动的排期（1）", "嘉宾已确认过，移动后须重新征询。")]
    [InlineData("en", "Interviews that would move (1)", "Its guests had accepted and would be asked again.")]
    public async Task Planned_again_after_somebody_fell_out_the_page_shows_which_interviews_would_move(string language, string moves, string again)
    {
        var stage = await PlanStage.Set(service, units: 1, slots: 2);
        var booked = (await stage.Publish(await stage.Plan())).Expect(200);
        var (unit, was) = (stage.Units[0], stage.SlotOf(booked, stage.Units[0]));
        var interview = stage.Assignment(booked, unit).GetProperty("interviewId").GetGuid();
        service.Tamper("UPDATE Interview SET State = 'confirmed' WHERE Id = @id", ("@id", interview)).ShouldBe(1);
        await stage.Busy(unit, stage.Assignment(booked, unit).GetProperty("startsAt").GetString()!, stage.Assignment(booked, unit).GetProperty("endsAt").GetString()!);
        using var browser = Browser.SignedIn(service, language: language);
        await browser.Open(Address(stage));
        await browser.Submit("start", null, [.. Rules.Where(rule => rule.Name != "mayMove"), ("mayMove", "confirmed")]);
        await Made(browser);
        Text(browser).ShouldContain(moves);
        Text(browser).ShouldContain(again);
        browser.Page.ShouldContain($"href=\"/interviews/{interview}\"");
        (await stage.Interviews()).Single().GetProperty("slotId").GetGuid().ShouldBe(was, "a draft moves nothing");
        await browser.Submit("publish", null);
        (await stage.Interviews()).Single().GetProperty("slotId").GetGuid().ShouldBe(stage.Slots.Single(slot => slot != was));
    }

    [Fact]
    public async Task A_viewer_reads_and_does_not_act()
    {
        var stage = await PlanStage.Set(service, units: 1, slots: 1);
        await stage.Plan();
        using var producer = Browser.SignedIn(service);
        await producer.Open(Address(stage));
        var form = producer.FormWith("value=\"publish\"");
        var token = (await service.Admin.PostJson("/api/v1/tokens", new { name = Scene.Unique("viewer"), role = "viewer" })).Expect(201)["token"].GetString()!;
        using var browser = Browser.SignedIn(service, token);
        await browser.Open(Address(stage));
        browser.Status.ShouldBe(200);
        browser.Page.ShouldContain($"id=\"u-{stage.Units[0]}\"");
        browser.Page.ShouldNotContain("value=\"publish\"");
        browser.Page.ShouldNotContain("name=\"maxPerDay\"");
        await browser.Post(Address(stage), form);
        browser.Status.ShouldBeGreaterThanOrEqualTo(400);
        (await stage.Interviews()).ShouldBeEmpty();
    }

    private static (string Name, string Value)[] Rules =>
    [
        ("maxPerDay", "2"), ("maxPerWeek", ""), ("minGapMinutes", "0"), ("timeLimitSeconds", "5"), ("bestHours[0].from", "09:00"), ("bestHours[0].to", "11:00"), ("mayMove", "nothing"), ("weights.evenSpread", "20"),
    ];

    private static string Address(PlanStage stage) => $"/series/{stage.SeriesId}/plan";

    private static string Text(Browser browser) => WebUtility.HtmlDecode(browser.Page);

    private Task<Answer> Read(Answer plan) => service.Admin.GetJson($"/api/v1/plans/{plan.Id}");

    /// <summary>Reads the page again until the plan is made.</summary>
    private static async Task Made(Browser browser)
    {
        for (var i = 0; i < 200 && browser.Page.Contains("<work-progress", StringComparison.Ordinal); i++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            await browser.Open(browser.Address.PathAndQuery);
        }

        browser.Page.ShouldNotContain("<work-progress");
    }
}
