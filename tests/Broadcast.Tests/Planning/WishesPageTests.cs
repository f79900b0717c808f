using System.Net;
using Broadcast.Tests.Hosting;
using Broadcast.Tests.Pages;
using Broadcast.Tests.Registers;

namespace Broadcast.Tests.Planning;

/// <summary>The page of what the units of a series wish; it works without a script.</summary>
public sealed class WishesPageTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Theory]
    [InlineData("zh-CN", "还没有单位参加", "单位已加入本系列。")]
    [InlineData("en", "Nobody takes part yet", "The units take part now.")]
    public async Task A_series_without_units_gets_some(string language, string empty, string joined)
    {
        var stage = await PlanStage.Set(service, units: 0, slots: 1);
        var unit = (await service.Admin.PostJson("/api/v1/units", new { code = Scene.Unique("unit"), name = Scene.Unique("单位") })).Expect(201).Id;
        using var browser = Browser.SignedIn(service, language: language);
        await browser.Open(Address(stage));
        Text(browser).ShouldContain(empty);
        await browser.Submit("join", null);
        browser.Status.ShouldBe(400);
        browser.Page.ShouldContain("id=\"join-error\"");
        await browser.Submit("join", null, ("unitIds", $"{unit}"));
        Text(browser).ShouldContain(joined);
        browser.Page.ShouldContain($"id=\"u-{unit}\"");
        (await service.Admin.GetJson($"/api/v1/series/{stage.SeriesId}/units")).Items.ShouldHaveSingleItem().GetProperty("id").GetGuid().ShouldBe(unit);
    }

    [Theory]
    [InlineData("zh-CN", "2027年3月1日", "三月", "已保存。")]
    [InlineData("en", "2027", "March", "Saved.")]
    public async Task Wishes_are_set_read_and_taken_back(string language, string date, string month, string saved)
    {
        var stage = await PlanStage.Set(service, units: 2, slots: 1);
        var unit = stage.Units[1];
        using var browser = Browser.SignedIn(service, language: language);
        await browser.Open(Address(stage));
        await browser.Open($"{Address(stage)}?edit={unit}");
        await browser.Submit("save", $"{unit}", ("earliest", "2027-03-01"), ("latest", "2027-03-31"), ("month", "3"), ("rank", "7"), ("topic", "<法治> & 政府"));
        Text(browser).ShouldContain(saved);
        Text(browser).ShouldContain(date);
        Text(browser).ShouldContain(month);
        Text(browser).ShouldContain("<法治> & 政府");
        var wish = await Wish(stage, unit);
        wish["earliest"].GetString().ShouldBe("2027-03-01");
        wish["latest"].GetString().ShouldBe("2027-03-31");
        wish["month"].GetInt32().ShouldBe(3);
        wish["rank"].GetInt32().ShouldBe(7);
        wish["topic"].GetString().ShouldBe("<法治> & 政府");

        await browser.Submit("takeBack", null);
        (await Wish(stage, unit))["topic"].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        Text(browser).ShouldNotContain("<法治>");
    }

    [Fact]
    public async Task A_blank_field_is_a_wish_no_more_and_undo_brings_back_what_was_there()
    {
        var stage = await PlanStage.Set(service, units: 1, slots: 1);
        var unit = stage.Units[0];
        await Put(stage, unit, new { month = 4, topic = "民法典" });
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open($"{Address(stage)}?edit={unit}");
        browser.Page.ShouldContain("<option value=\"4\" selected");
        await browser.Submit("save", $"{unit}", ("earliest", ""), ("latest", ""), ("month", ""), ("rank", ""), ("topic", "宪法"));
        (await Wish(stage, unit))["month"].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        await browser.Submit("takeBack", null);
        var wish = await Wish(stage, unit);
        wish["month"].GetInt32().ShouldBe(4);
        wish["topic"].GetString().ShouldBe("民法典");
    }

    [Theory]
    [InlineData("zh-CN", "这些期望之后又被改过，没有撤销。")]
    [InlineData("en", "These wishes were changed again since, so they are not taken back.")]
    public async Task What_others_changed_since_is_not_undone_and_the_page_says_why(string language, string why)
    {
        var stage = await PlanStage.Set(service, units: 1, slots: 1);
        var unit = stage.Units[0];
        using var browser = Browser.SignedIn(service, language: language);
        await browser.Open($"{Address(stage)}?edit={unit}");
        await browser.Submit("save", $"{unit}", ("rank", "1"));
        var other = await service.ClientFor("producer", name: "其他制作人");
        (await other.PutJson($"/api/v1/series/{stage.SeriesId}/units/{unit}/wishes", new { rank = 2 })).Expect(200);
        await browser.Submit("takeBack", null);
        browser.Status.ShouldBe(409);
        Text(browser).ShouldContain(why);
        (await Wish(stage, unit))["rank"].GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task What_happened_to_other_units_or_to_the_series_meanwhile_is_no_obstacle_to_undo()
    {
        var stage = await PlanStage.Set(service, units: 2, slots: 1);
        var unit = stage.Units[0];
        await Put(stage, unit, new { rank = 3 });
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open($"{Address(stage)}?edit={unit}");
        await browser.Submit("save", $"{unit}", ("rank", "1"));
        var other = await service.ClientFor("producer", name: "其他制作人");
        (await other.PutJson($"/api/v1/series/{stage.SeriesId}/units/{stage.Units[1]}/wishes", new { rank = 2 })).Expect(200);
        await stage.Unit();
        await browser.Submit("takeBack", null);
        Text(browser).ShouldContain("Taken back.");
        (await Wish(stage, unit))["rank"].GetInt32().ShouldBe(3);
        (await Wish(stage, stage.Units[1]))["rank"].GetInt32().ShouldBe(2);
    }

    [Theory]
    [InlineData("zh-CN", "导入 2 行", "已导入", "已撤销")]
    [InlineData("en", "Import 2 rows", "Imported.", "Taken back.")]
    public async Task A_file_is_looked_through_imported_and_all_of_it_taken_back(string language, string import, string imported, string takenBack)
    {
        var stage = await PlanStage.Set(service, units: 2, slots: 1);
        await Put(stage, stage.Units[0], new { month = 3 });
        var codes = new[] { await Code(stage.Units[0]), await Code(stage.Units[1]) };
        using var browser = Browser.SignedIn(service, language: language);
        await browser.Open(Address(stage));
        browser.Page.ShouldContain($"href=\"{Address(stage)}/import\"");
        browser.Page.ShouldContain($"href=\"/api/v1{Address(stage)}.xlsx\"");
        await browser.Open($"{Address(stage)}/import");
        await browser.Upload("look", "file", "期望.csv", Lists.Gb18030.GetBytes($"单位代码,月份,主题\n{codes[0]},4,<法治>\n{codes[1]},五,\n"), []);
        Text(browser).ShouldContain("<法治>");
        browser.Page.ShouldContain("import-wrong");
        browser.Page.ShouldNotContain("value=\"import\"");
        await browser.Open($"{Address(stage)}/import");
        await browser.Upload("look", "file", "期望.csv", Lists.Gb18030.GetBytes($"单位代码,月份,主题\n{codes[0]},4,<法治>\n{codes[1]},五月,\n"), []);
        Text(browser).ShouldContain(import);
        (await Wish(stage, stage.Units[0]))["month"].GetInt32().ShouldBe(3, "looking changes nothing");
        await browser.Submit("import", null);
        browser.Address.AbsolutePath.ShouldBe(Address(stage));
        Text(browser).ShouldContain(imported);
        ((await Wish(stage, stage.Units[0]))["month"].GetInt32(), (await Wish(stage, stage.Units[1]))["month"].GetInt32()).ShouldBe((4, 5));
        await browser.Submit("takeBack", null);
        Text(browser).ShouldContain(takenBack);
        (await Wish(stage, stage.Units[0]))["month"].GetInt32().ShouldBe(3);
        (await Wish(stage, stage.Units[1]))["month"].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task Of_an_import_that_is_taken_back_the_page_says_how_many_units_were_left_alone()
    {
        var stage = await PlanStage.Set(service, units: 2, slots: 1);
        var codes = new[] { await Code(stage.Units[0]), await Code(stage.Units[1]) };
        using var browser = Browser.SignedIn(service);
        await browser.Open($"{Address(stage)}/import");
        await browser.Upload("look", "file", "wishes.csv", Lists.Gb18030.GetBytes($"code,rank\n{codes[0]},1\n{codes[1]},2\n"), []);
        await browser.Submit("import", null);
        await Put(stage, stage.Units[0], new { rank = 8 });
        await browser.Submit("takeBack", null);
        Text(browser).ShouldContain("1 个单位的期望之后又被改过，未撤销。");
        (await Wish(stage, stage.Units[0]))["rank"].GetInt32().ShouldBe(8);
        (await Wish(stage, stage.Units[1]))["rank"].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task Each_wrong_field_is_named_and_what_was_typed_is_kept()
    {
        var stage = await PlanStage.Set(service, units: 1, slots: 1);
        var unit = stage.Units[0];
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open($"{Address(stage)}?edit={unit}");
        await browser.Submit("save", $"{unit}", ("earliest", "2027-03-31"), ("latest", "2027-03-01"), ("month", "3"), ("rank", "1000"), ("topic", "依法行政"));
        browser.Status.ShouldBe(400);
        Text(browser).ShouldContain("Must not lie before the earliest day.");
        Text(browser).ShouldContain("From 1 to 999.");
        browser.Page.ShouldContain("value=\"2027-03-31\"");
        browser.Page.ShouldContain("value=\"1000\"");
        browser.Page.ShouldContain("<option value=\"3\" selected");
        Text(browser).ShouldContain("value=\"依法行政\"");

        await browser.Submit("save", $"{unit}", ("earliest", "soon"), ("rank", "first"), ("topic", "依法行政"));
        browser.Status.ShouldBe(400);
        Text(browser).ShouldContain("A date, such as 2026-03-01.");
        Text(browser).ShouldContain("A whole number.");
        browser.Page.ShouldContain("value=\"soon\"");
        browser.Page.ShouldContain("value=\"first\"");
        (await Wish(stage, unit))["version"].GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Of_two_who_edit_the_same_unit_the_later_is_told_and_loses_nothing_typed()
    {
        var stage = await PlanStage.Set(service, units: 1, slots: 1);
        var unit = stage.Units[0];
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open($"{Address(stage)}?edit={unit}");
        await Put(stage, unit, new { rank = 1 });
        await browser.Submit("save", $"{unit}", ("rank", "2"), ("topic", "依法行政"));
        browser.Status.ShouldBe(412);
        browser.Page.ShouldContain("role=\"alert\"");
        Text(browser).ShouldContain("value=\"依法行政\"");
        (await Wish(stage, unit))["rank"].GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task The_list_is_narrowed_to_those_with_and_without_wishes_and_searched()
    {
        var stage = await PlanStage.Set(service, units: 2, slots: 1);
        await Put(stage, stage.Units[0], new { rank = 1 });
        using var browser = Browser.SignedIn(service, language: "en");
        await Sees("?only=with", stage.Units[0]);
        await Sees("?only=without", stage.Units[1]);
        var name = (await service.Admin.GetJson($"/api/v1/units/{stage.Units[1]}"))["name"].GetString()!;
        await Sees($"?q={Uri.EscapeDataString(name)}", stage.Units[1]);
        await browser.Open($"{Address(stage)}?q=nobody-of-this-name");
        Text(browser).ShouldContain("Nothing matches");

        async Task Sees(string query, Guid only)
        {
            await browser.Open($"{Address(stage)}{query}");
            stage.Units.Where(unit => browser.Page.Contains($"id=\"u-{unit}\"", StringComparison.Ordinal)).ShouldBe([only]);
        }
    }

    [Fact]
    public async Task A_viewer_reads_and_does_not_act_and_a_liaison_reads_of_its_own_unit()
    {
        var stage = await PlanStage.Set(service, units: 2, slots: 1);
        var unit = stage.Units[0];
        await Put(stage, unit, new { topic = "民法典" });
        using var producer = Browser.SignedIn(service);
        await producer.Open($"{Address(stage)}?edit={unit}");
        var form = producer.FormWith("value=\"save\"");
        using var viewer = Browser.SignedIn(service, await Token("viewer", null));
        await viewer.Open($"{Address(stage)}?edit={unit}");
        viewer.Status.ShouldBe(200);
        Text(viewer).ShouldContain("民法典");
        viewer.Page.ShouldNotContain("value=\"save\"");
        viewer.Page.ShouldNotContain("value=\"join\"");
        viewer.Page.ShouldNotContain("/wishes/import");
        await viewer.Post(Address(stage), form, ("topic", "宪法"));
        viewer.Status.ShouldBeGreaterThanOrEqualTo(400);
        (await Wish(stage, unit))["topic"].GetString().ShouldBe("民法典");
        using var liaison = Browser.SignedIn(service, await Token("unit", stage.Units[1]));
        await liaison.Open(Address(stage));
        Text(liaison).ShouldNotContain("民法典");
        liaison.Page.ShouldContain($"id=\"u-{stage.Units[1]}\"");
        liaison.Page.ShouldNotContain($"id=\"u-{unit}\"");
    }

    [Fact]
    public async Task It_is_found_from_the_plan_the_board_and_where_a_wish_left_a_unit_out()
    {
        var stage = await PlanStage.Set(service, units: 1, slots: 1);
        var unit = stage.Units[0];
        using var browser = Browser.SignedIn(service);
        await browser.Open($"/series/{stage.SeriesId}/plan");
        browser.FormWith("value=\"start\"").ShouldNotBeEmpty();
        browser.Page.ShouldContain($"href=\"{Address(stage)}\"");
        await browser.Open($"/series/{stage.SeriesId}");
        browser.Page.ShouldContain($"href=\"{Address(stage)}\"");
        await browser.Open($"/series/{stage.SeriesId}?unit={unit}");
        browser.Page.ShouldContain($"href=\"{Address(stage)}?edit={unit}#entry\"");
        await Put(stage, unit, new { month = 9 });
        await stage.Plan();
        await browser.Open($"/series/{stage.SeriesId}/plan");
        browser.Page.ShouldContain($"href=\"{Address(stage)}?edit={unit}#entry\"");
        await browser.Open($"/series/{Guid.Empty}/wishes");
        browser.Status.ShouldBe(404);
    }

    private static string Address(PlanStage stage) => $"/series/{stage.SeriesId}/wishes";

    private static string Text(Browser browser) => WebUtility.HtmlDecode(browser.Page);

    private async Task<string> Code(Guid unit) => (await service.Admin.GetJson($"/api/v1/units/{unit}"))["code"].GetString()!;

    private Task<Answer> Wish(PlanStage stage, Guid unit) => service.Admin.GetJson($"/api/v1/series/{stage.SeriesId}/units/{unit}/wishes");

    private async Task Put(PlanStage stage, Guid unit, object wish) => (await service.Admin.PutJson($"/api/v1/series/{stage.SeriesId}/units/{unit}/wishes", wish)).Expect(200);

    private async Task<string> Token(string role, Guid? unitId) =>
        (await service.Admin.PostJson("/api/v1/tokens", new { name = Scene.Unique(role), role, unitId })).Expect(201)["token"].GetString()!;
}
