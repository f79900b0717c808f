using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Pages;

/// <summary>Pages work without a script, for whom they are meant.</summary>
public sealed class PageTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private static readonly string[] Lists = ["/", "/series", "/channels", "/units", "/officials", "/hosts", "/studios", "/topics", "/units/import"];

    [Theory]
    [InlineData("zh-CN", "总览")]
    [InlineData("en", "Overview")]
    public async Task Every_page_opens_in_the_readers_language(string language, string word)
    {
        var scene = await Scene.Set(service, isPublic: true);
        var interview = await scene.Interview();
        using var browser = Browser.SignedIn(service, language: language);
        string[] pages = [.. Lists, $"/series/{scene.SeriesId}", $"/series/{scene.SeriesId}?view=list", $"/interviews/{interview}", $"/series/{scene.SeriesId}/dashboard"];
        foreach (var page in pages)
        {
            await browser.Open(page);
            browser.Status.ShouldBe(200, page);
            browser.Page.ShouldContain($"<html lang=\"{language}\"", customMessage: page);
            browser.Page.ShouldContain(word, customMessage: page);
            browser.Page.ShouldContain("<h1", customMessage: page);
        }

        await browser.Open($"/wall/{scene.SeriesId}");
        browser.Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_stranger_is_sent_to_sign_in_and_then_on()
    {
        using var browser = new Browser(service.Address);
        await browser.Open("/units?q=x");
        browser.Address.PathAndQuery.ShouldBe("/sign-in?next=%2Funits%3Fq%3Dx");
        await browser.Post("/sign-in", browser.FormWith("name=\"token\""), ("token", ServiceFixture.AdminToken));
        browser.Address.PathAndQuery.ShouldBe("/units?q=x");
    }

    [Fact]
    public async Task A_wrong_token_is_refused_beside_the_field()
    {
        using var browser = new Browser(service.Address, "en");
        await browser.Open("/sign-in");
        await browser.Post("/sign-in", browser.FormWith("name=\"token\""), ("token", "wrong"));
        browser.Page.ShouldContain("aria-invalid=\"true\"");
        browser.Page.ShouldContain("This token is unknown");
    }

    [Fact]
    public async Task A_form_from_elsewhere_is_refused_with_a_page()
    {
        using var browser = new Browser(service.Address, "en");
        await browser.Open("/sign-in");
        await browser.Post("/sign-in", "<form></form>", ("token", ServiceFixture.AdminToken));
        browser.Status.ShouldBe(400);
        browser.Page.ShouldContain("<html");
    }

    [Theory]
    [InlineData("/nothing-here")]
    [InlineData("/series/not-an-id")]
    [InlineData("/series/00000000-0000-0000-0000-000000000001")]
    [InlineData("/interviews/00000000-0000-0000-0000-000000000001")]
    [InlineData("/wall/00000000-0000-0000-0000-000000000001")]
    public async Task What_is_not_there_is_a_page_for_people_and_a_problem_for_programs(string path)
    {
        using var browser = Browser.SignedIn(service);
        await browser.Open(path);
        browser.Status.ShouldBe(404);
        browser.Page.ShouldContain("没有这个页面");
        (await service.Admin.GetJson("/api/v1" + path)).Slug.ShouldBe("not-found");
    }

    [Fact]
    public async Task A_private_dashboard_asks_to_sign_in_and_a_public_one_does_not()
    {
        var hidden = await Scene.Set(service);
        var open = await Scene.Set(service, isPublic: true);
        using var browser = new Browser(service.Address);
        await browser.Open($"/series/{hidden.SeriesId}/dashboard");
        browser.Address.AbsolutePath.ShouldBe("/sign-in");
        await browser.Open($"/series/{open.SeriesId}/dashboard");
        browser.Status.ShouldBe(200);
    }

    [Fact]
    public async Task What_was_typed_stands_in_the_form_again_when_it_is_refused()
    {
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open("/units");
        await browser.Submit("add", null, ("name", "Court of \"Appeal\""), ("code", "not a code!"));
        browser.Status.ShouldBe(400);
        browser.Page.ShouldContain("value=\"Court of &quot;Appeal&quot;\"");
        browser.Page.ShouldContain("Letters, digits, &#x27;.&#x27;, &#x27;-&#x27; and &#x27;_&#x27; only.");
    }

    [Fact]
    public async Task A_slot_is_blocked_and_opened_again_in_one_step()
    {
        var scene = await Scene.Set(service);
        using var browser = Browser.SignedIn(service);
        await browser.Open($"/series/{scene.SeriesId}?month=2026-03");
        await browser.Submit("addSlot", null, ("studioId", scene.StudioId.ToString()), ("startsAt", "2026-03-12T14:30"));
        browser.Page.ShouldContain("场次已添加");
        var slot = (await service.Admin.GetJson($"/api/v1/series/{scene.SeriesId}/slots")).Items[0];
        slot.GetProperty("startsAt").GetString().ShouldBe("2026-03-12T14:30:00+08:00");
        var id = slot.GetProperty("id").GetString()!;

        await browser.Open($"/series/{scene.SeriesId}?month=2026-03&slot={id}");
        await browser.Submit("block", id);
        browser.Page.ShouldContain("场次已停用");
        await browser.Submit("unblock", id);
        browser.Page.ShouldContain("场次已恢复");
    }

    [Theory]
    [InlineData("zh-CN", "场次已删除", "场次已放回。", "open")]
    [InlineData("en", "The slot is removed.", "The slot is back.", "blocked")]
    public async Task A_slot_that_was_removed_on_the_board_comes_back_as_it_was_in_one_step(string language, string removed, string back, string state)
    {
        var scene = await Scene.Set(service);
        var slot = (await scene.Http.PostJson($"/api/v1/series/{scene.SeriesId}/slots", new { studioId = scene.StudioId, startsAt = "2026-03-12T14:30:00+08:00" })).Expect(201).Id;
        (await scene.Http.PostJson($"/api/v1/slots/{slot}:{(state == "open" ? "unblock" : "block")}")).Expect(200);
        using var browser = Browser.SignedIn(service, language: language);
        await browser.Open($"/series/{scene.SeriesId}?month=2026-03&slot={slot}");
        await browser.Submit("remove", $"{slot}");
        browser.Page.ShouldContain(removed);
        (await scene.Http.GetJson($"/api/v1/slots/{slot}")).Expect(404);
        await browser.Submit("restore", $"{slot}");
        browser.Page.ShouldContain(back);
        browser.Page.ShouldContain("id=\"slot\"");
        (await scene.Http.GetJson($"/api/v1/slots/{slot}"))["state"].GetString().ShouldBe(state);
    }

    [Fact]
    public async Task An_interview_is_booked_run_and_closed_by_its_pages()
    {
        var scene = await Scene.Set(service);
        var (unit, official) = await scene.Unit();
        (await scene.Http.PostJson($"/api/v1/series/{scene.SeriesId}/units", new { unitIds = new[] { unit } })).Expect(200);
        var slot = (await scene.Http.PostJson($"/api/v1/series/{scene.SeriesId}/slots", new { studioId = scene.StudioId, startsAt = "2026-03-12T14:30:00+08:00" })).Expect(201).Id;
        using var browser = Browser.SignedIn(service);
        await browser.Open($"/series/{scene.SeriesId}?month=2026-03&slot={slot}&unit={unit}");
        await browser.Submit("book", slot.ToString(), ("topic", "依法治理"), ("principal", official.ToString()));
        browser.Page.ShouldContain("已预订");

        var interview = (await scene.Http.GetJson($"/api/v1/interviews?seriesId={scene.SeriesId}")).Items[0].GetProperty("id").GetString();
        await browser.Open($"/interviews/{interview}");
        await browser.Submit("start", null);
        browser.Page.ShouldContain("下一环节");
        await browser.Submit("take", "views");
        await browser.Submit("end", null);
        await browser.Submit("close", null);
        browser.Page.ShouldContain("已归档");
        (await scene.Http.GetJson($"/api/v1/interviews/{interview}"))["state"].GetString().ShouldBe("closed");
    }

    [Fact]
    public async Task A_button_of_a_page_that_has_grown_old_is_refused_with_its_reason()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        using var slow = Browser.SignedIn(service, language: "en");
        await slow.Open($"/interviews/{interview}");
        await scene.Run(interview, DateTimeOffset.Parse("2026-01-05T10:00:00+08:00", System.Globalization.CultureInfo.InvariantCulture));
        await slow.Submit("start", null);
        slow.Status.ShouldBe(409);
        slow.Page.ShouldContain("Its state does not allow that");
    }

    [Fact]
    public async Task A_viewer_sees_no_buttons_and_may_not_press_them_either()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var made = await service.Admin.PostJson("/api/v1/tokens", new { name = "viewer", role = "viewer" });
        using var viewer = Browser.SignedIn(service, made["token"].GetString()!, "en");
        await viewer.Open($"/interviews/{interview}");
        viewer.Page.ShouldNotContain("name=\"_action\"");
        var form = viewer.FormWith("action=\"/sign-out\"") + "<input type=\"hidden\" name=\"_handler\" value=\"page\"";
        await viewer.Post($"/interviews/{interview}", form, ("_action", "start"));
        viewer.Status.ShouldBe(403);
        (await scene.Http.GetJson($"/api/v1/interviews/{interview}"))["state"].GetString().ShouldBe("booked");
    }

    [Fact]
    public async Task A_channels_secret_is_shown_once()
    {
        using var browser = Browser.SignedIn(service);
        await browser.Open("/channels");
        var code = Scene.Unique("page-channel");
        await browser.Submit("create", null, ("name", "法治网"), ("code", code), ("family", "web"), ("connector", "webhook"), ("viewsCounter", "latest"), ("holdSeconds", "150"));
        browser.Page.ShouldContain("whsec_");
        await browser.Open("/channels");
        browser.Page.ShouldContain(code);
        browser.Page.ShouldNotContain("whsec_");
    }

    [Fact]
    public async Task The_choice_of_language_and_appearance_is_kept()
    {
        using var browser = new Browser(service.Address);
        await browser.Open("/preferences?language=en&theme=dark&next=/sign-in");
        browser.Page.ShouldContain("<html lang=\"en\" data-theme=\"dark\"");
        await browser.Open("/sign-in?culture=zh-CN");
        browser.Page.ShouldContain("<html lang=\"zh-CN\" data-theme=\"dark\"");
    }

    [Fact]
    public async Task A_guest_answers_by_the_link_and_may_think_again()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var other = (await scene.Http.PostJson($"/api/v1/series/{scene.SeriesId}/slots", new { studioId = scene.StudioId, startsAt = "2026-12-30T14:30:00+08:00" })).Expect(201).Id;
        var invited = (await scene.Http.PostJson($"/api/v1/interviews/{interview}/invitations")).Expect(201);
        using var guest = new Browser(service.Address, "en");
        await guest.Open(new Uri(invited.Items[0].GetProperty("link").GetString()!).AbsolutePath);
        guest.Page.ShouldContain("确认出席", customMessage: "the guest's own language, as long as nobody chose another");

        await guest.Submit("accept", null);
        guest.Page.ShouldContain("您已确认出席");
        await guest.Submit("decline", null, ("reason", ""));
        guest.Status.ShouldBe(400);
        await guest.Submit("propose", null, ("slot", other.ToString()), ("reason", "出差"));
        guest.Page.ShouldContain("希望改到");
        await guest.Submit("substitute", null, ("substitute.name", "王明"), ("substitute.title", ""));
        guest.Status.ShouldBe(400);
        guest.Page.ShouldContain("value=\"王明\"");
        await guest.Submit("substitute", null, ("substitute.name", "王明"), ("substitute.title", "副厅长"));
        guest.Page.ShouldContain("您已回复无法出席");

        using var producer = Browser.SignedIn(service);
        await producer.Open($"/interviews/{interview}");
        producer.Page.ShouldContain("王明");
        producer.Page.ShouldContain("data:image/png;base64,");
    }

    [Fact]
    public async Task A_guest_prepares_on_the_page_and_the_producer_sees_it()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var invited = (await scene.Http.PostJson($"/api/v1/interviews/{interview}/invitations")).Expect(201);
        using var guest = new Browser(service.Address, "en");
        await guest.Open(new Uri(invited.Items[0].GetProperty("link").GetString()!).AbsolutePath + "?culture=en&zone=Europe/Berlin");
        guest.Page.ShouldContain("Local time (Europe/Berlin).");
        guest.Page.ShouldContain("8 min");
        await guest.Submit("points", null, ("points.views", "宪法是根本法"), ("points.results", new string('x', 2001)));
        guest.Status.ShouldBe(400);
        guest.Page.ShouldContain("宪法是根本法");
        await guest.Submit("points", null, ("points.views", "宪法是根本法"));
        guest.Page.ShouldContain("Saved.");

        using var producer = Browser.SignedIn(service);
        await producer.Open($"/interviews/{interview}");
        producer.Page.ShouldContain("嘉宾准备");
        producer.Page.ShouldContain("宪法是根本法");
    }

    [Fact]
    public async Task A_producer_answers_for_a_guest_asks_again_and_prints_the_invitation()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        using var producer = Browser.SignedIn(service);
        await producer.Open($"/series/{scene.SeriesId}/answers");
        await producer.Submit("invite", interview.ToString());
        producer.Page.ShouldContain("邀请于");
        var invitation = (await scene.Http.GetJson($"/api/v1/interviews/{interview}/invitations")).Items[0];
        var id = invitation.GetProperty("id").GetString()!;

        await producer.Open($"/interviews/{interview}");
        await producer.Submit("askAgain", id);
        producer.Status.ShouldBe(409);
        await producer.Submit("behalf", id, ("answer", "accept"), ("reason", "电话确认"));
        producer.Page.ShouldContain("已代为答复，并已记录。");
        producer.Page.ShouldContain("代为答复");
        await producer.Open($"/interviews/{interview}/invitations/{id}/print");
        producer.Page.ShouldContain("data:image/png;base64,");
        producer.Page.ShouldContain("主要负责人");
        await producer.Open($"/series/{scene.SeriesId}/answers");
        producer.Page.ShouldContain("没有需要处理的答复");
        await producer.Open($"/series/{scene.SeriesId}/answers?show=all");
        producer.Page.ShouldContain("已接受");
    }

    [Fact]
    public async Task An_administrator_enters_a_way_on_the_page()
    {
        using var admin = Browser.SignedIn(service);
        await admin.Open("/message-ways");
        (string, string)[] fields = [("name", "排期群"), ("format", "dingtalk"), ("audience", "group"), ("address", "https://oapi.dingtalk.com/robot/send?access_token=x"), ("secret", "SEC1")];
        await admin.Submit("create", null, fields);
        admin.Status.ShouldBe(400);
        await admin.Submit("create", null, [.. fields, ("kinds", "answerOverdue"), ("kinds", "guestAnswer")]);
        admin.Page.ShouldContain("https://oapi.dingtalk.com");
        admin.Page.ShouldNotContain("access_token");
        var id = (await service.Admin.GetJson("/api/v1/message-ways")).Items.Single(way => way.GetProperty("name").GetString() == "排期群").GetProperty("id").GetString()!;
        await admin.Submit("stop", id);
        admin.Page.ShouldContain("已停用");
        await admin.Submit("remove", id);
        (await service.Admin.GetJson("/api/v1/message-ways")).Items.ShouldNotContain(way => way.GetProperty("name").GetString() == "排期群");
    }

    [Fact]
    public async Task A_wrong_link_is_no_page()
    {
        using var guest = new Browser(service.Address);
        await guest.Open("/i/not-a-link");
        guest.Status.ShouldBe(404);
        guest.Page.ShouldContain("没有这个页面");
    }
}
