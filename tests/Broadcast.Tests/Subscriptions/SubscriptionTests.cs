using Broadcast.Subscriptions;
using Broadcast.Tests.Hosting;
using Microsoft.AspNetCore.Http;

namespace Broadcast.Tests.Subscriptions;

/// <summary>Who subscribes is told what happens, once, however badly the line behaves.</summary>
public sealed class SubscriptionTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Going_live_ending_closing_and_reopening_are_told_signed_and_once_each()
    {
        await using var peer = await SubscriberPeer.Start();
        var scene = await Scene.Set(service);
        var made = await Subscribe(scene, peer, "interview.live", "interview.ended", "interview.closed", "interview.reopened");
        var interview = await scene.Interview();
        await scene.Run(interview, Now.AddMinutes(-10));
        await Told(peer, "interview.live");
        (await scene.Http.PostJson($"/api/v1/interviews/{interview}:end")).Expect(200);
        await Told(peer, "interview.live", "interview.ended");
        (await scene.Http.PostJson($"/api/v1/interviews/{interview}:close")).Expect(200);
        await Told(peer, "interview.live", "interview.ended", "interview.closed");
        (await scene.Http.PostJson($"/api/v1/interviews/{interview}:reopen", new { reason = "again" })).Expect(200);
        await Told(peer, "interview.live", "interview.ended", "interview.closed", "interview.reopened");
        (await scene.Http.PostJson($"/api/v1/interviews/{interview}:close")).Expect(200);
        var all = await Told(peer, "interview.live", "interview.ended", "interview.closed", "interview.reopened", "interview.closed");

        all.ShouldAllBe(message => message.IsSignedWith(made["secret"].GetString()!));
        all.Select(message => message.Id).Distinct().Count().ShouldBe(5);
        all[0].Data.GetProperty("interviewId").GetGuid().ShouldBe(interview);
        all[0].Data.GetProperty("seriesId").GetGuid().ShouldBe(scene.SeriesId);
        await Messages(made.Id, message => message.GetProperty("state").GetString() == "sent", 5);
    }

    [Fact]
    public async Task What_another_series_does_and_what_was_not_asked_for_is_not_told()
    {
        await using var peer = await SubscriberPeer.Start();
        var (asked, other) = (await Scene.Set(service), await Scene.Set(service));
        await Subscribe(asked, peer, "interview.ended");
        await other.Run(await other.Interview(), Now.AddMinutes(-10), Now.AddMinutes(-1));
        await asked.Run(await asked.Interview(), Now.AddMinutes(-10), Now.AddMinutes(-1));
        var told = await Told(peer, "interview.ended");
        told[0].Data.GetProperty("seriesId").GetGuid().ShouldBe(asked.SeriesId);
    }

    [Fact]
    public async Task A_milestone_is_told_once_although_the_total_falls_and_rises_again()
    {
        await using var peer = await SubscriberPeer.Start();
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var sender = await scene.Channel();
        var live = await scene.Airing(interview, sender.ChannelId);
        await scene.Run(interview, Now.AddMinutes(-20));
        (await sender.Send(Sender.Reading(live, Now.AddMinutes(-9), views: 1_500))).Expect(202);
        await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 1_500);

        var made = await Subscribe(scene, peer, new { url = peer.Url, events = new[] { "series.milestone" }, seriesId = scene.SeriesId, milestones = new[] { 1_000, 2_000, 5_000 } });
        long[] views = [2_100, 1_900, 2_200, 6_000];
        foreach (var (figure, i) in views.Select((figure, i) => (figure, i)))
        {
            (await sender.Send(Sender.Reading(live, Now.AddMinutes(-8 + i), views: figure))).Expect(202);
            await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == figure);
            await Task.Delay(TimeSpan.FromSeconds(2.2), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        var told = await Told(peer, "series.milestone", "series.milestone");
        told.Select(message => message.Data.GetProperty("milestone").GetInt64()).ShouldBe([2_000, 5_000], "what was passed before is none of its affair");
        told[1].Data.GetProperty("views").GetInt64().ShouldBe(6_000);
        made["milestones"].EnumerateArray().Select(value => value.GetInt64()).ShouldBe([1_000, 2_000, 5_000]);
    }

    [Fact]
    public async Task A_server_that_fails_and_one_that_hangs_up_get_the_same_message_again_until_they_take_it()
    {
        await using var peer = await SubscriberPeer.Start();
        peer.Answer = async (context, call) =>
        {
            if (call == 1)
            {
                context.Response.StatusCode = 500;
                await context.Response.WriteAsync("not today");
            }
            else if (call == 2)
            {
                context.Abort();
            }
            else
            {
                context.Response.StatusCode = 200;
            }
        };
        var scene = await Scene.Set(service);
        var made = await Subscribe(scene, peer, "interview.live");
        await scene.Run(await scene.Interview(), Now.AddMinutes(-5));
        var failed = await Messages(made.Id, message => message.GetProperty("status").ValueKind == System.Text.Json.JsonValueKind.Number, 1);
        failed[0].GetProperty("answer").GetString()!.ShouldContain("not today");

        var calls = await peer.Until(messages => messages.Count >= 3, 20);
        calls.Select(call => call.Id).Distinct().Count().ShouldBe(1, "one message, whatever the line does");
        calls.ShouldAllBe(call => call.Body.SequenceEqual(calls[0].Body));
        (await Messages(made.Id, message => message.GetProperty("state").GetString() == "sent", 1))[0].GetProperty("attempts").GetInt32().ShouldBe(2, "the line that broke was tried once more at once");
    }

    [Fact]
    public async Task A_server_that_lets_us_wait_keeps_nobody_else_waiting()
    {
        await using var slow = await SubscriberPeer.Start();
        await using var quick = await SubscriberPeer.Start();
        slow.Answer = (context, _) => Task.Delay(TimeSpan.FromMinutes(1), context.RequestAborted);
        var scene = await Scene.Set(service);
        var waiting = await Subscribe(scene, slow, "interview.live");
        await Subscribe(scene, quick, "interview.live");
        await scene.Run(await scene.Interview(), Now.AddMinutes(-5));
        await Told(quick, "interview.live");
        var stalled = await Messages(waiting.Id, message => message.GetProperty("answer").ValueKind == System.Text.Json.JsonValueKind.String, 1, 20);
        stalled[0].GetProperty("state").GetString().ShouldBe("queued");
        stalled[0].GetProperty("dueAt").GetDateTimeOffset().ShouldBeGreaterThan(Now.AddSeconds(-5));
    }

    [Fact]
    public async Task An_address_that_is_gone_is_left_alone_and_its_dead_letter_can_be_sent_again()
    {
        await using var peer = await SubscriberPeer.Start();
        peer.Answer = (context, call) =>
        {
            context.Response.StatusCode = call == 1 ? 410 : 204;
            return Task.CompletedTask;
        };
        var scene = await Scene.Set(service);
        var made = await Subscribe(scene, peer, "interview.live");
        await scene.Run(await scene.Interview(), Now.AddMinutes(-5));
        var dead = (await Messages(made.Id, message => message.GetProperty("state").GetString() == "dead", 1))[0].GetProperty("id").GetGuid();
        var stopped = await Scene.Until(() => service.Admin.GetJson($"/api/v1/subscriptions/{made.Id}"), answer => !answer["active"].GetBoolean());
        stopped["active"].GetBoolean().ShouldBeFalse();
        stopped["dead"].GetInt32().ShouldBe(1);

        (await service.Admin.PatchJson($"/api/v1/subscriptions/{made.Id}", new { active = true })).Expect(200);
        (await service.Admin.PostJson($"/api/v1/subscriptions/{made.Id}/messages/{dead}:replay")).Expect(200)["state"].GetString().ShouldBe("queued");
        var calls = await peer.Until(messages => messages.Count == 2);
        calls[1].Id.ShouldBe(calls[0].Id);
        await Messages(made.Id, message => message.GetProperty("state").GetString() == "sent", 1);
        (await service.Admin.PostJson($"/api/v1/subscriptions/{made.Id}/messages/{Guid.Empty}:replay")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Private_addresses_are_an_administrators_to_allow()
    {
        var producer = await service.ClientFor("producer");
        object Asking(string url, bool? allowPrivate = null) => new { url, events = new[] { "interview.live" }, allowPrivate };
        foreach (var url in new[] { "http://127.0.0.1/x", "http://10.1.2.3/", "http://[::1]/", "http://localhost:1/", "http://169.254.169.254/latest" })
        {
            (await producer.PostJson("/api/v1/subscriptions", Asking(url))).Expect(400).WrongFields.ShouldBe(["url"]);
        }

        (await producer.PostJson("/api/v1/subscriptions", Asking("http://127.0.0.1/x", true))).Status.ShouldBe(403);
        (await service.Admin.PostJson("/api/v1/subscriptions", Asking("http://127.0.0.1/x", false))).Expect(400).WrongFields.ShouldBe(["url"]);

        var made = (await service.Admin.PostJson("/api/v1/subscriptions", Asking("http://127.0.0.1:9/x"))).Expect(201);
        (await producer.PatchJson($"/api/v1/subscriptions/{made.Id}", new { name = "renamed" })).Expect(200)["allowPrivate"].GetBoolean().ShouldBeTrue();
        (await producer.PatchJson($"/api/v1/subscriptions/{made.Id}", new { url = "http://127.0.0.2:9/x" })).Expect(400).WrongFields.ShouldBe(["url"]);
    }

    [Fact]
    public async Task Where_a_connection_leads_is_decided_when_it_is_opened()
    {
        await using var peer = await SubscriberPeer.Start();
        using var client = service.Get<IHttpClientFactory>().CreateClient(SubscriberHttp.ClientName);
        using var request = new HttpRequestMessage(HttpMethod.Post, peer.Url);
        var refused = await Should.ThrowAsync<HttpRequestException>(() => client.SendAsync(request, TestContext.Current.CancellationToken));
        refused.ToString().ShouldContain("private network");
        peer.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_secret_is_shown_once_and_after_a_rotation_both_sign()
    {
        await using var peer = await SubscriberPeer.Start();
        var scene = await Scene.Set(service);
        var made = await Subscribe(scene, peer, "interview.live");
        var old = made["secret"].GetString()!;
        (await service.Admin.GetJson($"/api/v1/subscriptions/{made.Id}")).Text.ShouldNotContain("whsec_");
        var fresh = (await service.Admin.PostJson($"/api/v1/subscriptions/{made.Id}:rotate-secret")).Expect(200)["secret"].GetString()!;
        (await service.Admin.PostJson($"/api/v1/subscriptions/{made.Id}:test")).Expect(202);
        var test = await Told(peer, "subscription.test");
        test[0].IsSignedWith(old).ShouldBeTrue();
        test[0].IsSignedWith(fresh).ShouldBeTrue();
        fresh.ShouldNotBe(old);
    }

    [Theory]
    [InlineData("""{"events": ["interview.live"]}""", "url")]
    [InlineData("""{"url": "ftp://example.org/", "events": ["interview.live"]}""", "url")]
    [InlineData("""{"url": "https://example.org/", "events": []}""", "events")]
    [InlineData("""{"url": "https://example.org/", "events": ["interview.live", "nonsense"]}""", "events[1]")]
    [InlineData("""{"url": "https://example.org/", "events": ["series.milestone"], "milestones": [10, 0]}""", "milestones[1]")]
    [InlineData("""{"url": "https://example.org/", "events": ["series.milestone"], "seriesId": "00000000-0000-0000-0000-000000000001"}""", "seriesId")]
    public async Task What_is_wrong_is_named(string body, string field)
    {
        var answer = await service.Admin.PostRaw("/api/v1/subscriptions", System.Text.Encoding.UTF8.GetBytes(body), "application/json");
        answer.Expect(400).WrongFields.ShouldBe([field]);
    }

    [Fact]
    public async Task A_viewer_does_not_see_who_is_told_and_a_deleted_subscription_is_gone()
    {
        var viewer = await service.ClientFor("viewer");
        (await viewer.GetJson("/api/v1/subscriptions")).Status.ShouldBe(403);
        var made = (await service.Admin.PostJson("/api/v1/subscriptions", new { url = "https://example.org/x", events = new[] { "interview.live" } })).Expect(201);
        (await service.Admin.Delete($"/api/v1/subscriptions/{made.Id}")).Status.ShouldBe(204);
        (await service.Admin.GetJson($"/api/v1/subscriptions/{made.Id}")).Status.ShouldBe(404);
        (await service.Admin.Delete($"/api/v1/subscriptions/{made.Id}")).Status.ShouldBe(404);
    }

    private Task<Answer> Subscribe(Scene scene, SubscriberPeer peer, params string[] events) =>
        Subscribe(scene, peer, new { url = peer.Url, events, seriesId = scene.SeriesId });

    private static async Task<Answer> Subscribe(Scene scene, SubscriberPeer peer, object body)
    {
        _ = peer;
        return (await scene.Http.PostJson("/api/v1/subscriptions", body)).Expect(201);
    }

    /// <summary>What the peer was told in the end; a moment longer than needed, so that one too many is seen.</summary>
    private static async Task<IReadOnlyList<PeerMessage>> Told(SubscriberPeer peer, params string[] types)
    {
        await peer.Until(messages => messages.Count >= types.Length);
        await Task.Delay(TimeSpan.FromMilliseconds(400), TimeProvider.System, TestContext.Current.CancellationToken);
        peer.Messages.Select(message => message.Type).ShouldBe(types);
        return peer.Messages;
    }

    private async Task<IReadOnlyList<System.Text.Json.JsonElement>> Messages(Guid subscription, Func<System.Text.Json.JsonElement, bool> fits, int count, double seconds = 12)
    {
        var answer = await Scene.Until(() => service.Admin.GetJson($"/api/v1/subscriptions/{subscription}/messages"), page => page.Items.Count(fits) >= count, seconds);
        answer.Items.Count(fits).ShouldBe(count, answer.Text);
        return [.. answer.Items.Where(fits)];
    }
}

/// <summary>What happened between two states.</summary>
public sealed class SubscriptionEventTests
{
    [Theory]
    [InlineData(null, "live", "interview.live")]
    [InlineData(null, "ended", "interview.live interview.ended")]
    [InlineData("live", "ended", "interview.ended")]
    [InlineData("live", "closed", "interview.ended interview.closed")]
    [InlineData("closed", "ended", "interview.reopened")]
    [InlineData("ended", "ended", "")]
    [InlineData(null, "cancelled", "interview.cancelled")]
    public void Steps_that_nobody_saw_happened_all_the_same(string? told, string now, string events) =>
        string.Join(' ', SubscriptionEvent.Between(told, now)).ShouldBe(events);

    [Theory]
    [InlineData(1, null, 5)]
    [InlineData(4, null, 40)]
    [InlineData(30, null, 3600)]
    [InlineData(1, 120, 120)]
    [InlineData(4, 1, 40)]
    public void The_pause_doubles_up_to_an_hour_and_a_servers_wish_lengthens_it(int attempts, int? wish, int seconds) =>
        SendingJob.PauseAfter(attempts, wish is null ? null : TimeSpan.FromSeconds(wish.Value)).ShouldBe(TimeSpan.FromSeconds(seconds));
}
