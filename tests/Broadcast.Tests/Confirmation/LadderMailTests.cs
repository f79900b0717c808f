using Broadcast.Confirmation;
using Broadcast.Tests.Hosting;
using Broadcast.Tests.Outbox;
using Broadcast.Tests.Scheduling;
using Microsoft.Extensions.Time.Testing;

namespace Broadcast.Tests.Confirmation;

/// <summary>The ladder run through with a clock that is moved, up and down to the mails.</summary>
public sealed class LadderMailTests
{
    private const string Producer = "producer@gov.example";

    private readonly FakeTimeProvider _clock = new(Plan.Monday.AddDays(-10));

    [Fact]
    public async Task From_the_invitation_to_the_hour_before_each_step_is_taken_once()
    {
        await using var service = await ServiceFixture.Start(Setup());
        var (guests, liaison) = await Invited(service);
        var mail = Mailbox.Of(service);
        await mail.Wait(guests.Email, 1);

        _clock.Advance(TimeSpan.FromHours(48));
        (await mail.Wait(guests.Email, 2))[1].Subject.ShouldBe("请答复访谈邀请：宪法进机关");
        mail.To(guests.Email)[1].Text.ShouldContain("/i/");
        mail.To(liaison).ShouldBeEmpty();

        _clock.Advance(TimeSpan.FromHours(24));
        var overdue = (await mail.Wait(liaison, 1))[0];
        overdue.Subject.ShouldBe("嘉宾尚未答复：梁厅长 · 宪法进机关");
        overdue.Text.ShouldNotContain("/i/");
        await Mailbox.Until(async () => (await guests.Messages()).All(message => message.GetProperty("state").GetString() == "sent"), "all sent");
        mail.To(Producer).ShouldBeEmpty();
        _clock.Advance(TimeSpan.FromHours(24));
        await mail.Wait(Producer, 1);

        await guests.Accept();
        _clock.Advance(Plan.Monday.AddHours(-48) - _clock.GetUtcNow());
        (await mail.Wait(guests.Email, 3))[2].Subject.ShouldBe("访谈提醒：宪法进机关");
        _clock.Advance(TimeSpan.FromHours(45));
        var sheet = (await mail.Wait(guests.Email, 5)).Single(one => one.Subject == "访谈流程单：宪法进机关");
        sheet.Text.ShouldContain("09:00  谈认识（8 分钟）");
        sheet.Text.ShouldContain("09:32  商对策（8 分钟）");
        (await mail.Wait(liaison, 2))[1].Subject.ShouldBe("访谈流程单：梁厅长 · 宪法进机关");
        _clock.Advance(TimeSpan.FromHours(2));
        (await mail.Wait(guests.Email, 6))[5].Subject.ShouldStartWith("访谈流程单");
        await mail.Wait(liaison, 3);
        _clock.Advance(TimeSpan.FromHours(4));
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        mail.Files.Count.ShouldBe(10);
        (await guests.Messages()).Count.ShouldBe(10);
    }

    [Fact]
    public async Task What_was_missed_while_the_service_was_down_is_said_once_and_after_a_restart_not_again()
    {
        using var folder = new TempFolder();
        Guests guests;
        await using (var first = await ServiceFixture.Start(Setup() with { DataDirectory = folder.Path }))
        {
            (guests, _) = await Invited(first);
            await guests.Accept();
            await Mailbox.Of(first).Wait(guests.Email, 1);
        }

        _clock.Advance(Plan.Monday.AddHours(-2) - _clock.GetUtcNow());
        for (var start = 0; start < 2; start++)
        {
            await using var later = await ServiceFixture.Start(Setup() with { DataDirectory = folder.Path });
            (await Mailbox.Of(later).Wait(guests.Email, 3)).Skip(1).Select(mail => mail.Subject[..5]).ShouldBe(["访谈提醒：", "访谈流程单"], ignoreOrder: true);
            await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
            Mailbox.Of(later).Files.Count.ShouldBe(4);
        }
    }

    [Fact]
    public async Task Ten_sweeps_at_once_take_a_step_once()
    {
        var setup = Setup();
        setup.Settings["Broadcast:Roles"] = "web";
        await using var service = await ServiceFixture.Start(setup);
        var (guests, _) = await Invited(service);
        var now = _clock.GetUtcNow().AddHours(80);
        var written = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => service.Get<LadderSweep>().Take(now, TestContext.Current.CancellationToken))));
        written.Sum().ShouldBe(1);
        (await guests.Messages()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_move_begins_the_ladder_anew()
    {
        await using var service = await ServiceFixture.Start(Setup());
        var (guests, _) = await Invited(service);
        var mail = Mailbox.Of(service);
        _clock.Advance(TimeSpan.FromHours(48));
        await mail.Wait(guests.Email, 2);
        await guests.Reschedule(await guests.Scene.AnotherSlot());
        await mail.Wait(guests.Email, 3);
        _clock.Advance(TimeSpan.FromHours(48));
        (await mail.Wait(guests.Email, 4))[3].Subject.ShouldStartWith("请答复");
    }

    [Fact]
    public async Task The_substitute_is_asked_after_the_liaison_and_before_the_producer()
    {
        await using var service = await ServiceFixture.Start(Setup());
        var (guests, liaison) = await Invited(service, withSubstitute: true);
        var mail = Mailbox.Of(service);
        var substitute = (await service.Admin.GetJson($"/api/v1/officials?unitId={guests.Scene.UnitId}")).Items.Single(one => one.GetProperty("name").GetString() == "副厅长").GetProperty("email").GetString()!;
        await mail.Wait(substitute, 1);
        _clock.Advance(TimeSpan.FromHours(72));
        (await mail.Wait(liaison, 2)).Select(one => one.Subject).ShouldContain("嘉宾尚未答复：梁厅长 · 宪法进机关");
        mail.To(substitute).ShouldNotContain(one => one.Subject.StartsWith("请准备代替出席", StringComparison.Ordinal));
        _clock.Advance(TimeSpan.FromHours(24));
        await Mailbox.Until(() => mail.To(substitute).Any(one => one.Subject == "请准备代替出席：宪法进机关"), "the substitute is asked");
        mail.To(substitute).Single(one => one.Subject.StartsWith("请准备代替出席", StringComparison.Ordinal)).Text.ShouldContain("/i/");
        mail.To(Producer).ShouldNotContain(one => one.Subject.Contains("梁厅长", StringComparison.Ordinal));
        _clock.Advance(TimeSpan.FromHours(24));
        await Mailbox.Until(() => mail.To(Producer).Count(one => one.Subject.Contains("梁厅长", StringComparison.Ordinal)) == 1, "the producer is told");
    }

    [Fact]
    public async Task At_the_deadline_the_slot_is_released_where_the_series_says_so()
    {
        await using var service = await ServiceFixture.Start(Setup());
        var (guests, liaison) = await Invited(service, releases: true);
        var mail = Mailbox.Of(service);
        await mail.Wait(guests.Email, 1);
        _clock.Advance(TimeSpan.FromHours(71.9));
        await mail.Wait(guests.Email, 2);
        (await guests.Scene.StateOfSlot()).ShouldBe("booked");
        _clock.Advance(TimeSpan.FromHours(0.1));
        (await mail.Wait(liaison, 1))[0].Subject.ShouldBe("场次已释放：梁厅长 · 宪法进机关");
        await mail.Wait(Producer, 1);
        (await mail.Wait(guests.Email, 3))[2].Calendar.Method.ShouldBe("CANCEL");
        (await guests.Scene.StateOfSlot()).ShouldBe("open");
        var interview = (await service.Admin.GetJson($"/api/v1/interviews/{guests.Interview}")).Expect(200);
        interview["state"].GetString().ShouldBe("cancelled");
        interview["reason"].GetString()!.ShouldContain("No answer by the deadline");
        (await service.Admin.GetJson($"/api/v1/audit-log?entity={guests.Interview}")).Items.Count(entry => entry.GetProperty("action").GetString() == "release").ShouldBe(1);
    }

    [Fact]
    public async Task Who_answers_in_the_last_minute_keeps_the_slot()
    {
        var setup = Setup();
        setup.Settings["Broadcast:Roles"] = "web";
        await using var service = await ServiceFixture.Start(setup);
        var (guests, _) = await Invited(service, releases: true);
        var now = _clock.GetUtcNow().AddHours(73);
        var (sweep, ct) = (service.Get<LadderSweep>(), TestContext.Current.CancellationToken);
        var token = await guests.Token();
        var rivals = Enumerable.Range(0, 8).Select(i => i == 3
            ? Task.Run(async () => (await service.Anonymous.PostJson($"/api/v1/invitations/{token}/response", new { answer = "accept" })).Status == 200 ? 0 : 1)
            : Task.Run(() => sweep.Take(now, ct)));
        await Task.WhenAll(rivals);
        var state = (await service.Admin.GetJson($"/api/v1/interviews/{guests.Interview}"))["state"].GetString();
        (state, await guests.Scene.StateOfSlot()).ShouldBeOneOf(("confirmed", "booked"), ("cancelled", "open"));
        (await guests.Messages()).Count(message => message.GetProperty("kind").GetString() == "released").ShouldBe(state == "cancelled" ? 2 : 0);
    }

    [Fact]
    public async Task Two_servers_and_a_clock_set_back_take_each_step_once()
    {
        using var folder = new TempFolder();
        await using var one = await ServiceFixture.Start(Setup() with { DataDirectory = folder.Path });
        await using var two = await ServiceFixture.Start(Setup() with { DataDirectory = folder.Path });
        var (guests, liaison) = await Invited(one);
        var mail = Mailbox.Of(one);
        await mail.Wait(guests.Email, 1);
        _clock.Advance(TimeSpan.FromHours(96));
        await mail.Wait(liaison, 1);
        await mail.Wait(Producer, 1);
        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        var before = (await guests.Messages()).Count;

        var early = new FakeTimeProvider(_clock.GetUtcNow().AddHours(-30));
        await using var set = await ServiceFixture.Start(Setup() with { DataDirectory = folder.Path, Clock = early });
        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        early.Advance(TimeSpan.FromHours(31));
        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        var causes = (await guests.Messages()).Select(message => (message.GetProperty("kind").GetString(), message.GetProperty("recipient").GetString())).ToList();
        causes.Distinct().Count().ShouldBe(causes.Count);
        causes.Count.ShouldBeLessThanOrEqualTo(before + 1, "the reminder that the two had no time for may be made up for, nothing else");
    }

    private ServiceSetup Setup() => new() { Clock = _clock, Settings = { ["Broadcast:Mail:Producer"] = Producer } };

    private static async Task<(Guests Guests, string Liaison)> Invited(ServiceFixture service, bool withSubstitute = false, bool releases = false)
    {
        var guests = await Guests.Book(service.Admin);
        var liaison = Guests.NewAddress();
        (await service.Admin.PatchJson($"/api/v1/units/{guests.Scene.UnitId}", new { liaisonName = "联络员", liaisonEmail = liaison })).Expect(200)["liaisonEmail"].GetString().ShouldBe(liaison);
        if (releases)
        {
            (await service.Admin.PatchJson($"/api/v1/series/{guests.Scene.SeriesId}", new { releaseAtDeadline = true })).Expect(200)["releaseAtDeadline"].GetBoolean().ShouldBeTrue();
        }

        if (withSubstitute)
        {
            var substitute = await guests.Scene.Plan.Official(guests.Scene.UnitId, "副厅长");
            (await service.Admin.PatchJson($"/api/v1/officials/{substitute}", new { email = Guests.NewAddress() })).Expect(200);
            var both = new[] { new { officialId = guests.Scene.OfficialId, role = "principal" }, new { officialId = substitute, role = "substitute" } };
            (await service.Admin.PatchJson($"/api/v1/interviews/{guests.Interview}", new { guests = both })).Expect(200);
        }

        await guests.Invite();
        return (guests, liaison);
    }
}
