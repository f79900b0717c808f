using System.Globalization;
using System.IO.Compression;
using System.Text;
using Broadcast.Tests.Hosting;
using MiniExcelLibs;

namespace Broadcast.Tests.Provenance;

/// <summary>A series' figures as CSV and as a workbook: the same figures, adding up to the same total.</summary>
public sealed class ReportTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset Ten = new(2026, 3, 12, 10, 0, 0, TimeSpan.FromHours(8));
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    [Fact]
    public async Task The_csv_has_a_row_for_each_broadcast_and_adds_up_to_the_total()
    {
        var scene = await Arrange("依法治理, \"两不误\"");
        var (bytes, type, name, language) = await Get(service.Admin, scene, "csv", "zh-CN");
        type.ShouldBe("text/csv");
        name.ShouldEndWith(".csv");
        language.ShouldBe("zh-CN");
        bytes[..3].ShouldBe(ByteOrderMark);
        var text = Encoding.UTF8.GetString(bytes, 3, bytes.Length - 3);
        text.ShouldEndWith("\r\n");
        text.Replace("\r\n", "", StringComparison.Ordinal).ShouldNotContain("\n");

        var rows = Csv(text);
        rows[0][..5].ShouldBe(["日期", "单位", "地区", "主题", "状态"]);
        rows.Skip(1).ShouldAllBe(row => row.Count == rows[0].Count);
        rows.Count.ShouldBe(1 + 3);
        Column(rows, "累计人次").Sum(long.Parse).ShouldBe(900 + 165 + 5_000);
        Column(rows, "实测人次").Sum(long.Parse).ShouldBe(1065);
        Column(rows, "申报人次").Sum(long.Parse).ShouldBe(5_000);
        Column(rows, "回放人次").ShouldContain("-10");
        Column(rows, "主题")[0].ShouldBe("依法治理, \"两不误\"");
        Column(rows, "实际开始")[0].ShouldBe("2026-03-12T10:00:00+08:00");
        Column(rows, "日期")[0].ShouldBe("2026-03-12");
        Column(rows, "类别").ShouldContain("端");
    }

    [Fact]
    public async Task The_language_follows_the_request()
    {
        var scene = await Arrange("topic");
        var (english, _, _, language) = await Get(service.Admin, scene, "csv", "en-GB,en;q=0.9");
        language.ShouldBe("en");
        Csv(Encoding.UTF8.GetString(english)[1..])[0][..4].ShouldBe(["Day", "Unit", "Region", "Topic"]);
        var (other, _, _, _) = await Get(service.Admin, scene, "csv", "fr");
        Encoding.UTF8.GetString(other).ShouldContain("累计人次");
        var (book, _, _, _) = await Get(service.Admin, scene, "xlsx", "en");
        using var stream = new MemoryStream(book);
        stream.GetSheetNames().ShouldBe(["Summary", "Interviews", "Channels", "Days", "Minutes", "Evidence"]);
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://evil\")")]
    [InlineData("+1+1")]
    [InlineData("-1+1")]
    [InlineData("@SUM(A1)")]
    public async Task A_text_is_never_a_formula(string topic)
    {
        var scene = await Arrange(topic);
        var (csv, _, _, _) = await Get(service.Admin, scene, "csv", "en");
        var rows = Csv(Encoding.UTF8.GetString(csv)[1..]);
        Column(rows, "Topic")[0].ShouldBe("'" + topic);

        var (book, _, _, _) = await Get(service.Admin, scene, "xlsx", "en");
        foreach (var sheet in Parts(book, "xl/worksheets/"))
        {
            sheet.ShouldNotContain(":f>");
            sheet.ShouldNotContain("<f>");
        }

        Sheet(book, "Interviews")[1].ShouldContain(topic);
    }

    [Fact]
    public async Task The_workbook_tells_the_same_figures_on_every_sheet()
    {
        var scene = await Arrange("依法治理");
        var (book, type, name, _) = await Get(service.Admin, scene, "xlsx", "zh-CN");
        type.ShouldBe("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        name.ShouldEndWith(".xlsx");
        var summary = Sheet(book, "汇总").ToDictionary(row => row[0] ?? "", row => row[1], StringComparer.Ordinal);
        summary["累计人次"].ShouldBe("6065");
        summary["实测人次"].ShouldBe("1065");
        summary["申报人次"].ShouldBe("5000");
        summary["系列"].ShouldBe("进行时");
        summary["峰值在线人数"].ShouldBe("300");
        summary["累计人次 · 端"].ShouldBe("165");
        summary["访谈数 · 已结束"].ShouldBe("1");
        foreach (var sheet in new[] { "访谈", "渠道", "日期" })
        {
            Column(Sheet(book, sheet), "累计人次").Sum(views => decimal.Parse(views!, CultureInfo.InvariantCulture)).ShouldBe(6065, sheet);
        }

        var evidence = Sheet(book, "证据");
        evidence.Count.ShouldBe(1 + 5);
        Column(evidence, "SHA-256").ShouldAllBe(hash => hash!.Length == 64);
        Column(evidence, "来源").Count(kind => kind == "申报").ShouldBe(1);
        Column(evidence, "观测时间").ShouldContain("2026-03-12T10:01:00+08:00");
        var delivery = Guid.Parse(Column(evidence, "投递或申报编号")[0]!);
        (await service.Admin.GetJson($"/api/v1/deliveries/{delivery}")).Expect(200)["sha256"].GetString().ShouldBe(Column(evidence, "SHA-256")[0]);
    }

    [Fact]
    public async Task A_rounded_figure_says_in_each_table_how_far_the_true_one_may_lie()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var (rounded, exact) = (await scene.Channel("latest", "app"), await scene.Channel("latest"));
        var (onRounded, onExact) = (await scene.Airing(interview, rounded.ChannelId), await scene.Airing(interview, exact.ChannelId));
        await scene.Run(interview, Ten, Ten.AddMinutes(10));
        (await rounded.Send(new { broadcast = onRounded, observedAt = Ten, viewsText = "1.2万" })).Expect(202);
        (await exact.Send(Sender.Reading(onExact, Ten, null, 7))).Expect(202);
        await Scene.Until(() => scene.Audience(interview), answer => answer["views"].GetInt64() == 12_007);

        var (book, _, _, _) = await Get(service.Admin, scene, "xlsx", "en");
        var summary = Sheet(book, "Summary").ToDictionary(row => row[0] ?? "", row => row[1], StringComparer.Ordinal);
        (summary["True views lower by at most"], summary["True views higher by at most"]).ShouldBe(("0", "999"));
        foreach (var (sheet, expected) in new[] { ("Interviews", "999"), ("Channels", ",999"), ("Days", "999"), ("Minutes", "999"), ("Evidence", ",999") })
        {
            string.Join(',', Column(Sheet(book, sheet), "True views higher by at most").Order(StringComparer.Ordinal)).ShouldBe(expected, sheet);
        }

        Column(Sheet(book, "Evidence"), "Views as written").ShouldContain("1.2万");
        var rows = Csv(Encoding.UTF8.GetString((await Get(service.Admin, scene, "csv", "zh-CN")).Bytes)[1..]);
        Column(rows, "人次可能少计（上限）").Order(StringComparer.Ordinal).ShouldBe(["", "999"]);
        Column(rows, "人次可能多计（上限）").Order(StringComparer.Ordinal).ShouldBe(["", "0"]);
    }

    [Fact]
    public async Task The_rows_of_a_sheet_hold_nothing_but_rows()
    {
        var scene = await Arrange("依法治理");
        var sheets = Parts((await Get(service.Admin, scene, "xlsx", "en")).Bytes, "xl/worksheets/sheet");
        sheets.Count.ShouldBe(6);
        foreach (var sheet in sheets)
        {
            var data = System.Xml.Linq.XDocument.Parse(sheet).Root!.Elements().Single(element => element.Name.LocalName == "sheetData");
            data.Elements().ShouldNotBeEmpty();
            data.Elements().ShouldAllBe(element => element.Name.LocalName == "row");
        }
    }

    [Fact]
    public async Task More_evidence_than_a_page_is_all_there()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var sender = await scene.Channel("delta");
        var external = await scene.Airing(interview, sender.ChannelId);
        for (var i = 0; i < 5; i++)
        {
            // Many at one instant, so that pages end among them.
            (await sender.Send([.. Enumerable.Range(0, 1_000).Select(number => Sender.Reading(external, Ten.AddSeconds(number % 3), null, 1))])).Expect(202);
        }

        await Scene.Until(() => scene.Audience(interview), answer => answer["views"].GetInt64() == 5_000);
        var evidence = Sheet((await Get(service.Admin, scene, "xlsx", "en")).Bytes, "Evidence");
        evidence.Count.ShouldBe(5_001);
        Column(evidence, "Views as read").Sum(views => decimal.Parse(views!, CultureInfo.InvariantCulture)).ShouldBe(5_000);
    }

    [Fact]
    public async Task An_empty_series_has_empty_sheets()
    {
        var scene = await Scene.Set(service);
        Csv(Encoding.UTF8.GetString((await Get(service.Admin, scene, "csv", "en")).Bytes)[1..]).ShouldHaveSingleItem();
        Sheet((await Get(service.Admin, scene, "xlsx", "en")).Bytes, "Evidence").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_private_series_is_reported_to_whoever_is_signed_in_and_a_public_one_to_all()
    {
        var (hidden, open) = (await Scene.Set(service), await Scene.Set(service, isPublic: true));
        foreach (var kind in new[] { "csv", "xlsx" })
        {
            (await service.Anonymous.GetJson($"/api/v1/series/{hidden.SeriesId}/report.{kind}")).Expect(401);
            (await (await service.ClientFor("viewer")).GetJson($"/api/v1/series/{hidden.SeriesId}/report.{kind}")).Expect(200);
            (await service.Anonymous.GetJson($"/api/v1/series/{open.SeriesId}/report.{kind}")).Expect(200);
            (await service.Admin.GetJson($"/api/v1/series/{Guid.Empty}/report.{kind}")).Expect(404);
            (await service.Admin.GetJson($"/api/v1/series/nonsense/report.{kind}")).Expect(404);
        }
    }

    private static async Task<(byte[] Bytes, string? Type, string Name, string Language)> Get(HttpClient http, Scene scene, string kind, string language)
    {
        var ct = TestContext.Current.CancellationToken;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/series/{scene.SeriesId}/report.{kind}");
        request.Headers.TryAddWithoutValidation("Accept-Language", language);
        using var response = await http.SendAsync(request, ct);
        ((int)response.StatusCode).ShouldBe(200);
        var headers = response.Content.Headers;
        headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        return (await response.Content.ReadAsByteArrayAsync(ct), headers.ContentType?.MediaType, headers.ContentDisposition.FileNameStar!, headers.ContentLanguage.Single());
    }

    private static List<List<string?>> Sheet(byte[] book, string name)
    {
        using var stream = new MemoryStream(book);
        return [.. stream.Query(useHeaderRow: false, sheetName: name).Cast<IDictionary<string, object?>>().Select(row => row.Values.Select(cell => Convert.ToString(cell, CultureInfo.InvariantCulture)).ToList())];
    }

    private static List<string> Parts(byte[] book, string folder)
    {
        using var archive = new ZipArchive(new MemoryStream(book));
        return [.. archive.Entries.Where(entry => entry.FullName.StartsWith(folder, StringComparison.Ordinal)).Select(entry =>
        {
            using var reader = new StreamReader(entry.Open());
            return reader.ReadToEnd();
        })];
    }

    private static List<T> Column<T>(IReadOnlyList<IReadOnlyList<T>> rows, T name)
        where T : class?
    {
        var place = rows[0].ToList().IndexOf(name);
        return [.. rows.Skip(1).Select(row => row[place])];
    }

    /// <summary>Reads RFC 4180, apart from the service's own code.</summary>
    private static List<List<string>> Csv(string text)
    {
        var (rows, row, cell, isQuoted) = (new List<List<string>>(), new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"' when isQuoted && i + 1 < text.Length && text[i + 1] == '"':
                    cell.Append('"');
                    i++;
                    break;
                case '"':
                    isQuoted = !isQuoted;
                    break;
                case ',' when !isQuoted:
                    row.Add(cell.ToString());
                    cell.Clear();
                    break;
                case '\r' when !isQuoted:
                    row.Add(cell.ToString());
                    cell.Clear();
                    rows.Add(row);
                    row = [];
                    i++;
                    break;
                default:
                    cell.Append(text[i]);
                    break;
            }
        }

        return rows;
    }

    /// <summary>Two measured broadcasts, one of which was corrected downward after the end, and a declared one.</summary>
    private async Task<Scene> Arrange(string topic)
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        (await service.Admin.PatchJson($"/api/v1/interviews/{interview}", new { topic })).Expect(200);
        var (one, two, declared) = (await scene.Channel(), await scene.Channel("resets", "app"), await scene.Channel("latest", "social"));
        var (onOne, onTwo) = (await scene.Airing(interview, one.ChannelId), await scene.Airing(interview, two.ChannelId));
        await scene.Airing(interview, declared.ChannelId);
        await scene.Run(interview, Ten, Ten.AddMinutes(10));
        (await one.Send(Sender.Reading(onOne, Ten, 100, 100), Sender.Reading(onOne, Ten.AddMinutes(1), 300, 910), Sender.Reading(onOne, Ten.AddMinutes(30), null, 900))).Expect(202);
        (await two.Send(Sender.Reading(onTwo, Ten.AddMinutes(6), null, 165))).Expect(202);
        var airing = (await service.Admin.GetJson($"/api/v1/interviews/{interview}/broadcasts")).Items.Single(item => item.GetProperty("channelId").GetGuid() == declared.ChannelId).GetProperty("id").GetGuid();
        var declaration = (await (await service.ClientFor("producer")).Declare(airing, 5_000)).Expect(201).Id;
        (await service.Admin.PostJson($"/api/v1/declarations/{declaration}:approve")).Expect(200);
        await Scene.Until(() => scene.Audience(interview), answer => answer["views"].GetInt64() == 6065);
        return scene;
    }
}
