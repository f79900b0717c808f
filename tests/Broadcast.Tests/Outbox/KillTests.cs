using System.Net.Http.Headers;
using Broadcast.Tests.Confirmation;
using Broadcast.Tests.Hosting;

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

    private static HttpClient ClientOf(RunningProgram program)
    {
        var client = new HttpClient { BaseAddress = program.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServiceFixture.AdminToken);
        return client;
    }
}
