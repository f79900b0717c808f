using System.Security.Cryptography;
using System.Text;
using Broadcast.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Broadcast.Tests.Ingestion;

public sealed class HookTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset Ten = new(2026, 3, 12, 2, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_signed_reading_is_acknowledged_and_kept_as_it_came()
    {
        var (scene, interview, sender, live) = await Arrange();
        var body = Sender.Message(Sender.Reading(live, Ten, 12, 345));
        var answer = (await sender.SendBytes(body)).Expect(202);
        answer.Text.ShouldBe("""{"accepted":1,"duplicate":false,"rejected":[]}""");

        var delivery = (await Deliveries(sender)).ShouldHaveSingleItem();
        delivery.GetProperty("state").GetString().ShouldBe("accepted");
        delivery.GetProperty("sha256").GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(body)));
        var whole = (await scene.Http.GetJson($"/api/v1/deliveries/{delivery.GetProperty("id").GetGuid()}")).Expect(200);
        whole["body"].GetBytesFromBase64().ShouldBe(body);
        whole["headers"].GetProperty("webhook-id").GetString().ShouldBe(whole["webhookId"].GetString());
        (await Views(scene, interview, 345))["views"].GetInt64().ShouldBe(345);
    }

    [Theory]
    [InlineData("v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("v1,not base64")]
    [InlineData("v2,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("")]
    public async Task A_wrong_signature_is_turned_away_and_leaves_nothing(string signature)
    {
        var (_, _, sender, live) = await Arrange();
        (await sender.SendBytes(Sender.Message(Sender.Reading(live, Ten, 1)), tamper: _ => signature)).Expect(401).Slug.ShouldBe("unauthorized");
        (await Deliveries(sender)).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_good_signature_among_several_is_enough()
    {
        var (_, _, sender, live) = await Arrange();
        (await sender.SendBytes(Sender.Message(Sender.Reading(live, Ten, 1)), tamper: good => $"v1a,abc v1,AAAA {good}")).Expect(202);
    }

    [Fact]
    public async Task A_changed_body_does_not_fit_its_signature()
    {
        var (_, _, sender, live) = await Arrange();
        var answer = await service.Anonymous.PostRaw(
            $"/hooks/{sender.Code}", Sender.Message(Sender.Reading(live, Ten, 1)), "application/json", ("webhook-id", "x"), ("webhook-timestamp", "1"), ("webhook-signature", "v1,x"));
        answer.Expect(401);
    }

    [Theory]
    [InlineData(-301)]
    [InlineData(302)]
    public async Task A_stale_or_early_timestamp_is_turned_away(int seconds)
    {
        var (_, _, sender, live) = await Arrange();
        (await sender.SendBytes(Sender.Message(Sender.Reading(live, Ten, 1)), at: TimeProvider.System.GetUtcNow().AddSeconds(seconds))).Expect(401);
    }

    [Fact]
    public async Task An_unknown_channel_is_not_found() =>
        (await service.Anonymous.PostRaw("/hooks/nobody", "{}"u8.ToArray(), "application/json")).Expect(404).Slug.ShouldBe("not-found");

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Another_content_type_is_not_taken(string? contentType)
    {
        var (_, _, sender, live) = await Arrange();
        (await sender.SendBytes(Sender.Message(Sender.Reading(live, Ten, 1)), contentType: contentType)).Expect(415).Slug.ShouldBe("unsupported-media-type");
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("{", "body")]
    [InlineData("[]", "body")]
    [InlineData("{} x", "body")]
    [InlineData("""{"type":"audience.reading"}""", "data")]
    [InlineData("""{"type":"other","data":{"broadcast":"b","observedAt":"2026-03-12T02:00:00Z","views":1}}""", "type")]
    [InlineData("""{"type":"audience.reading","data":[]}""", "data")]
    [InlineData("""{"type":"audience.reading","data":7}""", "data")]
    [InlineData("""{"type":"audience.reading","data":[7]}""", "data[0]")]
    [InlineData("""{"type":"audience.reading","data":{"observedAt":"2026-03-12T02:00:00Z","views":1}}""", "data.broadcast")]
    [InlineData("""{"type":"audience.reading","data":{"broadcast":"b","views":1}}""", "data.observedAt")]
    [InlineData("""{"type":"audience.reading","data":{"broadcast":"b","observedAt":"yesterday","views":1}}""", "data.observedAt")]
    [InlineData("""{"type":"audience.reading","data":{"broadcast":"b","observedAt":"2026-03-12T02:00:00","views":1}}""", "data.observedAt")]
    [InlineData("""{"type":"audience.reading","data":{"broadcast":"b","observedAt":"2026-03-12T02:00:00Z"}}""", "data")]
    [InlineData("""{"type":"audience.reading","data":{"broadcast":"b","observedAt":"2026-03-12T02:00:00Z","views":null,"concurrent":null}}""", "data")]
    [InlineData("""{"type":"audience.reading","data":{"broadcast":"b","observedAt":"2026-03-12T02:00:00Z","views":-1}}""", "data.views")]
    [InlineData("""{"type":"audience.reading","data":{"broadcast":"b","observedAt":"2026-03-12T02:00:00Z","views":1.0}}""", "data.views")]
    [InlineData("""{"type":"audience.reading","data":{"broadcast":"b","observedAt":"2026-03-12T02:00:00Z","views":1e3}}""", "data.views")]
    [InlineData("""{"type":"audience.reading","data":{"broadcast":"b","observedAt":"2026-03-12T02:00:00Z","concurrent":"5"}}""", "data.concurrent")]
    [InlineData("""{"type":"audience.reading","data":{"broadcast":"b","observedAt":"2026-03-12T02:00:00Z","concurrent":9223372036854775808}}""", "data.concurrent")]
    public async Task A_message_that_cannot_be_read_is_refused_by_field_and_kept(string body, string field)
    {
        var (_, _, sender, _) = await Arrange();
        var answer = (await sender.SendBytes(Encoding.UTF8.GetBytes(body))).Expect(400);
        answer.Slug.ShouldBe("validation");
        answer.WrongFields.ShouldBe([field]);
        var delivery = (await Deliveries(sender, "?state=rejected")).ShouldHaveSingleItem();
        delivery.GetProperty("problem").GetString()!.ShouldStartWith(field);
        delivery.GetProperty("readings").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task A_thousand_readings_are_taken_and_one_more_is_not()
    {
        var (scene, interview, sender, live) = await Arrange("delta");
        var thousand = Enumerable.Range(0, 1000).Select(i => Sender.Reading(live, Ten.AddSeconds(i), null, 1)).ToArray();
        (await sender.Send(thousand)).Expect(202)["accepted"].GetInt32().ShouldBe(1000);
        (await sender.Send([.. thousand, Sender.Reading(live, Ten, null, 1)])).Expect(400).WrongFields.ShouldBe(["data"]);
        (await Views(scene, interview, 1000))["views"].GetInt64().ShouldBe(1000);
    }

    [Fact]
    public async Task A_body_over_one_mebibyte_is_too_large()
    {
        var (_, _, sender, _) = await Arrange();
        (await sender.SendBytes(new byte[(1024 * 1024) + 1])).Expect(413).Slug.ShouldBe("payload-too-large");
    }

    [Fact]
    public async Task The_same_delivery_again_changes_nothing()
    {
        var (scene, interview, sender, live) = await Arrange("delta");
        var body = Sender.Message(Sender.Reading(live, Ten, null, 5));
        (await sender.SendBytes(body, "once")).Expect(202)["duplicate"].GetBoolean().ShouldBeFalse();
        (await sender.SendBytes(body, "once")).Expect(202)["duplicate"].GetBoolean().ShouldBeTrue();
        (await Views(scene, interview, 5))["views"].GetInt64().ShouldBe(5);
        (await Deliveries(sender, "?state=duplicate")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Of_forty_at_once_with_one_id_one_counts()
    {
        var (scene, interview, sender, live) = await Arrange("delta");
        var body = Sender.Message(Sender.Reading(live, Ten, null, 3));
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => sender.SendBytes(body, "at once")));
        answers.Count(answer => !answer.Expect(202)["duplicate"].GetBoolean()).ShouldBe(1);
        (await Views(scene, interview, 3))["views"].GetInt64().ShouldBe(3);
    }

    [Fact]
    public async Task The_same_id_with_another_body_is_kept_and_counts_nothing()
    {
        var (scene, interview, sender, live) = await Arrange("delta");
        (await sender.SendBytes(Sender.Message(Sender.Reading(live, Ten, null, 5)), "same")).Expect(202);
        (await sender.SendBytes(Sender.Message(Sender.Reading(live, Ten, null, 99)), "same")).Expect(202)["accepted"].GetInt32().ShouldBe(0);
        (await Deliveries(sender, "?state=conflict")).ShouldHaveSingleItem();
        (await Views(scene, interview, 5))["views"].GetInt64().ShouldBe(5);
    }

    [Fact]
    public async Task A_message_that_was_refused_may_be_corrected_under_its_id()
    {
        var (scene, interview, sender, live) = await Arrange();
        (await sender.SendBytes("{"u8.ToArray(), "mine")).Expect(400);
        (await sender.SendBytes(Sender.Message(Sender.Reading(live, Ten, null, 8)), "mine")).Expect(202)["accepted"].GetInt32().ShouldBe(1);
        (await Views(scene, interview, 8))["views"].GetInt64().ShouldBe(8);
    }

    [Fact]
    public async Task Unknown_broadcasts_and_the_future_are_refused_one_by_one()
    {
        var (scene, interview, sender, live) = await Arrange();
        var now = TimeProvider.System.GetUtcNow();
        var answer = (await sender.Send(
            Sender.Reading("nobody", Ten, null, 1), Sender.Reading(live, Ten, null, 7), Sender.Reading(live, now.AddMinutes(6), null, 9), Sender.Reading(live, now.AddMinutes(4), 3))).Expect(202);
        answer["accepted"].GetInt32().ShouldBe(2);
        answer["rejected"].EnumerateArray().Select(rejected => rejected.GetProperty("index").GetInt32()).ShouldBe([0, 2]);
        answer["rejected"][0].GetProperty("reason").GetString()!.ShouldContain("nobody");
        (await Deliveries(sender, "?state=partial")).ShouldHaveSingleItem();
        (await Views(scene, interview, 7))["views"].GetInt64().ShouldBe(7);
    }

    [Fact]
    public async Task A_replay_counts_a_broadcast_that_has_become_known_and_nothing_twice()
    {
        var (scene, interview, sender, live) = await Arrange("delta");
        var later = Scene.Unique("later");
        (await sender.Send(Sender.Reading(later, Ten, null, 4), Sender.Reading(live, Ten, null, 1))).Expect(202)["accepted"].GetInt32().ShouldBe(1);
        var delivery = (await Deliveries(sender)).ShouldHaveSingleItem().GetProperty("id").GetGuid();
        (await Views(scene, interview, 1))["views"].GetInt64().ShouldBe(1);

        await scene.Airing(interview, sender.ChannelId, later);
        (await scene.Http.PostJson($"/api/v1/deliveries/{delivery}:replay")).Expect(200)["state"].GetString().ShouldBe("accepted");
        (await Views(scene, interview, 5))["views"].GetInt64().ShouldBe(5);
        (await scene.Http.PostJson($"/api/v1/deliveries/{delivery}:replay")).Expect(200);
        (await sender.Send(Sender.Reading(live, Ten.AddSeconds(1), null, 10))).Expect(202);
        (await Views(scene, interview, 15))["views"].GetInt64().ShouldBe(15);
    }

    [Fact]
    public async Task A_cancelled_interview_keeps_its_evidence_and_counts_nothing()
    {
        var (scene, interview, sender, live) = await Arrange();
        (await sender.Send(Sender.Reading(live, Ten, 5, 50))).Expect(202);
        (await Views(scene, interview, 50))["views"].GetInt64().ShouldBe(50);
        (await scene.Http.PostJson($"/api/v1/interviews/{interview}:cancel", new { reason = "ill" })).Expect(200);
        (await sender.Send(Sender.Reading(live, Ten.AddMinutes(1), 6, 60))).Expect(202)["accepted"].GetInt32().ShouldBe(1);
        (await scene.SeriesAudience())["views"].GetInt64().ShouldBe(0);
        (await Deliveries(sender)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_greatest_figure_is_told_to_the_last_digit_and_sums_of_it_too()
    {
        var (scene, interview, sender, live) = await Arrange("delta");
        (await sender.Send(Sender.Reading(live, Ten, long.MaxValue, long.MaxValue), Sender.Reading(live, Ten.AddSeconds(1), long.MaxValue, long.MaxValue))).Expect(202);
        var audience = await Scene.Until(() => scene.Audience(interview), answer => answer["views"].GetRawText().Length > 18);
        audience["views"].GetRawText().ShouldBe("18446744073709551614");
        audience["peakConcurrent"].GetProperty("value").GetRawText().ShouldBe("9223372036854775807");
    }

    [Fact]
    public async Task Finer_digits_than_milliseconds_are_cut()
    {
        var (scene, interview, sender, live) = await Arrange("delta");
        var text = $$"""{"type":"audience.reading","data":[{"broadcast":"{{live}}","observedAt":"2026-03-12T02:00:00.0019999Z","concurrent":3},{"broadcast":"{{live}}","observedAt":"2026-03-12T10:00:00.001+08:00","concurrent":8}]}""";
        (await sender.SendBytes(Encoding.UTF8.GetBytes(text))).Expect(202);
        var audience = await Scene.Until(() => scene.Audience(interview), answer => answer["peakConcurrent"].GetProperty("value").GetInt64() == 8);
        audience["peakConcurrent"].GetProperty("at").GetDateTimeOffset().ShouldBe(Ten.AddMilliseconds(1));
    }

    [Fact]
    public async Task A_rotated_secret_holds_for_a_day_beside_the_new_one()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var own = await ServiceFixture.Start(new ServiceSetup { Clock = clock });
        var scene = await Scene.Set(own);
        var interview = await scene.Interview();
        var old = await scene.Channel();
        var live = await scene.Airing(interview, old.ChannelId);
        var rotated = (await scene.Http.PostJson($"/api/v1/channels/{old.ChannelId}:rotate-secret")).Expect(200)["webhookSecret"].GetString()!;
        var fresh = old.With(rotated);
        byte[] Body(int second) => Sender.Message(Sender.Reading(live, Ten.AddSeconds(second), 1));

        (await old.SendBytes(Body(1), at: clock.GetUtcNow())).Expect(202);
        (await fresh.SendBytes(Body(2), at: clock.GetUtcNow())).Expect(202);
        clock.Advance(TimeSpan.FromHours(24));
        (await old.SendBytes(Body(3), at: clock.GetUtcNow())).Expect(401);
        (await fresh.SendBytes(Body(4), at: clock.GetUtcNow())).Expect(202);
    }

    [Fact]
    public async Task Credentials_are_never_kept_with_the_evidence()
    {
        var (scene, _, sender, live) = await Arrange();
        service.Anonymous.DefaultRequestHeaders.TryAddWithoutValidation("X-Api-Key", "very-secret");
        (await sender.SendBytes(Sender.Message(Sender.Reading(live, Ten, 1)))).Expect(202);
        var delivery = (await Deliveries(sender)).ShouldHaveSingleItem().GetProperty("id").GetGuid();
        (await scene.Http.GetJson($"/api/v1/deliveries/{delivery}")).Text.ShouldNotContain("very-secret");
    }

    [Fact]
    public async Task Deliveries_are_listed_the_newest_first_page_by_page()
    {
        var (scene, _, sender, live) = await Arrange();
        for (var i = 0; i < 5; i++)
        {
            (await sender.SendBytes(Sender.Message(Sender.Reading(live, Ten.AddSeconds(i), i)), $"number-{i}")).Expect(202);

            // Ids sort by the millisecond; two of the same one have no order.
            await Task.Delay(TimeSpan.FromMilliseconds(3), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        var first = await scene.Http.GetJson($"/api/v1/channels/{sender.ChannelId}/deliveries?limit=3");
        var second = await scene.Http.GetJson($"/api/v1/channels/{sender.ChannelId}/deliveries?limit=3&cursor={first["next"].GetString()}");
        first.Items.Concat(second.Items).Select(item => item.GetProperty("webhookId").GetString()).ShouldBe(["number-4", "number-3", "number-2", "number-1", "number-0"]);
        second["next"].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await scene.Http.GetJson($"/api/v1/channels/{sender.ChannelId}/deliveries?state=odd")).Expect(400).WrongFields.ShouldBe(["state"]);
    }

    private async Task<(Scene Scene, Guid Interview, Sender Sender, string Live)> Arrange(string viewsCounter = "latest")
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var sender = await scene.Channel(viewsCounter);
        return (scene, interview, sender, await scene.Airing(interview, sender.ChannelId));
    }

    private async Task<IReadOnlyList<System.Text.Json.JsonElement>> Deliveries(Sender sender, string query = "") =>
        (await service.Admin.GetJson($"/api/v1/channels/{sender.ChannelId}/deliveries{query}")).Expect(200).Items;

    private static Task<Answer> Views(Scene scene, Guid interview, long expected) => Scene.Until(() => scene.Audience(interview), answer => answer["views"].GetInt64() == expected);
}
