using System.Text;
using Broadcast.Tests.Hosting;
using Broadcast.Tests.Outbox;

namespace Broadcast.Tests.Confirmation;

public sealed class CalendarReplyTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private const string Path = "/api/v1/calendar-replies";

    private readonly Mailbox _mail = Mailbox.Of(service);

    [Theory]
    [InlineData("ACCEPTED", "accept", "confirmed")]
    [InlineData("TENTATIVE", "tentative", "booked")]
    [InlineData("DECLINED", "decline", "booked")]
    public async Task A_calendar_programs_reply_is_applied_like_a_click(string status, string answer, string state)
    {
        var guests = await Guests.Book(service.Admin);
        await guests.Invite();
        (await Reply(guests, 0, status)).Expect(200)["answer"].GetString().ShouldBe(answer);
        var invitation = await guests.Invitation();
        invitation.GetProperty("answer").GetString().ShouldBe(answer);
        invitation.GetProperty("reason").GetString().ShouldBe("会议冲突");
        (await service.Admin.GetJson($"/api/v1/interviews/{guests.Interview}"))["state"].GetString().ShouldBe(state);
    }

    [Fact]
    public async Task An_answer_to_the_time_before_is_a_conflict_and_changes_nothing()
    {
        var guests = await Guests.Book(service.Admin);
        await guests.Invite();
        await guests.Reschedule(await guests.Scene.AnotherSlot());
        (await Reply(guests, 0, "ACCEPTED")).Expect(409).Slug.ShouldBe("state-conflict");
        await _mail.Wait(guests.Email, 2);
        (await Reply(guests, 0, "ACCEPTED")).Expect(409).Slug.ShouldBe("state-conflict");
        (await guests.Invitation()).GetProperty("state").GetString().ShouldBe("open");
        var shown = (await service.Admin.GetJson($"/api/v1/replies?interviewId={guests.Interview}&state=outdated")).Expect(200).Items;
        shown.Select(one => (one.GetProperty("answer").GetString(), one.GetProperty("via").GetString())).ShouldBe([("accept", "calendar"), ("accept", "calendar")]);
        (await Reply(guests, 1, "ACCEPTED")).Expect(200);
        await guests.Cancel();
        (await Reply(guests, 1, "DECLINED")).Expect(409).Slug.ShouldBe("state-conflict");
    }

    [Fact]
    public async Task What_is_no_reply_of_a_guest_is_refused_by_name()
    {
        var guests = await Guests.Book(service.Admin);
        await guests.Invite();
        (await Post(service.Admin, "no calendar at all")).Expect(400).WrongFields.ShouldBe(["body"]);
        (await Post(service.Admin, "")).Expect(400).WrongFields.ShouldBe(["body"]);
        (await Post(service.Admin, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:nonsense\r\nSEQUENCE:many\r\nEND:VCALENDAR")).Expect(400);
        (await Post(service.Admin, Text(guests, 0, "ACCEPTED").Replace("METHOD:REPLY", "METHOD:REQUEST", StringComparison.Ordinal))).Expect(400).WrongFields.ShouldBe(["body"]);
        (await Reply(guests, 0, "DELEGATED")).Expect(400).WrongFields.ShouldBe(["partstat"]);
        (await Reply(guests with { Email = "stranger@gov.example" }, 0, "ACCEPTED")).Expect(404);
        (await Reply(guests with { Interview = Guid.Empty }, 0, "ACCEPTED")).Expect(404);
        (await service.Admin.PostRaw(Path, Encoding.UTF8.GetBytes(Text(guests, 0, "ACCEPTED")), "text/plain")).Expect(415);
        (await service.Admin.PostRaw(Path, new byte[300_000], "text/calendar")).Expect(413);
        (await Post(await service.ClientFor("viewer"), Text(guests, 0, "ACCEPTED"))).Expect(403);
        (await guests.Invitation()).GetProperty("state").GetString().ShouldBe("open");
    }

    private Task<Answer> Reply(Guests guests, int sequence, string status) => Post(service.Admin, Text(guests, sequence, status));

    private static Task<Answer> Post(HttpClient client, string text) => client.PostRaw(Path, Encoding.UTF8.GetBytes(text), "text/calendar; method=REPLY; charset=utf-8");

    private static string Text(Guests guests, int sequence, string status) => string.Join("\r\n", [
        "BEGIN:VCALENDAR", "PRODID:-//Some Program//EN", "VERSION:2.0", "METHOD:REPLY", "BEGIN:VEVENT", $"UID:interview-{guests.Interview}@broadcast", $"SEQUENCE:{sequence}",
        "DTSTAMP:20260301T000000Z", "ORGANIZER:mailto:broadcast@localhost", $"ATTENDEE;PARTSTAT={status};CN=Somebody:MAILTO:{guests.Email.ToUpperInvariant()}", "COMMENT:会议冲突",
        "END:VEVENT", "END:VCALENDAR", ""]);
}
