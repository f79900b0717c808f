using System.Security.Cryptography;
using System.Text;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Provenance;

/// <summary>Section 4 of audience.md: what people declare, with proof, and others approve.</summary>
public sealed class DeclarationTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset Ten = new(2026, 3, 12, 10, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public async Task A_declared_figure_counts_once_another_person_approved_it_and_every_split_adds_up()
    {
        var (scene, interview, airing, _) = await Arrange();
        await scene.Run(interview, Ten, Ten.AddHours(1));
        var made = (await (await service.ClientFor("producer")).Declare(airing, 12_000)).Expect(201);
        made["state"].GetString().ShouldBe("pending");
        made["counts"].GetBoolean().ShouldBeFalse();
        made["proof"].GetProperty("sha256").GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Proofs.Png)));
        made.Headers.Location!.ToString().ShouldBe($"/api/v1/declarations/{made.Id}");
        (await scene.SeriesAudience())["views"].GetInt64().ShouldBe(0);

        var approved = (await service.Admin.PostJson($"/api/v1/declarations/{made.Id}:approve")).Expect(200);
        approved["state"].GetString().ShouldBe("approved");
        approved["counts"].GetBoolean().ShouldBeTrue();
        approved["decidedBy"].GetString().ShouldBe("admin");

        foreach (var audience in new[] { await scene.SeriesAudience(), await scene.Audience(interview) })
        {
            audience["views"].GetInt64().ShouldBe(12_000);
            audience["measured"].GetInt64().ShouldBe(0);
            audience["declared"].GetInt64().ShouldBe(12_000);
            audience["liveViews"].GetInt64().ShouldBe(0);
            audience["replayViews"].GetInt64().ShouldBe(0);
            audience["declaredDifference"].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
            audience["byFamily"][0].GetProperty("declared").GetInt64().ShouldBe(12_000);
            audience["byChannel"][0].GetProperty("views").GetInt64().ShouldBe(12_000);
        }

        foreach (var by in new[] { "unit", "interview", "channel", "family", "region", "day", "segment" })
        {
            var items = (await scene.SeriesAudience($"/breakdown?by={by}")).Expect(200).Items;
            items.Sum(item => item.GetProperty("views").GetInt64()).ShouldBe(12_000, by);
            items.Sum(item => item.GetProperty("declared").GetInt64()).ShouldBe(12_000, by);
        }

        (await scene.Audience(interview, "/breakdown?by=day")).Items.ShouldHaveSingleItem().GetProperty("key").GetString().ShouldBe("2026-03-12");
        (await scene.Audience(interview, "/breakdown?by=segment")).Items[^1].GetProperty("key").GetString().ShouldBe("declared");
        (await scene.Audience(interview, "/timeline?grain=day")).Items.Sum(item => item.GetProperty("views").GetInt64()).ShouldBe(0);
    }

    [Fact]
    public async Task The_stream_shows_a_figure_as_soon_as_it_is_approved()
    {
        var (scene, _, airing, _) = await Arrange();
        var declaration = (await (await service.ClientFor("producer")).Declare(airing, 77)).Id;
        var ct = TestContext.Current.CancellationToken;
        using var response = await service.Admin.GetAsync($"/api/v1/series/{scene.SeriesId}/audience/stream", HttpCompletionOption.ResponseHeadersRead, ct);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(ct));
        (await service.Admin.PostJson($"/api/v1/declarations/{declaration}:approve")).Expect(200);
        string? line;
        do
        {
            line = await reader.ReadLineAsync(ct).AsTask().WaitAsync(TimeSpan.FromSeconds(10), ct);
        }
        while (line?.Contains("\"declared\":77", StringComparison.Ordinal) == false);
        line.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_measured_figure_counts_instead_and_the_difference_is_shown()
    {
        var (scene, interview, airing, sender) = await Arrange();
        var declaration = (await (await service.ClientFor("producer")).Declare(airing, 1_000)).Id;
        (await service.Admin.PostJson($"/api/v1/declarations/{declaration}:approve")).Expect(200);
        (await sender.Send(Sender.Reading(_external, Ten, null, 900))).Expect(202);

        var audience = await Scene.Until(() => scene.Audience(interview), answer => answer["measured"].GetInt64() == 900);
        audience["views"].GetInt64().ShouldBe(900);
        audience["declared"].GetInt64().ShouldBe(0);
        audience["declaredDifference"].GetInt64().ShouldBe(100);
        audience["byChannel"][0].GetProperty("declaredDifference").GetInt64().ShouldBe(100);
        var shown = (await service.Admin.GetJson($"/api/v1/declarations/{declaration}")).Expect(200);
        shown["counts"].GetBoolean().ShouldBeFalse();
        shown["measured"].GetInt64().ShouldBe(900);
        shown["difference"].GetInt64().ShouldBe(100);
        (await scene.Audience(interview, "/breakdown?by=segment")).Items.Sum(item => item.GetProperty("views").GetInt64()).ShouldBe(900);
        (await scene.Audience(interview, "/breakdown?by=day")).Items.Sum(item => item.GetProperty("views").GetInt64()).ShouldBe(900);
    }

    [Fact]
    public async Task A_gauge_alone_is_no_measured_figure()
    {
        var (scene, interview, airing, sender) = await Arrange();
        (await sender.Send(Sender.Reading(_external, Ten, 40))).Expect(202);
        await Scene.Until(() => scene.Audience(interview), answer => answer["peakConcurrent"].GetProperty("value").GetInt64() == 40);
        var declaration = (await (await service.ClientFor("producer")).Declare(airing, 1_000)).Id;
        (await service.Admin.PostJson($"/api/v1/declarations/{declaration}:approve")).Expect(200);
        (await scene.Audience(interview))["views"].GetInt64().ShouldBe(1_000);
    }

    [Fact]
    public async Task Of_several_approved_figures_the_last_approved_counts()
    {
        var (scene, interview, airing, _) = await Arrange();
        var declarer = await service.ClientFor("producer");
        var (first, second, third) = ((await declarer.Declare(airing, 100)).Id, (await declarer.Declare(airing, 200)).Id, (await declarer.Declare(airing, 300)).Id);
        (await service.Admin.PostJson($"/api/v1/declarations/{second}:approve")).Expect(200);
        (await scene.Audience(interview))["views"].GetInt64().ShouldBe(200);
        (await service.Admin.PostJson($"/api/v1/declarations/{first}:approve")).Expect(200);
        (await scene.Audience(interview))["views"].GetInt64().ShouldBe(100);
        (await service.Admin.PostJson($"/api/v1/declarations/{third}:reject", new { reason = "与截图不符" })).Expect(200)["reason"].GetString().ShouldBe("与截图不符");
        (await scene.Audience(interview))["views"].GetInt64().ShouldBe(100);

        var listed = (await service.Admin.GetJson($"/api/v1/broadcasts/{airing}/declarations")).Expect(200).Items;
        listed.Select(item => (item.GetProperty("views").GetInt64(), item.GetProperty("state").GetString(), item.GetProperty("counts").GetBoolean()))
            .ShouldBe([(100, "approved", true), (200, "approved", false), (300, "rejected", false)]);
        (await service.Admin.GetJson($"/api/v1/declarations?seriesId={scene.SeriesId}&state=rejected")).Expect(200).Items.ShouldHaveSingleItem();
        (await service.Admin.GetJson($"/api/v1/declarations?seriesId={scene.SeriesId}&limit=2")).Expect(200)["next"].GetString().ShouldNotBeNull();
    }

    [Fact]
    public async Task Nobody_decides_about_an_own_figure_and_nobody_decides_twice()
    {
        var (_, _, airing, _) = await Arrange();
        var (one, other) = (await service.ClientFor("producer", name: "甲"), await service.ClientFor("producer", name: "甲"));
        var id = (await one.Declare(airing, 5)).Id;
        (await one.PostJson($"/api/v1/declarations/{id}:approve")).Expect(403).Slug.ShouldBe("forbidden");
        (await one.PostJson($"/api/v1/declarations/{id}:reject")).Expect(403);
        (await other.PostJson($"/api/v1/declarations/{id}:approve")).Expect(200);
        (await other.PostJson($"/api/v1/declarations/{id}:approve")).Expect(409).Slug.ShouldBe("state-conflict");
        (await service.Admin.PostJson($"/api/v1/declarations/{id}:reject")).Expect(409);
        (await service.Admin.PostJson($"/api/v1/declarations/{Guid.Empty}:approve")).Expect(404);

        var actions = (await service.Admin.GetJson($"/api/v1/audit-log?entity={id}")).Items.Select(item => item.GetProperty("action").GetString());
        actions.ShouldBe(["declare", "approve"]);
    }

    [Fact]
    public async Task The_administrator_is_one_person_too()
    {
        var (_, _, airing, _) = await Arrange();
        var id = (await service.Admin.Declare(airing, 5)).Expect(201).Id;
        (await service.Admin.PostJson($"/api/v1/declarations/{id}:approve")).Expect(403);
    }

    [Fact]
    public async Task Of_rivals_who_decide_exactly_one_does()
    {
        var (scene, interview, airing, _) = await Arrange();
        var declarer = await service.ClientFor("producer");
        var ids = new List<Guid>();
        for (var i = 0; i < 6; i++)
        {
            ids.Add((await declarer.Declare(airing, 10 + i)).Id);
        }

        var answers = await Task.WhenAll(ids.Concat(ids).Select(id => service.Admin.PostJson($"/api/v1/declarations/{id}:approve")));
        answers.Count(answer => answer.Status == 200).ShouldBe(6);
        answers.Count(answer => answer.Status == 409).ShouldBe(6);
        (await service.Admin.GetJson($"/api/v1/broadcasts/{airing}/declarations")).Items.Count(item => item.GetProperty("counts").GetBoolean()).ShouldBe(1);
        (await scene.Audience(interview))["views"].GetInt64().ShouldBeInRange(10, 15);
    }

    [Fact]
    public async Task A_liaison_declares_for_the_own_unit_only_and_approves_nothing()
    {
        var scene = await Scene.Set(service);
        var (unit, official) = await scene.Unit();
        var (stranger, _) = await scene.Unit();
        var airing = await AiringOf(scene, await scene.Interview(unit, official), await scene.Channel());
        var (own, other, viewer) = (await service.ClientFor("unit", unit), await service.ClientFor("unit", stranger), await service.ClientFor("viewer"));
        var id = (await own.Declare(airing, 5)).Expect(201).Id;
        (await other.Declare(airing, 5)).Expect(403);
        (await viewer.Declare(airing, 5)).Expect(403);
        (await service.Anonymous.Declare(airing, 5)).Expect(401);

        (await own.GetJson($"/api/v1/declarations/{id}")).Expect(200);
        (await viewer.GetJson($"/api/v1/declarations/{id}")).Expect(200);
        (await other.GetJson($"/api/v1/declarations/{id}")).Expect(404);
        (await other.GetJson($"/api/v1/declarations/{id}/proof")).Expect(404);
        (await other.GetJson($"/api/v1/broadcasts/{airing}/declarations")).Expect(404);
        (await other.GetJson($"/api/v1/declarations?seriesId={scene.SeriesId}")).Expect(200).Items.ShouldBeEmpty();
        (await own.PostJson($"/api/v1/declarations/{id}:approve")).Expect(403);
    }

    [Fact]
    public async Task What_is_cancelled_counts_nothing_and_what_is_closed_is_settled()
    {
        var (scene, interview, airing, _) = await Arrange();
        var declarer = await service.ClientFor("producer");
        var (counted, late) = ((await declarer.Declare(airing, 50)).Id, (await declarer.Declare(airing, 60)).Id);
        (await service.Admin.PostJson($"/api/v1/declarations/{counted}:approve")).Expect(200);
        await scene.Run(interview, Ten, Ten.AddHours(1));
        (await service.Admin.PostJson($"/api/v1/interviews/{interview}:close")).Expect(200);
        (await declarer.Declare(airing, 70)).Expect(409).Slug.ShouldBe("state-conflict");
        (await service.Admin.PostJson($"/api/v1/declarations/{late}:approve")).Expect(409);
        (await scene.Audience(interview))["views"].GetInt64().ShouldBe(50);
        (await service.Admin.PostJson($"/api/v1/interviews/{interview}:reopen", new { reason = "补报" })).Expect(200);
        (await service.Admin.PostJson($"/api/v1/declarations/{late}:approve")).Expect(200);
        (await scene.Audience(interview))["views"].GetInt64().ShouldBe(60);

        var (other, cancelled, itsAiring, _) = await Arrange();
        var id = (await declarer.Declare(itsAiring, 50)).Id;
        (await service.Admin.PostJson($"/api/v1/declarations/{id}:approve")).Expect(200);
        (await service.Admin.PostJson($"/api/v1/interviews/{cancelled}:cancel", new { reason = "改期" })).Expect(200);
        (await other.SeriesAudience())["views"].GetInt64().ShouldBe(0);
        (await service.Admin.GetJson($"/api/v1/declarations/{id}")).Expect(200)["counts"].GetBoolean().ShouldBeFalse();
        (await declarer.Declare(itsAiring, 70)).Expect(409);
    }

    public static TheoryData<string, byte[], string, string, string> Files => new()
    {
        { "pdf", Proofs.Pdf, "报告.exe", "application/pdf", "报告.exe.pdf" },
        { "png", Proofs.Png, "..\\..\\shot.png", "image/png", "shot.png" },
        { "jpeg", Proofs.Jpeg, "/etc/photo.JPEG", "image/jpeg", "photo.JPEG" },
        { "xlsx", Proofs.Workbook, "后台.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "后台.xlsx" },
        { "csv", Proofs.Csv, "导出.csv", "text/csv", "导出.csv" },
        { "csv", Proofs.ChineseCsv, "data", "text/csv", "data.csv" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_proof_is_known_by_its_bytes_and_comes_back_as_it_was_sent(string kind, byte[] bytes, string name, string mediaType, string kept)
    {
        var (_, _, airing, _) = await Arrange();
        var made = (await service.Admin.Declare(airing, proof: bytes, fileName: name)).Expect(201);
        made["proof"].GetProperty("kind").GetString().ShouldBe(kind);
        made["proof"].GetProperty("name").GetString().ShouldBe(kept);

        var ct = TestContext.Current.CancellationToken;
        using var response = await (await service.ClientFor("viewer")).GetAsync(made["proof"].GetProperty("url").GetString(), ct);
        (await response.Content.ReadAsByteArrayAsync(ct)).ShouldBe(bytes);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(mediaType);
        response.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        response.Content.Headers.ContentDisposition.FileNameStar.ShouldBe(kept);
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
    }

    [Fact]
    public async Task A_proof_of_twenty_mebibytes_is_taken_and_one_byte_more_is_not()
    {
        var (_, _, airing, _) = await Arrange();
        var large = new byte[20 * 1024 * 1024];
        Random.Shared.NextBytes(large);
        Proofs.Pdf.CopyTo(large, 0);
        var made = (await service.Admin.Declare(airing, proof: large)).Expect(201);
        var back = await service.Admin.GetByteArrayAsync(new Uri(made["proof"].GetProperty("url").GetString()!, UriKind.Relative), TestContext.Current.CancellationToken);
        back.AsSpan().SequenceEqual(large).ShouldBeTrue();
        (await service.Admin.Declare(airing, proof: [.. large, 0])).Expect(413).Slug.ShouldBe("payload-too-large");
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("12,000")]
    [InlineData("1.2万")]
    [InlineData("many")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("9223372036854775808")]
    public async Task A_figure_that_is_no_whole_number_is_refused_by_its_name(string? views)
    {
        var (_, _, airing, _) = await Arrange();
        var refused = (await service.Admin.Declare(airing, views, proof: Proofs.Png)).Expect(400);
        refused.Slug.ShouldBe("validation");
        refused.WrongFields.ShouldBe(["views"]);
    }

    [Fact]
    public async Task Zero_and_the_greatest_figure_are_figures()
    {
        var (_, _, airing, _) = await Arrange();
        (await service.Admin.Declare(airing, 0)).Expect(201)["views"].GetInt64().ShouldBe(0);
        (await service.Admin.Declare(airing, long.MaxValue)).Expect(201)["views"].GetInt64().ShouldBe(long.MaxValue);
    }

    [Fact]
    public async Task Every_missing_field_is_named()
    {
        var (_, _, airing, _) = await Arrange();
        var path = $"/api/v1/broadcasts/{airing}/declarations";
        (await service.Admin.Call(HttpMethod.Post, path, Proofs.Form(null, " "))).Expect(400).WrongFields.ShouldBe(["views", "note", "proof"], ignoreOrder: true);
        (await service.Admin.Call(HttpMethod.Post, path, Proofs.Form(proof: []))).Expect(400).WrongFields.ShouldBe(["proof"]);
        (await service.Admin.Call(HttpMethod.Post, path, Proofs.Form(note: new string('x', 2001), proof: Proofs.Png))).Expect(400).WrongFields.ShouldBe(["note"]);
    }

    [Theory]
    [InlineData("<html>a,b</html>", "proof.pdf", "proof.pdf.bin", "application/octet-stream")]
    [InlineData("MZ\0\0,", "payroll.exe", "payroll.exe.bin", "application/octet-stream")]
    [InlineData("{\"a\":1,\"b\":2}", "proof", "proof.txt", "text/plain")]
    [InlineData("signed by Li", "sheet.txt", "sheet.txt", "text/plain")]
    [InlineData("GIF89a\u0001\0,", "shot.gif", "shot.gif", "image/gif")]
    [InlineData("RIFF\u0001\u0001\u0001\u0001WEBPVP8 ", "shot.webp", "shot.webp", "image/webp")]
    [InlineData("\0\0\0\u0018ftypheic\0\0", "IMG_1.HEIC", "IMG_1.HEIC", "image/heic")]
    [InlineData("PK\u0003\u0004,nothing", "a.xlsx", "a.xlsx.bin", "application/octet-stream")]
    [InlineData("%PD", "a.pdf", "a.pdf.txt", "text/plain")]
    public async Task Whatever_proves_something_is_kept_as_it_came_and_handed_out_as_no_more_than_it_is(string content, string called, string name, string type)
    {
        var (_, _, airing, _) = await Arrange();
        var bytes = Encoding.Latin1.GetBytes(content);
        var made = (await service.Admin.Declare(airing, proof: bytes, fileName: called)).Expect(201);
        made["proof"].GetProperty("name").GetString().ShouldBe(name);
        using var file = await service.Admin.GetAsync(new Uri($"/api/v1/declarations/{made.Id}/proof", UriKind.Relative), TestContext.Current.CancellationToken);
        (await file.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe(bytes);
        file.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        file.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        file.Headers.GetValues("X-Content-Type-Options").ShouldContain("nosniff");
    }

    [Fact]
    public async Task A_document_is_known_by_its_part_and_half_an_archive_is_some_file()
    {
        var (_, _, airing, _) = await Arrange();
        (await service.Admin.Declare(airing, proof: Proofs.ZipOf("word/document.xml"), fileName: "a.docx")).Expect(201)["proof"].GetProperty("kind").GetString().ShouldBe("docx");
        (await service.Admin.Declare(airing, proof: Proofs.Workbook[..40], fileName: "a.xlsx")).Expect(201)["proof"].GetProperty("kind").GetString().ShouldBe("other");
    }

    [Theory]
    [InlineData(null, 415)]
    [InlineData("application/json", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData("multipart/form-data", 400)]
    [InlineData("multipart/form-data; boundary=x", 400)]
    public async Task What_is_no_form_is_refused(string? contentType, int status)
    {
        var (_, _, airing, _) = await Arrange();
        (await service.Admin.PostRaw($"/api/v1/broadcasts/{airing}/declarations", "views=1&note=2"u8.ToArray(), contentType)).Expect(status);
    }

    [Fact]
    public async Task A_broken_form_is_refused()
    {
        var (_, _, airing, _) = await Arrange();
        var path = $"/api/v1/broadcasts/{airing}/declarations";
        (await service.Admin.PostRaw(path, "--x\r\nContent-Disposition: form-data; name=\"views\"\r\n\r\n12"u8.ToArray(), "multipart/form-data; boundary=x")).Expect(400);
        (await service.Admin.PostRaw(path, [], "multipart/form-data; boundary=x")).Expect(400);
        (await service.Admin.Declare(Guid.Empty, 5)).Expect(404).Slug.ShouldBe("not-found");
        (await service.Admin.GetJson($"/api/v1/broadcasts/{Guid.Empty}/declarations")).Expect(404);
        (await service.Admin.GetJson($"/api/v1/declarations/{Guid.Empty}/proof")).Expect(404);
        (await service.Admin.GetJson($"/api/v1/broadcasts/{airing}/declarations?cursor=x")).Expect(400);
    }

    [Fact]
    public async Task The_same_key_declares_once()
    {
        var (_, _, airing, _) = await Arrange();
        var bytes = await Proofs.Form(proof: Proofs.Png).ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var boundary = Encoding.UTF8.GetString(bytes).Split("\r\n")[0][2..];
        var type = $"multipart/form-data; boundary=\"{boundary}\"";
        var path = $"/api/v1/broadcasts/{airing}/declarations";
        var first = (await service.Admin.PostRaw(path, bytes, type, ("Idempotency-Key", boundary))).Expect(201);
        (await service.Admin.PostRaw(path, bytes, type, ("Idempotency-Key", boundary))).Expect(201).Id.ShouldBe(first.Id);
        (await service.Admin.GetJson(path)).Items.ShouldHaveSingleItem();
    }

    private string _external = "";

    private async Task<(Scene Scene, Guid Interview, Guid Airing, Sender Sender)> Arrange()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var sender = await scene.Channel();
        return (scene, interview, await AiringOf(scene, interview, sender), sender);
    }

    private async Task<Guid> AiringOf(Scene scene, Guid interview, Sender sender)
    {
        _external = await scene.Airing(interview, sender.ChannelId);
        return (await service.Admin.GetJson($"/api/v1/interviews/{interview}/broadcasts")).Items.Single().GetProperty("id").GetGuid();
    }
}
