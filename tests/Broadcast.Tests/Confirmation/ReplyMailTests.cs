using Broadcast.Confirmation;
using Broadcast.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace Broadcast.Tests.Confirmation;

/// <summary>Answers that come by mail, without the mailbox.</summary>
public sealed class ReplyMailTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Fact]
    public async Task An_accepted_reply_is_applied_once_and_a_change_of_mind_is_not_taken_back_by_the_same_mail()
    {
        var guests = await Guests.Book(service.Admin);
        await guests.Invite();
        var mail = ReplyMail.Of(Mail(guests, "ACCEPTED", guests.Email));
        (await Take(mail)).ShouldBe(1);
        (await guests.Invitation()).GetProperty("answer").GetString().ShouldBe("accept");
        (await guests.Invitation()).GetProperty("via").GetString().ShouldBe("mail");
        (await service.Anonymous.PostJson($"/api/v1/invitations/{await guests.Token()}/response", new { answer = "decline" })).Expect(200);
        (await Take(mail)).ShouldBe(0);
        (await guests.Invitation()).GetProperty("answer").GetString().ShouldBe("decline");
        (await Replies(guests)).ShouldBe(["applied", "applied"]);
    }

    [Fact]
    public async Task Ten_readers_at_once_take_a_mail_once()
    {
        var guests = await Guests.Book(service.Admin);
        await guests.Invite();
        var mail = ReplyMail.Of(Mail(guests, "TENTATIVE", guests.Email));
        (await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Take(mail)))).Sum().ShouldBe(1);
        (await Replies(guests)).ShouldBe(["applied"]);
    }

    [Fact]
    public async Task An_answer_to_an_earlier_time_is_shown_and_not_applied()
    {
        var guests = await Guests.Book(service.Admin);
        await guests.Invite();
        await guests.Reschedule(await guests.Scene.AnotherSlot());
        (await Take(ReplyMail.Of(Mail(guests, "ACCEPTED", guests.Email)))).ShouldBe(0);
        (await guests.Invitation()).GetProperty("state").GetString().ShouldBe("open");
        (await Replies(guests)).ShouldBe(["outdated"]);
        var standing = (await service.Admin.GetJson($"/api/v1/interviews/{guests.Interview}/answers"))["guests"][0];
        standing.GetProperty("replies")[0].GetProperty("state").GetString().ShouldBe("outdated");
    }

    [Fact]
    public async Task A_mail_from_somebody_else_speaks_for_nobody()
    {
        var guests = await Guests.Book(service.Admin);
        await guests.Invite();
        (await Take(ReplyMail.Of(Mail(guests, "DECLINED", "stranger@example.org")))).ShouldBe(0);
        (await guests.Invitation()).GetProperty("state").GetString().ShouldBe("open");
        (await Replies(guests)).ShouldBe(["refused"]);
    }

    [Fact]
    public async Task What_is_no_answer_is_left_alone_and_what_cannot_be_read_is_shown()
    {
        var guests = await Guests.Book(service.Admin);
        await guests.Invite();
        ReplyMail.Of(Mail(guests, "ACCEPTED", guests.Email, method: "REQUEST")).Calendars.ShouldBeEmpty();
        var broken = Mail(guests, "DELEGATED", guests.Email);
        (await Take(ReplyMail.Of(broken))).ShouldBe(0);
        (await service.Admin.GetJson("/api/v1/replies?state=unknown")).Items.ShouldContain(reply => reply.GetProperty("byName").GetString() == guests.Email);
        (await (await service.ClientFor("viewer")).GetJson("/api/v1/replies")).Expect(403);
        (await service.Admin.GetJson("/api/v1/replies?state=lost")).Expect(400).WrongFields.ShouldBe(["state"]);
    }

    private async Task<int> Take(ReplyMail mail) => await ActivatorUtilities.CreateInstance<ReplyIntake>(service.Services).Take(mail, TimeProvider.System.GetUtcNow(), TestContext.Current.CancellationToken);

    private async Task<IReadOnlyList<string?>> Replies(Guests guests) =>
        [.. (await service.Admin.GetJson($"/api/v1/replies?interviewId={guests.Interview}")).Expect(200).Items.Select(reply => reply.GetProperty("state").GetString())];

    private static MimeMessage Mail(Guests guests, string status, string from, string method = "REPLY")
    {
        string[] lines =
        [
            "BEGIN:VCALENDAR", "PRODID:-//Some Program//EN", "VERSION:2.0", $"METHOD:{method}", "BEGIN:VEVENT", $"UID:interview-{guests.Interview}@broadcast", "SEQUENCE:0",
            "DTSTAMP:20260301T000000Z", "ORGANIZER:mailto:broadcast@localhost", $"ATTENDEE;PARTSTAT={status}:mailto:{guests.Email}", "END:VEVENT", "END:VCALENDAR", "",
        ];
        var part = new TextPart("calendar") { Text = string.Join("\r\n", lines) };
        part.ContentType.Parameters.Add("method", method);
        var message = new MimeMessage { Subject = "Accepted", Body = new Multipart("mixed") { new TextPart("plain") { Text = "ok" }, part } };
        message.From.Add(MailboxAddress.Parse(from));
        message.To.Add(MailboxAddress.Parse("broadcast@localhost"));
        return message;
    }
}
