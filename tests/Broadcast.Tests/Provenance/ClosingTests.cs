using Broadcast.Data;
using Broadcast.Ingestion;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Provenance;

/// <summary>Closing an interview freezes its figures: what comes late is kept, and counts once it is opened again.</summary>
public sealed class ClosingTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset Ten = new(2026, 3, 12, 10, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public async Task What_comes_after_the_closing_is_taken_kept_and_counts_only_when_it_is_opened_again()
    {
        var (scene, interview, airing, sender, external) = await Arrange();
        (await service.Admin.PostJson($"/api/v1/interviews/{interview}:close")).Expect(200);
        (await sender.Send(Sender.Reading(external, Ten.AddMinutes(3), 500, 950))).Expect(202)["accepted"].GetInt32().ShouldBe(1);
        await Drained();
        (await scene.SeriesAudience())["views"].GetInt64().ShouldBe(700);
        (await scene.Audience(interview))["peakConcurrent"].GetProperty("value").GetInt64().ShouldBe(300);
        var readings = (await service.Admin.GetJson($"/api/v1/broadcasts/{airing}/readings")).Expect(200);
        readings.Items.Select(item => (item.GetProperty("views").GetInt64(), item.GetProperty("counts").GetBoolean())).ShouldBe([(100, true), (450, true), (700, true), (950, false)]);
        (await service.Admin.Audit(scene.SeriesId)).Figures().ShouldBeEmpty();

        (await service.Admin.PostJson($"/api/v1/interviews/{interview}:reopen", new { reason = "平台迟报" })).Expect(200);
        (await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 950))["views"].GetInt64().ShouldBe(950);
        (await scene.Audience(interview))["peakConcurrent"].GetProperty("value").GetInt64().ShouldBe(500);
        (await service.Admin.Audit(scene.SeriesId)).Figures().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_acknowledged_before_counts_whenever_it_is_taken_in()
    {
        var (scene, interview, _, sender, external) = await Arrange();

        // Acknowledged, and still waiting when the interview is closed: as a drain leaves it that is behind or was killed.
        (await sender.Send(Sender.Reading(external, Ten.AddMinutes(4), null, 800))).Expect(202);
        (await service.Admin.PostJson($"/api/v1/interviews/{interview}:close")).Expect(200);
        (await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 800))["views"].GetInt64().ShouldBe(800);
        (await service.Admin.Audit(scene.SeriesId)).Figures().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_acknowledged_by_a_machine_whose_clock_is_a_little_ahead_counts_too()
    {
        var (scene, interview, _, sender, external) = await Arrange();
        (await sender.Send(Sender.Reading(external, Ten.AddMinutes(4), null, 800))).Expect(202);
        await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 800);
        var delivery = (await service.Admin.GetJson($"/api/v1/channels/{sender.ChannelId}/deliveries?limit=1")).Items[0].GetProperty("id").GetGuid();
        var ahead = TimeProvider.System.GetUtcNow().AddSeconds(1.5);
        service.Tamper("UPDATE Delivery SET ReceivedAt = @at WHERE Id = @id", ("@at", ahead.ToUnixTimeMilliseconds()), ("@id", delivery)).ShouldBe(1);
        (await service.Admin.PostJson($"/api/v1/interviews/{interview}:close")).Expect(200);
        service.Count("SELECT COUNT(*) FROM Closing WHERE InterviewId = @id AND ClosedAt > (SELECT MAX(ReceivedAt) FROM Delivery)", interview).ShouldBe(1);
        service.Count("SELECT COUNT(*) FROM Closing z JOIN AuditEntry e ON e.EntityId = z.InterviewId AND e.Action = 'close' AND e.At = z.ClosedAt WHERE z.InterviewId = @id", interview).ShouldBe(1, "the log bears the same instant");

        // Taken back at once, before the instant that it bears.
        (await service.Admin.PostJson($"/api/v1/interviews/{interview}:reopen", new { reason = "太早" })).Expect(200);
        service.Count("SELECT COUNT(*) FROM Closing WHERE InterviewId = @id AND ReopenedAt > ClosedAt", interview).ShouldBe(1);
    }

    [Fact]
    public async Task Rules_that_change_after_the_closing_change_no_figure_until_it_is_opened_again()
    {
        var (scene, interview, _, sender, _) = await Arrange();
        (await service.Admin.PostJson($"/api/v1/interviews/{interview}:close")).Expect(200);
        var closed = await Settled(scene, interview);
        (await service.Admin.PatchJson($"/api/v1/channels/{sender.ChannelId}", new { viewsCounter = "delta", holdSeconds = 10 })).Expect(200);
        (await Settled(scene, interview)).ShouldBe(closed);
        (await service.Admin.Audit(scene.SeriesId)).Figures().ShouldBeEmpty();
        (await service.Admin.PostJson($"/api/v1/interviews/{interview}:reopen", new { reason = "规则" })).Expect(200);
        (await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 1_250))["views"].GetInt64().ShouldBe(1_250);
        (await service.Admin.Audit(scene.SeriesId)).Figures().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_replay_after_the_closing_waits_too()
    {
        var (scene, interview, _, sender, _) = await Arrange();
        (await sender.Send(Sender.Reading("comes-later", Ten.AddMinutes(1), null, 40))).Expect(202);
        var other = await scene.Interview();
        await scene.Airing(other, sender.ChannelId, "comes-later");
        await scene.Run(other, Ten, Ten.AddMinutes(10));
        (await service.Admin.PostJson($"/api/v1/interviews/{other}:close")).Expect(200);
        var delivery = (await service.Admin.GetJson($"/api/v1/channels/{sender.ChannelId}/deliveries?limit=1")).Items[0].GetProperty("id").GetGuid();
        (await service.Admin.PostJson($"/api/v1/deliveries/{delivery}:replay")).Expect(200);
        await Drained();
        (await scene.SeriesAudience())["views"].GetInt64().ShouldBe(700);
        (await service.Admin.Audit(scene.SeriesId)).Figures().ShouldBeEmpty();
        (await service.Admin.PostJson($"/api/v1/interviews/{other}:reopen", new { reason = "补记" })).Expect(200);
        (await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 740))["views"].GetInt64().ShouldBe(740);
        (await service.Admin.Audit(scene.SeriesId)).Figures().ShouldBeEmpty();
        _ = interview;
    }

    [Fact]
    public async Task An_earlier_total_is_what_was_known_then_and_the_changes_add_up()
    {
        var (scene, interview, airing, sender, external) = await Arrange();
        var then = TimeProvider.System.GetUtcNow();
        await Task.Delay(5, TestContext.Current.CancellationToken);
        (await sender.Send(Sender.Reading(external, Ten.AddSeconds(90), 100, 500))).Expect(202);
        (await sender.Send(Sender.Reading(external, Ten.AddMinutes(30), null, 900))).Expect(202);
        (await sender.Send(Sender.Reading(external, Ten.AddMinutes(31), null, 880))).Expect(202);
        (await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 880))["views"].GetInt64().ShouldBe(880);

        var at = Uri.EscapeDataString(then.ToString("O"));
        var known = (await scene.SeriesAudience($"?asKnownAt={at}")).Expect(200);
        known["views"].GetInt64().ShouldBe(700);
        known["peakConcurrent"].GetProperty("value").GetInt64().ShouldBe(300);
        known["byChannel"][0].GetProperty("views").GetInt64().ShouldBe(700);
        (await scene.Audience(interview, $"?asKnownAt={at}")).Expect(200)["watchSeconds"].GetDecimal().ShouldBe(6_000 + 18_000 + (200 * 150));
        (await scene.SeriesAudience($"/breakdown?by=unit&asKnownAt={at}")).Items[0].GetProperty("views").GetInt64().ShouldBe(700);

        var changes = (await scene.SeriesAudience($"/changes?since={at}")).Expect(200);
        (changes["then"].GetInt64(), changes["now"].GetInt64(), changes["change"].GetInt64()).ShouldBe((700, 880, 180));
        changes.Items.Sum(item => item.GetProperty("amount").GetInt64()).ShouldBe(180);
        changes.Items.Select(item => (item.GetProperty("kind").GetString(), item.GetProperty("amount").GetInt64())).OrderBy(item => item.Item2).ShouldBe([("corrections", -20L), ("late", 200L)]);
        var behind = changes.Items.Single(item => item.GetProperty("kind").GetString() == "corrections").GetProperty("greatest")[0];
        (await service.Admin.GetJson(behind.GetProperty("href").GetString()!)).Expect(200)["readings"].GetInt32().ShouldBe(1);
        (await service.Admin.GetJson(changes.Items[0].GetProperty("readings").GetString()!)).Items.Count.ShouldBe(3);
        _ = airing;
    }

    [Fact]
    public async Task Bad_instants_are_refused_by_name()
    {
        var scene = await Scene.Set(service);
        var future = Uri.EscapeDataString(TimeProvider.System.GetUtcNow().AddDays(1).ToString("O"));
        (await scene.SeriesAudience($"?asKnownAt={future}")).Expect(400).WrongFields.ShouldBe(["asKnownAt"]);
        (await scene.SeriesAudience("?asKnownAt=gestern")).Expect(400).WrongFields.ShouldBe(["asKnownAt"]);
        (await scene.SeriesAudience("/changes")).Expect(400).WrongFields.ShouldBe(["since"]);
        (await scene.SeriesAudience($"/changes?since={future}")).Expect(400).WrongFields.ShouldBe(["since"]);
        (await scene.SeriesAudience("/changes?since=2026-01-02&until=2026-01-01")).Expect(400).WrongFields.ShouldBe(["until"]);
        (await scene.SeriesAudience("/breakdown?by=day&asKnownAt=2026-01-01")).Expect(400).WrongFields.ShouldBe(["asKnownAt"]);
        (await scene.SeriesAudience("?asKnownAt=2020-01-01")).Expect(200)["views"].GetInt64().ShouldBe(0);
        (await service.Admin.GetJson($"/api/v1/series/{Guid.Empty}/audience/changes?since=2026-01-01")).Expect(404);
        (await service.Admin.GetJson($"/api/v1/broadcasts/{Guid.Empty}/readings")).Expect(404);
    }

    [Fact]
    public async Task A_rounded_figure_carries_its_uncertainty_to_the_total()
    {
        var (scene, interview, airing, _, _) = await Arrange();
        var sender = await scene.Channel("latest", "app");
        var external = await scene.Airing(interview, sender.ChannelId);
        (await sender.Send(new { broadcast = external, observedAt = Ten, viewsText = "1.2万", heat = 88_000, displayed = 99_999, platformPeak = 321 })).Expect(202);
        (await sender.Send(new { broadcast = external, observedAt = Ten.AddMinutes(1), viewsText = "1.3万", viewsRounding = "nearest", concurrent = 5 })).Expect(202);
        var total = await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 13_700);
        total["views"].GetInt64().ShouldBe(13_700);
        Bounds(total.Json).ShouldBe((500, 500));
        Bounds(total["byFamily"].EnumerateArray().Single(family => family.GetProperty("family").GetString() == "app")).ShouldBe((500, 500));
        total["byFamily"].EnumerateArray().Single(family => family.GetProperty("family").GetString() == "web").TryGetProperty("uncertainty", out _).ShouldBeFalse();
        Bounds((await scene.SeriesAudience("/breakdown?by=unit")).Items[0]).ShouldBe((500, 500));
        Bounds((await scene.SeriesAudience("/breakdown?by=day")).Items.Single()).ShouldBe((500, 500));
        Bounds((await scene.SeriesAudience("/breakdown?by=segment")).Items.Single(row => row.GetProperty("key").GetString() == "before")).ShouldBe((500, 500));
        Bounds((await scene.SeriesAudience("/timeline?grain=day")).Items.Single()).ShouldBe((500, 500));

        // The second minute gained 13 000 ± 500 less 12 000 −0/+999.
        var minutes = (await scene.SeriesAudience("/timeline?grain=minute")).Items.Where(minute => minute.TryGetProperty("uncertainty", out _)).ToList();
        minutes.ConvertAll(Bounds).ShouldBe([(0, 999), (1_499, 500)]);

        var broadcast = (await scene.SeriesAudience("/breakdown?by=broadcast")).Items.Single(item => item.GetProperty("key").GetString() != airing.ToString());
        var first = (await service.Admin.GetJson(broadcast.GetProperty("readings").GetString()!)).Items[0];
        (first.GetProperty("viewsText").GetString(), first.GetProperty("heat").GetInt64(), first.GetProperty("displayed").GetInt64(), first.GetProperty("platformPeak").GetInt64())
            .ShouldBe(("1.2万", 88_000, 99_999, 321));
        Bounds(first).ShouldBe((0, 999));

        var changes = await scene.SeriesAudience("/changes?since=2020-01-01");
        Bounds(changes.Json).ShouldBe((500, 500));
        var byChannel = changes["uncertaintyByChannel"].EnumerateObject().Single();
        (byChannel.Name, byChannel.Value.GetProperty("minus").GetInt64(), byChannel.Value.GetProperty("plus").GetInt64()).ShouldBe((sender.Code, 500, 500));
        (await service.Admin.Audit(scene.SeriesId)).Figures().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"viewsText":"10万+"}""", "data.viewsText")]
    [InlineData("""{"viewsText":12000}""", "data.viewsText")]
    [InlineData("""{"viewsText":"1.2万","viewsRounding":"up"}""", "data.viewsRounding")]
    [InlineData("""{"views":1,"heat":-1}""", "data.heat")]
    [InlineData("""{"views":1,"displayed":1.5}""", "data.displayed")]
    [InlineData("""{"viewsText":null}""", "data")]
    public async Task A_wrong_extra_refuses_the_message(string fields, string wrong)
    {
        var (_, _, _, sender, external) = await Arrange();
        var body = $$"""{"type":"audience.reading","timestamp":"2026-03-12T06:30:00Z","data":{"broadcast":"{{external}}","observedAt":"2026-03-12T06:30:00Z",{{fields[1..]}}}""";
        (await sender.SendBytes(System.Text.Encoding.UTF8.GetBytes(body))).Expect(400).WrongFields.ShouldBe([wrong]);
    }

    [Fact]
    public async Task The_id_of_a_delivery_is_made_of_its_arrival()
    {
        var (_, _, _, sender, _) = await Arrange();
        foreach (var delivery in (await service.Admin.GetJson($"/api/v1/channels/{sender.ChannelId}/deliveries")).Items)
        {
            Ids.TimeOf(delivery.GetProperty("id").GetGuid()).ShouldBe(delivery.GetProperty("receivedAt").GetDateTimeOffset().ToUnixTimeMilliseconds());
        }
    }

    private static (long Minus, long Plus) Bounds(System.Text.Json.JsonElement of)
    {
        var bounds = of.GetProperty("uncertainty");
        return (bounds.GetProperty("minus").GetInt64(), bounds.GetProperty("plus").GetInt64());
    }

    private async Task<string> Settled(Scene scene, Guid interview)
    {
        await Drained();
        var answer = await scene.Audience(interview);
        return $"{answer["views"]} {answer["watchSeconds"]} {answer["coverage"]} {answer["peakConcurrent"]}";
    }

    /// <summary>Nothing waits any more, and every change was followed.</summary>
    private async Task Drained()
    {
        await Task.Delay(300, TestContext.Current.CancellationToken);
        var ledger = service.Get<Broadcast.Audience.Ledger.AudienceLedger>();
        var pending = service.Get<PendingDeliveries>();
        for (var i = 0; i < 200 && (await pending.Any(TestContext.Current.CancellationToken) || (await ledger.FindStale(TestContext.Current.CancellationToken)).Count > 0); i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private async Task<(Scene Scene, Guid Interview, Guid Airing, Sender Sender, string External)> Arrange()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var sender = await scene.Channel();
        var external = await scene.Airing(interview, sender.ChannelId);
        var airing = (await service.Admin.GetJson($"/api/v1/interviews/{interview}/broadcasts")).Items.Single().GetProperty("id").GetGuid();
        await scene.Run(interview, Ten, Ten.AddMinutes(10));
        (await sender.Send(Sender.Reading(external, Ten, 100, 100), Sender.Reading(external, Ten.AddMinutes(1), 300, 450), Sender.Reading(external, Ten.AddMinutes(2), 200, 700))).Expect(202);
        (await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 700))["views"].GetInt64().ShouldBe(700);
        return (scene, interview, airing, sender, external);
    }
}
