using System.Text.Json;
using Broadcast.Tests.Hosting;
using Broadcast.Tests.Scheduling;
using Scene = Broadcast.Tests.Scheduling.Scene;

namespace Broadcast.Tests.Confirmation;

/// <summary>A booked interview with one guest who has a mail address.</summary>
public sealed record Guests(HttpClient Client, Scene Scene, Guid Interview, string Email)
{
    private static int _people;

    public static async Task<Guests> Book(HttpClient client, string language = "zh-CN", object? series = null, DateTimeOffset? at = null)
    {
        var email = NewAddress();
        var plan = new Plan(client);
        var scene = await plan.Scene(series, at);
        (await client.PatchJson($"/api/v1/officials/{scene.OfficialId}", new { email, language })).Expect(200);
        return new Guests(client, scene, (await scene.Book()).Id, email);
    }

    public static string NewAddress() => $"guest-{Interlocked.Increment(ref _people)}@gov.example";

    public async Task<JsonElement> Invite() => (await Client.PostJson($"/api/v1/interviews/{Interview}/invitations")).Expect(201).Items[0];

    public async Task<JsonElement> Invitation() => (await Client.GetJson($"/api/v1/interviews/{Interview}/invitations")).Expect(200).Items[0];

    public async Task<string> Token() => (await Invitation()).GetProperty("link").GetString()!.Split("/i/")[1];

    public async Task Accept() => (await Client.PostJson($"/api/v1/invitations/{await Token()}/response", new { answer = "accept" })).Expect(200);

    public async Task Reschedule(Guid slotId) => (await Client.PostJson($"/api/v1/interviews/{Interview}:reschedule", new { slotId })).Expect(200);

    public async Task Cancel() => (await Client.PostJson($"/api/v1/interviews/{Interview}:cancel", new { reason = "官员出差" })).Expect(200);

    public async Task<IReadOnlyList<JsonElement>> Messages() => (await Client.GetJson($"/api/v1/interviews/{Interview}/messages")).Expect(200).Items;
}
