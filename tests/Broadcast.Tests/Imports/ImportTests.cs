using System.Text;
using Broadcast.Tests.Hosting;
using Broadcast.Tests.Provenance;
using Broadcast.Tests.Tables;
using MiniExcelLibs;

namespace Broadcast.Tests.Imports;

/// <summary>A platform's own export becomes figures: looked at first, kept as it came, counted once.</summary>
public sealed class ImportTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private const string Csv = "text/csv";
    private static readonly object ByName = new { observedAt = "统计时间", broadcast = "直播ID", views = "累计观看", concurrent = "在线" };

    [Fact]
    public async Task An_export_is_counted_once_however_often_it_is_sent()
    {
        var (scene, interview, channel, live) = await Stage();
        (await Map(channel, ByName)).Expect(200);
        var file = Encoding.UTF8.GetBytes($"统计时间,直播ID,累计观看,在线\n2026-03-12 14:31,{live},\"1,200\",30\n2026/3/12 14:32:30,{live},1500,\n2026-03-12 14:33,someone-else,9,9\n昨天,{live},1,1\n2026-03-12 14:34,{live},1.2万,\n");

        var preview = (await service.Admin.PostRaw($"/api/v1/channels/{channel}/imports:preview", file, Csv)).Expect(200);
        preview["columns"].EnumerateArray().Select(column => column.GetString()).ShouldBe(["统计时间", "直播ID", "累计观看", "在线"]);
        preview["accepted"].GetInt32().ShouldBe(2);
        preview["problems"].EnumerateArray().Select(problem => problem.GetProperty("line").GetInt32()).ShouldBe([4, 5, 6]);
        (await scene.Audience(interview))["views"].GetInt64().ShouldBe(0, "a look changes nothing");

        var made = (await service.Admin.PostRaw($"/api/v1/channels/{channel}/imports?name=%E5%AF%BC%E5%87%BA.csv", file, Csv)).Expect(201);
        (made["accepted"].GetInt32(), made["rejected"].GetInt32(), made["duplicate"].GetBoolean()).ShouldBe((2, 3, false));
        made["sha256"].GetString().ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file)));
        await Views(scene, interview, 1_500);

        var again = (await service.Admin.PostRaw($"/api/v1/channels/{channel}/imports", file, Csv)).Expect(200);
        (again.Id, again["duplicate"].GetBoolean()).ShouldBe((made.Id, true));
        var deliveries = (await service.Admin.GetJson($"/api/v1/channels/{channel}/deliveries")).Items;
        deliveries.Count.ShouldBe(5, "each row is a delivery, and the file sent again added none");
        (await service.Admin.GetByteArrayAsync($"/api/v1/imports/{made.Id}/file", TestContext.Current.CancellationToken)).ShouldBe(file);
        (await scene.Audience(interview))["views"].GetInt64().ShouldBe(1_500);
    }

    [Fact]
    public async Task An_export_that_overlaps_an_earlier_one_adds_only_what_is_new_even_where_each_row_adds_up()
    {
        var (scene, interview, channel, live) = await Stage("delta");
        (await Map(channel, ByName)).Expect(200);
        (await Import(channel, $"统计时间,直播ID,累计观看,在线\n2026-03-12 14:31,{live},10,\n2026-03-12 14:31,{live},10,\n")).Expect(201);
        await Views(scene, interview, 20);
        var more = (await Import(channel, $"统计时间,直播ID,累计观看,在线\n2026-03-12 14:31,{live},10,\n2026-03-12 14:31,{live},10,\n2026-03-12 14:32,{live},5,\n")).Expect(201);
        (more["accepted"].GetInt32(), more["duplicates"].GetInt32()).ShouldBe((1, 2));
        await Views(scene, interview, 25);
    }

    [Fact]
    public async Task A_file_of_nothing_but_columns_is_refused_at_once()
    {
        var (_, _, channel, _) = await Stage();
        (await Map(channel, ByName)).Expect(200);
        var answer = (await service.Admin.PostRaw($"/api/v1/channels/{channel}/imports:preview", Encoding.UTF8.GetBytes(new string(',', 2_000_000)), Csv)).Expect(400);
        answer.WrongFields.ShouldBe(["file"]);
        answer.Text.ShouldContain("At most 1000 columns.");
    }

    [Fact]
    public async Task A_sheet_is_chosen_by_its_name_and_one_that_is_hidden_or_missing_is_not()
    {
        const string Workbooks = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        var (scene, interview, channel, live) = await Stage();
        using var workbook = new MemoryStream();
        workbook.SaveAs(new Dictionary<string, object>
        {
            ["说明"] = new[] { new Dictionary<string, object> { ["a"] = "b" } },
            ["数据"] = new[] { new Dictionary<string, object> { ["统计时间"] = "2026-03-12 14:40:00", ["直播ID"] = live, ["累计观看"] = 77, ["在线"] = 7 } },
        });
        (await Map(channel, new { observedAt = "统计时间", broadcast = "直播ID", views = "累计观看", concurrent = "在线", sheet = "数据" })).Expect(200);
        (await service.Admin.PostRaw($"/api/v1/channels/{channel}/imports", workbook.ToArray(), Workbooks)).Expect(201)["accepted"].GetInt32().ShouldBe(1);
        await Views(scene, interview, 77);
        (await Map(channel, new { observedAt = "统计时间", views = "累计观看", sheet = "别的" })).Expect(200);
        (await service.Admin.PostRaw($"/api/v1/channels/{channel}/imports", workbook.ToArray(), Workbooks)).Expect(400).Text.ShouldContain("no sheet");
    }

    [Fact]
    public async Task A_line_is_where_it_stands_in_its_file_and_a_stray_quotation_mark_is_named_by_it()
    {
        var (_, _, channel, live) = await Stage();
        (await Map(channel, ByName)).Expect(200);
        var preview = (await service.Admin.PostRaw($"/api/v1/channels/{channel}/imports:preview", Encoding.UTF8.GetBytes($"统计时间,直播ID,累计观看,在线\n\n2026-03-12 14:31,\"{live}\",5,\"1\"\n\"2026-03-12\n14:32\",{live},6,\n昨天,{live},7,\n"), Csv)).Expect(200);
        (preview["accepted"].GetInt32(), string.Join(' ', preview["problems"].EnumerateArray().Select(problem => problem.GetProperty("line").GetInt32()))).ShouldBe((2, "6"));
        preview = (await service.Admin.PostRaw($"/api/v1/channels/{channel}/imports:preview", Encoding.UTF8.GetBytes($"统计时间,直播ID,累计观看,在线\n2026-03-12 14:31,{live}, \"1,500\",1\n2026-03-12 14:32,{live},6,2\n"), Csv)).Expect(200);
        preview["accepted"].GetInt32().ShouldBe(1);
        preview["problems"].EnumerateArray().ShouldHaveSingleItem().GetProperty("reason").GetString().ShouldBe("line: A quotation mark is out of place.");
        preview = (await service.Admin.PostRaw($"/api/v1/channels/{channel}/imports:preview", Encoding.UTF8.GetBytes("统计时间,直播ID,累计观看,在线\n2026-03-12 14:31, \"nobody, knows\",1,1\n"), Csv)).Expect(200);
        preview["problems"].EnumerateArray().ShouldHaveSingleItem().GetProperty("reason").GetString().ShouldBe("line: A quotation mark is out of place.", "which broadcast it names nobody can tell");
        var answer = (await service.Admin.PostRaw($"/api/v1/channels/{channel}/imports:preview", Encoding.UTF8.GetBytes($"统计时间,直播ID,累计观看,在线\n2026-03-12 14:31,{live},\"5,1\n2026-03-12 14:32,{live},6,2\n"), Csv)).Expect(400);
        answer.WrongFields.ShouldBe(["file"]);
        answer.Text.ShouldContain("Line 2: a quotation mark");
    }

    [Fact]
    public async Task A_workbook_that_keeps_the_day_and_the_time_apart_is_imported_and_a_day_alone_is_as_of_its_end()
    {
        const string Workbooks = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        const string Head = """<row r="1"><c r="A1" t="inlineStr"><is><t>日期</t></is></c><c r="B1" t="inlineStr"><is><t>时间</t></is></c><c r="C1" t="inlineStr"><is><t>播放</t></is></c></row>""";
        var (scene, interview, channel, _) = await Stage();
        (await Map(channel, new { observedAt = "日期", time = "时间", views = "播放" })).Expect(200);
        var apart = RawWorkbook.Of($"""{Head}<row r="2"><c r="A2" s="1"><v>46093</v></c><c r="B2" s="2"><v>0.604861111111111</v></c><c r="C2"><v>500</v></c></row>""");
        (await service.Admin.PostRaw($"/api/v1/channels/{channel}/imports", apart, Workbooks)).Expect(201)["accepted"].GetInt32().ShouldBe(1);
        await Views(scene, interview, 500);

        (await Map(channel, new { observedAt = "日期", views = "播放" })).Expect(200);
        var day = RawWorkbook.Of($"""{Head}<row r="2"><c r="A2" s="1"><v>46093</v></c><c r="C2"><v>800</v></c></row>""");
        (await service.Admin.PostRaw($"/api/v1/channels/{channel}/imports", day, Workbooks)).Expect(201)["accepted"].GetInt32().ShouldBe(1);
        await Views(scene, interview, 800);
        var broadcast = (await service.Admin.GetJson($"/api/v1/interviews/{interview}/broadcasts")).Items[0].GetProperty("id").GetGuid();
        (await service.Admin.GetJson($"/api/v1/broadcasts/{broadcast}/readings")).Items.Select(reading => reading.GetProperty("observedAt").GetDateTimeOffset()).ShouldBe([At("2026-03-12T23:59:59.999+08:00"), At("2026-03-12T14:31:00+08:00")], ignoreOrder: true);
    }

    [Fact]
    public async Task Chinese_encodings_workbooks_and_other_separators_read_alike()
    {
        var (scene, interview, channel, live) = await Stage();
        (await Map(channel, ByName)).Expect(200);
        var gb = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetBytes($"统计时间;直播ID;累计观看;在线\r\n2026年3月12日 14时31分;{live};100;1\r\n");
        (await service.Admin.PostRaw($"/api/v1/channels/{channel}/imports", gb, Csv)).Expect(201)["accepted"].GetInt32().ShouldBe(1);
        await Views(scene, interview, 100);

        using var workbook = new MemoryStream();
        workbook.SaveAs(new[] { new Dictionary<string, object> { ["统计时间"] = new DateTime(2026, 3, 12, 14, 40, 0), ["直播ID"] = live, ["累计观看"] = 2_500_000_123.0, ["在线"] = 7 } });
        (await service.Admin.PostRaw($"/api/v1/channels/{channel}/imports", workbook.ToArray(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")).Expect(201)["accepted"].GetInt32().ShouldBe(1);
        await Views(scene, interview, 2_500_000_123);
    }

    [Fact]
    public async Task A_row_without_a_name_is_the_only_broadcast_of_its_day_or_the_one_that_was_chosen()
    {
        var (scene, interview, channel, _) = await Stage();
        object byDay = new { observedAt = "日期", views = "播放量" };
        (await Map(channel, byDay)).Expect(200);
        var first = (await Import(channel, "日期,播放量\n2026-03-11,5\n2026-03-12,800\n")).Expect(201);
        (first["accepted"].GetInt32(), first["rejected"].GetInt32()).ShouldBe((1, 1));
        first["problems"][0].GetProperty("reason").GetString()!.ShouldContain("no broadcast");
        await Views(scene, interview, 800);
        (await scene.Audience(interview, "/breakdown?by=day")).Items.Select(day => day.GetProperty("key").GetString()).ShouldContain("2026-03-12");

        var broadcast = (await service.Admin.GetJson($"/api/v1/interviews/{interview}/broadcasts")).Items[0].GetProperty("id").GetGuid();
        (await service.Admin.PostRaw($"/api/v1/channels/{channel}/imports?broadcastId={broadcast}", Encoding.UTF8.GetBytes("日期,播放量\n2026-03-14,950\n"), Csv)).Expect(201)["accepted"].GetInt32().ShouldBe(1);
        await Views(scene, interview, 950);
    }

    [Fact]
    public async Task A_row_of_a_broadcast_that_becomes_known_later_counts_by_a_replay_and_the_audit_finds_the_same()
    {
        var (scene, interview, channel, live) = await Stage();
        (await Map(channel, ByName)).Expect(200);
        var later = Scene.Unique("later");
        (await Import(channel, $"统计时间,直播ID,累计观看,在线\n2026-03-12 14:31,{live},10,\n2026-03-12 14:31,{later},7,\n")).Expect(201)["rejected"].GetInt32().ShouldBe(1);
        var other = await scene.Interview();
        await scene.Run(other, At("2026-03-12T14:30:00+08:00"), At("2026-03-12T15:10:00+08:00"));
        await scene.Airing(other, channel, later);
        var refused = (await service.Admin.GetJson($"/api/v1/channels/{channel}/deliveries?state=rejected")).Items[0].GetProperty("id").GetGuid();
        (await service.Admin.PostJson($"/api/v1/deliveries/{refused}:replay")).Expect(200)["readings"].GetInt32().ShouldBe(1);
        await Views(scene, other, 7);

        var audit = (await service.Admin.PostJson($"/api/v1/series/{scene.SeriesId}/audit")).Expect(202);
        var done = await Scene.Until(() => service.Admin.GetJson(audit.Headers.Location!.ToString()), answer => answer["state"].GetString() is "done" or "failed", 20);
        done["result"].GetProperty("matches").GetBoolean().ShouldBeTrue(done.Text);
        (await scene.Audience(interview))["views"].GetInt64().ShouldBe(10);
    }

    [Theory]
    [InlineData("""{"views": "x"}""", "observedAt")]
    [InlineData("""{"observedAt": "x"}""", "views")]
    [InlineData("""{"observedAt": "x", "views": "y", "timeZone": "Mars"}""", "timeZone")]
    [InlineData("""{"observedAt": "x", "views": "y", "encoding": "latin"}""", "encoding")]
    [InlineData("""{"observedAt": "x", "views": "y", "headerRow": 0}""", "headerRow")]
    [InlineData("""{"observedAt": "x", "views": "y", "timeFormat": "%"}""", "timeFormat")]
    public async Task A_mapping_that_cannot_serve_is_refused(string body, string field)
    {
        var (_, _, channel, _) = await Stage();
        var content = new StringContent(body, Encoding.UTF8, "application/json");
        (await service.Admin.Call(HttpMethod.Put, $"/api/v1/channels/{channel}/import-mapping", content)).Expect(400).WrongFields.ShouldBe([field]);
    }

    [Fact]
    public async Task Files_that_are_none_and_columns_that_are_missing_are_named()
    {
        var (_, _, channel, _) = await Stage();
        (await Import(channel, "a,b\n1,2\n")).Expect(400).WrongFields.ShouldBe(["mapping"]);
        (await Map(channel, ByName)).Expect(200);
        (await Import(channel, "统计时间,直播ID,观看\n1,2,3\n")).Expect(400).WrongFields.ShouldBe(["views", "concurrent"], ignoreOrder: true);
        (await service.Admin.PostRaw($"/api/v1/channels/{channel}/imports", Proofs.Png, Csv)).Expect(400).WrongFields.ShouldBe(["file"]);
        (await service.Admin.PostRaw($"/api/v1/channels/{channel}/imports", Proofs.ZipOf("x.txt"), Csv)).Expect(400).WrongFields.ShouldBe(["file"]);
        (await service.Admin.PostRaw($"/api/v1/channels/{channel}/imports", [], Csv)).Expect(400).WrongFields.ShouldBe(["file"]);
        (await service.Admin.PostJson($"/api/v1/channels/{channel}/imports", new { })).Status.ShouldBe(415);
        (await service.Admin.PostRaw($"/api/v1/channels/{Guid.Empty}/imports", Encoding.UTF8.GetBytes("a,b\n1,2"), Csv)).Status.ShouldBe(404);
        (await service.Admin.PostRaw($"/api/v1/channels/{channel}/imports", new byte[21 * 1024 * 1024], Csv)).Status.ShouldBe(413);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private async Task<(Scene Scene, Guid Interview, Guid Channel, string Live)> Stage(string counter = "latest")
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var sender = await scene.Channel(counter);
        var live = await scene.Airing(interview, sender.ChannelId);
        await scene.Run(interview, At("2026-03-12T14:30:00+08:00"), At("2026-03-12T15:10:00+08:00"));
        return (scene, interview, sender.ChannelId, live);
    }

    private Task<Answer> Map(Guid channel, object mapping) => service.Admin.PutJson($"/api/v1/channels/{channel}/import-mapping", mapping);

    private Task<Answer> Import(Guid channel, string text) => service.Admin.PostRaw($"/api/v1/channels/{channel}/imports", Encoding.UTF8.GetBytes(text), Csv);

    private static async Task Views(Scene scene, Guid interview, long views) =>
        (await Scene.Until(() => scene.Audience(interview), answer => answer["views"].GetInt64() == views))["views"].GetInt64().ShouldBe(views);
}
