using System.Text.Json;
using Broadcast.Tests.Hosting;
using Broadcast.Tests.Outbox;
using Broadcast.Tests.Scheduling;
using Ical.Net.DataTypes;

namespace Broadcast.Tests.Confirmation;

/// <summary>The mails as they are received: read by a mail parser and a calendar parser.</summary>
public sealed class InvitationMailTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private readonly Mailbox _mail = Mailbox.Of(service);

    [Fact]
    public async Task An_invitation_is_text_html_and_a_calendar_request_with_the_guests_link()
    {
        var guests = await Guests.Book(service.Admin);
        var link = (await guests.Invite()).GetProperty("link").GetString()!;
        var mail = (await _mail.Wait(guests.Email, 1))[0];
        mail.Subject.ShouldBe("访谈邀请：宪法进机关");
        mail.Message.To.Mailboxes.Single().Name.ShouldBe("梁厅长");
        mail.Message.From.Mailboxes.Single().Address.ShouldStartWith("broadcast@");
        mail.Text.ShouldContain(link);
        mail.Text.ShouldContain("2026年3月9日 星期一 09:00–09:40（Asia/Shanghai）");
        mail.Html.ShouldContain($"href=\"{link}\"");

        var part = mail.CalendarPart;
        part.ContentType.Parameters["method"].ShouldBe("REQUEST");
        part.ContentType.Charset.ShouldBe("utf-8");
        mail.Message.Attachments.ShouldHaveSingleItem().ContentDisposition!.FileName.ShouldBe("invite.ics");
        var calendar = mail.Calendar;
        calendar.Method.ShouldBe("REQUEST");
        calendar.TimeZones.ShouldHaveSingleItem().TzId.ShouldBe("Asia/Shanghai");
        var entry = calendar.Events.ShouldHaveSingleItem();
        entry.Uid.ShouldBe($"interview-{guests.Interview}@broadcast");
        entry.Sequence.ShouldBe(0);
        entry.Start!.TzId.ShouldBe("Asia/Shanghai");
        entry.Start.AsUtc.ShouldBe(Plan.Monday.UtcDateTime);
        entry.End!.AsUtc.ShouldBe(Plan.Monday.AddMinutes(40).UtcDateTime);
        entry.Organizer!.Value!.Scheme.ShouldBe("mailto");
        var attendee = entry.Attendees.ShouldHaveSingleItem();
        attendee.Value!.ToString().ShouldBe($"mailto:{guests.Email}");
        attendee.Rsvp.ShouldBeTrue();
        entry.Alarms.ShouldHaveSingleItem().Trigger!.Duration.ShouldBe(Duration.FromHours(-1));
    }

    [Fact]
    public async Task It_speaks_the_guests_language()
    {
        var guests = await Guests.Book(service.Admin, "en-GB");
        await guests.Invite();
        var mail = (await _mail.Wait(guests.Email, 1))[0];
        mail.Subject.ShouldStartWith("Invitation: ");
        mail.Text.ShouldContain("Monday, 9 March 2026, 09:00–09:40 (Asia/Shanghai)");
        mail.Html.ShouldContain("<html lang=\"en\">");
    }

    [Theory]
    [InlineData("Europe/Berlin", "Your time: Monday, 9 March 2026, 02:00–02:40 (Europe/Berlin)")]
    [InlineData("Asia/Singapore", null)]
    [InlineData(null, null)]
    public async Task A_guest_who_lives_by_other_clocks_is_told_both_times_in_the_mail_and_on_the_page(string? zone, string? told)
    {
        var guests = await Guests.Book(service.Admin, "en");
        (await service.Admin.PatchJson($"/api/v1/officials/{guests.Scene.OfficialId}", new { timeZone = zone })).Expect(200)["timeZone"].GetString().ShouldBe(zone);
        await guests.Invite();
        var mail = (await _mail.Wait(guests.Email, 1))[0];
        mail.Text.ShouldContain("Monday, 9 March 2026, 09:00–09:40 (Asia/Shanghai)");
        mail.Text.Contains("Your time", StringComparison.Ordinal).ShouldBe(told is not null);
        mail.Text.ShouldContain(told ?? "Asia/Shanghai");
        using var browser = new Pages.Browser(service.Address, "en");
        await browser.Open($"/i/{await guests.Token()}");
        browser.Page.Contains("class=\"invite-own\"><strong>", StringComparison.Ordinal).ShouldBe(told is not null);
    }

    [Fact]
    public async Task A_zone_that_is_none_is_refused_by_its_name()
    {
        var guests = await Guests.Book(service.Admin);
        var refused = (await service.Admin.PatchJson($"/api/v1/officials/{guests.Scene.OfficialId}", new { timeZone = "Berlin time" })).Expect(400);
        refused["errors"].GetProperty("timeZone").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Sent_at_is_when_the_mail_went_out_and_the_producer_sees_every_message()
    {
        var guests = await Guests.Book(service.Admin);
        (await guests.Invite()).GetProperty("sentAt").ValueKind.ShouldBe(JsonValueKind.Null);
        await Mailbox.Until(async () => (await guests.Invitation()).GetProperty("sentAt").ValueKind == JsonValueKind.String, "sentAt");
        var message = (await guests.Messages()).ShouldHaveSingleItem();
        message.GetProperty("kind").GetString().ShouldBe("invitation");
        message.GetProperty("recipient").GetString().ShouldBe(guests.Email);
        message.GetProperty("state").GetString().ShouldBe("sent");
        message.GetProperty("attempts").GetInt32().ShouldBe(1);
        message.GetProperty("answer").GetString().ShouldBe($"{message.GetProperty("id").GetString()}.eml");
        message.GetProperty("invitationId").GetGuid().ShouldBe((await guests.Invitation()).GetProperty("id").GetGuid());
        var path = $"/api/v1/interviews/{guests.Interview}/messages";
        (await (await service.ClientFor("viewer")).GetJson(path)).Expect(403);
        (await service.Anonymous.GetJson(path)).Expect(401);
        (await service.Admin.GetJson($"/api/v1/interviews/{Guid.Empty}/messages")).Expect(404);
    }

    [Fact]
    public async Task Twenty_producers_at_once_send_one_mail()
    {
        var guests = await Guests.Book(service.Admin);
        var path = $"/api/v1/interviews/{guests.Interview}/invitations";
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => service.Admin.PostJson(path)));
        answers.Count(answer => answer.Status == 201).ShouldBe(1);
        answers.Count(answer => answer.Status == 200).ShouldBe(19);
        await _mail.Wait(guests.Email, 1);
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        await _mail.Wait(guests.Email, 1);
        (await guests.Messages()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Moving_asks_again_under_the_same_link_with_a_higher_sequence_and_cancelling_says_so()
    {
        var guests = await Guests.Book(service.Admin);
        var link = (await guests.Invite()).GetProperty("link").GetString()!;
        await _mail.Wait(guests.Email, 1);
        await guests.Accept();
        await guests.Reschedule(await guests.Scene.AnotherSlot());
        var moved = (await _mail.Wait(guests.Email, 2))[1];
        moved.Subject.ShouldBe("访谈改期：宪法进机关");
        moved.Text.ShouldContain(link);
        moved.Calendar.Method.ShouldBe("REQUEST");
        moved.Event.Start!.AsUtc.ShouldBe(Plan.Monday.AddDays(1).UtcDateTime);

        await guests.Reschedule(await guests.Scene.AnotherSlot(48));
        await _mail.Wait(guests.Email, 3);
        await guests.Cancel();
        var mails = await _mail.Wait(guests.Email, 4);
        mails.Select(mail => mail.Event.Sequence).ShouldBe([0, 1, 2, 3]);
        mails.Select(mail => mail.Event.Uid).Distinct().ShouldHaveSingleItem();
        mails.Select(mail => mail.Id).Distinct().Count().ShouldBe(4);
        var cancelled = mails[3].Calendar;
        cancelled.Method.ShouldBe("CANCEL");
        mails[3].Event.Status.ShouldBe("CANCELLED");
        mails[3].CalendarPart.ContentType.Parameters["method"].ShouldBe("CANCEL");
        mails[3].Text.ShouldContain("官员出差");
    }

    [Fact]
    public async Task Who_is_taken_off_is_told_and_who_is_asked_anew_gets_a_higher_sequence()
    {
        var guests = await Guests.Book(service.Admin);
        var other = await guests.Scene.Plan.Official(guests.Scene.UnitId, "副厅长");
        await guests.Invite();
        await _mail.Wait(guests.Email, 1);
        await Change(other);
        await _mail.Wait(guests.Email, 2);
        await Change(guests.Scene.OfficialId);
        var mails = await _mail.Wait(guests.Email, 3);
        mails.Select(mail => (mail.Calendar.Method, mail.Event.Sequence)).ShouldBe([("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2)]);

        async Task Change(Guid officialId) => (await service.Admin.PatchJson(
            $"/api/v1/interviews/{guests.Interview}", new { guests = new[] { new { officialId, role = "principal" } } })).Expect(200);
    }

    [Fact]
    public async Task A_guest_without_an_address_gets_the_mail_when_there_is_one_and_a_corrected_one_as_well()
    {
        var guests = await Guests.Book(service.Admin);
        await Address(null);
        (await guests.Invite()).GetProperty("link").GetString().ShouldNotBeNull();
        (await guests.Messages()).ShouldBeEmpty();
        await Address(guests.Email);
        await _mail.Wait(guests.Email, 1);
        var corrected = Guests.NewAddress();
        await Address(corrected);
        await _mail.Wait(corrected, 1);
        await _mail.Wait(guests.Email, 1);

        async Task Address(string? email) => (await service.Admin.PatchJson($"/api/v1/officials/{guests.Scene.OfficialId}", new { email })).Expect(200);
    }

    [Fact]
    public async Task What_is_typed_with_line_breaks_and_angle_brackets_stays_in_its_place()
    {
        var guests = await Guests.Book(service.Admin);
        (await service.Admin.PatchJson($"/api/v1/interviews/{guests.Interview}", new { topic = "法治\r\nBcc: x@example.org <b>;\\," })).Expect(200);
        await guests.Invite();
        var mail = (await _mail.Wait(guests.Email, 1))[0];
        mail.Message.Bcc.ShouldBeEmpty();
        mail.Subject.ShouldBe("访谈邀请：法治 Bcc: x@example.org <b>;\\,");
        mail.Html.ShouldNotContain("<b>");
        mail.Event.Summary!.ShouldContain("<b>;\\,");
    }

    [Fact]
    public async Task A_link_begins_with_the_public_address()
    {
        await using var own = await ServiceFixture.Start(new ServiceSetup { Settings = { ["Broadcast:PublicUrl"] = "https://fangtan.example" } });
        var guests = await Guests.Book(own.Admin);
        await guests.Invite();
        (await Mailbox.Of(own).Wait(guests.Email, 1))[0].Text.ShouldContain("https://fangtan.example/i/");
    }

    [Fact]
    public async Task What_was_written_but_not_marked_when_the_process_was_killed_is_written_as_the_same_file()
    {
        using var folder = new TempFolder();
        string before;
        Guests guests;
        await using (var first = await ServiceFixture.Start(new ServiceSetup { DataDirectory = folder.Path }))
        {
            guests = await Guests.Book(first.Admin);
            await guests.Invite();
            await Mailbox.Until(async () => (await guests.Invitation()).GetProperty("sentAt").ValueKind == JsonValueKind.String, "sentAt");
            before = await File.ReadAllTextAsync(Mailbox.Of(first).Files.ShouldHaveSingleItem(), TestContext.Current.CancellationToken);
            await first.Get<Broadcast.Data.Db>().Execute("UPDATE OutboxMessage SET State = 'queued', SentAt = NULL, Answer = NULL", null, TestContext.Current.CancellationToken);
        }

        await using var second = await ServiceFixture.Start(new ServiceSetup { DataDirectory = folder.Path });
        guests = guests with { Client = second.Admin };
        await Mailbox.Until(async () => (await guests.Invitation()).GetProperty("sentAt").ValueKind == JsonValueKind.String, "sentAt again");
        (await File.ReadAllTextAsync(Mailbox.Of(second).Files.ShouldHaveSingleItem(), TestContext.Current.CancellationToken)).ShouldBe(before);
    }
}
