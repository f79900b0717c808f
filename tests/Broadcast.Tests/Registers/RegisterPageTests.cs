using System.Text;
using Broadcast.Tests.Hosting;
using Broadcast.Tests.Pages;
using Broadcast.Tests.Scheduling;

namespace Broadcast.Tests.Registers;

/// <summary>The registers' pages, without a script.</summary>
public sealed class RegisterPageTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private readonly Plan _plan = new(service.Admin);

    [Fact]
    public async Task An_entry_is_edited_where_it_stands_and_the_change_taken_back()
    {
        var code = Plan.Code("u");
        var id = (await service.Admin.PostJson("/api/v1/units", new { code, name = "旧名", region = "包头" })).Expect(201).Id;
        using var browser = Browser.SignedIn(service);
        await browser.Open($"/units?q={code}");
        browser.Page.ShouldContain("旧名");
        await browser.Open($"/units?q={code}&edit={id}");
        await browser.Submit("save", id.ToString(), ("code", code), ("name", "新名"), ("region", "包头"), ("liaisonEmail", "not a mail"));
        browser.Status.ShouldBe(400);
        browser.Page.ShouldContain("value=\"新名\"");
        await browser.Submit("save", id.ToString(), ("code", code), ("name", "新名"), ("level", "厅"), ("region", "包头"), ("liaisonName", "小王"), ("liaisonEmail", "w@example.org"));
        browser.Page.ShouldContain("已保存");
        var saved = await service.Admin.GetJson($"/api/v1/units/{id}");
        (saved["name"].GetString(), saved["level"].GetString(), saved["liaisonName"].GetString(), saved["liaisonEmail"].GetString()).ShouldBe(("新名", "厅", "小王", "w@example.org"));
        await browser.Submit("takeBack", id.ToString());
        var back = await service.Admin.GetJson($"/api/v1/units/{id}");
        (back["name"].GetString(), back["region"].GetString(), back["liaisonName"].ValueKind).ShouldBe(("旧名", "包头", System.Text.Json.JsonValueKind.Null));
    }

    [Fact]
    public async Task Somebody_elses_change_in_between_is_not_overwritten()
    {
        var name = Plan.Code("host");
        var id = await _plan.Host(name);
        using var slow = Browser.SignedIn(service, language: "en");
        await slow.Open($"/hosts?q={name}&edit={id}");
        (await service.Admin.PatchJson($"/api/v1/hosts/{id}", new { email = "quick@example.org" })).Expect(200);
        await slow.Submit("save", id.ToString(), ("name", $"{name} slow"), ("email", ""));
        slow.Status.ShouldBe(412);
        slow.Page.ShouldContain("Somebody was faster");
        (await service.Admin.GetJson($"/api/v1/hosts/{id}"))["email"].GetString().ShouldBe("quick@example.org");
    }

    [Fact]
    public async Task What_was_removed_comes_back_under_its_id()
    {
        var unit = await _plan.Unit();
        var id = await _plan.Official(unit, Plan.Code("official"));
        var before = await service.Admin.GetJson($"/api/v1/officials/{id}");
        using var browser = Browser.SignedIn(service);
        await browser.Open($"/officials?unit={unit}&edit={id}");
        await browser.Submit("remove", id.ToString());
        browser.Page.ShouldContain("已删除");
        (await service.Admin.GetJson($"/api/v1/officials/{id}")).Expect(404);
        await browser.Submit("takeBack", id.ToString());
        browser.Page.ShouldContain("已撤销");
        (await service.Admin.GetJson($"/api/v1/officials/{id}")).Expect(200)["name"].GetString().ShouldBe(before["name"].GetString());
    }

    [Fact]
    public async Task What_is_used_shows_where_and_has_no_button_to_remove_it()
    {
        var scene = await _plan.Scene();
        using var browser = Browser.SignedIn(service);
        await browser.Open($"/units?q=&edit={scene.UnitId}");
        browser.Page.ShouldNotContain("value=\"remove\"");
        browser.Page.ShouldContain("嘉宾 1 人");
    }

    [Fact]
    public async Task Names_are_sorted_by_sound_and_numbers_by_value_page_by_page()
    {
        var mark = Plan.Code("sorted");
        var names = new[] { "张10", "张9", "阿", "李" }.Select(name => new { name = $"{name} {mark}" }).ToList();
        (await service.Admin.PostJson("/api/v1/hosts", names)).Expect(201);
        using var browser = Browser.SignedIn(service);
        await browser.Open($"/hosts?q={mark}&sort=name");
        InOrder(browser.Page, "阿 ", "李 ", "张9 ", "张10 ");
        await browser.Open($"/hosts?q={mark}&sort=-name");
        InOrder(browser.Page, "张10 ", "张9 ", "李 ", "阿 ");
        (await service.Admin.PostJson("/api/v1/hosts", Enumerable.Range(0, 60).Select(i => new { name = $"p{i} {mark}" }).ToList())).Expect(201);
        await browser.Open($"/hosts?q={mark}&sort=name");
        browser.Page.ShouldContain("第 1 页，共 2 页");
        await browser.Open($"/hosts?q={mark}&sort=name&page=2");
        browser.Page.ShouldContain(">p59 ");
        browser.Page.ShouldNotContain("张10 ");
        browser.Page.ShouldNotContain(">p0 ");
        await browser.Open("/hosts?q=nobody-of-this-name");
        browser.Page.ShouldContain("没有");
    }

    [Fact]
    public async Task A_file_is_looked_through_and_then_imported()
    {
        var (good, there) = (Plan.Code("u"), Plan.Code("u"));
        (await service.Admin.PostJson("/api/v1/units", new { code = there, name = "有了" })).Expect(201);
        using var browser = Browser.SignedIn(service);
        await browser.Open("/units/import");
        await browser.Upload("look", "file", "units.csv", Lists.Gb18030.GetBytes($"代码,名称,序号\n{good},新单位,1\n{there},改名,2\n"), ("mode", "create"));
        browser.Address.AbsolutePath.ShouldBe("/units/import");
        browser.Page.ShouldContain("新单位");
        browser.Page.ShouldContain("名册里已有。");
        browser.Page.ShouldContain("这一列不认识，不会导入。");
        browser.Page.ShouldNotContain("value=\"import\"");
        (await service.Admin.GetJson($"/api/v1/units?code={good}")).Items.ShouldBeEmpty();

        await browser.Open(browser.Address.PathAndQuery.Replace("mode=create", "mode=upsert", StringComparison.Ordinal));
        var preview = browser.Address.PathAndQuery;
        browser.Page.ShouldContain("导入 2 行");
        await browser.Submit("import", null);
        browser.Address.AbsolutePath.ShouldBe("/units");
        browser.Page.ShouldContain("已导入");
        (await service.Admin.GetJson($"/api/v1/units?code={there}")).Items[0].GetProperty("name").GetString().ShouldBe("改名");
        await browser.Open(preview);
        browser.Page.ShouldContain("已导入或已过期");
    }

    [Fact]
    public async Task A_file_that_holds_no_list_is_refused_beside_the_field()
    {
        using var browser = Browser.SignedIn(service);
        await browser.Open("/hosts/import");
        await browser.Upload("look", "file", "photo.png", [0x89, (byte)'P', (byte)'N', (byte)'G', 0, 0, 0], ("mode", "create"));
        browser.Status.ShouldBe(400);
        browser.Page.ShouldContain("不是 UTF-8 或 GB 18030 的文本");
    }

    [Fact]
    public async Task A_file_belongs_to_who_sent_it()
    {
        using var mine = Browser.SignedIn(service);
        await mine.Open("/hosts/import");
        await mine.Upload("look", "file", "hosts.csv", Encoding.UTF8.GetBytes("name\n我的主持人\n"), ("mode", "create"));
        mine.Page.ShouldContain("我的主持人");
        var other = await service.Admin.PostJson("/api/v1/tokens", new { name = "other", role = "producer" });
        using var theirs = Browser.SignedIn(service, other["token"].GetString()!);
        await theirs.Open(mine.Address.PathAndQuery);
        theirs.Page.ShouldNotContain("我的主持人");
    }

    [Fact]
    public async Task A_viewer_reads_and_a_liaison_edits_its_own()
    {
        var (own, other) = (await _plan.Unit("自己的单位"), await _plan.Unit("别的单位"));
        using var viewer = Browser.SignedIn(service, (await service.Admin.PostJson("/api/v1/tokens", new { name = "viewer", role = "viewer" }))["token"].GetString()!);
        await viewer.Open($"/units?q=自己的单位&edit={own}");
        viewer.Page.ShouldContain("自己的单位");
        viewer.Page.ShouldNotContain("name=\"_action\"");
        var form = viewer.FormWith("action=\"/sign-out\"") + "<input type=\"hidden\" name=\"_handler\" value=\"page\"";
        await viewer.Post("/units", form, ("_action", "save"), ("_subject", own.ToString()), ("code", "x"), ("name", "x"));
        viewer.Status.ShouldBe(403);

        using var liaison = Browser.SignedIn(service, (await service.Admin.PostJson("/api/v1/tokens", new { name = "liaison", role = "unit", unitId = own }))["token"].GetString()!);
        await liaison.Open($"/units?edit={own}");
        liaison.Page.ShouldNotContain("别的单位");
        liaison.Page.ShouldContain("value=\"save\"");
        liaison.Page.ShouldNotContain("value=\"remove\"");
        liaison.Page.ShouldNotContain("href=\"/units/import\"");
        await liaison.Open($"/officials?unit={other}");
        liaison.Status.ShouldBe(200);
    }

    private static void InOrder(string page, params string[] words)
    {
        var places = words.Select(word => page.IndexOf(word, StringComparison.Ordinal)).ToList();
        places.ShouldAllBe(place => place > 0);
        places.ShouldBe(places.Order());
    }
}
