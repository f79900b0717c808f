using System.Globalization;
using System.Text;
using Broadcast.Tests.Hosting;
using Broadcast.Tests.Scheduling;

namespace Broadcast.Tests.Registers;

/// <summary>Lists come in as files: whole or not at all, with every fault at its line.</summary>
public sealed class ImportTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private readonly Plan _plan = new(service.Admin);

    public static TheoryData<string> Encodings => ["utf-8", "utf-8 with a mark", "gb18030", "utf-16"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task A_list_is_read_in_the_encoding_it_is_written_in(string name)
    {
        Encoding encoding = name switch { "utf-8" => new UTF8Encoding(false), "utf-8 with a mark" => new UTF8Encoding(true), "utf-16" => new UnicodeEncoding(false, true), _ => Lists.Gb18030 };
        var (one, two) = (Plan.Code("u"), Plan.Code("u"));
        byte[] file = [.. encoding.Preamble, .. encoding.GetBytes($"code,name,level,region\r\n{one},司法厅,厅,呼和浩特\r\n{two},㐂教育厅,,\r\n")];
        var made = (await service.Admin.PostRaw("/api/v1/units", file, Lists.Csv)).Expect(201);
        made["next"].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        made.Items.Select(unit => unit.GetProperty("code").GetString()).ShouldBe([one, two]);
        made.Items.Select(unit => unit.GetProperty("name").GetString()).ShouldBe(["司法厅", "㐂教育厅"]);
        made.Items[0].GetProperty("region").GetString().ShouldBe("呼和浩特");
        made.Items[1].GetProperty("level").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Theory]
    [InlineData("code{0}name{0}region")]
    [InlineData("单位代码{0}单位名称{0}地区")]
    [InlineData(" CODE {0}Name{0}REGION")]
    [InlineData("Unit Code{0}Unit-Name{0}Region")]
    public async Task Headings_are_those_of_the_api_or_of_the_pages_in_either_language(string heading)
    {
        foreach (var delimiter in new[] { ",", ";", "\t" })
        {
            var code = Plan.Code("u");
            var made = await service.Admin.SendCsv("units", string.Format(CultureInfo.InvariantCulture, heading + "\n{1}{0}司法厅{0}包头\n", delimiter, code));
            made.Expect(201).Items[0].GetProperty("region").GetString().ShouldBe("包头");
        }
    }

    [Fact]
    public async Task A_quoted_text_may_hold_delimiters_quotes_and_line_breaks_and_lines_are_still_counted_as_they_stand_in_the_file()
    {
        var (one, two) = (Plan.Code("u"), Plan.Code("u"));
        var made = (await service.Admin.SendCsv("units", $"code,name\n{one},\"司法厅, \"\"法治\"\"\n二处\"\n\n{two},x\n")).Expect(201);
        made.Items[0].GetProperty("name").GetString().ShouldBe("司法厅, \"法治\"\n二处");
        var wrong = await service.Admin.SendCsv("units", $"code,name\n{Plan.Code("u")},\"a\nb\"\n\n{Plan.Code("u")},\nb c,x\n");
        wrong.Expect(400).Slug.ShouldBe("validation");
        wrong.WrongFields.ShouldBe(["row 5.name", "row 6.code"]);
    }

    [Fact]
    public async Task If_one_row_is_wrong_nothing_is_made_and_every_fault_is_named_by_line_and_field()
    {
        var code = Plan.Code("u");
        var answer = await service.Admin.SendCsv("units", $"code,name,liaisonEmail\n{code},好,\n{code},重复,\nx y,,nobody\n,没有代码,\n");
        answer.Expect(400).WrongFields.ShouldBe(["row 3.code", "row 4.code", "row 4.name", "row 4.liaisonEmail", "row 5.code"], ignoreOrder: true);
        (await service.Admin.GetJson($"/api/v1/units?code={code}")).Items.ShouldBeEmpty();
        (await service.Admin.SendCsv("units", $"code,name\n{code},好\n")).Expect(201);
        (await service.Admin.SendCsv("units", $"code,name\n{Plan.Code("u")},新\n{code},有了\n")).Expect(400).WrongFields.ShouldBe(["row 3.code"]);
    }

    [Fact]
    public async Task An_official_finds_its_unit_by_the_code_in_its_row()
    {
        var code = Plan.Code("u");
        var unit = (await service.Admin.PostJson("/api/v1/units", new { code, name = "教育厅" })).Expect(201).Id;
        var made = await service.Admin.SendCsv("officials", $"单位代码,单位,姓名,职务,邮箱,手机\n{code},教育厅,王建国,副厅长,w@example.org,+86 138 0000 0000\n");
        made.Expect(201).Items[0].GetProperty("unitId").GetGuid().ShouldBe(unit);
        made.Items[0].GetProperty("phone").GetString().ShouldBe("+86 138 0000 0000");
        made.Items[0].GetProperty("language").GetString().ShouldBe("zh-CN");
        (await service.Admin.SendCsv("officials", "unitCode,name,title\nnobody,王,处长\n,李,处长\n")).Expect(400).WrongFields.ShouldBe(["row 2.unitCode", "row 3.unitCode"]);
    }

    [Fact]
    public async Task A_workbook_is_read_like_csv_numbers_and_days_included()
    {
        var (one, two, unit) = (Plan.Code("u"), 90_000_017, Plan.Code("u"));
        var made = await service.Admin.SendXlsx("units", Lists.Workbook(["代码", "名称", "备注列"], [one, "司法厅", 1.5], [null, null, null], [two, 110, null]));
        made.Expect(201).Items.Select(item => item.GetProperty("code").GetString()).ShouldBe([one, "90000017"]);
        made.Items[1].GetProperty("name").GetString().ShouldBe("110");
        made["warnings"].EnumerateArray().Single().GetProperty("column").GetString().ShouldBe("备注列");
        (await service.Admin.SendXlsx("units", Lists.Workbook(["code", "name"], [unit, "a"], [null, null], [unit, "b"]))).Expect(400).WrongFields.ShouldBe(["row 4.code"]);
        var topic = await service.Admin.SendXlsx("topics", Lists.Workbook(["title", "month"], ["宪法", new DateTime(2026, 3, 1)], ["民法典", "2026年4月"]));
        topic.Expect(201).Items.Select(item => item.GetProperty("month").GetString()).ShouldBe(["2026-03", "2026-04"]);
    }

    [Fact]
    public async Task A_column_that_nobody_knows_is_left_out_and_named_a_missing_one_is_an_error()
    {
        var made = await service.Admin.SendCsv("studios", "序号,name,placce\n1,三号演播室,二楼\n");
        made.Expect(201)["warnings"].EnumerateArray().Select(warning => warning.GetProperty("column").GetString()).ShouldBe(["序号", "placce"]);
        (await service.Admin.SendCsv("units", "name,region\n司法厅,包头\n")).Expect(400).WrongFields.ShouldBe(["row 1.code"]);
        (await service.Admin.SendCsv("units", "\n\na,b\n1,2\n")).Expect(400).WrongFields.ShouldBe(["row 3.body"]);
        (await service.Admin.SendCsv("units", "code,name,代码\n1,2,3\n")).Expect(400).WrongFields.ShouldBe(["row 1.code"]);
        (await service.Admin.SendCsv("units", "code,name\nx1,2,3\n")).Expect(400).WrongFields.ShouldBe(["row 2.body"]);
        (await service.Admin.SendCsv("units", "code,name\nx1,\"2\"x\nx2,5\" tall\n")).Expect(400).WrongFields.ShouldBe(["row 2.body", "row 3.body"]);
        (await service.Admin.SendCsv("units", "code,name\nx1,\"never closed\nx2,b\n")).Expect(400).WrongFields.ShouldBe(["row 2.body"]);
    }

    [Fact]
    public async Task Five_thousand_rows_are_taken_and_the_next_one_is_named()
    {
        static string List(int rows, string prefix) => "code,name\n" + string.Join('\n', Enumerable.Range(0, rows).Select(i => $"{prefix}-{i},单位 {i}"));
        var made = (await service.Admin.SendCsv("units", List(5000, Plan.Code("many")))).Expect(201);
        made.Items.Count.ShouldBe(5000);
        (await service.Admin.SendCsv("units", List(5001, Plan.Code("many")))).Expect(400).WrongFields.ShouldBe(["row 5002.body"]);
        (await service.Admin.SendCsv("units", List(50_000, Plan.Code("many")))).Expect(400).WrongFields.ShouldBe(["row 5002.body"]);
        object?[][] rows = [["code", "name"], .. Enumerable.Range(0, 5001).Select(i => new object?[] { $"x{i}", "y" })];
        (await service.Admin.SendXlsx("units", Lists.Workbook(rows))).Expect(400).WrongFields.ShouldBe(["row 5002.body"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("code,name\n")]
    [InlineData("%PDF-1.7\n\u0001\u0002")]
    [InlineData("<html><body>no list</body></html>")]
    public async Task What_is_no_list_is_refused_with_a_reason(string text) => (await service.Admin.SendCsv("units", text)).Expect(400).Slug.ShouldBe("validation");

    [Fact]
    public async Task A_file_of_another_kind_than_it_says_is_refused()
    {
        (await service.Admin.PostRaw("/api/v1/units", Lists.Workbook(["code", "name"], ["a", "b"]), Lists.Csv)).Expect(400).WrongFields.ShouldBe(["body"]);
        (await service.Admin.SendXlsx("units", "code,name\na,b\n"u8.ToArray())).Expect(400).WrongFields.ShouldBe(["body"]);
        (await service.Admin.SendXlsx("units", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])).Expect(400).WrongFields.ShouldBe(["body"]);
        (await service.Admin.SendXlsx("units", [(byte)'P', (byte)'K', 3, 4, 1, 2, 3])).Expect(400).WrongFields.ShouldBe(["body"]);
        (await service.Admin.SendXlsx("units", Lists.WorkbookOf("<sheetData><row><c t=\"inlineStr\"><is><t>&lol;</t></is></c></row></sheetData>"))).Expect(400).WrongFields.ShouldBe(["body"]);
        (await service.Admin.PostRaw("/api/v1/units", [0xFF, 0xFF, 0x81], Lists.Csv)).Expect(400).WrongFields.ShouldBe(["body"]);
        (await service.Admin.PostRaw("/api/v1/units", "x"u8.ToArray(), "application/vnd.ms-excel")).Expect(415).Slug.ShouldBe("unsupported-media-type");
    }

    [Fact]
    public async Task A_file_that_is_too_large_or_unpacks_to_too_much_is_413_and_costs_little()
    {
        (await service.Admin.PostRaw("/api/v1/units", new byte[(10 * 1024 * 1024) + 1], Lists.Csv)).Expect(413).Slug.ShouldBe("payload-too-large");
        var bomb = Lists.WorkbookOf($"<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{new string('x', 40_000_000)}</t></is></c></row></sheetData>");
        bomb.Length.ShouldBeLessThan(100_000);
        (await service.Admin.SendXlsx("units", bomb)).Expect(413).Slug.ShouldBe("payload-too-large");
        var wide = Lists.WorkbookOf("<dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1048576\"><c r=\"XFD1048576\" t=\"inlineStr\"><is><t>x</t></is></c></row></sheetData>");
        (await service.Admin.SendXlsx("units", wide)).Expect(400).WrongFields.ShouldBe(["body"]);
        (await service.Admin.SendCsv("units", new string(',', 1_000_000))).Expect(400).WrongFields.ShouldBe(["body"]);
        (await service.Admin.SendCsv("units", $"code,name\na,{new string('x', 2000)}\n")).Expect(400).WrongFields.ShouldBe(["row 2.name"]);
    }

    [Fact]
    public async Task A_formula_is_what_it_came_to()
    {
        var code = Plan.Code("u");
        var file = Lists.WorkbookOf(
            $"""
            <sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>code</t></is></c><c r="B1" t="inlineStr"><is><t>name</t></is></c></row>
            <row r="2"><c r="A2" t="inlineStr"><is><t>{code}</t></is></c><c r="B2" t="str"><f>CONCATENATE("司法","厅")</f><v>司法厅</v></c></row></sheetData>
            """);
        (await service.Admin.SendXlsx("units", file)).Expect(201).Items[0].GetProperty("name").GetString().ShouldBe("司法厅");
    }

    [Fact]
    public async Task A_known_entry_is_changed_when_that_is_asked_for_and_what_the_file_does_not_speak_of_stays()
    {
        var (old, added) = (Plan.Code("u"), Plan.Code("u"));
        var id = (await service.Admin.PostJson("/api/v1/units", new { code = old, name = "旧名", region = "包头", level = "厅" })).Expect(201).Id;
        var answer = await service.Admin.SendCsv("units?mode=upsert", $"code,name,region\n{old},新名,\n{added},新单位,通辽\n");
        answer.Expect(200).Items[0].GetProperty("id").GetGuid().ShouldBe(id);
        (answer["created"].GetInt32(), answer["updated"].GetInt32(), answer["unchanged"].GetInt32()).ShouldBe((1, 1, 0));
        var unit = await service.Admin.GetJson($"/api/v1/units/{id}");
        (unit["name"].GetString(), unit["level"].GetString(), unit["version"].GetInt32()).ShouldBe(("新名", "厅", 2));
        unit["region"].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        var again = await service.Admin.SendCsv("units?mode=upsert", $"code,name,region\n{old},新名,\n{added},新单位,通辽\n");
        again.Expect(200)["unchanged"].GetInt32().ShouldBe(2);
        (await service.Admin.GetJson($"/api/v1/units/{id}"))["version"].GetInt32().ShouldBe(2);
        (await service.Admin.SendCsv("units?mode=upsert", $"code,level\n{old},局\n")).Expect(200)["updated"].GetInt32().ShouldBe(1);
        (await service.Admin.SendCsv("units?mode=upsert", $"code,level\n{Plan.Code("u")},局\n")).Expect(400).WrongFields.ShouldBe(["row 2.name"]);
        (await service.Admin.SendCsv("units?mode=sometimes", "code,name\na,b\n")).Expect(400).WrongFields.ShouldBe(["mode"]);
        var log = (await service.Admin.GetJson($"/api/v1/audit-log?entity={id}")).Items;
        log.Select(entry => entry.GetProperty("action").GetString()).ShouldBe(["create", "change", "change"]);
        log[1].GetProperty("from").GetProperty("name").GetString().ShouldBe("旧名");
    }

    [Fact]
    public async Task Of_several_with_one_name_none_is_guessed()
    {
        var name = Plan.Code("host");
        await _plan.Host(name);
        (await service.Admin.SendCsv("hosts?mode=upsert", $"name,email\n{name},h@example.org\n")).Expect(200)["updated"].GetInt32().ShouldBe(1);
        await _plan.Host(name);
        (await service.Admin.SendCsv("hosts?mode=upsert", $"name,email\n{name},h@example.org\n")).Expect(400).WrongFields.ShouldBe(["row 2.name"]);
    }

    [Fact]
    public async Task A_preview_says_what_would_be_done_and_does_nothing()
    {
        var (there, fresh) = (Plan.Code("u"), Plan.Code("u"));
        (await service.Admin.PostJson("/api/v1/units", new { code = there, name = "旧名" })).Expect(201);
        var file = $"代码,名称,序号\n{fresh},新单位,1\n{there},新名,2\nx y,坏,3\n";
        var report = (await service.Admin.SendCsv("units:preview", file)).Expect(200);
        (report["created"].GetInt32(), report["updated"].GetInt32(), report["wrong"].GetInt32(), report["isGood"].GetBoolean()).ShouldBe((1, 0, 2, false));
        report["columns"].EnumerateArray().Select(column => column.GetProperty("field").GetString()).ShouldBe(["code", "name", null]);
        report["problems"].EnumerateArray().Single().GetProperty("severity").GetString().ShouldBe("warning");
        var rows = report["rows"].EnumerateArray().ToList();
        rows.Select(row => (row.GetProperty("line").GetInt32(), row.GetProperty("action").GetString())).ShouldBe([(2, "create"), (3, "none"), (4, "none")]);
        rows[0].GetProperty("values").GetProperty("name").GetString().ShouldBe("新单位");
        var problem = rows[1].GetProperty("problems").EnumerateArray().Single();
        (problem.GetProperty("line").GetInt32(), problem.GetProperty("column").GetString(), problem.GetProperty("reason").GetString()).ShouldBe((3, "code", "There is one already."));

        var asChange = (await service.Admin.SendCsv("units:preview?mode=upsert", file)).Expect(200);
        asChange["rows"][1].GetProperty("action").GetString().ShouldBe("update");
        asChange["rows"][1].GetProperty("changes").EnumerateArray().Single().GetString().ShouldBe("name");
        (await service.Admin.GetJson($"/api/v1/units?code={fresh}")).Items.ShouldBeEmpty();
        (await service.Admin.GetJson($"/api/v1/units?code={there}")).Items[0].GetProperty("name").GetString().ShouldBe("旧名");
        (await service.Admin.PostJson("/api/v1/units:preview", new[] { new { code = there, name = "x" } })).Expect(200)["rows"][0].GetProperty("action").GetString().ShouldBe("none");
    }

    [Fact]
    public async Task A_preview_warns_of_a_name_that_is_there_already_where_two_may_share_one()
    {
        var name = Plan.Code("host");
        await _plan.Host(name);
        var report = (await service.Admin.SendCsv("hosts:preview", $"name\n{name}\n")).Expect(200);
        report["isGood"].GetBoolean().ShouldBeTrue();
        report["rows"][0].GetProperty("problems")[0].GetProperty("severity").GetString().ShouldBe("warning");
    }

    [Fact]
    public async Task A_liaison_imports_officials_of_its_own_unit_only()
    {
        var (mine, theirs) = (Plan.Code("u"), Plan.Code("u"));
        var own = (await service.Admin.PostJson("/api/v1/units", new { code = mine, name = "自己" })).Expect(201).Id;
        (await service.Admin.PostJson("/api/v1/units", new { code = theirs, name = "别人" })).Expect(201);
        var liaison = await service.ClientFor("unit", own);
        (await liaison.SendCsv("officials", $"unitCode,name,title\n{mine},王,处长\n")).Expect(201);
        (await liaison.SendCsv("officials", $"unitCode,name,title\n{mine},李,处长\n{theirs},赵,处长\n")).Expect(403).Slug.ShouldBe("forbidden");
        (await liaison.SendCsv("officials:preview", $"unitCode,name,title\n{theirs},赵,处长\n")).Expect(200)["wrong"].GetInt32().ShouldBe(1);
        (await liaison.GetJson("/api/v1/officials")).Items.ShouldHaveSingleItem();
        (await liaison.SendCsv("units", "code,name\na,b\n")).Expect(403);
        (await (await service.ClientFor("viewer")).SendCsv("hosts:preview", "name\na\n")).Expect(403);
    }

    [Fact]
    public async Task A_list_sent_twice_under_one_key_is_made_once()
    {
        var file = Encoding.UTF8.GetBytes($"code,name\n{Plan.Code("u")},司法厅\n");
        var first = (await service.Admin.PostRaw("/api/v1/units", file, Lists.Csv, ("Idempotency-Key", "list-1"))).Expect(201);
        (await service.Admin.PostRaw("/api/v1/units", file, Lists.Csv, ("Idempotency-Key", "list-1"))).Expect(201).Text.ShouldBe(first.Text);
    }
}
