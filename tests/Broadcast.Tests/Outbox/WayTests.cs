using System.Text.Json;
using Broadcast.Outbox;
using Broadcast.Tests.Confirmation;
using Broadcast.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;
using Plan = Broadcast.Tests.Scheduling.Plan;

namespace Broadcast.Tests.Outbox;

/// <summary>Robots and gateways beside mail: what they get, once for each cause, and what becomes of it.</summary>
public sealed class WayTests
{
    private const string Path = "/api/v1/message-ways";

    [Fact]
    public async Task A_groups_robot_is_told_once_without_the_guests_link()
    {
        await using var robot = await Robot.Start();
        await using var service = await ServiceFixture.Start(new ServiceSetup());
        await Add(service, Wecom(robot.Address));
        var guests = await Guests.Book(service.Admin);
        await guests.Invite();
        var message = await Settled(guests, "sent");
        message.GetProperty("way").GetString().ShouldBe("排期群");
        message.GetProperty("answer").GetString().ShouldBe("""200 {"errcode":0,"errmsg":"ok"}""");
        var posted = robot.Got.ShouldHaveSingleItem();
        posted.Address.ShouldBe("/robot/send?key=abc");
        posted.Key.ShouldBe(message.GetProperty("id").GetString());
        var text = JsonDocument.Parse(posted.Body).RootElement.GetProperty("text").GetProperty("content").GetString()!;
        text.ShouldContain("宪法进机关");
        text.ShouldContain("09:00–09:40");
        text.ShouldNotContain("/i/");
        (await guests.Messages()).Count.ShouldBe(2);
        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        robot.Got.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_gateway_for_short_messages_reaches_a_guest_who_has_no_mail_address()
    {
        await using var gateway = await Robot.Start();
        await using var service = await ServiceFixture.Start(new ServiceSetup());
        await Add(service, new
        {
            name = "短信", format = "http", audience = "guest", address = gateway.Address, secret = "t0ken", kinds = new[] { "invitation" }, allowPrivate = true,
            template = """{"to":"{phone}","text":"{name}，{topic}：{link}"}""",
        });
        var guests = await Guests.Book(service.Admin);
        (await service.Admin.PatchJson($"/api/v1/officials/{guests.Scene.OfficialId}", new { email = (string?)null, phone = "138\"0000" })).Expect(200);
        var link = (await guests.Invite()).GetProperty("link").GetString();
        (await Settled(guests, "sent")).GetProperty("recipient").GetString().ShouldBe("138\"0000");
        var posted = gateway.Got.ShouldHaveSingleItem();
        posted.Authorization.ShouldBe("Bearer t0ken");
        var body = JsonDocument.Parse(posted.Body).RootElement;
        body.GetProperty("to").GetString().ShouldBe("138\"0000");
        body.GetProperty("text").GetString().ShouldBe($"梁厅长，宪法进机关：{link}");
    }

    [Fact]
    public async Task What_a_robot_cannot_take_now_is_tried_again_and_what_it_refuses_is_failed()
    {
        await using var robot = await Robot.Start();
        robot.Answers(200, """{"errcode":45009,"errmsg":"api freq out of limit"}""").Answers(429, "slow down", "1").Answers(200, """{"errcode":0,"errmsg":"ok"}""")
            .Answers(200, """{"errcode":93000,"errmsg":"invalid webhook url"}""");
        await using var service = await ServiceFixture.Start(new ServiceSetup());
        await Add(service, Wecom(robot.Address));
        var first = await Guests.Book(service.Admin);
        await first.Invite();
        (await Settled(first, "sent")).GetProperty("attempts").GetInt32().ShouldBe(3);
        robot.Got.Select(posted => posted.Key).Distinct().ShouldHaveSingleItem();
        var second = await Guests.Book(service.Admin);
        await second.Invite();
        (await Settled(second, "failed")).GetProperty("answer").GetString()!.ShouldContain("93000");
        robot.Got.Count.ShouldBe(4);
    }

    [Fact]
    public async Task What_may_have_been_taken_is_not_sent_again_unless_the_receiver_knows_its_key()
    {
        await using var robot = await Robot.Start();
        robot.HangsUp();
        await using var service = await ServiceFixture.Start(new ServiceSetup());
        var way = await Add(service, Wecom(robot.Address));
        var guests = await Guests.Book(service.Admin);
        await guests.Invite();
        (await Settled(guests, "failed")).GetProperty("answer").GetString()!.ShouldStartWith("No answer came");
        robot.Got.Count.ShouldBe(1);

        (await service.Admin.PatchJson($"{Path}/{way}", new { repeatable = true })).Expect(200);
        robot.HangsUp();
        var again = await Guests.Book(service.Admin);
        await again.Invite();
        (await Settled(again, "sent")).GetProperty("attempts").GetInt32().ShouldBe(2);
        robot.Got.Skip(1).Select(posted => posted.Key).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_try_that_a_kill_cut_off_is_not_made_again()
    {
        await using var robot = await Robot.Start();
        var setup = new ServiceSetup { Clock = new FakeTimeProvider(Plan.Monday.AddDays(-10)) };
        setup.Settings["Broadcast:Roles"] = "web";
        await using var service = await ServiceFixture.Start(setup);
        await Add(service, Wecom(robot.Address));
        var guests = await Guests.Book(service.Admin);
        await guests.Invite();
        var (table, now) = (service.Get<OutboxTable>(), Plan.Monday.AddDays(-10));
        var due = (await table.ListDue(isMail: false, now, 10, TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
        (await table.Claim(due, now, now.AddMinutes(1), TestContext.Current.CancellationToken)).ShouldBeTrue();
        (await table.Claim(due, now, now.AddMinutes(1), TestContext.Current.CancellationToken)).ShouldBeFalse("of two processes one gets it");
        ((FakeTimeProvider)setup.Clock!).Advance(TimeSpan.FromMinutes(2));
        await service.Get<OutboxJob>().Run(TestContext.Current.CancellationToken);
        (await Settled(guests, "failed")).GetProperty("answer").GetString()!.ShouldContain("stopped in the middle");
        robot.Got.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_address_in_a_private_network_is_reached_only_where_an_administrator_allowed_it()
    {
        await using var robot = await Robot.Start();
        await using var service = await ServiceFixture.Start(new ServiceSetup());
        var way = await Add(service, Wecom(robot.Address, allowPrivate: false));
        var trial = (await service.Admin.PostJson($"{Path}/{way}:test")).Expect(200);
        trial["taken"].GetBoolean().ShouldBeFalse();
        trial["answer"].GetString()!.ShouldContain("private network");
        var guests = await Guests.Book(service.Admin);
        await guests.Invite();
        await Settled(guests, "failed");
        robot.Got.ShouldBeEmpty();
        (await service.Admin.PatchJson($"{Path}/{way}", new { allowPrivate = true })).Expect(200);
        (await service.Admin.PostJson($"{Path}/{way}:test")).Expect(200)["taken"].GetBoolean().ShouldBeTrue();
        robot.Got.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_there_is_tried_again_later_and_keeps_no_mail_waiting()
    {
        await using var service = await ServiceFixture.Start(new ServiceSetup());
        await Add(service, Wecom($"http://127.0.0.1:{Ports.Next()}/"));
        var guests = await Guests.Book(service.Admin);
        await guests.Invite();
        await Mailbox.Of(service).Wait(guests.Email, 1);
        await Mailbox.Until(async () => Way(await guests.Messages()).GetProperty("answer").ValueKind == JsonValueKind.String, "a try");
        Way(await guests.Messages()).GetProperty("state").GetString().ShouldBe("queued");
    }

    [Fact]
    public async Task Ways_are_an_administrators_affair_and_their_keys_are_not_shown_again()
    {
        await using var service = await ServiceFixture.Start(new ServiceSetup());
        var made = (await service.Admin.PostJson(Path, Wecom("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=very-secret", allowPrivate: false))).Expect(201);
        made.Text.ShouldNotContain("very-secret");
        made["host"].GetString().ShouldBe("https://qyapi.weixin.qq.com");
        (await service.Admin.GetJson($"/api/v1/audit-log?entity={made.Id}")).Text.ShouldNotContain("very-secret");
        await using (var connection = await service.Get<Broadcast.Data.Db>().Open(TestContext.Current.CancellationToken))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT COUNT(*) FROM MessageWay WHERE instr(AddressProtected, 'very-secret') > 0";
            (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(0L);
        }

        var producer = await service.ClientFor("producer");
        (await producer.GetJson(Path)).Expect(403);
        (await producer.PostJson(Path, Wecom("https://x.example/"))).Expect(403);
        (await service.Admin.PatchJson($"{Path}/{made.Id}", new { name = "群" }, ("If-Match", "\"9\""))).Expect(412);
        (await service.Admin.PatchJson($"{Path}/{made.Id}", new { name = "群" })).Expect(200)["kinds"].GetArrayLength().ShouldBe(1);
        (await service.Admin.Delete($"{Path}/{made.Id}")).Expect(204);
        (await service.Admin.GetJson($"{Path}/{made.Id}")).Expect(404);
        (await service.Admin.GetJson(Path)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_wrong_with_a_way_is_named()
    {
        await using var service = await ServiceFixture.Start(new ServiceSetup());
        (await Post(new { })).WrongFields.ShouldBe(["format", "name", "address", "kinds"], ignoreOrder: true);
        (await Post(new { name = "x", format = "fax", address = "ftp://x", kinds = new[] { "poem" } })).WrongFields.ShouldBe(["format", "address", "kinds[0]"], ignoreOrder: true);
        (await Post(new { name = "x", format = "wecom", audience = "guest", address = "https://x.example", kinds = new[] { "invitation" } })).WrongFields.ShouldBe(["audience"]);
        (await Post(new { name = "x", format = "wecom", address = "https://x.example", kinds = new[] { "invitation" }, template = "{link}" })).WrongFields.ShouldBe(["template"]);
        (await Post(new { name = "x", format = "http", audience = "guest", address = "https://x.example", kinds = new[] { "answerOverdue" }, template = "{}" })).WrongFields.ShouldBe(["kinds[0]"]);
        (await Post(new { name = "x", format = "http", address = "https://x.example", kinds = new[] { "invitation" }, template = "{\"a\":{topic}}" })).WrongFields.ShouldBe(["template"]);
        (await service.Admin.GetJson(Path)).Items.ShouldBeEmpty();

        async Task<Answer> Post(object body) => (await service.Admin.PostJson(Path, body)).Expect(400);
    }

    [Fact]
    public void Dingtalks_signature_is_the_one_its_manual_describes() =>
        WayRequest.Signed("https://oapi.dingtalk.com/robot/send?access_token=x", "SEC0123456789abcdef", DateTimeOffset.FromUnixTimeMilliseconds(1773018000000))
            .ShouldBe("https://oapi.dingtalk.com/robot/send?access_token=x&timestamp=1773018000000&sign=uNLFTAHMUSGEeYVeJ1BllZaHFP5kZbZD0tM9YBsLzzM%3D");

    [Theory]
    [InlineData("application/json", """{"a":"{name}"}""", """{"a":"\"},{\"b\":\"\\"}""")]
    [InlineData("application/x-www-form-urlencoded", "a={name}&b=1", "a=%22%7D%2C%7B%22b%22%3A%22%5C&b=1")]
    [InlineData("text/plain", "{name}/{none}", "\"},{\"b\":\"\\/")]
    public void No_name_breaks_out_of_its_place(string contentType, string template, string filled) =>
        WayTemplate.Fill(template, new Dictionary<string, string> { ["name"] = "\"},{\"b\":\"\\" }, contentType).ShouldBe(filled);

    [Theory]
    [InlineData("访谈", 6, "访谈")]
    [InlineData("访谈", 5, "访")]
    [InlineData("a😀", 4, "a")]
    public void A_text_is_cut_in_whole_characters(string text, int bytes, string cut) => WayTemplate.Cut(text, bytes).ShouldBe(cut);

    private static object Wecom(string address, bool allowPrivate = true) =>
        new { name = "排期群", format = "wecom", address, kinds = new[] { "invitation" }, allowPrivate };

    private static async Task<Guid> Add(ServiceFixture service, object body) => (await service.Admin.PostJson(Path, body)).Expect(201).Id;

    private static JsonElement Way(IReadOnlyList<JsonElement> messages) => messages.Single(message => message.GetProperty("way").ValueKind == JsonValueKind.String);

    private static async Task<JsonElement> Settled(Guests guests, string state)
    {
        await Mailbox.Until(async () => Way(await guests.Messages()).GetProperty("state").GetString() == state, state);
        return Way(await guests.Messages());
    }
}
