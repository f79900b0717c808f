using System.Net.Http.Headers;
using System.Text;
using Broadcast.Tests.Hosting;
using Broadcast.Tests.Provenance;

namespace Broadcast.Tests.Confirmation;

/// <summary>What a guest brings: talking points and a file or two, without an account.</summary>
public sealed class PreparationTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private static readonly byte[] Pdf = Encoding.ASCII.GetBytes("%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF\n");

    [Fact]
    public async Task Talking_points_are_kept_by_part_and_seen_by_producer_and_unit()
    {
        var (guests, path) = await Invited();
        var empty = (await service.Anonymous.GetJson($"{path}/preparation")).Expect(200);
        empty["points"].EnumerateArray().Select(point => point.GetProperty("key").GetString()).ShouldBe(["views", "measures", "results", "problems", "solutions"]);
        (await Write(path, new { views = " 宪法是根本法 ", problems = "基层\n执法" })).Expect(200);
        var kept = (await Write(path, new { problems = "", solutions = "建议" })).Expect(200);
        kept["points"].EnumerateArray().Select(point => point.GetProperty("text").GetString()).ShouldBe(["宪法是根本法", null, null, null, "建议"]);

        var ofInterview = $"/api/v1/interviews/{guests.Interview}/preparations";
        (await service.Admin.GetJson(ofInterview)).Expect(200).Items.ShouldHaveSingleItem().GetProperty("points")[0].GetProperty("text").GetString().ShouldBe("宪法是根本法");
        (await (await service.ClientFor("unit", guests.Scene.UnitId)).GetJson(ofInterview)).Expect(200);
        (await (await service.ClientFor("unit", await guests.Scene.Plan.Unit())).GetJson(ofInterview)).Expect(404);
        (await (await service.ClientFor("viewer")).GetJson(ofInterview)).Expect(403);
    }

    [Fact]
    public async Task Points_that_fit_nothing_are_refused_and_change_nothing()
    {
        var (_, path) = await Invited();
        (await Write(path, new { views = "好", encore = "x" })).Expect(400).WrongFields.ShouldBe(["points.encore"]);
        (await Write(path, new { views = new string('x', 2001) })).Expect(400).WrongFields.ShouldBe(["points.views"]);
        (await service.Anonymous.PutJson($"{path}/preparation", new { })).Expect(400).WrongFields.ShouldBe(["points"]);
        (await service.Anonymous.GetJson($"{path}/preparation"))["points"].EnumerateArray().ShouldAllBe(point => point.GetProperty("text").GetString() == null);
        (await Write("/api/v1/invitations/nope", new { views = "好" })).Expect(404);
    }

    [Theory]
    [InlineData("讲稿.pdf", "pdf")]
    [InlineData("讲稿.DOCX", "docx")]
    [InlineData("C:\\材料\\图.png", "png")]
    [InlineData("photo.jpeg", "jpeg")]
    public async Task A_file_comes_back_as_it_was_sent(string name, string kind)
    {
        var (guests, path) = await Invited();
        var bytes = kind switch { "pdf" => Pdf, "docx" => Proofs.ZipOf("[Content_Types].xml", "word/document.xml"), "png" => [.. Proofs.Png, 1, 2, 3, 4], _ => [.. Proofs.Jpeg, .. new byte[300_000]] };
        var file = (await Send(path, bytes, name)).Expect(201)["files"][0];
        file.GetProperty("kind").GetString().ShouldBe(kind);
        file.GetProperty("name").GetString().ShouldBe(name.Split('\\')[^1]);
        var id = file.GetProperty("id").GetGuid();
        foreach (var (client, address) in new[] { (service.Anonymous, $"{path}/files/{id}"), (service.Admin, $"/api/v1/interviews/{guests.Interview}/files/{id}") })
        {
            using var got = await client.GetAsync(address, TestContext.Current.CancellationToken);
            (await got.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe(bytes);
            got.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
            got.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        }

        (await service.Anonymous.Delete($"{path}/files/{id}")).Expect(200)["files"].GetArrayLength().ShouldBe(0);
        (await service.Anonymous.GetJson($"{path}/files/{id}")).Expect(404);
    }

    [Theory]
    [InlineData("report.pdf", "This is a text, whatever its name says.")]
    [InlineData("report.pdf", "\u0089PNG")]
    [InlineData("letter.docx", "PK\u0003\u0004 but no archive at all")]
    [InlineData("page.html", "<script>alert(1)</script>")]
    [InlineData("short.pdf", "%PDF-")]
    public async Task What_is_no_pdf_although_its_name_says_so_is_refused(string name, string text)
    {
        var (_, path) = await Invited();
        (await Send(path, Encoding.Latin1.GetBytes(text), name)).Expect(400).WrongFields.ShouldBe(["file"]);
        (await service.Anonymous.GetJson($"{path}/preparation"))["files"].GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_picture_called_pdf_a_document_with_macros_and_what_is_too_large_are_refused()
    {
        var (_, path) = await Invited();
        (await Send(path, [.. Proofs.Png, 1, 2, 3, 4], "scan.pdf")).Expect(400).WrongFields.ShouldBe(["file"]);
        (await Send(path, Proofs.ZipOf("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "a.docx")).Expect(400).WrongFields.ShouldBe(["file"]);
        (await Send(path, Proofs.Workbook, "a.docx")).Expect(400).WrongFields.ShouldBe(["file"]);
        (await Send(path, [.. Pdf, .. new byte[10 * 1024 * 1024]], "a.pdf")).Expect(413).Slug.ShouldBe("payload-too-large");
        (await service.Anonymous.PostJson($"{path}/files", new { file = "x" })).Expect(415);
        (await Send("/api/v1/invitations/nope", Pdf, "a.pdf")).Expect(404);
    }

    [Fact]
    public async Task Three_files_are_enough_however_many_are_sent_at_once()
    {
        var (_, path) = await Invited();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Send(path, Pdf, $"{i}.pdf")));
        answers.Count(answer => answer.Status == 201).ShouldBe(3);
        answers.Where(answer => answer.Status != 201).ShouldAllBe(answer => answer.Slug == "state-conflict");
    }

    [Fact]
    public async Task Nobody_sees_another_guests_files_and_nothing_is_handed_in_once_it_is_on_air()
    {
        var (guests, path) = await Invited();
        var (_, other) = await Invited();
        var id = (await Send(path, Pdf, "a.pdf")).Expect(201)["files"][0].GetProperty("id").GetGuid();
        (await service.Anonymous.GetJson($"{other}/files/{id}")).Expect(404);
        (await service.Anonymous.Delete($"{other}/files/{id}")).Expect(404);
        (await service.Admin.PostJson($"/api/v1/interviews/{guests.Interview}:start")).Expect(200);
        (await Send(path, Pdf, "b.pdf")).Expect(409).Slug.ShouldBe("state-conflict");
        (await Write(path, new { views = "晚了" })).Expect(409);
        (await service.Admin.GetJson($"/api/v1/interviews/{guests.Interview}/preparations")).Items[0].GetProperty("files").GetArrayLength().ShouldBe(1);
    }

    private async Task<(Guests Guests, string Path)> Invited()
    {
        var guests = await Guests.Book(service.Admin);
        await guests.Invite();
        return (guests, $"/api/v1/invitations/{await guests.Token()}");
    }

    private Task<Answer> Write(string path, object points) => service.Anonymous.PutJson($"{path}/preparation", new { points });

    private Task<Answer> Send(string path, byte[] bytes, string name)
    {
        var file = new ByteArrayContent(bytes);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        return service.Anonymous.Call(HttpMethod.Post, $"{path}/files", new MultipartFormDataContent { { file, "file", name } });
    }
}
