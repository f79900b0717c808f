using System.Net;
using Broadcast.Tests.Hosting;
using Broadcast.Tests.Pages;
using Broadcast.Tests.Planning;
using Broadcast.Tests.Provenance;

namespace Broadcast.Tests.Desk.Planning;

/// <summary>The page of a plan that is being made, was stopped, or failed. The service that shows it makes none itself, so that it stays as it was left.</summary>
public sealed class PlanMakingPageTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private ServiceFixture _web = null!;

    public async ValueTask InitializeAsync() => _web = await Serve("web");

    [Theory]
    [InlineData("zh-CN", "排队中", "进行中")]
    [InlineData("en", "Queued", "Running")]
    public async Task A_plan_that_is_being_made_says_how_far_it_is_and_offers_no_second_one(string language, string queued, string running)
    {
        var stage = await PlanStage.Set(_web, units: 1, slots: 1);
        var plan = await Ask(stage);
        using var browser = Browser.SignedIn(_web, language: language);
        await browser.Open(Address(stage));
        Text(browser).ShouldContain(queued);
        browser.Page.ShouldContain($"data-src=\"/api/v1/plans/{plan.Id}\"");
        browser.Page.ShouldNotContain("name=\"maxPerDay\"");
        _web.Tamper("UPDATE SeriesPlan SET Attempts = 1, Progress = 0.4, StartedAt = RequestedAt WHERE Id = @id", ("@id", plan.Id)).ShouldBe(1);
        await browser.Open(Address(stage));
        Text(browser).ShouldContain(running);
        browser.Page.ShouldContain("<progress max=\"1\" value=\"0.4\"");
    }

    [Theory]
    [InlineData("zh-CN", "规划已被取消。", "未完成")]
    [InlineData("en", "It was cancelled.", "Failed")]
    public async Task A_plan_that_waits_is_stopped_and_can_be_begun_again(string language, string why, string state)
    {
        var stage = await PlanStage.Set(_web, units: 1, slots: 1);
        var plan = await Ask(stage);
        using var browser = Browser.SignedIn(_web, language: language);
        await browser.Open(Address(stage));
        await browser.Submit("cancel", $"{plan.Id}");
        browser.Status.ShouldBe(200);
        (await Read(plan))["state"].GetString().ShouldBe("failed");
        Text(browser).ShouldContain(why);
        Text(browser).ShouldContain(state);
        browser.Page.ShouldNotContain("<work-progress");
        browser.Page.ShouldNotContain("value=\"publish\"");
        browser.Page.ShouldContain("name=\"maxPerDay\"");
    }

    [Fact]
    public async Task A_plan_that_a_worker_is_at_goes_on_until_the_worker_hears_that_it_is_to_stop()
    {
        var stage = await PlanStage.Set(_web, units: 1, slots: 1);
        var plan = await Ask(stage);
        _web.Tamper("UPDATE SeriesPlan SET Attempts = 1, StartedAt = RequestedAt WHERE Id = @id", ("@id", plan.Id)).ShouldBe(1);
        using var browser = Browser.SignedIn(_web, language: "en");
        await browser.Open(Address(stage));
        await browser.Submit("cancel", $"{plan.Id}");
        Text(browser).ShouldContain("Planning is being stopped.");
        browser.Page.ShouldContain("<work-progress");
        (await Made(plan))["state"].GetString().ShouldBe("failed");
        await browser.Open(Address(stage));
        Text(browser).ShouldContain("It was cancelled.");
    }

    [Fact]
    public async Task To_stop_a_plan_that_came_to_its_end_meanwhile_is_refused_with_a_reason()
    {
        var stage = await PlanStage.Set(_web, units: 1, slots: 1);
        var plan = await Ask(stage);
        using var browser = Browser.SignedIn(_web, language: "en");
        await browser.Open(Address(stage));
        (await _web.Admin.PostJson($"/api/v1/plans/{plan.Id}:cancel")).Expect(200);
        await browser.Submit("cancel", $"{plan.Id}");
        browser.Status.ShouldBe(409);
        Text(browser).ShouldContain("The plan is not being made.");
    }

    [Theory]
    [InlineData("zh-CN", "多次开始都未能完成，原因见日志。")]
    [InlineData("en", "It was begun several times and never came to an end; the log says why.")]
    public async Task A_plan_that_failed_says_why_and_shows_nothing_to_publish(string language, string why)
    {
        var stage = await PlanStage.Set(_web, units: 1, slots: 1);
        var plan = await Ask(stage);
        _web.Tamper("UPDATE SeriesPlan SET Attempts = 3 WHERE Id = @id", ("@id", plan.Id)).ShouldBe(1);
        (await Made(plan))["state"].GetString().ShouldBe("failed");
        using var browser = Browser.SignedIn(_web, language: language);
        await browser.Open(Address(stage));
        Text(browser).ShouldContain(why);
        browser.Page.ShouldNotContain("value=\"publish\"");
        browser.Page.ShouldNotContain("plan-score");
        browser.Page.ShouldContain("name=\"maxPerDay\"");
    }

    [Fact]
    public async Task While_the_rest_is_planned_again_the_unit_stands_where_it_was_put_and_stopping_brings_the_draft_back()
    {
        var stage = await PlanStage.Set(_web, units: 2, slots: 3);
        var plan = await Ask(stage);
        var draft = await Made(plan);
        var (unit, before) = (stage.Units[0], stage.SlotOf(draft, stage.Units[0]));
        var target = stage.SlotOf(draft, stage.Units[1]);
        using var browser = Browser.SignedIn(_web, language: "en");
        await browser.Open($"{Address(stage)}?plan={plan.Id}&move={unit}&slot={target}");
        await browser.Submit("move", null);
        browser.Page.ShouldContain("<work-progress");
        browser.Page.ShouldContain($"id=\"u-{unit}\"");
        browser.Page.ShouldNotContain("name=\"pin\"");
        stage.SlotOf(await Read(plan), unit).ShouldBe(target);
        await browser.Submit("cancel", $"{plan.Id}");
        browser.Page.ShouldNotContain("<work-progress");
        var stopped = await Read(plan);
        stage.SlotOf(stopped, unit).ShouldBe(before);
        stage.SlotOf(stopped, stage.Units[1]).ShouldBe(target, "who had made way is where it was");
        stopped["score"].GetRawText().ShouldBe(draft["score"].GetRawText());
        stopped["assignments"].EnumerateArray().ShouldAllBe(each => !each.GetProperty("pinned").GetBoolean());
        browser.Page.ShouldContain("name=\"pin\"");
    }

    [Theory]
    [InlineData("zh-CN", "手动调整没有生效：其余单位的重新规划多次开始都未能完成，原因见日志。这里仍是调整前的草案。", "草案")]
    [InlineData("en", "The change by hand is not in it: planning the rest was begun several times and never came to an end; the log says why.", "Draft")]
    public async Task Planning_again_that_breaks_off_three_times_brings_the_draft_back_and_says_so(string language, string why, string state)
    {
        var stage = await PlanStage.Set(_web, units: 2, slots: 3);
        var plan = await Ask(stage);
        var draft = await Made(plan);
        var (unit, before) = (stage.Units[0], stage.SlotOf(draft, stage.Units[0]));
        using var browser = Browser.SignedIn(_web, language: language);
        await browser.Open($"{Address(stage)}?plan={plan.Id}&move={unit}&slot={stage.SlotOf(draft, stage.Units[1])}");
        await browser.Submit("move", null);
        _web.Tamper("UPDATE SeriesPlan SET Attempts = 3 WHERE Id = @id", ("@id", plan.Id)).ShouldBe(1);
        var back = await Made(plan);
        back["state"].GetString().ShouldBe("draft");
        back["problem"].GetString().ShouldNotBeNullOrEmpty();
        back["assignments"].GetRawText().ShouldBe(draft["assignments"].GetRawText());
        back["score"].GetRawText().ShouldBe(draft["score"].GetRawText());
        stage.SlotOf(back, unit).ShouldBe(before);
        await browser.Open($"{Address(stage)}?plan={plan.Id}");
        Text(browser).ShouldContain(why);
        Text(browser).ShouldContain(state);
        browser.Page.ShouldNotContain("<work-progress");
        browser.Page.ShouldContain("value=\"publish\"");
        (await _web.Admin.PostJson($"/api/v1/plans/{plan.Id}:publish")).Expect(200)["problem"].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        _folder.Dispose();
    }

    private Task<ServiceFixture> Serve(string roles) => ServiceFixture.Start(new ServiceSetup { DataDirectory = _folder.Path, Settings = { ["Broadcast:Roles"] = roles } });

    private async Task<Answer> Ask(PlanStage stage) => (await _web.Admin.PostJson($"/api/v1/series/{stage.SeriesId}/plans")).Expect(202);

    /// <summary>The plan as a worker leaves it that is there for no longer.</summary>
    private async Task<Answer> Made(Answer plan)
    {
        await using var worker = await Serve("web,worker");
        return await Scene.Until(() => worker.Admin.GetJson($"/api/v1/plans/{plan.Id}"), answer => answer["state"].GetString() != "running", seconds: 30);
    }

    private Task<Answer> Read(Answer plan) => _web.Admin.GetJson($"/api/v1/plans/{plan.Id}");

    private static string Address(PlanStage stage) => $"/series/{stage.SeriesId}/plan";

    private static string Text(Browser browser) => WebUtility.HtmlDecode(browser.Page);
}
