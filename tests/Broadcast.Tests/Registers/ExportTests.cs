using System.Text;
using Broadcast.Tests.Hosting;
using Broadcast.Tests.Scheduling;

namespace Broadcast.Tests.Registers;

/// <summary>What goes out as a file comes in again as it was.</summary>
public sealed class ExportTests
{
    [Theory]
    [InlineData("csv", Lists.Csv, null)]
    [InlineData("csv", Lists.Csv, "zh-CN")]
    [InlineData("csv", Lists.Csv, "en")]
    [InlineData("xlsx", Lists.Xlsx, null)]
    [InlineData("xlsx", Lists.Xlsx, "zh-CN")]
    public async Task A_list_that_is_exported_fills_an_empty_service_with_the_same(string kind, string type, string? language)
    {
        await using var from = await ServiceFixture.Start(new ServiceSetup());
        await using var to = await ServiceFixture.Start(new ServiceSetup());
        await Fill(from.Admin);
        foreach (var register in new[] { "units", "officials", "hosts", "studios", "topics" })
        {
            var file = await from.Admin.Fetch($"/api/v1/{register}.{kind}", language);
            (await from.Admin.PostRaw($"/api/v1/{register}?mode=upsert", file, type)).Expect(200)["unchanged"].GetInt32().ShouldBe(3, register);
            (await to.Admin.PostRaw($"/api/v1/{register}", file, type)).Expect(201)["warnings"].GetArrayLength().ShouldBe(0, register);
            (await to.Admin.Fetch($"/api/v1/{register}.csv")).ShouldBe(await from.Admin.Fetch($"/api/v1/{register}.csv"), register);
        }
    }

    [Fact]
    public async Task No_cell_of_a_csv_file_is_a_formula()
    {
        await using var service = await ServiceFixture.Start(new ServiceSetup());
        await Fill(service.Admin);
        var text = Encoding.UTF8.GetString(await service.Admin.Fetch("/api/v1/hosts.csv"));
        text.ShouldStartWith("\uFEFFname,email\r\n");
        text.ShouldContain("\r\n\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",");
        text.ShouldContain("\r\n''@sum,");
        text.Split("\r\n").Skip(1).ShouldAllBe(line => line.Length == 0 || !"=+-@".Contains(line.TrimStart('"')[0]));
    }

    [Fact]
    public async Task Headings_are_in_the_readers_language_and_a_template_has_nothing_below_them()
    {
        await using var service = await ServiceFixture.Start(new ServiceSetup());
        Encoding.UTF8.GetString(await service.Admin.Fetch("/api/v1/officials.csv?template=true", "zh-CN")).ShouldBe("\uFEFF单位代码,姓名,职务,邮箱,电话,语言,时区\r\n");
        Encoding.UTF8.GetString(await service.Admin.Fetch("/api/v1/units.csv", "en")).ShouldBe("\uFEFFCode,Name,Level,Region,Liaison,Liaison's email\r\n");
    }

    [Fact]
    public async Task A_liaison_takes_out_its_own_unit_only()
    {
        await using var service = await ServiceFixture.Start(new ServiceSetup());
        var plan = new Plan(service.Admin);
        var (own, other) = (await plan.Unit("自己"), await plan.Unit("别人"));
        await plan.Official(own, "我的");
        await plan.Official(other, "别人的");
        var liaison = await service.ClientFor("unit", own);
        var text = Encoding.UTF8.GetString(await liaison.Fetch("/api/v1/officials.csv"));
        text.ShouldContain("我的");
        text.ShouldNotContain("别人");
        Encoding.UTF8.GetString(await liaison.Fetch("/api/v1/units.csv")).ShouldNotContain("别人");
    }

    private static async Task Fill(HttpClient client)
    {
        object[] units =
        [
            new { code = "sft", name = "司法厅", level = "厅", region = "呼和浩特", liaisonName = "王, \"小\"王", liaisonEmail = "w@example.org" },
            new { code = "007", name = "-教育厅\n二处" }, new { code = "2026-03", name = "公安厅", region = " 包头 " },
        ];
        object[] officials =
        [
            new { unitCode = "sft", name = "梁厅长", title = "厅长", email = "l@example.org", phone = "+86 138 0000 0000" },
            new { unitCode = "007", name = "=cmd|' /C calc'!A0", title = "处长", phone = "013800000000" }, new { unitCode = "007", name = "李", title = "@处长", language = "en" },
        ];
        object[] hosts = [new { name = "=HYPERLINK(\"http://x\",\"y\")", email = "h@example.org" }, new { name = "'@sum" }, new { name = "主持人" }];
        object[] studios = [new { name = "一号演播室", place = "三楼；左转" }, new { name = "+二号" }, new { name = "'三号'" }];
        object[] topics = [new { title = "宪法", month = "2026-03", unitCode = "sft", note = "一\n二" }, new { title = "民法典" }, new { title = "宪法", month = "2026-04" }];
        foreach (var (register, list) in new[] { ("units", units), ("officials", officials), ("hosts", hosts), ("studios", studios), ("topics", topics) })
        {
            (await client.PostJson($"/api/v1/{register}", list)).Expect(201);
        }
    }
}
