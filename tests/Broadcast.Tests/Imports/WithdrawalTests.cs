using System.Globalization;
using System.Text;
using Broadcast.Tests.Hosting;
using Broadcast.Tests.Provenance;

namespace Broadcast.Tests.Imports;

/// <summary>An import that was the wrong file is taken back: nothing is lost, it only stops counting, and figures, audit, certificate and what was known when all say the same of it.</summary>
public sealed class WithdrawalTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private const string Head = "统计时间,直播ID,累计观看,在线\n";
    private static readonly object ByName = new { observedAt = "统计时间", broadcast = "直播ID", views = "累计观看", concurrent = "在线" };

    [Fact]
    public async Task What_was_imported_counts_no_more_and_is_kept_and_the_same_file_may_be_imported_again()
    {
        var (scene, interview, channel, live) = await Stage();
        var file = $"{Head}2026-03-12 14:31,{live},1200,30\n2026-03-12 14:32,{live},1500,40\n2026-03-12 14:33,someone-else,9,9\n";
        var made = (await Import(channel, file)).Expect(201);
        await Views(scene, interview, 1_500);
        (await scene.Audience(interview))["peakConcurrent"].GetProperty("value").GetInt64().ShouldBe(40);

        (await service.Admin.PostJson($"/api/v1/imports/{made.Id}:withdraw", new { reason = " " })).Expect(400).WrongFields.ShouldBe(["reason"]);
        var withdrawn = (await Withdraw(made.Id, "选错了文件")).Expect(200);
        (withdrawn["state"].GetString(), withdrawn["withdrawnReason"].GetString(), withdrawn["accepted"].GetInt32()).ShouldBe(("withdrawn", "选错了文件", 2));
        await Views(scene, interview, 0);
        var audience = await scene.Audience(interview);
        audience["peakConcurrent"].GetProperty("value").GetInt64().ShouldBe(0);
        audience["watchSeconds"].GetDecimal().ShouldBe(0);
        (await scene.Audience(interview, "/breakdown?by=day")).Items.Sum(day => day.GetProperty("views").GetInt64()).ShouldBe(0);

        (await Withdraw(made.Id, "再来一次")).Expect(409).Slug.ShouldBe("state-conflict");
        var listed = (await service.Admin.GetJson($"/api/v1/channels/{channel}/imports")).Items.Single();
        (listed.GetProperty("state").GetString(), listed.GetProperty("withdrawnBy").GetString()).ShouldBe(("withdrawn", withdrawn["importedBy"].GetString()));
        var entry = (await service.Admin.GetJson($"/api/v1/audit-log?entity={channel}")).Items.Single(item => item.GetProperty("action").GetString() == "withdraw");
        entry.GetProperty("to").GetProperty("reason").GetString().ShouldBe("选错了文件");
        (await service.Admin.GetByteArrayAsync($"/api/v1/imports/{made.Id}/file", TestContext.Current.CancellationToken)).ShouldBe(Encoding.UTF8.GetBytes(file));
        var deliveries = (await service.Admin.GetJson($"/api/v1/channels/{channel}/deliveries")).Items;
        deliveries.Count.ShouldBe(3);
        var row = (await service.Admin.GetJson($"/api/v1/deliveries/{deliveries[0].GetProperty("id").GetGuid()}")).Expect(200);
        row["withdrawnAt"].GetDateTimeOffset().ShouldBe(withdrawn["withdrawnAt"].GetDateTimeOffset());
        (await service.Admin.PostJson($"/api/v1/deliveries/{row.Id}:replay")).Expect(409);
        await Matches(scene);

        var again = (await Import(channel, file)).Expect(201);
        (again["accepted"].GetInt32(), again["duplicates"].GetInt32(), again["duplicate"].GetBoolean()).ShouldBe((2, 0, false));
        again.Id.ShouldNotBe(made.Id);
        await Views(scene, interview, 1_500);
        (await scene.Audience(interview))["peakConcurrent"].GetProperty("value").GetInt64().ShouldBe(40);
        await Matches(scene);
    }

    [Fact]
    public async Task What_others_reported_counts_as_if_the_import_had_never_been()
    {
        var (scene, interview, channel, live) = await Stage("resets");
        var sender = await scene.Channel();
        var other = await scene.Airing(interview, sender.ChannelId);
        (await sender.Send(Sender.Reading(other, At("2026-03-12T14:31:00+08:00"), 20, 70), new { broadcast = other, observedAt = At("2026-03-12T14:35:00+08:00"), viewsText = "1.2万" })).Expect(202);
        (await Import(channel, $"{Head}2026-03-12 14:31,{live},100,5\n2026-03-12 14:33,{live},40,5\n")).Expect(201);
        await Views(scene, interview, 140 + 12_000);
        var before = await scene.Audience(interview);
        var wrong = (await Import(channel, $"{Head}2026-03-12 14:32,{live},90,1000\n2026-03-15 09:00,{live},7,\n")).Expect(201);
        await Views(scene, interview, 100 + 90 + 40 + 7 + 12_000);
        (await Withdraw(wrong.Id)).Expect(200);
        await Views(scene, interview, 140 + 12_000);
        var after = await scene.Audience(interview);
        foreach (var figure in new[] { "peakConcurrent", "watchSeconds", "liveViews", "replayViews", "coverage", "averageAudience", "uncertainty" })
        {
            after[figure].GetRawText().ShouldBe(before[figure].GetRawText(), figure);
        }

        await Matches(scene);
    }

    [Fact]
    public async Task A_row_that_another_import_repeats_goes_on_counting_until_that_is_withdrawn_too()
    {
        var (scene, interview, channel, live) = await Stage("delta");
        var first = (await Import(channel, $"{Head}2026-03-12 14:31,{live},10,\n2026-03-12 14:31,{live},10,\n2026-03-12 14:35,{live},100,\n")).Expect(201);
        await Views(scene, interview, 120);
        var second = (await Import(channel, $"{Head}2026-03-12 14:31,{live},10,\n2026-03-12 14:31,{live},10,\n2026-03-12 14:32,{live},5,\n")).Expect(201);
        (second["accepted"].GetInt32(), second["duplicates"].GetInt32()).ShouldBe((1, 2));
        var third = (await Import(channel, $"{Head}2026-03-12 14:31,{live},10,\n")).Expect(201);
        third["duplicates"].GetInt32().ShouldBe(1);
        await Views(scene, interview, 125);

        (await Withdraw(first.Id)).Expect(200);
        await Views(scene, interview, 25);
        await Matches(scene);
        (await Withdraw(second.Id)).Expect(200);
        await Views(scene, interview, 10);
        await Matches(scene);
        (await Import(channel, $"{Head}2026-03-12 14:31,{live},10,\n2026-03-12 14:31,{live},10,\n")).Expect(201)["accepted"].GetInt32().ShouldBe(1, "the other of the two is new again");
        await Views(scene, interview, 20);
        (await Withdraw(third.Id)).Expect(200);
        await Views(scene, interview, 20);
        await Matches(scene);
    }

    [Fact]
    public async Task Where_nobody_knows_what_a_later_import_repeats_that_one_is_named()
    {
        var (scene, interview, channel, live) = await Stage();
        var first = (await Import(channel, $"{Head}2026-03-12 14:31,{live},10,\n")).Expect(201);
        var second = (await Import(channel, $"{Head}2026-03-12 14:31,{live},10,\n2026-03-12 14:32,{live},15,\n", "旧的.csv")).Expect(201);

        // As an import stands that was made before repeats were noted.
        service.Tamper("DELETE FROM ImportedRepeat WHERE ImportId = @id", ("@id", second.Id)).ShouldBe(1);
        var refused = (await Withdraw(first.Id)).Expect(409);
        refused.Slug.ShouldBe("state-conflict");
        refused["detail"].GetString()!.ShouldContain("旧的.csv");
        (await service.Admin.GetJson($"/api/v1/imports/{first.Id}"))["state"].GetString().ShouldBe("done");
        await Views(scene, interview, 15);
        (await Withdraw(second.Id)).Expect(200);
        (await Withdraw(first.Id)).Expect(200);
        await Views(scene, interview, 0);
        await Matches(scene);
    }

    [Fact]
    public async Task What_an_interview_was_closed_with_stands_until_it_is_opened_again()
    {
        var (scene, interview, channel, live) = await Stage();
        var made = (await Import(channel, $"{Head}2026-03-12 14:31,{live},10,\n")).Expect(201);
        await Views(scene, interview, 10);
        (await service.Admin.PostJson($"/api/v1/interviews/{interview}:close")).Expect(200);
        var withdrawn = (await Withdraw(made.Id)).Expect(200);
        await Followed();
        await Views(scene, interview, 10);
        await Matches(scene);
        (await service.Admin.PostJson($"/api/v1/interviews/{interview}:reopen", new { reason = "撤回了错误的导入" })).Expect(200);
        await Views(scene, interview, 0);
        await Matches(scene);
        var since = withdrawn["importedAt"].GetDateTimeOffset().AddMilliseconds(1);
        var changes = (await service.Admin.GetJson($"/api/v1/interviews/{interview}/audience/changes?since={Text(since)}")).Expect(200);
        changes["change"].GetInt64().ShouldBe(-10);
        var reopened = changes["items"].EnumerateArray().Single(item => item.GetProperty("amount").GetInt64() != 0);
        (reopened.GetProperty("kind").GetString(), reopened.GetProperty("deliveries").GetInt32()).ShouldBe(("reopened", 1));
    }

    [Fact]
    public async Task What_was_known_before_is_shown_as_it_was_and_the_withdrawal_is_named_as_the_reason()
    {
        var (scene, interview, channel, live) = await Stage();
        var made = (await Import(channel, $"{Head}2026-03-12 14:31,{live},10,3\n2026-03-12 14:32,{live},70,4\n")).Expect(201);
        await Views(scene, interview, 70);
        var withdrawn = (await Withdraw(made.Id, "列对错了")).Expect(200);
        await Views(scene, interview, 0);
        var at = withdrawn["withdrawnAt"].GetDateTimeOffset();
        (await scene.Audience(interview, $"?asKnownAt={Text(at.AddMilliseconds(-1))}"))["views"].GetInt64().ShouldBe(70);
        (await scene.SeriesAudience($"?asKnownAt={Text(at.AddMilliseconds(-1))}"))["peakConcurrent"].GetProperty("value").GetInt64().ShouldBe(4);
        (await scene.Audience(interview, $"?asKnownAt={Text(at)}"))["views"].GetInt64().ShouldBe(0);

        var changes = (await service.Admin.GetJson($"/api/v1/series/{scene.SeriesId}/audience/changes?since={Text(at.AddMilliseconds(-1))}")).Expect(200);
        (changes["then"].GetInt64(), changes["now"].GetInt64()).ShouldBe((70, 0));
        var item = changes["items"].EnumerateArray().Single();
        (item.GetProperty("kind").GetString(), item.GetProperty("amount").GetInt64(), item.GetProperty("reason").GetString(), item.GetProperty("deliveries").GetInt32())
            .ShouldBe(("withdrawn", -70, "列对错了", 2));
        item.GetProperty("by").GetString().ShouldBe(withdrawn["withdrawnBy"].GetString());
        var readings = (await service.Admin.GetJson(item.GetProperty("readings").GetString()!)).Expect(200).Items;
        readings.Select(reading => (reading.GetProperty("counts").GetBoolean(), reading.GetProperty("withdrawnAt").GetDateTimeOffset())).ShouldBe([(false, at), (false, at)]);
    }

    [Fact]
    public async Task A_row_that_counts_only_since_a_replay_is_withdrawn_as_well()
    {
        var (scene, interview, channel, live) = await Stage();
        var later = Scene.Unique("later");
        var made = (await Import(channel, $"{Head}2026-03-12 14:31,{live},10,\n2026-03-12 14:31,{later},7,\n")).Expect(201);
        var other = await scene.Interview();
        await scene.Run(other, At("2026-03-12T14:30:00+08:00"), At("2026-03-12T15:10:00+08:00"));
        await scene.Airing(other, channel, later);
        var refused = (await service.Admin.GetJson($"/api/v1/channels/{channel}/deliveries?state=rejected")).Items[0].GetProperty("id").GetGuid();
        (await service.Admin.PostJson($"/api/v1/deliveries/{refused}:replay")).Expect(200);
        await Views(scene, other, 7);
        (await Withdraw(made.Id)).Expect(200);
        await Views(scene, other, 0);
        await Views(scene, interview, 0);
        await Matches(scene);
    }

    [Fact]
    public async Task A_certificate_made_before_is_valid_as_ever_and_the_next_one_counts_without_it()
    {
        var (scene, interview, channel, live) = await Stage();
        (await Import(channel, $"{Head}2026-03-12 14:31,{live},10,\n")).Expect(201);
        var made = (await Import(channel, $"{Head}2026-03-12 14:32,{live},90,6\n")).Expect(201);
        await Views(scene, interview, 90);
        var before = await CertificateTests.Make(service.Admin, scene.SeriesId);
        var evidence = await Export(before.Id);
        (await Withdraw(made.Id)).Expect(200);
        await Views(scene, interview, 10);
        (await Export(before.Id)).ShouldBe(evidence);
        (await CertificateTests.Verify(before.Text, evidence)).Code.ShouldBe(0);

        var after = await CertificateTests.Make(service.Admin, scene.SeriesId);
        after["content"].GetProperty("total").GetProperty("views").GetInt64().ShouldBe(10);
        after["content"].GetProperty("evidence").GetProperty("deliveries").GetInt64().ShouldBe(2, "what was withdrawn stays evidence");
        var exported = await Export(after.Id);
        var (code, output) = await CertificateTests.Verify(after.Text, exported);
        code.ShouldBe(0, output);
        var lines = exported.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Count(line => line.Contains("withdrawnAt", StringComparison.Ordinal)).ShouldBe(1);
        var undone = string.Join('\n', lines.Select(line => System.Text.RegularExpressions.Regex.Replace(line, "\"withdrawnAt\":\"[^\"]*\",", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1))));
        (code, output) = await CertificateTests.Verify(after.Text, undone);
        code.ShouldBe(1);
        output.ShouldContain("root hash");
    }

    [Fact]
    public async Task Whoever_may_not_import_may_not_withdraw_and_what_is_none_or_stands_as_a_draft_cannot_be()
    {
        var (_, _, channel, live) = await Stage();
        var made = (await Import(channel, $"{Head}2026-03-12 14:31,{live},10,\n")).Expect(201);
        (await (await service.ClientFor("viewer")).PostJson($"/api/v1/imports/{made.Id}:withdraw", new { reason = "x" })).Expect(403);
        (await (await service.ClientFor("producer")).PostJson($"/api/v1/imports/{made.Id}:withdraw", new { reason = "x" })).Expect(200);
        (await Withdraw(Guid.Empty)).Expect(404);
        service.Tamper("UPDATE FigureImport SET State = 'draft' WHERE Id = @id", ("@id", made.Id)).ShouldBe(1);
        (await Withdraw(made.Id)).Expect(409)["detail"].GetString()!.ShouldContain("Nothing");
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static async Task Views(Scene scene, Guid interview, long views) =>
        (await Scene.Until(() => scene.Audience(interview), answer => answer["views"].GetInt64() == views))["views"].GetInt64().ShouldBe(views);

    private async Task<(Scene Scene, Guid Interview, Guid Channel, string Live)> Stage(string counter = "latest")
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var sender = await scene.Channel(counter);
        var live = await scene.Airing(interview, sender.ChannelId);
        await scene.Run(interview, At("2026-03-12T14:30:00+08:00"), At("2026-03-12T15:10:00+08:00"));
        (await service.Admin.PutJson($"/api/v1/channels/{sender.ChannelId}/import-mapping", ByName)).Expect(200);
        return (scene, interview, sender.ChannelId, live);
    }

    private Task<Answer> Import(Guid channel, string text, string name = "import.csv") =>
        service.Admin.PostRaw($"/api/v1/channels/{channel}/imports?name={Uri.EscapeDataString(name)}", Encoding.UTF8.GetBytes(text), "text/csv");

    private Task<Answer> Withdraw(Guid import, string reason = "错误的文件") => service.Admin.PostJson($"/api/v1/imports/{import}:withdraw", new { reason });

    private Task<string> Export(Guid certificate) => service.Admin.GetStringAsync(new Uri($"/api/v1/certificates/{certificate}/evidence", UriKind.Relative), TestContext.Current.CancellationToken);

    private async Task Matches(Scene scene)
    {
        var audit = await service.Admin.Audit(scene.SeriesId);
        audit.Figures().ShouldBeEmpty(audit.Text);
        audit.Matches().ShouldBeTrue();
    }

    /// <summary>Until the drain has nothing more to do about withdrawals.</summary>
    private async Task Followed() => await Scene.Until(
        () => Task.FromResult(new Answer(200, default, "", null!, null)),
        _ => service.Tamper("UPDATE PendingWithdrawal SET ImportId = ImportId") + service.Tamper("UPDATE WithdrawnAiring SET IsFollowed = 0 WHERE IsFollowed = 0") == 0);
}
