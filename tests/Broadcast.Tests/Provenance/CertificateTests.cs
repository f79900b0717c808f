using System.Text;
using System.Text.Json.Nodes;
using Broadcast.Ingestion;
using Broadcast.Provenance;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Provenance;

/// <summary>A certificate can be checked by anybody, and is refused after one byte of the evidence, or of itself, was changed.</summary>
public sealed class CertificateTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset Ten = new(2026, 3, 12, 10, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public async Task It_states_the_total_and_its_parts_and_is_valid_with_its_evidence()
    {
        var scene = await Arrange();
        var made = await Make(scene);
        var (content, total) = (made["content"], await scene.SeriesAudience());
        content.GetProperty("total").GetProperty("views").GetInt64().ShouldBe(total["views"].GetInt64());
        content.GetProperty("total").GetProperty("views").GetInt64().ShouldBe(980 + 12_000 + 70);
        content.GetProperty("total").GetProperty("declared").GetInt64().ShouldBe(70);
        content.GetProperty("total").GetProperty("uncertainty").GetProperty("plus").GetInt64().ShouldBe(999);
        content.GetProperty("total").GetProperty("watchSeconds").GetDecimal().ShouldBe(total["watchSeconds"].GetDecimal());
        content.GetProperty("peak").GetProperty("value").GetInt64().ShouldBe(total["peakConcurrent"].GetProperty("value").GetInt64());
        content.GetProperty("byFamily").EnumerateArray().Sum(part => part.GetProperty("figures").GetProperty("views").GetInt64()).ShouldBe(13_050);
        content.GetProperty("byChannel").EnumerateArray().Sum(part => part.GetProperty("figures").GetProperty("views").GetInt64()).ShouldBe(13_050);
        content.GetProperty("evidence").GetProperty("deliveries").GetInt64().ShouldBe(5);

        var (code, output) = await Verify(made.Text, await Export(made.Id));
        output.ShouldContain("VALID");
        code.ShouldBe(0, output);
    }

    [Fact]
    public async Task One_walks_from_the_figure_down_to_the_bytes()
    {
        var made = await Make(await Arrange());
        var broadcast = made["content"].GetProperty("interviews")[0].GetProperty("broadcasts").EnumerateArray().First(one => one.GetProperty("readingsCounted").GetInt32() > 1);
        var readings = (await service.Admin.GetJson(broadcast.GetProperty("readings").GetString()!)).Expect(200).Items;
        readings.Count.ShouldBe(broadcast.GetProperty("readingsCounted").GetInt32());
        var delivery = (await service.Admin.GetJson(readings[0].GetProperty("delivery").GetString()!)).Expect(200);
        Encoding.UTF8.GetString(delivery["body"].GetBytesFromBase64()).ShouldContain($"\"views\":{readings[0].GetProperty("views").GetInt64()}");
    }

    [Fact]
    public async Task One_byte_of_the_evidence_is_enough_to_refuse_it()
    {
        var made = await Make(await Arrange());
        var lines = (await Export(made.Id)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(6);
        foreach (var i in Enumerable.Range(0, lines.Length))
        {
            var line = JsonNode.Parse(lines[i])!.AsObject();
            var body = Convert.FromBase64String((string)line["body"]!);
            body[^(body.Length / 2)] ^= 1;
            line["body"] = Convert.ToBase64String(body);
            var (code, output) = await Verify(made.Text, string.Join('\n', [.. lines[..i], line.ToJsonString(), .. lines[(i + 1)..]]));
            code.ShouldBe(1, output);
        }

        (await Verify(made.Text, string.Join('\n', lines[1..]))).Code.ShouldBe(1);
        (await Verify(made.Text, string.Join('\n', lines.Append(lines[0])))).Code.ShouldBe(1);
        (await Verify(made.Text, string.Join('\n', lines))).Code.ShouldBe(0);
    }

    [Fact]
    public async Task Evidence_that_was_changed_in_the_database_and_hashed_anew_is_refused()
    {
        var scene = await Arrange();
        var made = await Make(scene);
        var id = made.Id;
        var line = JsonNode.Parse((await Export(id)).Split('\n')[0])!;
        var body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Convert.FromBase64String((string)line["body"]!)).Replace("450", "451", StringComparison.Ordinal));
        service.Tamper(
            "UPDATE Delivery SET Body = @body, Sha256 = @hash WHERE Id = @id", ("@id", Guid.Parse((string)line["id"]!)), ("@body", body), ("@hash", System.Security.Cryptography.SHA256.HashData(body))).ShouldBe(1);
        var (code, output) = await Verify(made.Text, await Export(id));
        output.ShouldContain("root hash");
        code.ShouldBe(1, output);
    }

    [Fact]
    public async Task A_certificate_that_was_changed_is_refused()
    {
        var made = await Make(await Arrange());
        (await Verify(made.Text, null)).Code.ShouldBe(0);
        (await Verify(made["jws"].GetString()!, null)).Code.ShouldBe(0);
        (await Verify(made.Text.Replace("\"views\":13050", "\"views\":13051", StringComparison.Ordinal), null)).Output.ShouldContain("not what was signed");

        var parts = made["jws"].GetString()!.Split('.');
        var payload = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1])).Replace("13050", "13051", StringComparison.Ordinal);
        var forged = $"{parts[0]}.{System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}.{parts[2]}";
        (await Verify(forged, null)).Output.ShouldContain("signature is not good");
        (await Verify("{}", null)).Code.ShouldBe(1);
        (await Verify("no certificate", null)).Code.ShouldBe(1);
    }

    [Fact]
    public async Task Signed_by_another_key_it_is_refused_by_whoever_knows_ours()
    {
        var made = await Make(await Arrange());
        var keys = (await service.Anonymous.GetJson("/.well-known/jwks.json")).Expect(200);
        (await Verify(made.Text, null, keys.Text)).Code.ShouldBe(0);
        (await Verify(made.Text, null, """{"keys":[null]}""")).Code.ShouldBe(1);

        using var another = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var forged = Jws.Sign(another, Jws.Payload(made["jws"].GetString()!)!);
        (await Verify(forged, null)).Code.ShouldBe(0);
        (await Verify(forged, null, keys.Text)).Code.ShouldBe(1);
        (await Verify(Jws.Sign(another, "null"), null)).Output.ShouldContain("no certificate of ours");
    }

    [Theory]
    [InlineData("audience/1", 0)]
    [InlineData("audience/2", 0)]
    [InlineData("audience/999", 1)]
    public async Task Rules_that_are_not_known_are_not_guessed_at(string rules, int code)
    {
        var made = await Make(await Arrange());
        made["content"].GetProperty("rules").GetString().ShouldBe("audience/2");
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var signed = Jws.Sign(key, Jws.Payload(made["jws"].GetString()!)!.Replace("\"audience/2\"", $"\"{rules}\"", StringComparison.Ordinal));
        var (exit, output) = await Verify(signed, null);
        exit.ShouldBe(code);
        output.Contains("rules that this program does not know", StringComparison.Ordinal).ShouldBe(code == 1);
    }

    [Fact]
    public async Task It_waits_for_an_import_that_was_under_way_at_its_instant()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var sender = await scene.Channel();
        await scene.Airing(interview, sender.ChannelId);
        var turns = service.Get<ImportTurns>();
        var turn = (await turns.Take(sender.ChannelId, TestContext.Current.CancellationToken)).ShouldNotBeNull();
        var id = (await service.Admin.PostJson($"/api/v1/series/{scene.SeriesId}/certificates")).Expect(202).Id;
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        (await service.Admin.GetJson($"/api/v1/certificates/{id}"))["state"].GetString().ShouldBe("running", "longer than it waits for anything else");
        await turns.Return(turn);
        (await Scene.Until(() => service.Admin.GetJson($"/api/v1/certificates/{id}"), answer => answer["state"].GetString() == "done", seconds: 20))["state"].GetString().ShouldBe("done");
    }

    [Fact]
    public async Task What_comes_later_changes_no_certificate()
    {
        var scene = await Arrange();
        var made = await Make(scene);
        var interview = made["content"].GetProperty("interviews")[0].GetProperty("id").GetGuid();
        var sender = await scene.Channel("delta");
        var external = await scene.Airing(interview, sender.ChannelId);
        (await sender.Send(Sender.Reading(external, Ten, 7, 7))).Expect(202);
        (await service.Admin.PostJson($"/api/v1/interviews/{interview}:end", new { at = Ten.AddMinutes(1) })).Expect(200);
        (await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 13_057))["views"].GetInt64().ShouldBe(13_057);
        (await Verify(made.Text, await Export(made.Id))).Code.ShouldBe(0);
        var next = await Make(scene);
        next["content"].GetProperty("total").GetProperty("views").GetInt64().ShouldBe(13_057);
        (await Verify(next.Text, await Export(next.Id))).Code.ShouldBe(0);
    }

    [Fact]
    public async Task Of_a_closed_interview_it_counts_what_was_known_before()
    {
        var scene = await Set();
        var (interview, sender, external) = await Channel(scene, "latest");
        (await sender.Send(Sender.Reading(external, Ten, 5, 100))).Expect(202);
        await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 100);
        (await service.Admin.PostJson($"/api/v1/interviews/{interview}:close")).Expect(200);
        (await sender.Send(Sender.Reading(external, Ten.AddMinutes(1), 5, 200))).Expect(202);
        (await service.Admin.PatchJson($"/api/v1/channels/{sender.ChannelId}", new { viewsCounter = "delta" })).Expect(200);
        var made = await Make(scene);
        made["content"].GetProperty("total").GetProperty("views").GetInt64().ShouldBe(100);
        made["content"].GetProperty("evidence").GetProperty("deliveries").GetInt64().ShouldBe(2);
        (await Verify(made.Text, await Export(made.Id))).Code.ShouldBe(0);
        (await service.Admin.PostJson($"/api/v1/interviews/{interview}:reopen", new { reason = "x" })).Expect(200);
        (await Verify(made.Text, await Export(made.Id))).Code.ShouldBe(0);
        (await Make(scene))["content"].GetProperty("total").GetProperty("views").GetInt64().ShouldBe(300);
    }

    [Fact]
    public async Task Whoever_may_see_the_audience_may_see_it_and_producers_get_the_evidence()
    {
        var scene = await Set();
        var made = await Make(scene);
        (await service.Anonymous.GetJson($"/api/v1/certificates/{made.Id}")).Expect(401);
        (await service.Anonymous.GetJson($"/api/v1/certificates/{Guid.Empty}")).Expect(401);
        (await service.Admin.GetJson($"/api/v1/certificates/{Guid.Empty}")).Expect(404);
        (await service.Admin.PostJson($"/api/v1/series/{Guid.Empty}/certificates")).Expect(404);
        var viewer = await service.ClientFor("viewer");
        (await viewer.GetJson($"/api/v1/certificates/{made.Id}")).Expect(200);
        (await viewer.GetJson($"/api/v1/certificates/{made.Id}/evidence")).Expect(403);
        (await viewer.PostJson($"/api/v1/series/{scene.SeriesId}/certificates")).Expect(403);
        (await viewer.GetJson($"/api/v1/series/{scene.SeriesId}/certificates")).Expect(200).Items.Single().GetProperty("id").GetGuid().ShouldBe(made.Id);
        (await service.Admin.PatchJson($"/api/v1/series/{scene.SeriesId}", new { @public = true })).Expect(200);
        (await service.Anonymous.GetJson($"/api/v1/certificates/{made.Id}")).Expect(200);
    }

    [Fact]
    public async Task What_a_killed_worker_left_is_made_again_and_comes_to_the_same()
    {
        using var folder = new TempFolder();
        Guid id;
        await using (var web = await ServiceFixture.Start(new ServiceSetup { DataDirectory = folder.Path, Settings = { ["Broadcast:Roles"] = "web" } }))
        {
            var scene = await Scene.Set(web);
            id = (await web.Admin.PostJson($"/api/v1/series/{scene.SeriesId}/certificates")).Expect(202).Id;
            (await web.Admin.GetJson($"/api/v1/certificates/{id}/evidence")).Expect(409);

            // As a worker leaves it that is killed in the middle: begun, with the lease in its hand and files on disk.
            var until = TimeProvider.System.GetUtcNow().AddMinutes(1).ToUnixTimeMilliseconds();
            web.Tamper("UPDATE Certificate SET State = 'running', Attempts = 1, Progress = 0.4 WHERE Id = @id", ("@id", id)).ShouldBe(1);
            web.Tamper("INSERT INTO Lease (Name, Owner, Until) VALUES ('certificate', @id, @until)", ("@id", id), ("@until", until)).ShouldBe(1);
            Directory.CreateDirectory(folder.File("certificates/left-over"));
        }

        await using var worker = await ServiceFixture.Start(new ServiceSetup { DataDirectory = folder.Path });
        var done = await Scene.Until(() => worker.Admin.GetJson($"/api/v1/certificates/{id}"), answer => answer["state"].GetString() == "done", seconds: 60);
        done["state"].GetString().ShouldBe("done");
        Directory.GetDirectories(folder.File("certificates")).ShouldBeEmpty();
        (await Verify(done.Text, "")).Code.ShouldBe(0);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(folder.File("keys/certificates.key")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task The_command_says_how_it_is_used()
    {
        using var output = new StringWriter();
        (await VerifyCommand.Run(["verify-certificate"], output, TestContext.Current.CancellationToken)).ShouldBe(2);
        (await VerifyCommand.Run(["verify-certificate", "/nowhere.json"], output, TestContext.Current.CancellationToken)).ShouldBe(2);
        output.ToString().ShouldContain("usage");
    }

    internal static async Task<(int Code, string Output)> Verify(string certificate, string? evidence, string? keys = null)
    {
        using var folder = new TempFolder();
        using var output = new StringWriter();
        var ct = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(folder.File("certificate.json"), certificate, ct);
        List<string> args = ["verify-certificate", folder.File("certificate.json")];
        if (evidence is not null)
        {
            await File.WriteAllTextAsync(folder.File("evidence.ndjson"), evidence, ct);
            args.AddRange(["--evidence", folder.File("evidence.ndjson")]);
        }

        if (keys is not null)
        {
            await File.WriteAllTextAsync(folder.File("jwks.json"), keys, ct);
            args.AddRange(["--keys", folder.File("jwks.json")]);
        }

        var code = await VerifyCommand.Run([.. args], output, ct);
        return (code, output.ToString());
    }

    internal static async Task<Answer> Make(HttpClient http, Guid seriesId)
    {
        var asked = (await http.PostJson($"/api/v1/series/{seriesId}/certificates")).Expect(202);
        var address = asked.Headers.Location!.ToString();
        var made = await Scene.Until(() => http.GetJson(address), answer => answer.Expect(200)["finishedAt"].ValueKind != System.Text.Json.JsonValueKind.Null, seconds: 60);
        made["state"].GetString().ShouldBe("done", made.Text);
        return made;
    }

    private Task<Answer> Make(Scene scene) => Make(service.Admin, scene.SeriesId);

    private Task<string> Export(Guid certificate) => service.Admin.GetStringAsync(new Uri($"/api/v1/certificates/{certificate}/evidence", UriKind.Relative), TestContext.Current.CancellationToken);

    private Task<Scene> Set() => Scene.Set(service);

    private async Task<(Guid Interview, Sender Sender, string External)> Channel(Scene scene, string counter)
    {
        var interview = await scene.Interview();
        var sender = await scene.Channel(counter);
        var external = await scene.Airing(interview, sender.ChannelId);
        await scene.Run(interview, Ten, Ten.AddMinutes(10));
        return (interview, sender, external);
    }

    /// <summary>Two measured channels of audience.md's example, a rounded one, a declared one, and on the same channels a broadcast of another series.</summary>
    private async Task<Scene> Arrange()
    {
        var scene = await Set();
        var (interview, one, external) = await Channel(scene, "latest");
        var (two, three, four) = (await scene.Channel("resets", "app"), await scene.Channel("latest", "social"), await scene.Channel("latest", "screen"));
        var (other, rounded) = (await scene.Airing(interview, two.ChannelId), await scene.Airing(interview, three.ChannelId));
        await scene.Airing(interview, four.ChannelId);
        var declared = (await service.Admin.GetJson($"/api/v1/interviews/{interview}/broadcasts")).Items.Single(item => item.GetProperty("channelId").GetGuid() == four.ChannelId).GetProperty("id").GetGuid();
        var foreign = await Set();
        var elsewhere = await foreign.Airing(await foreign.Interview(), one.ChannelId);
        (await one.Send(Sender.Reading(external, Ten, 100, 100), Sender.Reading(external, Ten.AddMinutes(1), 300, 450), Sender.Reading(elsewhere, Ten, 9, 9))).Expect(202);
        (await one.Send(Sender.Reading(external, Ten.AddMinutes(2), 200, 700))).Expect(202);
        (await one.Send(Sender.Reading(elsewhere, Ten, 9, 9))).Expect(202);
        (await two.Send(Sender.Reading(other, Ten.AddSeconds(30), 50, 50), Sender.Reading(other, Ten.AddMinutes(6), 40, 30))).Expect(202);
        (await one.Send(Sender.Reading(external, Ten.AddMinutes(30), null, 900))).Expect(202);
        (await three.Send(new { broadcast = rounded, observedAt = Ten, viewsText = "1.2万" })).Expect(202);
        var declaration = (await (await service.ClientFor("producer")).Declare(declared, 70)).Expect(201).Id;
        (await service.Admin.PostJson($"/api/v1/declarations/{declaration}:approve")).Expect(200);
        (await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 13_050))["views"].GetInt64().ShouldBe(13_050);
        return scene;
    }
}
