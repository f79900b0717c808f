using System.Text;
using Broadcast.Tests.Hosting;
using Broadcast.Tests.Scheduling;

namespace Broadcast.Tests.Registers;

public sealed class RegisterTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private readonly Plan _plan = new(service.Admin);

    [Fact]
    public async Task A_unit_comes_back_as_it_was_sent()
    {
        var code = Plan.Code("u");
        var made = (await service.Admin.PostJson("/api/v1/units", new { code, name = " 司法厅 ", level = "厅", region = "呼和浩特" })).Expect(201);
        made["code"].GetString().ShouldBe(code);
        made["name"].GetString().ShouldBe("司法厅");
        made["level"].GetString().ShouldBe("厅");
        made["region"].GetString().ShouldBe("呼和浩特");
        made.Headers.Location!.ToString().ShouldBe($"/api/v1/units/{made.Id}");
        made.Headers.ETag!.Tag.ShouldBe("\"1\"");
        (await service.Admin.GetJson($"/api/v1/units/{made.Id}")).Expect(200).Text.ShouldBe(made.Text);
    }

    [Fact]
    public async Task Five_thousand_units_are_made_at_once_in_the_order_sent()
    {
        var units = Enumerable.Range(0, 5000).Select(i => new { code = $"many-{i}", name = $"单位 {i}" }).ToList();
        var made = (await service.Admin.PostJson("/api/v1/units", units)).Expect(201);
        made["next"].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        made.Items.Select(unit => unit.GetProperty("code").GetString()).ShouldBe(units.Select(unit => unit.code));

        var seen = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await service.Admin.GetJson($"/api/v1/units?limit=200{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}")).Expect(200);
            seen.AddRange(page.Items.Select(unit => unit.GetProperty("code").GetString()!));
            cursor = page["next"].GetString();
        }

        seen.Distinct().Count().ShouldBe(seen.Count);
        seen.Where(code => code.StartsWith("many-", StringComparison.Ordinal)).Count().ShouldBe(5000);
    }

    [Fact]
    public async Task More_than_five_thousand_are_refused() =>
        (await service.Admin.PostJson("/api/v1/hosts", Enumerable.Range(0, 5001).Select(i => new { name = $"h{i}" }).ToList())).Expect(400).Slug.ShouldBe("validation");

    [Fact]
    public async Task If_one_of_many_is_wrong_nothing_is_made_and_each_fault_is_named_by_its_place()
    {
        var code = Plan.Code("u");
        var answer = await service.Admin.PostJson("/api/v1/units", new object?[]
        {
            new { code, name = "good" },
            new { code = "a b", name = "" },
            null,
            new { name = "no code" },
        });
        answer.Expect(400).Slug.ShouldBe("validation");
        answer.WrongFields.ShouldBe(["[1].code", "[1].name", "[2]", "[3].code"], ignoreOrder: true);
        (await service.Admin.GetJson($"/api/v1/units?code={code}")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_code_that_is_used_is_refused_within_one_call_and_between_two()
    {
        var code = Plan.Code("u");
        var twice = await service.Admin.PostJson("/api/v1/units", new[] { new { code, name = "a" }, new { code, name = "b" } });
        twice.Expect(400).WrongFields.ShouldBe(["[1].code"]);
        (await service.Admin.PostJson("/api/v1/units", new { code, name = "a" })).Expect(201);
        (await service.Admin.PostJson("/api/v1/units", new { code, name = "b" })).Expect(400).WrongFields.ShouldBe(["code"]);
    }

    [Fact]
    public async Task A_value_of_the_wrong_kind_is_named_with_its_place()
    {
        var answer = await service.Admin.PostRaw("/api/v1/officials", """[{"name":"x","title":"y","unitId":"nope"}]"""u8.ToArray(), "application/json");
        answer.Expect(400).WrongFields.ShouldBe(["[0].unitId"]);
        (await service.Admin.PostRaw("/api/v1/units", "{\"code\":7}"u8.ToArray(), "application/json")).Expect(400).WrongFields.ShouldBe(["code"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("\"text\"")]
    [InlineData("{")]
    [InlineData("{\"code\":\"\\ud800\",\"name\":\"x\"}")]
    [InlineData("{\"code\":\"c\",\"name\":\"a\\u0000b\"}")]
    [InlineData("[[]]")]
    public async Task Whatever_is_sent_the_fault_is_the_clients(string body) =>
        (await service.Admin.PostRaw("/api/v1/units", Encoding.UTF8.GetBytes(body), "application/json")).Expect(400).Slug.ShouldBe("validation");

    [Fact]
    public async Task A_content_type_that_is_not_taken_is_415() =>
        (await service.Admin.PostRaw("/api/v1/units", "x"u8.ToArray(), "application/pdf")).Expect(415).Slug.ShouldBe("unsupported-media-type");

    [Fact]
    public async Task An_official_belongs_to_a_unit_by_id_or_by_code()
    {
        var unit = (await service.Admin.PostJson("/api/v1/units", new { code = Plan.Code("u"), name = "教育厅" })).Expect(201);
        var byCode = await service.Admin.PostJson("/api/v1/officials", new { unitCode = unit["code"].GetString(), name = "王", title = "处长", email = "w@example.org", language = "en" });
        byCode.Expect(201)["unitId"].GetGuid().ShouldBe(unit.Id);
        byCode["language"].GetString().ShouldBe("en");
        byCode["calendarUrl"].GetString().ShouldStartWith($"/api/v1/officials/{byCode.Id}/calendar.ics?key=");
        (await service.Admin.PostJson("/api/v1/officials", new { name = "王", title = "处长" })).Expect(400).WrongFields.ShouldBe(["unitId"]);
        (await service.Admin.PostJson("/api/v1/officials", new { unitCode = "nobody", name = "王", title = "处长" })).Expect(400).WrongFields.ShouldBe(["unitCode"]);
        var many = await service.Admin.PostJson("/api/v1/officials", new[] { new { unitId = unit.Id, name = "a", title = "t", email = "a@b" }, new { unitId = Guid.Empty, name = "b", title = "t", email = "not" } });
        many.Expect(400).WrongFields.ShouldContain("[1].email");
    }

    [Fact]
    public async Task A_patch_changes_what_it_names_clears_what_is_null_and_counts_the_version()
    {
        var host = (await service.Admin.PostJson("/api/v1/hosts", new { name = "李", email = "li@example.org" })).Expect(201);
        var path = $"/api/v1/hosts/{host.Id}";
        var named = (await service.Admin.PatchJson(path, new { name = "李红" }, ("If-Match", "\"1\""))).Expect(200);
        named["email"].GetString().ShouldBe("li@example.org");
        named.Headers.ETag!.Tag.ShouldBe("\"2\"");
        (await service.Admin.PatchJson(path, new { name = "x" }, ("If-Match", "\"1\""))).Expect(412).Slug.ShouldBe("version-conflict");
        (await service.Admin.PatchJson(path, new { email = (string?)null })).Expect(200)["email"].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await service.Admin.PatchJson(path, new { name = (string?)null })).Expect(400).WrongFields.ShouldBe(["name"]);
        (await service.Admin.GetJson(path))["version"].GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task Studios_are_kept_like_the_others()
    {
        var id = await _plan.Studio("二号演播室");
        (await service.Admin.PatchJson($"/api/v1/studios/{id}", new { place = "三楼" })).Expect(200)["place"].GetString().ShouldBe("三楼");
        (await service.Admin.GetJson("/api/v1/studios?q=二号")).Items.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("units")]
    [InlineData("officials")]
    [InlineData("hosts")]
    [InlineData("studios")]
    [InlineData("topics")]
    public async Task What_is_not_there_is_404(string register)
    {
        (await service.Admin.GetJson($"/api/v1/{register}/not-an-id")).Expect(404).Slug.ShouldBe("not-found");
        (await service.Admin.GetJson($"/api/v1/{register}/{Guid.Empty}")).Expect(404).Slug.ShouldBe("not-found");
        (await service.Admin.PatchJson($"/api/v1/{register}/{Guid.Empty}", new { name = "x" })).Expect(404);
        (await service.Admin.Delete($"/api/v1/{register}/{Guid.Empty}")).Expect(404).Slug.ShouldBe("not-found");
        (await service.Admin.GetJson($"/api/v1/{register}?limit=0")).Expect(400).WrongFields.ShouldBe(["limit"]);
        (await service.Admin.GetJson($"/api/v1/{register}?cursor=%21")).Expect(400).WrongFields.ShouldBe(["cursor"]);
    }

    [Fact]
    public async Task A_viewer_reads_and_writes_nothing()
    {
        var viewer = await service.ClientFor("viewer");
        (await viewer.GetJson("/api/v1/units")).Expect(200);
        (await viewer.PostJson("/api/v1/units", new { code = "x", name = "x" })).Expect(403).Slug.ShouldBe("forbidden");
        (await service.Anonymous.GetJson("/api/v1/units")).Expect(401).Slug.ShouldBe("unauthorized");
    }

    [Fact]
    public async Task A_liaison_sees_and_edits_its_own_unit_and_its_officials_only()
    {
        var (own, other) = (await _plan.Unit("自己"), await _plan.Unit("别人"));
        var (mine, theirs) = (await _plan.Official(own), await _plan.Official(other));
        var liaison = await service.ClientFor("unit", own);

        (await liaison.GetJson("/api/v1/units")).Items.ShouldHaveSingleItem().GetProperty("id").GetGuid().ShouldBe(own);
        (await liaison.GetJson("/api/v1/officials")).Items.ShouldHaveSingleItem().GetProperty("id").GetGuid().ShouldBe(mine);
        (await liaison.GetJson($"/api/v1/officials?unitId={other}")).Items.ShouldBeEmpty();
        (await liaison.GetJson($"/api/v1/units/{other}")).Expect(404);
        (await liaison.GetJson($"/api/v1/officials/{theirs}")).Expect(404);

        (await liaison.PatchJson($"/api/v1/units/{own}", new { region = "包头" })).Expect(200);
        (await liaison.PatchJson($"/api/v1/units/{other}", new { region = "包头" })).Expect(403);
        (await liaison.PatchJson($"/api/v1/officials/{mine}", new { title = "副厅长" })).Expect(200);
        (await liaison.PatchJson($"/api/v1/officials/{theirs}", new { title = "副厅长" })).Expect(403);
        (await liaison.PatchJson($"/api/v1/officials/{mine}", new { unitId = other })).Expect(403);
        (await liaison.PostJson("/api/v1/officials", new { unitId = own, name = "新", title = "处长" })).Expect(201);
        (await liaison.PostJson("/api/v1/officials", new { unitId = other, name = "新", title = "处长" })).Expect(403);
        (await liaison.PostJson("/api/v1/units", new { code = "x", name = "x" })).Expect(403);
        (await liaison.PostJson("/api/v1/hosts", new { name = "x" })).Expect(403);
    }

    [Fact]
    public async Task The_log_says_who_made_it_and_shows_no_key()
    {
        var unit = await _plan.Unit();
        var official = await _plan.Official(unit);
        (await service.Admin.PatchJson($"/api/v1/officials/{official}", new { title = "副厅长" })).Expect(200);
        var entries = (await service.Admin.GetJson($"/api/v1/audit-log?entity={official}")).Items;
        entries.Select(entry => entry.GetProperty("action").GetString()).ShouldBe(["create", "change"]);
        entries[1].GetProperty("from").GetProperty("title").GetString().ShouldBe("厅长");
        entries[1].GetProperty("to").GetProperty("title").GetString().ShouldBe("副厅长");
        entries.ShouldAllBe(entry => entry.GetProperty("to").GetProperty("calendarUrl").GetString()!.EndsWith("key=", StringComparison.Ordinal));
    }
}
