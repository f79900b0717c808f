using System.Text.Json;
using Broadcast.Tests.Hosting;
using Broadcast.Tests.Outbox;
using Broadcast.Tests.Scheduling;
using Microsoft.Extensions.Time.Testing;

namespace Broadcast.Tests.Confirmation;

/// <summary>What a producer sees of the answers, and does about them.</summary>
public sealed class ProducerViewTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Fact]
    public async Task Who_was_asked_how_and_when_what_came_back_and_what_is_next()
    {
        var clock = new FakeTimeProvider(Plan.Monday.AddDays(-10));
        await using var own = await ServiceFixture.Start(new ServiceSetup { Clock = clock });
        var guests = await Guests.Book(own.Admin);
        var path = $"/api/v1/series/{guests.Scene.SeriesId}/answers";
        var before = (await own.Admin.GetJson(path)).Expect(200).Items.ShouldHaveSingleItem();
        before.GetProperty("needsAttention").GetBoolean().ShouldBeTrue();
        before.GetProperty("guests")[0].GetProperty("trouble").GetString().ShouldBe("notAsked");

        await guests.Invite();
        await Mailbox.Of(own).Wait(guests.Email, 1);
        await Mailbox.Until(async () => (await Guest(own.Admin, path)).GetProperty("messages")[0].GetProperty("state").GetString() == "sent", "sent");
        var asked = await Guest(own.Admin, path);
        asked.GetProperty("askedAt").GetDateTimeOffset().ShouldBe(clock.GetUtcNow());
        asked.GetProperty("answerBy").GetDateTimeOffset().ShouldBe(clock.GetUtcNow().AddHours(72));
        asked.GetProperty("next").GetProperty("kind").GetString().ShouldBe("answerReminder");
        asked.GetProperty("next").GetProperty("at").GetDateTimeOffset().ShouldBe(clock.GetUtcNow().AddHours(48));
        asked.GetProperty("trouble").ValueKind.ShouldBe(JsonValueKind.Null);

        await guests.Accept();
        var accepted = await Guest(own.Admin, $"/api/v1/interviews/{guests.Interview}/answers");
        accepted.GetProperty("replies")[0].GetProperty("via").GetString().ShouldBe("program");
        accepted.GetProperty("next").GetProperty("kind").GetString().ShouldBe("interviewReminder");
        accepted.GetProperty("next").GetProperty("at").GetDateTimeOffset().ShouldBe(Plan.Monday.AddHours(-48));

        var liaison = await own.ClientFor("unit", guests.Scene.UnitId);
        (await Guest(liaison, path)).GetProperty("messages").GetArrayLength().ShouldBe(0, "servers' answers are for producers");
        (await (await own.ClientFor("unit", await guests.Scene.Plan.Unit())).GetJson(path)).Expect(200).Items.ShouldBeEmpty();
        (await (await own.ClientFor("viewer")).GetJson(path)).Expect(403);
        (await own.Admin.GetJson($"/api/v1/series/{Guid.Empty}/answers")).Expect(404);
    }

    [Fact]
    public async Task A_bad_address_is_shown_at_once()
    {
        await using var server = new SmtpServer(0, Habit.Answer550);
        var clock = new FakeTimeProvider(Plan.Monday.AddDays(-10));
        await using var own = await ServiceFixture.Start(new ServiceSetup
        {
            Clock = clock,
            Settings = { ["Broadcast:Mail:Host"] = "127.0.0.1", ["Broadcast:Mail:Port"] = $"{server.Port}", ["Broadcast:Mail:Tls"] = "None" },
        });
        var guests = await Guests.Book(own.Admin);
        await guests.Invite();
        await Mailbox.Until(async () => (await Guest(own.Admin, $"/api/v1/interviews/{guests.Interview}/answers")).GetProperty("trouble").GetString() == "notDelivered", "notDelivered");
        var delivery = (await guests.Invitation()).GetProperty("delivery");
        delivery.GetProperty("state").GetString().ShouldBe("failed");
        delivery.GetProperty("answer").GetString().ShouldBe("550 5.1.1 No such user here");

        clock.Advance(TimeSpan.FromMinutes(1));
        var corrected = Guests.NewAddress();
        (await own.Admin.PatchJson($"/api/v1/officials/{guests.Scene.OfficialId}", new { email = corrected })).Expect(200);
        await Mailbox.Until(() => server.Taken.Any(mail => mail.Message.To.Mailboxes.Single().Address == corrected), "the corrected one");
        await Mailbox.Until(async () => (await Guest(own.Admin, $"/api/v1/interviews/{guests.Interview}/answers")).GetProperty("trouble").ValueKind == JsonValueKind.Null, "no trouble");
    }

    [Fact]
    public async Task Asking_again_sends_one_mail_more_and_not_two()
    {
        var guests = await Guests.Book(service.Admin);
        var id = (await guests.Invite()).GetProperty("id").GetGuid();
        var mail = Mailbox.Of(service);
        await mail.Wait(guests.Email, 1);
        await Mailbox.Until(async () => (await guests.Messages())[0].GetProperty("state").GetString() == "sent", "sent");
        var presses = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => service.Admin.PostJson($"{Path(guests)}/{id}:ask-again")));
        presses.ShouldContain(press => press.Status == 200);
        presses.ShouldAllBe(press => press.Status == 200 || press.Slug == "state-conflict");
        var mails = await mail.Wait(guests.Email, 1 + presses.Count(press => press.Status == 200));
        mails[1].Event.Sequence.ShouldBe(0);
        mails[1].Id.ShouldNotBe(mails[0].Id);
        (await (await service.ClientFor("viewer")).PostJson($"{Path(guests)}/{id}:ask-again")).Expect(403);
        (await service.Admin.PostJson($"{Path(guests)}/{Guid.Empty}:ask-again")).Expect(404);
    }

    [Fact]
    public async Task A_replaced_link_is_dead_and_the_new_one_is_sent()
    {
        var guests = await Guests.Book(service.Admin);
        var id = (await guests.Invite()).GetProperty("id").GetGuid();
        var mail = Mailbox.Of(service);
        await mail.Wait(guests.Email, 1);
        var old = await guests.Token();
        var renewed = (await service.Admin.PostJson($"{Path(guests)}/{id}:renew-link")).Expect(200)["link"].GetString()!;
        var token = renewed.Split("/i/")[1];
        token.ShouldNotBe(old);
        (await service.Anonymous.GetJson($"/api/v1/invitations/{old}")).Expect(404);
        (await service.Anonymous.PostJson($"/api/v1/invitations/{old}/response", new { answer = "accept" })).Expect(404);
        (await service.Anonymous.GetJson($"/api/v1/invitations/{token}")).Expect(200);
        (await mail.Wait(guests.Email, 2))[1].Text.ShouldContain(renewed);
    }

    [Fact]
    public async Task A_link_is_dead_once_the_interview_is_over()
    {
        var guests = await Guests.Book(service.Admin);
        await guests.Invite();
        var token = await guests.Token();
        (await service.Admin.PostJson($"/api/v1/interviews/{guests.Interview}:start")).Expect(200);
        (await service.Anonymous.GetJson($"/api/v1/invitations/{token}")).Expect(200);
        (await service.Admin.PostJson($"/api/v1/interviews/{guests.Interview}:end")).Expect(200);
        (await service.Anonymous.GetJson($"/api/v1/invitations/{token}")).Expect(404).Slug.ShouldBe("not-found");
        (await service.Anonymous.PostJson($"/api/v1/invitations/{token}/response", new { answer = "decline" })).Expect(404);
        (await service.Anonymous.GetJson($"/api/v1/invitations/{token}/preparation")).Expect(404);
        (await service.Anonymous.GetJson($"/api/v1/invitations/{token}/invite.ics")).Expect(404);
    }

    [Fact]
    public async Task Somebody_answers_for_a_guest_and_is_recorded_as_having_done_so()
    {
        var guests = await Guests.Book(service.Admin);
        var id = (await guests.Invite()).GetProperty("id").GetGuid();
        var liaison = await service.ClientFor("unit", guests.Scene.UnitId, "联络员小李");
        (await liaison.PostJson($"{Path(guests)}/{id}:answer", new { answer = "accept", reason = "电话确认" })).Expect(200);
        var invitation = await guests.Invitation();
        invitation.GetProperty("answer").GetString().ShouldBe("accept");
        invitation.GetProperty("via").GetString().ShouldBe("behalf");
        invitation.GetProperty("answeredBy").GetString().ShouldBe("联络员小李");
        (await service.Admin.GetJson($"/api/v1/interviews/{guests.Interview}"))["state"].GetString().ShouldBe("confirmed");
        var entry = (await service.Admin.GetJson($"/api/v1/audit-log?entity={id}")).Items.Single(one => one.GetProperty("action").GetString() == "answer");
        entry.GetProperty("actor").GetString().ShouldBe("联络员小李");
        entry.GetProperty("to").GetProperty("onBehalfOf").GetString().ShouldBe("梁厅长");

        (await liaison.PostJson($"{Path(guests)}/{id}:answer", new { answer = "perhaps" })).Expect(400).WrongFields.ShouldBe(["answer"]);
        (await (await service.ClientFor("unit", await guests.Scene.Plan.Unit())).PostJson($"{Path(guests)}/{id}:answer", new { answer = "decline" })).Expect(404);
        (await (await service.ClientFor("viewer")).PostJson($"{Path(guests)}/{id}:answer", new { answer = "decline" })).Expect(403);
        (await guests.Invitation()).GetProperty("answer").GetString().ShouldBe("accept");
    }

    [Fact]
    public async Task A_colleague_who_is_free_stands_in_and_one_who_is_not_does_not()
    {
        var guests = await Guests.Book(service.Admin);
        await guests.Invite();
        var plan = guests.Scene.Plan;
        var (free, busy) = (await plan.Official(guests.Scene.UnitId, "副厅长"), await plan.Official(guests.Scene.UnitId, "处长"));
        (await service.Admin.PutJson($"/api/v1/officials/{busy}/availability", new { busy = new[] { new { from = Plan.Monday.AddHours(-1), to = Plan.Monday.AddHours(1) } }, preferred = Array.Empty<object>() })).Expect(200);
        var path = $"/api/v1/invitations/{await guests.Token()}";
        (await service.Anonymous.GetJson(path))["colleagues"].EnumerateArray().Select(one => one.GetProperty("officialId").GetGuid()).ShouldBe([free, busy], ignoreOrder: true);
        (await Name(busy)).Expect(409).Slug.ShouldBe("official-busy");
        (await Name(guests.Scene.OfficialId)).Expect(400).WrongFields.ShouldBe(["substitute.officialId"]);
        (await Name(await plan.Official(await plan.Unit()))).Expect(400).WrongFields.ShouldBe(["substitute.officialId"]);
        (await guests.Invitation()).GetProperty("state").GetString().ShouldBe("open");
        (await Name(free)).Expect(200);
        (await Name(free)).Expect(200);
        var guest = (await service.Admin.GetJson($"/api/v1/interviews/{guests.Interview}"))["guests"].EnumerateArray().Last();
        guest.GetProperty("officialId").GetGuid().ShouldBe(free);
        guest.GetProperty("role").GetString().ShouldBe("substitute");

        Task<Answer> Name(Guid officialId) => service.Anonymous.PostJson($"{path}/response", new { answer = "decline", substitute = new { officialId } });
    }

    [Fact]
    public async Task The_producer_is_told_of_a_no_and_of_a_change_of_mind_and_of_nothing_else()
    {
        await using var own = await ServiceFixture.Start(new ServiceSetup { Settings = { ["Broadcast:Mail:Producer"] = "producer@gov.example" } });
        var guests = await Guests.Book(own.Admin);
        await guests.Invite();
        var (path, mail) = ($"/api/v1/invitations/{await guests.Token()}/response", Mailbox.Of(own));
        await guests.Accept();
        var other = await guests.Scene.AnotherSlot();
        (await own.Anonymous.PostJson(path, new { answer = "tentative", reason = "出差", proposedSlotIds = new[] { other } })).Expect(200);
        var told = (await mail.Wait("producer@gov.example", 1))[0];
        told.Subject.ShouldBe("嘉宾答复：梁厅长 · 宪法进机关");
        told.Text.ShouldContain("出差");
        told.Text.ShouldContain("2026年3月10日 星期二 09:00–09:40");
        (await own.Anonymous.PostJson(path, new { answer = "decline", substitute = new { name = "赵处长", title = "处长" } })).Expect(200);
        (await mail.Wait("producer@gov.example", 2))[1].Text.ShouldContain("赵处长, 处长");
    }

    [Fact]
    public async Task The_entry_for_a_calendar_can_be_taken_by_hand()
    {
        var guests = await Guests.Book(service.Admin);
        await guests.Invite();
        using var got = await service.Anonymous.GetAsync($"/api/v1/invitations/{await guests.Token()}/invite.ics", TestContext.Current.CancellationToken);
        got.Content.Headers.ContentType!.MediaType.ShouldBe("text/calendar");
        var calendar = Ical.Net.Calendar.Load(await got.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        calendar.Method.ShouldBe("PUBLISH");
        var entry = calendar.Events.ShouldHaveSingleItem();
        entry.Uid.ShouldBe($"interview-{guests.Interview}@broadcast");
        entry.Attendees.ShouldBeEmpty();
        entry.Start!.AsUtc.ShouldBe(Plan.Monday.UtcDateTime);
    }

    private static string Path(Guests guests) => $"/api/v1/interviews/{guests.Interview}/invitations";

    private static async Task<JsonElement> Guest(HttpClient client, string path)
    {
        var answer = (await client.GetJson(path)).Expect(200);
        return (answer.Json.TryGetProperty("items", out var items) ? items[0] : answer.Json).GetProperty("guests")[0];
    }
}
