using System.Text.Json;
using Broadcast.Data;
using Broadcast.Tests.Hosting;
using Broadcast.Tests.Scheduling;
using Microsoft.Extensions.Time.Testing;
using Scene = Broadcast.Tests.Scheduling.Scene;

namespace Broadcast.Tests.Confirmation;

public sealed class InvitationTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private readonly Plan _plan = new(service.Admin);

    [Fact]
    public async Task Every_guest_is_invited_once_however_often_the_producer_asks()
    {
        var (scene, interview, second) = await TwoGuests();
        var path = $"/api/v1/interviews/{interview}/invitations";
        var made = (await service.Admin.PostJson(path)).Expect(201);
        made.Items.Select(item => item.GetProperty("officialId").GetGuid()).ShouldBe([scene.OfficialId, second], ignoreOrder: true);
        made.Items.ShouldAllBe(item => item.GetProperty("state").GetString() == "open" && item.GetProperty("answer").ValueKind == JsonValueKind.Null
            && item.GetProperty("reason").ValueKind == JsonValueKind.Null && item.GetProperty("proposedSlotIds").GetArrayLength() == 0
            && item.GetProperty("sentAt").ValueKind == JsonValueKind.Null && item.GetProperty("answeredAt").ValueKind == JsonValueKind.Null);
        made.Items.Select(TokenOf).Distinct().Count().ShouldBe(2);
        (await service.Admin.PostJson(path)).Expect(200).Text.ShouldBe(made.Text);
        (await service.Admin.GetJson(path)).Expect(200).Text.ShouldBe(made.Text);
        var rivals = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => service.Admin.PostJson(path)));
        rivals.ShouldAllBe(answer => answer.Text == made.Text);
    }

    [Fact]
    public async Task Only_producers_see_the_links()
    {
        var (scene, interview) = await Booked();
        var path = $"/api/v1/interviews/{interview}/invitations";
        await Invite(interview);
        (await (await service.ClientFor("viewer")).GetJson(path)).Items[0].GetProperty("link").ValueKind.ShouldBe(JsonValueKind.Null);
        var liaison = await service.ClientFor("unit", scene.UnitId);
        (await liaison.GetJson(path)).Items[0].GetProperty("link").ValueKind.ShouldBe(JsonValueKind.Null);
        (await liaison.PostJson(path)).Expect(403);
        (await (await service.ClientFor("unit", await _plan.Unit())).GetJson(path)).Expect(404);
        (await (await service.ClientFor("producer")).GetJson(path)).Items[0].GetProperty("link").GetString()!.ShouldStartWith(service.Address.ToString());
        (await service.Admin.GetJson($"/api/v1/interviews/{Guid.Empty}/invitations")).Expect(404);
        (await service.Admin.PostJson($"/api/v1/interviews/{Guid.Empty}/invitations")).Expect(404);
    }

    [Fact]
    public async Task The_token_is_not_in_the_database()
    {
        var (_, interview) = await Booked();
        var token = (await Invite(interview)).Single();
        await using var connection = await service.Get<Db>().Open(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM Invitation WHERE instr(CAST(TokenHash AS TEXT), $token) > 0 OR instr(TokenProtected, $token) > 0";
        command.Parameters.Add(new Microsoft.Data.Sqlite.SqliteParameter("$token", token));
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(0L);
    }

    [Fact]
    public async Task The_guest_sees_what_it_is_about_and_what_could_be_proposed_without_an_account()
    {
        await using var own = await ServiceFixture.Start(new ServiceSetup { Clock = new FakeTimeProvider(Plan.Monday.AddHours(-6).ToUniversalTime()) });
        var scene = await new Plan(own.Admin).Scene();
        var interview = (await scene.Book()).Id;
        await scene.AnotherSlot(-8);
        var other = await scene.AnotherSlot(48);
        (await own.Admin.PostJson($"/api/v1/slots/{await scene.AnotherSlot(72)}:block")).Expect(200);
        var token = TokenOf((await own.Admin.PostJson($"/api/v1/interviews/{interview}/invitations")).Expect(201).Items[0]);

        var view = (await own.Anonymous.GetJson(Address(token))).Expect(200);
        view["interviewId"].GetGuid().ShouldBe(interview);
        view["topic"].GetString().ShouldBe("宪法进机关");
        view["seriesTitle"].GetString().ShouldBe("《“八五”普法进行时》");
        view["startsAt"].GetString().ShouldBe("2026-03-09T09:00:00+08:00");
        view["guest"].GetProperty("name").GetString().ShouldBe("梁厅长");
        view["interview"].GetProperty("segments").GetArrayLength().ShouldBe(5);
        view["state"].GetString().ShouldBe("open");
        var choice = view["openSlots"].EnumerateArray().ShouldHaveSingleItem();
        choice.GetProperty("id").GetGuid().ShouldBe(other);
        choice.GetProperty("startsAt").GetString().ShouldBe("2026-03-11T09:00:00+08:00");
    }

    [Fact]
    public async Task The_interview_is_confirmed_when_every_principal_guest_accepted_and_no_longer_when_one_withdraws()
    {
        var (scene, interview, second) = await TwoGuests("principal");
        var tokens = await TokensByGuest(interview);
        (await Answer(tokens[scene.OfficialId], new { answer = "accept" })).Expect(200)["state"].GetString().ShouldBe("answered");
        (await State(interview)).ShouldBe("booked");
        (await Answer(tokens[second], new { answer = "accept" })).Expect(200);
        (await State(interview)).ShouldBe("confirmed");
        (await Answer(tokens[second], new { answer = "accept" })).Expect(200);
        (await State(interview)).ShouldBe("confirmed");
        (await Answer(tokens[second], new { answer = "tentative", reason = "待定" })).Expect(200);
        (await State(interview)).ShouldBe("booked");
        var item = (await service.Admin.GetJson($"/api/v1/interviews/{interview}/invitations")).Items.Single(one => one.GetProperty("officialId").GetGuid() == second);
        item.GetProperty("answer").GetString().ShouldBe("tentative");
        item.GetProperty("reason").GetString().ShouldBe("待定");
        item.GetProperty("answeredAt").ValueKind.ShouldBe(JsonValueKind.String);
        var log = (await service.Admin.GetJson($"/api/v1/audit-log?entity={interview}")).Items.Select(entry => (entry.GetProperty("actor").GetString(), entry.GetProperty("action").GetString())).ToList();
        log.ShouldContain(("guest: 副厅长", "confirm"));
        log.ShouldContain(("guest: 副厅长", "withdraw"));
    }

    [Fact]
    public async Task Two_principal_guests_who_accept_at_once_confirm_the_interview()
    {
        var (_, interview, _) = await TwoGuests("principal");
        var tokens = await TokensByGuest(interview);
        await Task.WhenAll(tokens.Values.Select(async token => (await Answer(token, new { answer = "accept" })).Expect(200)));
        (await State(interview)).ShouldBe("confirmed");
    }

    [Fact]
    public async Task A_guest_who_is_not_principal_decides_nothing()
    {
        var (scene, interview, second) = await TwoGuests();
        var tokens = await TokensByGuest(interview);
        (await Answer(tokens[second], new { answer = "decline", reason = "有会" })).Expect(200);
        (await Answer(tokens[scene.OfficialId], new { answer = "accept" })).Expect(200);
        (await State(interview)).ShouldBe("confirmed");
    }

    [Fact]
    public async Task Taking_the_last_doubtful_principal_off_confirms_and_a_new_one_takes_it_back()
    {
        var (scene, interview, second) = await TwoGuests("principal");
        var tokens = await TokensByGuest(interview);
        (await Answer(tokens[scene.OfficialId], new { answer = "accept" })).Expect(200);
        (await Guests((scene.OfficialId, "principal")))["state"].GetString().ShouldBe("confirmed");
        (await Answer(tokens[second], new { answer = "accept" })).Expect(409).Slug.ShouldBe("state-conflict");
        (await Guests((scene.OfficialId, "principal"), (second, "principal")))["state"].GetString().ShouldBe("booked");

        async Task<Answer> Guests(params (Guid OfficialId, string Role)[] guests) =>
            (await service.Admin.PatchJson($"/api/v1/interviews/{interview}", new { guests = guests.Select(guest => new { officialId = guest.OfficialId, role = guest.Role }) })).Expect(200);
    }

    [Fact]
    public async Task Moving_keeps_the_link_voids_the_answer_and_leads_back_to_booked()
    {
        var (scene, interview) = await Booked();
        var token = (await Invite(interview)).Single();
        (await Answer(token, new { answer = "accept", reason = "好" })).Expect(200);
        var moved = (await service.Admin.PostJson($"/api/v1/interviews/{interview}:reschedule", new { slotId = await scene.AnotherSlot() })).Expect(200);
        moved["state"].GetString().ShouldBe("booked");
        var view = (await service.Anonymous.GetJson(Address(token))).Expect(200);
        view["state"].GetString().ShouldBe("open");
        view["answer"].ValueKind.ShouldBe(JsonValueKind.Null);
        view["reason"].ValueKind.ShouldBe(JsonValueKind.Null);
        view["startsAt"].GetDateTimeOffset().ShouldBe(Plan.Monday.AddDays(1));
        (await Answer(token, new { answer = "accept" })).Expect(200);
        (await State(interview)).ShouldBe("confirmed");
    }

    [Fact]
    public async Task Nobody_answers_for_what_is_cancelled_or_on_air()
    {
        var (_, cancelled) = await Booked();
        var token = (await Invite(cancelled)).Single();
        (await service.Admin.PostJson($"/api/v1/interviews/{cancelled}:cancel", new { reason = "官员出差" })).Expect(200);
        (await Answer(token, new { answer = "accept" })).Expect(409).Slug.ShouldBe("state-conflict");
        (await service.Anonymous.GetJson(Address(token))).Expect(200)["state"].GetString().ShouldBe("void");
        (await service.Admin.PostJson($"/api/v1/interviews/{cancelled}/invitations")).Expect(409).Slug.ShouldBe("state-conflict");

        var (_, live) = await Booked();
        var late = (await Invite(live)).Single();
        (await service.Admin.PostJson($"/api/v1/interviews/{live}:start")).Expect(200);
        (await Answer(late, new { answer = "decline" })).Expect(409).Slug.ShouldBe("state-conflict");
        (await State(live)).ShouldBe("live");
    }

    [Fact]
    public async Task A_request_is_not_invited_to_before_it_is_approved()
    {
        var scene = await _plan.Scene();
        var asked = (await scene.TryRequest(await service.ClientFor("unit", scene.UnitId))).Expect(201);
        (await service.Admin.PostJson($"/api/v1/interviews/{asked.Id}/invitations")).Expect(409).Slug.ShouldBe("state-conflict");
    }

    [Fact]
    public async Task Other_slots_can_be_proposed_if_the_series_has_them()
    {
        var (scene, interview) = await Booked();
        var token = (await Invite(interview)).Single();
        var other = await scene.AnotherSlot();
        var answered = (await Answer(token, new { answer = "tentative", reason = "改期", proposedSlotIds = new[] { other, other } })).Expect(200);
        answered["proposedSlotIds"].EnumerateArray().ShouldHaveSingleItem().GetGuid().ShouldBe(other);
        var foreign = (await _plan.Scene()).SlotId;
        (await Answer(token, new { answer = "tentative", proposedSlotIds = new[] { other, foreign } })).Expect(400).WrongFields.ShouldBe(["proposedSlotIds[1]"]);
    }

    [Fact]
    public async Task A_substitute_becomes_a_guest_and_is_invited_when_a_producer_agrees()
    {
        var (scene, interview) = await Booked();
        var token = (await Invite(interview)).Single();
        object answer = new { answer = "decline", reason = "出差", substitute = new { name = "赵处长", title = "处长", email = "zhao@example.org" } };
        (await Answer(token, answer)).Expect(200);
        (await Answer(token, answer)).Expect(200);

        var guests = (await service.Admin.GetJson($"/api/v1/interviews/{interview}"))["guests"].EnumerateArray().ToList();
        guests.Count.ShouldBe(2);
        guests[0].GetProperty("answer").GetString().ShouldBe("decline");
        guests[1].GetProperty("role").GetString().ShouldBe("substitute");
        guests[1].GetProperty("substituteOf").GetGuid().ShouldBe(scene.OfficialId);
        guests[1].GetProperty("name").GetString().ShouldBe("赵处长");
        var substitute = guests[1].GetProperty("officialId").GetGuid();
        (await service.Admin.GetJson($"/api/v1/officials/{substitute}")).Expect(200)["unitId"].GetGuid().ShouldBe(scene.UnitId);

        (await service.Admin.GetJson($"/api/v1/interviews/{interview}/invitations")).Items.ShouldHaveSingleItem();
        var invited = (await service.Admin.PostJson($"/api/v1/interviews/{interview}/invitations")).Expect(201);
        invited.Items.Count.ShouldBe(2);
        var second = TokenOf(invited.Items.Single(item => item.GetProperty("officialId").GetGuid() == substitute));
        (await Answer(second, new { answer = "accept" })).Expect(200);
        (await State(interview)).ShouldBe("booked");
        (await service.Admin.PatchJson($"/api/v1/interviews/{interview}", new { guests = new[] { new { officialId = substitute, role = "principal" } } })).Expect(200)["state"].GetString().ShouldBe("confirmed");
    }

    [Fact]
    public async Task What_is_wrong_with_an_answer_is_named_and_changes_nothing()
    {
        var (_, interview) = await Booked();
        var token = (await Invite(interview)).Single();
        (await Answer(token, new { })).Expect(400).WrongFields.ShouldBe(["answer"]);
        (await Answer(token, new { answer = "perhaps" })).Expect(400).WrongFields.ShouldBe(["answer"]);
        (await Answer(token, new { answer = "decline", reason = new string('x', 1001) })).Expect(400).WrongFields.ShouldBe(["reason"]);
        (await Answer(token, new { answer = "decline", substitute = new { email = "no" } })).Expect(400)
            .WrongFields.ShouldBe(["substitute.name", "substitute.title", "substitute.email"], ignoreOrder: true);
        (await Answer(token, new { answer = "decline", proposedSlotIds = new[] { "x" } })).Expect(400).WrongFields.ShouldBe(["proposedSlotIds[0]"]);
        (await service.Anonymous.GetJson(Address(token)))["state"].GetString().ShouldBe("open");
    }

    [Fact]
    public async Task A_guest_names_at_most_three_substitutes()
    {
        var (_, interview) = await Booked();
        var token = (await Invite(interview)).Single();
        for (var i = 0; i < 3; i++)
        {
            (await Answer(token, new { answer = "decline", substitute = new { name = $"替补 {i}", title = "处长" } })).Expect(200);
        }

        (await Answer(token, new { answer = "decline", substitute = new { name = "再一个", title = "处长" } })).Expect(409).Slug.ShouldBe("state-conflict");
    }

    [Fact]
    public async Task Wrong_links_are_404_and_after_too_many_429_while_right_ones_go_on()
    {
        await using var own = await ServiceFixture.Start(new ServiceSetup());
        var plan = new Plan(own.Admin);
        var interview = (await (await plan.Scene()).Book()).Id;
        var token = TokenOf((await own.Admin.PostJson($"/api/v1/interviews/{interview}/invitations")).Expect(201).Items[0]);
        (await own.Anonymous.GetJson("/api/v1/invitations/nope")).Expect(404).Slug.ShouldBe("not-found");
        var statuses = await Task.WhenAll(Enumerable.Range(0, 140).Select(async i => (await own.Anonymous.GetJson($"/api/v1/invitations/{token}{i}")).Status));
        statuses.ShouldContain(429);
        statuses.ShouldAllBe(status => status == 404 || status == 429);
        var limited = await own.Anonymous.PostJson("/api/v1/invitations/nope/response", new { answer = "accept" });
        limited.Expect(429).Slug.ShouldBe("rate-limited");
        limited.Headers.RetryAfter.ShouldNotBeNull();
        for (var i = 0; i < 100; i++)
        {
            (await own.Anonymous.GetJson(Address(token))).Expect(200);
        }
    }

    private static string Address(string token) => $"/api/v1/invitations/{token}";

    private static string TokenOf(JsonElement item) => item.GetProperty("link").GetString()!.Split("/i/")[1];

    private Task<Answer> Answer(string token, object body) => service.Anonymous.PostJson($"{Address(token)}/response", body);

    private async Task<string> State(Guid interview) => (await service.Admin.GetJson($"/api/v1/interviews/{interview}"))["state"].GetString()!;

    private async Task<(Scene Scene, Guid Interview)> Booked()
    {
        var scene = await _plan.Scene();
        return (scene, (await scene.Book()).Id);
    }

    private async Task<(Scene Scene, Guid Interview, Guid Second)> TwoGuests(string role = "guest")
    {
        var scene = await _plan.Scene();
        var second = await _plan.Official(scene.UnitId, "副厅长");
        var guests = new[] { new { officialId = scene.OfficialId, role = "principal" }, new { officialId = second, role } };
        return (scene, (await scene.Book(body: new { unitId = scene.UnitId, topic = "宪法进机关", guests })).Id, second);
    }

    private async Task<IReadOnlyList<string>> Invite(Guid interview) => [.. (await TokensByGuest(interview)).Values];

    private async Task<Dictionary<Guid, string>> TokensByGuest(Guid interview) =>
        (await service.Admin.PostJson($"/api/v1/interviews/{interview}/invitations")).Expect(201).Items.ToDictionary(item => item.GetProperty("officialId").GetGuid(), TokenOf);
}
