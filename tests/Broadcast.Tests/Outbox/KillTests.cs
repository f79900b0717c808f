using System.Globalization;
using System.Net.Http.Headers;
using Broadcast.Tests.Confirmation;
using Broadcast.Tests.Hosting;
using Plan = Broadcast.Tests.Scheduling.Plan;

namespace Broadcast.Tests.Outbox;

public sealed class KillTests
{
    [Fact]
    public async Task A_kill_in_the_middle_of_sending_loses_no_mail_and_writes_none_twice()
    {
        const int Invited = 12;
        using var folder = new TempFolder();
        var mail = new Mailbox(folder.File("mail"));
        var all = new List<Guests>();
        using (var program = RunningProgram.Start(folder, $"Broadcast:Auth:AdminToken={ServiceFixture.AdminToken}"))
        {
            await program.Ready();
            using var client = ClientOf(program);
            for (var i = 0; i < Invited; i++)
            {
                all.Add(await Guests.Book(client));
            }

            await Task.WhenAll(all.Select(guests => guests.Invite()));
            program.Kill();
        }

        using var again = RunningProgram.Start(folder, $"Broadcast:Auth:AdminToken={ServiceFixture.AdminToken}");
        await again.Ready();
        using var admin = ClientOf(again);
        foreach (var guests in all)
        {
            await Mailbox.Until(async () => (await (guests with { Client = admin }).Messages()).Single().GetProperty("state").GetString() == "sent", "sent");
            mail.To(guests.Email).ShouldHaveSingleItem().Event.Uid.ShouldBe($"interview-{guests.Interview}@broadcast");
        }

        mail.Files.Count.ShouldBe(Invited);
    }

    [Fact]
    public async Task A_kill_in_the_middle_of_the_ladder_takes_each_step_once()
    {
        const int Invited = 10;
        using var folder = new TempFolder();
        var mail = new Mailbox(folder.File("mail"));
        var all = new List<Guests>();
        string[] settings = [$"Broadcast:Auth:AdminToken={ServiceFixture.AdminToken}", "Broadcast:Mail:Producer=producer@gov.example"];
        var (today, at) = (TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow().AddDays(3));
        using (var program = RunningProgram.Start(folder, settings))
        {
            await program.Ready();
            using var client = ClientOf(program);
            for (var i = 0; i < Invited; i++)
            {
                all.Add(await Guests.Book(client, series: Quick(today), at: at.AddHours(i)));
            }

            await Task.WhenAll(all.Select(guests => guests.Invite()));
            await Mailbox.Until(() => mail.Files.Count > Invited, "the first of the reminders");
            program.Kill();
        }

        using var again = RunningProgram.Start(folder, settings);
        await again.Ready();
        using var admin = ClientOf(again);
        foreach (var guests in all)
        {
            await Mailbox.Until(async () => (await (guests with { Client = admin }).Messages()).Count(message => message.GetProperty("state").GetString() == "sent") == 3, "all three sent");
            mail.To(guests.Email).Select(one => one.Subject[..2]).Order(StringComparer.Ordinal).ShouldBe(new[] { "访谈", "请答" }.Order(StringComparer.Ordinal));
        }

        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        mail.Files.Count.ShouldBe(3 * Invited);
    }

    /// <summary>A series whose guests are reminded after a quarter of a minute, and given up after half a minute.</summary>
    private static object Quick(DateTimeOffset today) => new
    {
        code = Plan.Code("quick"), title = "进行时", timeZone = "Asia/Shanghai", startsOn = today.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        endsOn = today.AddDays(30).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), slotMinutes = 40, answerWithinHours = 30.0 / 3600, remindBeforeAnswerHours = new[] { 15.0 / 3600 },
    };

    private static HttpClient ClientOf(RunningProgram program)
    {
        var client = new HttpClient { BaseAddress = program.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServiceFixture.AdminToken);
        return client;
    }
}
