using System.Globalization;
using System.Text.Json;
using Broadcast.Outbox;
using Broadcast.Tests.Confirmation;
using Broadcast.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;
using Plan = Broadcast.Tests.Scheduling.Plan;

namespace Broadcast.Tests.Outbox;

/// <summary>A mail server in good and bad health: nothing lost, and nothing twice where the protocol lets anybody know.</summary>
public sealed class SmtpTests
{
    [Fact]
    public async Task A_server_gets_the_mail_with_login_and_its_answer_is_shown()
    {
        await using var server = new SmtpServer();
        await using var service = await ServiceFixture.Start(Setup(server.Port));
        var message = await Settled(await Invited(service), "sent");
        message.GetProperty("answer").GetString()!.ShouldContain("Queued as 42");
        var mail = server.Taken.ShouldHaveSingleItem();
        mail.Subject.ShouldBe("访谈邀请：宪法进机关");
        mail.Message.From.Mailboxes.Single().Name.ShouldBe("访谈组");
        mail.Event.Organizer!.Value!.ToString().ShouldBe("mailto:office@gov.example");
        mail.Id.ShouldBe($"{message.GetProperty("id").GetGuid():N}@gov.example");
        server.Login.ShouldBe("\0office\0secret");
    }

    [Fact]
    public async Task A_bad_address_is_failed_at_once_with_the_servers_answer()
    {
        await using var server = new SmtpServer(0, Habit.Answer550);
        await using var service = await ServiceFixture.Start(Setup(server.Port));
        var guests = await Invited(service);
        var message = await Settled(guests, "failed");
        message.GetProperty("answer").GetString().ShouldBe("550 5.1.1 No such user here");
        message.GetProperty("attempts").GetInt32().ShouldBe(1);
        server.Offered.ShouldBe(1);
        server.Taken.ShouldBeEmpty();
        (await guests.Invitation()).GetProperty("sentAt").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_short_trouble_is_overcome_at_once_and_a_longer_one_later()
    {
        await using var server = new SmtpServer(0, Habit.Answer451, Habit.Answer451, Habit.Answer451, Habit.Answer451);
        await using var service = await ServiceFixture.Start(Setup(server.Port));
        var guests = await Invited(service);
        await Mailbox.Until(async () => (await guests.Messages())[0].GetProperty("answer").ValueKind == JsonValueKind.String, "an answer");
        (await guests.Messages())[0].GetProperty("answer").GetString().ShouldBe("451 4.3.0 Try again later");
        (await guests.Messages())[0].GetProperty("state").GetString().ShouldBe("queued");
        (await Settled(guests, "sent")).GetProperty("attempts").GetInt32().ShouldBe(2);
        server.Offered.ShouldBe(5);
        server.Taken.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_line_that_breaks_after_the_text_loses_nothing()
    {
        await using var server = new SmtpServer(0, Habit.DropAfterData);
        await using var service = await ServiceFixture.Start(Setup(server.Port));
        var guests = await Invited(service);
        (await Settled(guests, "sent")).GetProperty("attempts").GetInt32().ShouldBe(2);
        server.Taken.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Where_nobody_can_know_the_same_message_comes_again_under_the_same_id()
    {
        await using var server = new SmtpServer(0, Habit.TakeAndDrop);
        await using var service = await ServiceFixture.Start(Setup(server.Port));
        await Settled(await Invited(service), "sent");
        server.Taken.Count.ShouldBe(2);
        server.Taken.Select(mail => mail.Id).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_server_that_is_down_for_an_hour_loses_nothing_and_gets_nothing_twice()
    {
        var clock = new FakeTimeProvider(Plan.Monday.AddDays(-10));
        var port = Ports.Next();
        await using var service = await ServiceFixture.Start(Setup(port) with { Clock = clock });
        var all = new List<Guests> { await Invited(service), await Invited(service) };
        for (var attempt = 1; clock.GetUtcNow() < Plan.Monday.AddDays(-10).AddHours(1); attempt++)
        {
            foreach (var guests in all)
            {
                await Mailbox.Until(async () => (await guests.Messages())[0] is var message && message.GetProperty("attempts").GetInt32() == attempt && Waits(message, clock) == OutboxLane.PauseAfter(attempt), "a try");
                (await guests.Messages())[0].GetProperty("state").GetString().ShouldBe("queued");
            }

            clock.Advance(OutboxLane.PauseAfter(attempt));
        }

        await using var server = new SmtpServer(port);
        clock.Advance(TimeSpan.FromHours(1));
        foreach (var guests in all)
        {
            (await Settled(guests, "sent")).GetProperty("attempts").GetInt32().ShouldBeInRange(9, 12);
        }

        server.Taken.SelectMany(mail => mail.Message.To.Mailboxes).Select(to => to.Address).ShouldBe(all.Select(guests => guests.Email), ignoreOrder: true);
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(5, 80)]
    [InlineData(10, 2560)]
    [InlineData(11, 3600)]
    [InlineData(1000, 3600)]
    public void The_pause_doubles_up_to_an_hour(int attempts, int seconds) => OutboxLane.PauseAfter(attempts).ShouldBe(TimeSpan.FromSeconds(seconds));

    private static TimeSpan Waits(JsonElement message, FakeTimeProvider clock) => message.GetProperty("dueAt").GetDateTimeOffset() - clock.GetUtcNow();

    private static ServiceSetup Setup(int port) => new()
    {
        Settings =
        {
            ["Broadcast:Mail:Host"] = "127.0.0.1",
            ["Broadcast:Mail:Port"] = port.ToString(CultureInfo.InvariantCulture),
            ["Broadcast:Mail:Tls"] = "None",
            ["Broadcast:Mail:User"] = "office",
            ["Broadcast:Mail:Password"] = "secret",
            ["Broadcast:Mail:From"] = "访谈组 <office@gov.example>",
        },
    };

    private static async Task<Guests> Invited(ServiceFixture service)
    {
        var guests = await Guests.Book(service.Admin);
        await guests.Invite();
        return guests;
    }

    private static async Task<JsonElement> Settled(Guests guests, string state)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await Mailbox.Until(
            async () =>
            {
                var message = (await guests.Messages())[0];
                seen.Add(message.ToString());
                return message.GetProperty("state").GetString() == state;
            },
            () => $"{state}, saw {string.Join('\n', seen)}");
        return (await guests.Messages()).ShouldHaveSingleItem();
    }
}
