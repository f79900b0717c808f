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
        await mail.Wait(guests.Email, 4);
        _clock.Advance(TimeSpan.FromHours(4));
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        mail.Files.Count.ShouldBe(6);
        (await guests.Messages()).Count.ShouldBe(6);
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
            (await Mailbox.Of(later).Wait(guests.Email, 2))[1].Subject.ShouldStartWith("访谈提醒");
            await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
            Mailbox.Of(later).Files.Count.ShouldBe(2);
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

    private ServiceSetup Setup() => new() { Clock = _clock, Settings = { ["Broadcast:Mail:Producer"] = Producer } };

    private static async Task<(Guests Guests, string Liaison)> Invited(ServiceFixture service)
    {
        var guests = await Guests.Book(service.Admin);
        var liaison = Guests.NewAddress();
        (await service.Admin.PatchJson($"/api/v1/units/{guests.Scene.UnitId}", new { liaisonName = "联络员", liaisonEmail = liaison })).Expect(200)["liaisonEmail"].GetString().ShouldBe(liaison);
        await guests.Invite();
        return (guests, liaison);
    }
}
