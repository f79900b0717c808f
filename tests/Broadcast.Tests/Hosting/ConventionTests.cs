using System.Globalization;
using System.Net;
using System.Text;

namespace Broadcast.Tests.Hosting;

/// <summary>What the contract says of every address: lists go page by page, ids are ids, what has changed is not overwritten, what can be got has a head.</summary>
public sealed class ConventionTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    public static TheoryData<string> ShortLists =>
        ["/interviews/{i}/broadcasts", "/interviews/{i}/invitations", "/interviews/{i}/preparations", "/interviews/{i}/audience/apart", "/interviews/{i}/audience/gaps", "/series/{s}/channels", "/holidays", "/clashes", "/series/{s}/clashes", "/message-ways"];

    [Theory]
    [MemberData(nameof(ShortLists))]
    public async Task A_list_that_is_short_goes_page_by_page_all_the_same(string address)
    {
        var (scene, interview) = await Stage();
        var path = $"/api/v1{address.Replace("{i}", interview.ToString(), StringComparison.Ordinal).Replace("{s}", scene.SeriesId.ToString(), StringComparison.Ordinal)}";
        var whole = (await service.Admin.GetJson(path)).Expect(200).Items;
        foreach (var limit in new[] { "0", "201", "x", "-1", "1.5" })
        {
            (await service.Admin.GetJson($"{path}?limit={limit}")).Expect(400).WrongFields.ShouldBe(["limit"], path);
        }

        (await service.Admin.GetJson($"{path}?cursor=xx")).Expect(400).WrongFields.ShouldBe(["cursor"], path);
        (await service.Admin.GetJson($"{path}?cursor=bm9uZQ")).Expect(400).WrongFields.ShouldBe(["cursor"], path);
        if (whole.Count > 1)
        {
            // What the last page ended with may be gone by now: it goes on at its place.
            var gone = Convert.ToBase64String("1|gone"u8).TrimEnd('=');
            (await service.Admin.GetJson($"{path}?cursor={gone}")).Expect(200).Items[0].GetRawText().ShouldBe(whole[0].GetRawText(), path);
        }

        var seen = new List<string>();
        for (var (cursor, pages) = ("", 0); pages <= whole.Count; pages++)
        {
            var page = (await service.Admin.GetJson($"{path}?limit=1{cursor}")).Expect(200);
            page.Items.Count.ShouldBeLessThanOrEqualTo(1);
            seen.AddRange(page.Items.Select(item => item.GetRawText()));
            if (page["next"].GetString() is not { } next)
            {
                break;
            }

            cursor = $"&cursor={next}";
        }

        seen.ShouldBe(whole.Select(item => item.GetRawText()), path);
    }

    [Fact]
    public async Task Deliveries_are_listed_with_their_bodies_and_a_page_of_large_ones_ends_before_it_is_full()
    {
        var (scene, interview) = await Stage();
        var sender = await scene.Channel();
        var live = await scene.Airing(interview, sender.ChannelId);
        for (var i = 0; i < 7; i++)
        {
            (await sender.SendBytes(Encoding.UTF8.GetBytes($$"""{"type":"audience.reading","data":{"broadcast":"{{live}}","observedAt":"2026-03-12T10:0{{i}}:00Z","views":{{i}}},"padding":"{{new string('x', 900 * 1024)}}"}"""))).Expect(202);
        }

        var (ids, cursor, pages) = (new List<Guid>(), "", 0);
        do
        {
            var page = (await service.Admin.GetJson($"/api/v1/channels/{sender.ChannelId}/deliveries?limit=200{cursor}")).Expect(200);
            page.Items.ShouldAllBe(item => item.GetProperty("body").GetBytesFromBase64().Length > 900 * 1024);
            ids.AddRange(page.Items.Select(item => item.GetProperty("id").GetGuid()));
            cursor = page["next"].GetString() is { } next ? $"&cursor={next}" : "";
            pages++;
        }
        while (cursor.Length > 0);

        (pages, ids.Distinct().Count(), ids.Count).ShouldBe((2, 7, 7));
        ids.ShouldBe(ids.OrderDescending());
    }

    [Theory]
    [InlineData("{{{0}}}")]
    [InlineData("({0})")]
    [InlineData("{0}x")]
    [InlineData("%7B{0}%7D")]
    public async Task An_id_that_is_written_another_way_is_malformed(string form)
    {
        var (scene, _) = await Stage();
        (await service.Admin.GetJson($"/api/v1/series/{scene.SeriesId.ToString().ToUpperInvariant()}")).Expect(200);
        (await service.Admin.GetJson($"/api/v1/series/{scene.SeriesId:N}")).Expect(404).Slug.ShouldBe("not-found");
        (await service.Admin.GetJson($"/api/v1/series/{string.Format(CultureInfo.InvariantCulture, form, scene.SeriesId)}")).Expect(404).Slug.ShouldBe("not-found");
    }

    [Theory]
    [InlineData("channels", """{"channels": []}""")]
    [InlineData("evidence-rule", """{"evidenceDays": 400}""")]
    public async Task A_setting_of_a_series_that_somebody_changed_is_not_overwritten(string setting, string body)
    {
        var (scene, _) = await Stage();
        var path = $"/api/v1/series/{scene.SeriesId}/{setting}";
        var tag = (await service.Admin.GetJson(path)).Expect(200).Headers.ETag!.ToString();
        (await Put(path, body, "\"77\"")).Expect(412).Slug.ShouldBe("version-conflict");
        var changed = (await Put(path, body, $"\"77\", {tag}")).Expect(200).Headers.ETag!.ToString();
        changed.ShouldNotBe(tag);
        (await Put(path, body, tag)).Expect(412);
        (await Put(path, body, changed)).Expect(200);
        (await Put(path, body, "*")).Expect(200);
        (await service.Admin.GetJson(path)).Headers.ETag!.ToString().ShouldBe(changed);
    }

    [Fact]
    public async Task Of_several_versions_that_are_expected_the_present_one_is_enough()
    {
        var (scene, _) = await Stage();
        var path = $"/api/v1/series/{scene.SeriesId}";
        var version = (await service.Admin.GetJson(path))["version"].GetInt32();
        var content = new StringContent("""{"title": "新"}""", Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Patch, path) { Content = content };
        request.Headers.TryAddWithoutValidation("If-Match", $"\"{version - 1}\", \"{version}\"");
        using var answer = await service.Admin.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_can_be_got_has_a_head_and_what_is_missing_has_none()
    {
        var (scene, interview) = await Stage();
        foreach (var path in new[] { "/api/v1/series", $"/api/v1/series/{scene.SeriesId}", $"/api/v1/series/{scene.SeriesId}/audience", $"/api/v1/interviews/{interview}", "/healthz/ready", $"/series/{scene.SeriesId}/sources" })
        {
            (await Head(path)).ShouldBe((HttpStatusCode.OK, 0), path);
        }

        (await Head($"/api/v1/series/{Guid.Empty}")).ShouldBe((HttpStatusCode.NotFound, 0));
        foreach (var stream in new[] { "stream", "stream/", "STREAM" })
        {
            (await Head($"/api/v1/series/{scene.SeriesId}/audience/{stream}")).Status.ShouldBe(HttpStatusCode.NotFound, "it would never end");
        }
    }

    [Fact]
    public async Task Who_may_not_look_is_told_so_before_what_is_wrong_with_the_question()
    {
        var (scene, _) = await Stage();
        foreach (var question in new[] { "breakdown", "breakdown?by=nonsense", "timeline?grain=x", "timeline?until=never", "breakdown?by=unit&asKnownAt=never" })
        {
            (await service.Anonymous.GetJson($"/api/v1/series/{scene.SeriesId}/audience/{question}")).Expect(401).Slug.ShouldBe("unauthorized");
            (await service.Admin.GetJson($"/api/v1/series/{scene.SeriesId}/audience/{question}")).Expect(400).Slug.ShouldBe("validation");
        }
    }

    [Theory]
    [InlineData("[]", "The value is not of the right kind.")]
    [InlineData("5", "The value is not of the right kind.")]
    [InlineData("{", "This is not valid JSON.")]
    public async Task JSON_of_another_kind_is_no_invalid_JSON(string body, string message)
    {
        var (_, interview) = await Stage();
        var answer = (await service.Admin.PostRaw($"/api/v1/interviews/{interview}:start", Encoding.UTF8.GetBytes(body), "application/json")).Expect(400);
        answer.WrongFields.ShouldBe(["body"]);
        answer.Text.ShouldContain(message);
    }

    private async Task<(Scene Scene, Guid Interview)> Stage()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var sender = await scene.Channel();
        (await service.Admin.PostJson($"/api/v1/interviews/{interview}/invitations")).Expect(201);
        await scene.Run(interview, TimeProvider.System.GetUtcNow().AddMinutes(-5));
        var live = await scene.Airing(interview, sender.ChannelId);
        await scene.Airing(interview, (await scene.Channel()).ChannelId);
        (await service.Admin.PutJson($"/api/v1/series/{scene.SeriesId}/channels", new { channels = new[] { new { channelId = sender.ChannelId }, new { channelId = (await scene.Channel()).ChannelId } } })).Expect(200);
        (await sender.Send(new { broadcast = live, observedAt = TimeProvider.System.GetUtcNow(), concurrent = 1, heat = 5 })).Expect(202);
        await Scene.Until(() => scene.Http.GetJson($"/api/v1/interviews/{interview}/audience/apart"), answer => answer.Items.Count == 1);
        return (scene, interview);
    }

    private async Task<Answer> Put(string path, string body, string expected)
    {
        using var client = service.ClientWith(ServiceFixture.AdminToken);
        client.DefaultRequestHeaders.TryAddWithoutValidation("If-Match", expected);
        return await client.Call(HttpMethod.Put, path, new StringContent(body, Encoding.UTF8, "application/json"));
    }

    private async Task<(HttpStatusCode Status, int Length)> Head(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var answer = await service.Admin.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length);
    }
}
