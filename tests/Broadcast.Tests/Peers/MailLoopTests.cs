using System.Globalization;
using System.Text.Json;
using Broadcast.Tests.Confirmation;
using Broadcast.Tests.Hosting;
using Broadcast.Tests.Outbox;
using MimeKit;
using Received = Broadcast.Tests.Outbox.Received;

namespace Broadcast.Tests.Peers;

/// <summary>From the service to a real SMTP server, through a second calendar implementation, and back through a real mailbox.</summary>
[Collection(PeersCollection.Name)]
public sealed class MailLoopTests
{
    /// <summary>What a calendar program makes of an invitation, in Python's icalendar: a line of what it reads, then the answer it would send.</summary>
    private const string CalendarProgram =
        """
        import sys, icalendar
        asked = icalendar.Calendar.from_ical(sys.stdin.read())
        event = asked.walk('VEVENT')[0]
        zone = asked.walk('VTIMEZONE')[0]
        start = event['DTSTART']
        alarm = event.walk('VALARM')[0]
        attendee = event['ATTENDEE']
        print('|'.join([str(asked['METHOD']), str(event['SEQUENCE']), start.params['TZID'], start.dt.strftime('%Y-%m-%dT%H:%M'), str(zone['TZID']),
            attendee.params['RSVP'], str(attendee), str(event['SUMMARY']), str(alarm['TRIGGER'].dt)]))
        answer = icalendar.Calendar()
        answer.add('prodid', '-//second implementation//'); answer.add('version', '2.0'); answer.add('method', 'REPLY')
        said = icalendar.Event()
        for name in ('UID', 'SEQUENCE', 'ORGANIZER', 'DTSTART', 'DTEND'):
            said[name] = event[name]
        said.add('dtstamp', event['DTSTAMP'].dt)
        attendee.params['PARTSTAT'] = sys.argv[1]
        said['ATTENDEE'] = attendee
        answer.add_component(said)
        sys.stdout.write(answer.to_ical().decode())
        """;

    [Fact]
    public async Task An_invitation_goes_out_is_read_by_another_calendar_and_its_answer_comes_back()
    {
        Python.Needs("icalendar", "python3-icalendar");
        using var smtp = await SmtpPeer.Start();
        using var imap = await ImapPeer.Start();
        await using var service = await ServiceFixture.Start(Setup(smtp, imap));
        var guests = await Guests.Book(service.Admin);
        await guests.Invite();
        await Mailbox.Until(() => smtp.Received.Count == 1, "the invitation");
        var invitation = new Received(smtp.Received[0]);
        var (read, yes) = await Answer(invitation, "ACCEPTED");
        read.ShouldBe($"REQUEST|0|Asia/Shanghai|2026-03-09T09:00|Asia/Shanghai|TRUE|mailto:{guests.Email}|宪法进机关|-1 day, 23:00:00");
        (await guests.Messages())[0].GetProperty("answer").GetString()!.ShouldContain("OK");

        imap.Deliver(Mail(guests.Email, yes));
        imap.Deliver(new MimeMessage([MailboxAddress.Parse(guests.Email)], [MailboxAddress.Parse("office@gov.example")], "Lunch?", new TextPart("plain") { Text = "At noon." }));
        await Mailbox.Until(async () => (await guests.Invitation()).GetProperty("answer").GetString() == "accept", "the yes");
        (await service.Admin.GetJson($"/api/v1/interviews/{guests.Interview}"))["state"].GetString().ShouldBe("confirmed");

        await guests.Reschedule(await guests.Scene.AnotherSlot());
        await Mailbox.Until(() => smtp.Received.Count == 2, "the new time");
        var (moved, no) = await Answer(new Received(smtp.Received.Single(mail => mail.Subject!.StartsWith("访谈改期", StringComparison.Ordinal))), "DECLINED");
        moved.ShouldStartWith("REQUEST|1|Asia/Shanghai|2026-03-10T09:00");
        imap.Deliver(Mail(guests.Email, yes));
        await Mailbox.Until(async () => (await service.Admin.GetJson($"/api/v1/replies?interviewId={guests.Interview}&state=outdated")).Items.Count == 1, "the old answer is shown");
        (await guests.Invitation()).GetProperty("state").GetString().ShouldBe("open");
        imap.Deliver(Mail(guests.Email, no));
        await Mailbox.Until(async () => (await guests.Invitation()).GetProperty("answer").GetString() == "decline", "the no");
        (await service.Admin.GetJson($"/api/v1/replies?interviewId={guests.Interview}")).Items.Count.ShouldBe(3);
        (await service.Admin.GetJson("/api/v1/replies/mailbox")).Expect(200)["problem"].ValueKind.ShouldBe(JsonValueKind.Null);
        imap.Stop();
        await Mailbox.Until(async () => (await service.Admin.GetJson("/api/v1/replies/mailbox"))["problem"].ValueKind == JsonValueKind.String, "the trouble is told");
    }

    [Fact]
    public async Task A_mailbox_is_read_on_from_where_it_was_left_by_a_service_that_was_restarted()
    {
        using var imap = await ImapPeer.Start();
        using var folder = new TempFolder();
        Guests guests;
        var again = new List<MimeMessage>();
        await using (var first = await ServiceFixture.Start(Setup(null, imap) with { DataDirectory = folder.Path }))
        {
            guests = await Guests.Book(first.Admin);
            await guests.Invite();
            again.Add(Mail(guests.Email, Text(guests, "ACCEPTED")));
            imap.Deliver(again[0]);
            await Mailbox.Until(async () => (await guests.Invitation()).GetProperty("answer").GetString() == "accept", "the yes");
            (await first.Anonymous.PostJson($"/api/v1/invitations/{await guests.Token()}/response", new { answer = "tentative" })).Expect(200);
        }

        await using var second = await ServiceFixture.Start(Setup(null, imap) with { DataDirectory = folder.Path });
        guests = guests with { Client = second.Admin };
        imap.Deliver(again[0]);
        imap.Deliver(Mail("stranger@example.org", Text(guests, "DECLINED")));
        await Mailbox.Until(async () => (await second.Admin.GetJson($"/api/v1/replies?interviewId={guests.Interview}&state=refused")).Items.Count == 1, "the stranger's");
        (await guests.Invitation()).GetProperty("answer").GetString().ShouldBe("tentative");
        (await second.Admin.GetJson($"/api/v1/replies?interviewId={guests.Interview}")).Items.Count.ShouldBe(3, "the same mail once more is no answer once more");
    }

    private static async Task<(string Read, string Reply)> Answer(Received mail, string status)
    {
        var lines = (await Python.Run(CalendarProgram, mail.CalendarPart.Text, status)).Split('\n', 2);
        return (lines[0], lines[1]);
    }

    private static string Text(Guests guests, string status) => string.Join("\r\n", [
        "BEGIN:VCALENDAR", "PRODID:-//Some Program//EN", "VERSION:2.0", "METHOD:REPLY", "BEGIN:VEVENT", $"UID:interview-{guests.Interview}@broadcast", "SEQUENCE:0",
        "DTSTAMP:20260301T000000Z", "ORGANIZER:mailto:office@gov.example", $"ATTENDEE;PARTSTAT={status}:mailto:{guests.Email}", "END:VEVENT", "END:VCALENDAR", ""]);

    private static MimeMessage Mail(string from, string calendar)
    {
        var part = new TextPart("calendar") { Text = calendar };
        part.ContentType.Parameters.Add("method", "REPLY");
        return new MimeMessage([MailboxAddress.Parse(from)], [MailboxAddress.Parse("office@gov.example")], "答复", new MultipartAlternative { new TextPart("plain") { Text = "见附件" }, part });
    }

    private static ServiceSetup Setup(SmtpPeer? smtp, ImapPeer imap)
    {
        var setup = new ServiceSetup
        {
            Settings =
            {
                ["Broadcast:Mail:From"] = "office@gov.example",
                ["Broadcast:Mail:Imap:Host"] = "127.0.0.1",
                ["Broadcast:Mail:Imap:Port"] = imap.Port.ToString(CultureInfo.InvariantCulture),
                ["Broadcast:Mail:Imap:Tls"] = "None",
                ["Broadcast:Mail:Imap:User"] = ImapPeer.User,
                ["Broadcast:Mail:Imap:Password"] = imap.Password,
            },
        };
        if (smtp is not null)
        {
            setup.Settings["Broadcast:Mail:Host"] = "127.0.0.1";
            setup.Settings["Broadcast:Mail:Port"] = smtp.Port.ToString(CultureInfo.InvariantCulture);
            setup.Settings["Broadcast:Mail:Tls"] = "None";
        }

        return setup;
    }
}
