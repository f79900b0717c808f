using Broadcast.Provenance;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Provenance;

/// <summary>Bodies are dropped by the rule of their series, and every figure can be recounted all the same.</summary>
public sealed class RetentionTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset Ten = new(2026, 3, 12, 10, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public async Task A_dropped_body_leaves_its_hash_and_its_figures()
    {
        var (scene, interview, sender, external) = await Arrange();
        (await sender.Send(new { broadcast = external, observedAt = Ten.AddMinutes(2), viewsText = "1.2万" })).Expect(202);
        (await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 12_000))["views"].GetInt64().ShouldBe(12_000);
        var before = await CertificateTests.Make(service.Admin, scene.SeriesId);
        (await service.Admin.PostJson($"/api/v1/interviews/{interview}:close")).Expect(200);
        (await sender.Send(Sender.Reading(external, Ten.AddMinutes(3), 1, 13_000))).Expect(202);
        (await Waiting(sender, 3)).ShouldBe(3);
        await Sweep(scene);

        foreach (var item in (await service.Admin.GetJson($"/api/v1/channels/{sender.ChannelId}/deliveries")).Items)
        {
            var delivery = (await service.Admin.GetJson($"/api/v1/deliveries/{item.GetProperty("id").GetGuid()}")).Expect(200);
            delivery["body"].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
            delivery["bodyDroppedAt"].GetDateTimeOffset().ShouldBeGreaterThan(delivery["receivedAt"].GetDateTimeOffset());
            delivery["sha256"].GetString()!.Length.ShouldBe(64);
            delivery["headers"].EnumerateObject().Select(header => header.Name).ShouldContain("webhook-id");
            delivery["headers"].EnumerateObject().Select(header => header.Name).ShouldNotContain("Host");
            (await service.Admin.PostJson($"/api/v1/deliveries/{delivery.Id}:replay")).Expect(409).Slug.ShouldBe("state-conflict");
        }

        var audit = await service.Admin.Audit(scene.SeriesId);
        audit.Figures().ShouldBeEmpty(audit.Text);
        audit["result"].GetProperty("bodiesDropped").GetInt32().ShouldBe(3);
        (await Export(before.Id)).ShouldContain("\"kept\":[{");
        var (code, output) = await CertificateTests.Verify(before.Text, await Export(before.Id));
        output.ShouldContain("2 bodies were dropped since");
        code.ShouldBe(0, output);

        (await service.Admin.PostJson($"/api/v1/interviews/{interview}:reopen", new { reason = "迟报" })).Expect(200);
        (await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 13_000))["views"].GetInt64().ShouldBe(13_000);
        (await service.Admin.Audit(scene.SeriesId)).Figures().ShouldBeEmpty();
        var after = await CertificateTests.Make(service.Admin, scene.SeriesId);
        after["content"].GetProperty("evidence").GetProperty("bodiesDropped").GetInt64().ShouldBe(3);
        (await CertificateTests.Verify(after.Text, await Export(after.Id))).Code.ShouldBe(0);
        (await CertificateTests.Verify(after.Text, (await Export(after.Id)).Replace("\"views\":13000", "\"views\":13001", StringComparison.Ordinal))).Code.ShouldBe(1);
    }

    [Fact]
    public async Task Kept_are_bodies_of_what_is_not_closed_not_old_or_not_of_this_series_alone()
    {
        var (scene, interview, sender, external) = await Arrange();
        await Sweep(scene);
        (await Dropped(sender)).ShouldBe(0, "the interview is not closed");

        var open = await scene.Interview();
        var shared = await scene.Airing(open, sender.ChannelId);
        (await sender.Send(Sender.Reading(external, Ten.AddMinutes(5), 1, 110), Sender.Reading(shared, Ten, 1, 1))).Expect(202);
        (await sender.Send(Sender.Reading("nobody-knows", Ten, 1, 1))).Expect(202);
        await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 111);
        (await service.Admin.PostJson($"/api/v1/interviews/{interview}:close")).Expect(200);
        (await service.Admin.PutJson($"/api/v1/series/{scene.SeriesId}/evidence-rule", new { evidenceDays = 1 })).Expect(200);
        await service.Get<RetentionJob>().Run(TestContext.Current.CancellationToken);
        (await Dropped(sender)).ShouldBe(0, "nothing is a day old");

        await Sweep(scene);
        (await Dropped(sender)).ShouldBe(1, "what another interview is in, or nobody knows, stays");
        (await service.Admin.Audit(scene.SeriesId)).Figures().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_body_that_is_not_what_its_hash_says_stays_to_be_found()
    {
        var (scene, interview, sender, _) = await Arrange();
        (await service.Admin.PostJson($"/api/v1/interviews/{interview}:close")).Expect(200);
        service.Tamper("UPDATE Delivery SET Body = CAST(replace(CAST(Body AS TEXT), '06:30:00Z', '06:30:01Z') AS BLOB) WHERE ChannelId = @id", ("@id", sender.ChannelId)).ShouldBe(1);
        await Sweep(scene);
        (await Dropped(sender)).ShouldBe(0);
        (await service.Admin.Audit(scene.SeriesId)).Figures().ShouldHaveSingleItem().ShouldEndWith(".sha256");
    }

    [Fact]
    public async Task A_sweep_that_is_cut_off_goes_on()
    {
        var (scene, interview, sender, external) = await Arrange();
        for (var i = 1; i < 12; i++)
        {
            (await sender.Send(Sender.Reading(external, Ten.AddSeconds(i), 1, 100 + i))).Expect(202);
        }

        (await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 111))["views"].GetInt64().ShouldBe(111);
        (await service.Admin.PostJson($"/api/v1/interviews/{interview}:close")).Expect(200);
        await Rule(scene);
        var id = (await service.Admin.GetJson($"/api/v1/channels/{sender.ChannelId}/deliveries?limit=1")).Items[0].GetProperty("id").GetGuid();

        // As a kill leaves it: one body dropped, nothing noted.
        (await service.Get<DroppedBodies>().Drop(id, TimeProvider.System.GetUtcNow(), TestContext.Current.CancellationToken)).ShouldBeTrue();
        (await service.Get<DroppedBodies>().Drop(id, TimeProvider.System.GetUtcNow(), TestContext.Current.CancellationToken)).ShouldBeFalse();
        await service.Get<RetentionJob>().Run(TestContext.Current.CancellationToken);
        (await Dropped(sender)).ShouldBe(12);
        (await service.Admin.Audit(scene.SeriesId)).Figures().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_rule_is_an_administrators()
    {
        var scene = await Scene.Set(service);
        var address = $"/api/v1/series/{scene.SeriesId}/evidence-rule";
        (await service.Admin.GetJson(address)).Expect(200)["evidenceDays"].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await service.Admin.PutJson(address, new { evidenceDays = 90 })).Expect(200)["evidenceDays"].GetInt32().ShouldBe(90);
        (await service.Admin.GetJson(address)).Expect(200)["evidenceDays"].GetInt32().ShouldBe(90);
        (await service.Admin.PutJson(address, new { evidenceDays = (int?)null })).Expect(200)["evidenceDays"].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await service.Admin.PutJson(address, new { evidenceDays = 0 })).Expect(400).WrongFields.ShouldBe(["evidenceDays"]);
        (await service.Admin.PutJson(address, new { })).Expect(400).WrongFields.ShouldBe(["evidenceDays"]);
        (await service.Admin.PutJson($"/api/v1/series/{Guid.Empty}/evidence-rule", new { evidenceDays = 1 })).Expect(404);
        (await (await service.ClientFor("producer")).PutJson(address, new { evidenceDays = 1 })).Expect(403);
    }

    private Task<string> Export(Guid certificate) => service.Admin.GetStringAsync(new Uri($"/api/v1/certificates/{certificate}/evidence", UriKind.Relative), TestContext.Current.CancellationToken);

    /// <summary>How many readings of a channel were taken in, once they are.</summary>
    private async Task<int> Waiting(Sender sender, int expected)
    {
        var count = 0;
        for (var i = 0; i < 100 && count < expected; i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            count = service.Count("SELECT COUNT(*) FROM Reading r JOIN Airing a ON a.Id = r.AiringId WHERE a.ChannelId = @id", sender.ChannelId)
                + service.Count("SELECT COUNT(*) FROM HeldReading r JOIN Airing a ON a.Id = r.AiringId WHERE a.ChannelId = @id", sender.ChannelId);
        }

        return count;
    }

    private Task<int> Dropped(Sender sender) => Task.FromResult(service.Count("SELECT COUNT(*) FROM DroppedBody k JOIN Delivery d ON d.Id = k.DeliveryId WHERE d.ChannelId = @id", sender.ChannelId));

    /// <summary>A rule by which everything is old.</summary>
    private async Task Rule(Scene scene)
    {
        (await service.Admin.PutJson($"/api/v1/series/{scene.SeriesId}/evidence-rule", new { evidenceDays = 1 })).Expect(200);
        service.Tamper("UPDATE EvidenceRule SET Days = -2 WHERE SeriesId = @id", ("@id", scene.SeriesId)).ShouldBe(1);
    }

    private async Task Sweep(Scene scene)
    {
        await Rule(scene);
        await service.Get<RetentionJob>().Run(TestContext.Current.CancellationToken);
    }

    private async Task<(Scene Scene, Guid Interview, Sender Sender, string External)> Arrange()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var sender = await scene.Channel();
        var external = await scene.Airing(interview, sender.ChannelId);
        await scene.Run(interview, Ten, Ten.AddMinutes(10));
        (await sender.Send(Sender.Reading(external, Ten, 100, 100))).Expect(202);
        (await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 100))["views"].GetInt64().ShouldBe(100);
        return (scene, interview, sender, external);
    }
}
