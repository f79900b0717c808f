using System.Text;
using Broadcast.Tests.Hosting;
using Broadcast.Tests.Registers;

namespace Broadcast.Tests.Planning;

/// <summary>The wishes of all units of a series come in and go out as one list: whole or not at all, and all of it is taken back as one.</summary>
public sealed class WishFileTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    public static TheoryData<string> Encodings => ["utf-8", "utf-8 with a mark", "gb18030"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task A_file_brings_the_wishes_of_many_units_and_leaves_the_others_theirs(string name)
    {
        Encoding encoding = name switch { "utf-8" => new UTF8Encoding(false), "utf-8 with a mark" => new UTF8Encoding(true), _ => Lists.Gb18030 };
        var (stage, codes) = await Set(3);
        await Put(stage, stage.Units[2], new { rank = 9 });
        var text = $"单位代码,单位,不早于,最晚日期,月份,先后,主题\r\n{codes[0]},随便,2027/3/1,2027年3月31日,3月,7,㐂法治\r\n{codes[1]},,,,March,,\r\n";
        var taken = (await service.Admin.PostRaw(Address(stage), [.. encoding.Preamble, .. encoding.GetBytes(text)], Lists.Csv)).Expect(200);
        (taken["updated"].GetInt32(), taken["unchanged"].GetInt32(), taken["warnings"].GetArrayLength()).ShouldBe((2, 0, 0));
        taken.Items.Select(wish => wish.GetProperty("unitId").GetGuid()).ShouldBe([stage.Units[0], stage.Units[1]]);
        (await Said(stage, 0)).ShouldBe("2027-03-01|2027-03-31|3|7|㐂法治|1");
        (await Said(stage, 1)).ShouldBe("||3|||1");
        (await Said(stage, 2)).ShouldBe("|||9||1");
    }

    [Fact]
    public async Task A_workbook_and_an_array_say_the_same()
    {
        var (stage, codes) = await Set(2);
        var file = Lists.Workbook(["unitCode", "earliest", "month", "rank"], [codes[0], new DateTime(2027, 3, 1), 4, 2], [codes[1], "2027-03-02", "5月", "3"]);
        (await service.Admin.PostRaw(Address(stage), file, Lists.Xlsx)).Expect(200)["updated"].GetInt32().ShouldBe(2);
        (await Said(stage, 0)).ShouldBe("2027-03-01||4|2||1");
        var again = (await service.Admin.PostJson(Address(stage), new object[]
        {
            new { unitCode = codes[0], earliest = "2027-03-01", month = 4, rank = 2 }, new { unitId = stage.Units[1], month = (int?)null, topic = "宪法" },
        })).Expect(200);
        (again["updated"].GetInt32(), again["unchanged"].GetInt32()).ShouldBe((1, 1));
        (await Said(stage, 0)).ShouldBe("2027-03-01||4|2||1", "what stands so already is not written again");
        (await Said(stage, 1)).ShouldBe("2027-03-02|||3|宪法|2", "what is absent stays, what is null is a wish no more");
        (await service.Admin.PostJson(Address(stage), new { unitCode = codes[0], rank = 5 })).Expect(200)["updated"].GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task If_one_row_is_wrong_nothing_is_written_and_every_fault_is_named_by_line_and_column()
    {
        var (stage, codes) = await Set(2);
        var stranger = Scene.Unique("unit");
        (await service.Admin.PostJson("/api/v1/units", new { code = stranger, name = "不参加" })).Expect(201);
        var file = $"unitCode,earliest,latest,month,rank,topic\n{codes[0]},2027-03-01,2027-03-31,3,1,好\n{stranger},,,,,\nnobody,,,,,\n,,,,,没有代码\n{codes[1]},3/4/2027,,13,first,\n{codes[0]},,2027-01-01,,0,{new string('长', 301)}\n";
        (await service.Admin.PostRaw(Address(stage), Encoding.UTF8.GetBytes(file), Lists.Csv)).Expect(400).WrongFields.ShouldBe(
            ["row 3.unitCode", "row 4.unitCode", "row 5.unitCode", "row 6.earliest", "row 6.month", "row 6.rank", "row 7.unitCode", "row 7.rank", "row 7.topic"], ignoreOrder: true);
        (await Said(stage, 0)).ShouldBe("|||||0");
        (await service.Admin.PostRaw(Address(stage), Encoding.UTF8.GetBytes($"unitCode,earliest,latest\n{codes[0]},2027-03-02,2027-03-01\n"), Lists.Csv)).Expect(400).WrongFields.ShouldBe(["row 2.latest"]);
        (await service.Admin.PostRaw(Address(stage), "earliest\n2027-03-02\n"u8.ToArray(), Lists.Csv)).Expect(400).WrongFields.ShouldBe(["row 1.unitCode"]);
        (await service.Admin.PostJson(Address(stage), new object?[] { new { unitCode = codes[0], rank = 1 }, null, new { unitId = Guid.Empty } })).Expect(400).WrongFields.ShouldBe(["[1]", "[2].unitId"]);
        (await service.Admin.PostRaw(Address(stage), "x"u8.ToArray(), "text/plain")).Expect(415).Slug.ShouldBe("unsupported-media-type");
        (await Log(stage)).ShouldNotContain("importWishes");
    }

    [Fact]
    public async Task A_preview_says_row_by_row_what_would_change_and_changes_nothing()
    {
        var (stage, codes) = await Set(3);
        await Put(stage, stage.Units[0], new { month = 3, topic = "宪法" });
        await Put(stage, stage.Units[1], new { month = 4 });
        var file = $"代码,月份,备注列\n{codes[0]},5,a\n{codes[1]},4,b\n{codes[2]},14,c\n";
        var report = (await service.Admin.PostRaw($"{Address(stage)}:preview", Encoding.UTF8.GetBytes(file), Lists.Csv)).Expect(200);
        (report["updated"].GetInt32(), report["unchanged"].GetInt32(), report["wrong"].GetInt32(), report["isGood"].GetBoolean()).ShouldBe((1, 1, 1, false));
        report["problems"].EnumerateArray().ShouldHaveSingleItem().GetProperty("severity").GetString().ShouldBe("warning");
        var rows = report["rows"].EnumerateArray().ToList();
        rows.Select(row => (row.GetProperty("line").GetInt32(), row.GetProperty("action").GetString())).ShouldBe([(2, "update"), (3, "unchanged"), (4, "none")]);
        rows[0].GetProperty("changes").EnumerateArray().ShouldHaveSingleItem().GetString().ShouldBe("month");
        rows[0].GetProperty("values").GetProperty("topic").GetString().ShouldBe("宪法");
        var problem = rows[2].GetProperty("problems").EnumerateArray().ShouldHaveSingleItem();
        (problem.GetProperty("line").GetInt32(), problem.GetProperty("column").GetString(), problem.GetProperty("reason").GetString()).ShouldBe((4, "month", "From 1 to 12."));
        (await Said(stage, 0)).ShouldBe("||3||宪法|1");
    }

    [Fact]
    public async Task A_preview_shows_what_cannot_be_understood_as_it_stands_in_the_file()
    {
        var (stage, codes) = await Set(1);
        var report = (await service.Admin.PostRaw($"{Address(stage)}:preview", Encoding.UTF8.GetBytes($"unitCode,earliest,rank\nnobody,,\n{codes[0]},3/4/2027,first\n"), Lists.Csv)).Expect(200);
        report["rows"][0].GetProperty("values").GetProperty("unitCode").GetString().ShouldBe("nobody");
        var values = report["rows"][1].GetProperty("values");
        (values.GetProperty("earliest").GetString(), values.GetProperty("rank").GetString()).ShouldBe(("3/4/2027", "first"));
    }

    [Theory]
    [InlineData("csv", Lists.Csv, null)]
    [InlineData("csv", Lists.Csv, "zh-CN")]
    [InlineData("csv", Lists.Csv, "en")]
    [InlineData("xlsx", Lists.Xlsx, "zh-CN")]
    public async Task What_is_exported_comes_in_again_as_it_was_and_brings_back_what_was_changed_meanwhile(string kind, string type, string? language)
    {
        var (stage, codes) = await Set(3);
        await Put(stage, stage.Units[0], new { earliest = "2027-03-01", latest = "2027-03-31", month = 3, rank = 7, topic = "=法治, \"政府\"\n二" });
        await Put(stage, stage.Units[1], new { rank = 1 });
        var file = await service.Admin.Fetch($"{Address(stage)}.{kind}", language);
        var same = (await service.Admin.PostRaw(Address(stage), file, type)).Expect(200);
        (same["updated"].GetInt32(), same["unchanged"].GetInt32(), same["warnings"].GetArrayLength()).ShouldBe((0, 3, 0));
        same["changeId"].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        await Put(stage, stage.Units[0], new { });
        await Put(stage, stage.Units[2], new { month = 5 });
        (await service.Admin.PostRaw(Address(stage), file, type)).Expect(200)["updated"].GetInt32().ShouldBe(2);
        (await Said(stage, 0)).ShouldBe("2027-03-01|2027-03-31|3|7|=法治, \"政府\"\n二|3");
        (await Said(stage, 2)).ShouldBe("|||||2");
        codes.ShouldAllBe(code => kind != "csv" || Encoding.UTF8.GetString(file).Contains(code, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_import_is_one_change_of_the_log_and_is_taken_back_as_one()
    {
        var (stage, codes) = await Set(3);
        await Put(stage, stage.Units[0], new { month = 3, topic = "宪法" });
        var change = (await Send(stage, $"unitCode,month,topic\n{codes[0]},4,\n{codes[1]},5,民法典\n{codes[2]},6,\n"))["changeId"].GetGuid();
        (await Log(stage)).Count(action => action == "importWishes").ShouldBe(1);
        var back = (await TakeBack(service.Admin, stage, change)).Expect(200);
        (back["changed"].GetInt32(), back["left"].GetInt32()).ShouldBe((3, 0));
        (await Said(stage, 0)).ShouldBe("||3||宪法|3");
        (await Said(stage, 1)).ShouldBe("|||||2");
        (await TakeBack(service.Admin, stage, change)).Expect(409).Slug.ShouldBe("state-conflict");
    }

    [Fact]
    public async Task Of_an_import_that_is_taken_back_a_unit_that_was_changed_since_keeps_its_wishes_and_is_counted()
    {
        var (stage, codes) = await Set(2);
        var change = (await Send(stage, $"unitCode,month\n{codes[0]},4\n{codes[1]},5\n"))["changeId"].GetGuid();
        await Put(stage, stage.Units[1], new { month = 6 });
        var back = (await TakeBack(service.Admin, stage, change)).Expect(200);
        (back["changed"].GetInt32(), back["left"].GetInt32()).ShouldBe((1, 1));
        (await Said(stage, 0)).ShouldBe("|||||2");
        (await Said(stage, 1)).ShouldBe("||6|||2");
    }

    [Fact]
    public async Task Only_a_producer_imports_and_only_who_did_takes_back_and_a_liaison_takes_out_its_own_unit()
    {
        var (stage, codes) = await Set(2);
        await Put(stage, stage.Units[0], new { topic = "宪法" });
        var file = Encoding.UTF8.GetBytes($"unitCode,month\n{codes[0]},4\n");
        var (viewer, liaison) = (await service.ClientFor("viewer"), await service.ClientFor("unit", stage.Units[1]));
        foreach (var client in new[] { viewer, liaison })
        {
            (await client.PostRaw(Address(stage), file, Lists.Csv)).Expect(403);
            (await client.PostRaw($"{Address(stage)}:preview", file, Lists.Csv)).Expect(403);
            (await TakeBack(client, stage, Guid.Empty)).Expect(403);
        }

        Encoding.UTF8.GetString(await viewer.Fetch($"{Address(stage)}.csv")).ShouldContain("宪法");
        var own = Encoding.UTF8.GetString(await liaison.Fetch($"{Address(stage)}.csv"));
        (own.Contains(codes[1], StringComparison.Ordinal), own.Contains(codes[0], StringComparison.Ordinal)).ShouldBe((true, false));
        var change = (await Send(stage, $"unitCode,month\n{codes[0]},4\n"))["changeId"].GetGuid();
        (await TakeBack(await service.ClientFor("producer", name: "其他制作人"), stage, change)).Expect(409);
        (await TakeBack(service.Admin, stage, null)).Expect(400).WrongFields.ShouldBe(["changeId"]);
        (await TakeBack(service.Admin, (await Set(1)).Stage, change)).Expect(400).WrongFields.ShouldBe(["changeId"]);
    }

    [Fact]
    public async Task A_series_that_is_not_there_has_no_list()
    {
        var address = $"/api/v1/series/{Guid.Empty}/wishes";
        (await service.Admin.PostJson(address, new { unitCode = "x" })).Expect(404);
        (await service.Admin.PostJson($"{address}:preview", new { unitCode = "x" })).Expect(404);
        (await service.Admin.GetJson($"{address}.csv")).Expect(404);
        (await service.Admin.GetJson($"{address}.xlsx")).Expect(404);
    }

    private static string Address(PlanStage stage) => $"/api/v1/series/{stage.SeriesId}/wishes";

    private async Task<(PlanStage Stage, List<string> Codes)> Set(int units)
    {
        var stage = await PlanStage.Set(service, units, slots: 0);
        var codes = new List<string>();
        foreach (var unit in stage.Units)
        {
            codes.Add((await service.Admin.GetJson($"/api/v1/units/{unit}"))["code"].GetString()!);
        }

        return (stage, codes);
    }

    private async Task Put(PlanStage stage, Guid unit, object wish) => (await service.Admin.PutJson($"/api/v1/series/{stage.SeriesId}/units/{unit}/wishes", wish)).Expect(200);

    private async Task<Answer> Send(PlanStage stage, string csv) => (await service.Admin.PostRaw(Address(stage), Encoding.UTF8.GetBytes(csv), Lists.Csv)).Expect(200);

    private static Task<Answer> TakeBack(HttpClient client, PlanStage stage, Guid? changeId) => client.PostJson($"{Address(stage)}:take-back", new { changeId });

    /// <summary>A unit's wishes in one line: earliest, latest, month, rank, topic, version.</summary>
    private async Task<string> Said(PlanStage stage, int unit)
    {
        var wish = await service.Admin.GetJson($"/api/v1/series/{stage.SeriesId}/units/{stage.Units[unit]}/wishes");
        return string.Join('|', new[] { "earliest", "latest", "month", "rank", "topic", "version" }.Select(field => wish[field].ToString()));
    }

    private async Task<IReadOnlyList<string?>> Log(PlanStage stage) =>
        [.. (await service.Admin.GetJson($"/api/v1/audit-log?entity={stage.SeriesId}")).Items.Select(entry => entry.GetProperty("action").GetString())];
}
